using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Burst;

/// <summary>How many requests an API server has answered, by its own count: everybody's, but for Leases and watches.</summary>
/// <param name="ByTitle">Such as <c>PATCH ministacks/status</c>.</param>
/// <param name="Refused">Writes that were answered with an error; counted with the others, too.</param>
internal sealed partial record RequestCounts(IReadOnlyDictionary<string, double> ByTitle, double Refused)
{
    private static readonly string[] WritingVerbs = ["POST", "PUT", "PATCH", "APPLY", "DELETE"];
    private static readonly string[] ReadingVerbs = ["GET", "LIST"];

    /// <summary>Without Events.</summary>
    public IEnumerable<KeyValuePair<string, double>> Writes => Of(WritingVerbs).Except(Events);

    public IEnumerable<KeyValuePair<string, double>> Events => Of(WritingVerbs).Where(each => each.Key.EndsWith(" events", StringComparison.Ordinal));

    public IEnumerable<KeyValuePair<string, double>> Reads => Of(ReadingVerbs);

    public static async Task<RequestCounts> ReadAsync(RawClient client, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(await client.SendAsync(HttpMethod.Get, "/metrics", cancellationToken: cancellationToken));
        Dictionary<string, double> counts = [];
        var refused = 0.0;
        foreach (var line in text.Split('\n').Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal)))
        {
            var labels = LabelPattern().Matches(line).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
            var (verb, resource, subresource) = (labels["verb"], labels["resource"], labels["subresource"]);
            if (resource is "" or "leases" || !(WritingVerbs.Contains(verb) || ReadingVerbs.Contains(verb)))
            {
                continue;
            }

            var title = subresource.Length == 0 ? $"{verb} {resource}" : $"{verb} {resource}/{subresource}";
            var count = double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            counts[title] = counts.GetValueOrDefault(title) + count;
            refused += WritingVerbs.Contains(verb) && !labels["code"].StartsWith('2') ? count : 0;
        }

        return new(counts, refused);
    }

    public RequestCounts Since(RequestCounts then) => new(
        ByTitle.ToDictionary(each => each.Key, each => each.Value - then.ByTitle.GetValueOrDefault(each.Key)),
        Refused - then.Refused);

    private IEnumerable<KeyValuePair<string, double>> Of(string[] verbs) => ByTitle.Where(each => verbs.Contains(each.Key.Split(' ')[0]));

    [GeneratedRegex("""(?<name>\w+)="(?<value>[^"]*)["]""")]
    private static partial Regex LabelPattern();
}
