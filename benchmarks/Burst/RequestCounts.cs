using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MiniStack.Benchmarks.Cluster;

namespace MiniStack.Benchmarks.Burst;

/// <summary>How many requests an API server has answered, by its own count: everybody's, but for Leases.</summary>
/// <param name="Writes">Without Events.</param>
/// <param name="Events">Writes of Events.</param>
/// <param name="Reads">Gets and lists; no watches.</param>
/// <param name="Refused">Writes that were answered with an error; counted as writes, too.</param>
internal sealed partial record RequestCounts(double Writes, double Events, double Reads, double Refused)
{
    public static async Task<RequestCounts> ReadAsync(RawClient client, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(await client.SendAsync(HttpMethod.Get, "/metrics", cancellationToken: cancellationToken));
        var (writes, events, reads, refused) = (0.0, 0.0, 0.0, 0.0);
        foreach (var line in text.Split('\n').Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal)))
        {
            var labels = LabelPattern().Matches(line).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
            var count = double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            switch (labels["verb"], labels["resource"])
            {
                case (_, "leases"):
                    break;
                case ("GET" or "LIST", _):
                    reads += count;
                    break;
                case ("POST" or "PUT" or "PATCH" or "APPLY" or "DELETE", var resource):
                    _ = resource == "events" ? events += count : writes += count;
                    refused += labels["code"].StartsWith('2') ? 0 : count;
                    break;
                default:
                    break;
            }
        }

        return new(writes, events, reads, refused);
    }

    public static RequestCounts operator -(RequestCounts now, RequestCounts then) =>
        new(now.Writes - then.Writes, now.Events - then.Events, now.Reads - then.Reads, now.Refused - then.Refused);

    [GeneratedRegex("""(?<name>\w+)="(?<value>[^"]*)["]""")]
    private static partial Regex LabelPattern();
}
