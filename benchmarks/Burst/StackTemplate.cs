using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniStack.Benchmarks.Cluster;
using MiniStack.Benchmarks.Scenarios;

namespace MiniStack.Benchmarks.Burst;

/// <summary>A recorded stack with its names, UIDs and resource versions taken out, so that any number of stacks can be made by it.</summary>
internal sealed partial record StackTemplate(IReadOnlyList<TemplateStep> Steps)
{
    /// <param name="name">The recorded stack's; found nowhere else in what was recorded.</param>
    /// <exception cref="RecordingException">The recording can't be repeated; the message says why.</exception>
    public static StackTemplate Of(StackRecording recording, string name)
    {
        var recorded = recording.Steps;
        if (recorded.FirstOrDefault(each => each.Code >= 300) is { } refused)
        {
            throw new RecordingException($"{refused.Verb} {refused.Uri} was answered {refused.Code} while it was recorded.");
        }

        Dictionary<string, Hole> names = new()
        {
            [name] = new(HoleKind.Name, 0),
            [recording.Namespace] = new(HoleKind.Namespace, 0),
        };
        var answers = recorded.Select(Answered).ToList();
        Dictionary<string, Hole> values = new(names);
        for (var i = 0; i < answers.Count; i++)
        {
            // Of an object that was written twice, the first answer has it already.
            values.TryAdd(answers[i].Uid, new(HoleKind.Uid, i));
        }

        values.Remove("");
        foreach (var step in recorded)
        {
            if (UidPattern().Matches(BodyOf(step, name)).FirstOrDefault(match => !values.ContainsKey(match.Value)) is { } unknown)
            {
                throw new RecordingException($"{step.Verb} {step.Uri} names a UID that no recorded write gave: {unknown.Value}.");
            }
        }

        var bodies = recorded.Select(step => Cut(BodyOf(step, name), values, answers, step)).ToList();
        var used = bodies.SelectMany(body => body.Holes).Where(hole => hole.Kind >= HoleKind.Uid).Select(hole => hole.Step).ToHashSet();
        return new([.. recorded.Select((step, i) => new TemplateStep(
            StackRecording.ActorOf(step),
            step.Title,
            MethodOf(step),
            HoledText.Cut(step.Uri, Find(step.Uri, names)),
            MediaTypeOf(step),
            bodies[i],
            Predecessors(recorded, bodies[i], i),
            used.Contains(i)))]);
    }

    /// <summary>A line a step, in no order of theirs: steps that are under way together have none. Equal for stacks made by the same requests.</summary>
    public IEnumerable<string> Requests() =>
        Steps.Select(step => $"{step.Method} {Encoding.UTF8.GetString(step.Path.Fill("NAME", "NAMESPACE", []))} of {step.Actor}").Order(StringComparer.Ordinal);

    /// <summary>
    /// One client sends what follows when it has the answer; what another does it learns from a watch, perhaps before that other has its answer.
    /// </summary>
    private static int[] Predecessors(IReadOnlyList<AuditEvent> steps, HoledText body, int index) =>
    [
        .. Enumerable.Range(0, index).Where(i =>
            StackRecording.ActorOf(steps[i]) != StackRecording.ActorOf(steps[index])
            || steps[i].Ended <= steps[index].Received
            || body.Holes.Any(hole => hole.Kind >= HoleKind.Uid && hole.Step == i)),
    ];

    /// <summary>Names and UIDs wherever they stand, for there is nothing like them; of numbers only those that are resource versions.</summary>
    private static HoledText Cut(string body, Dictionary<string, Hole> values, List<Learned> answers, AuditEvent step) =>
        HoledText.Cut(body, Find(body, values).Concat(VersionPattern().Matches(body).SelectMany<Match, (Capture, Hole)>(match =>
        {
            Capture version = match.Groups["version"];

            // The version of nothing, which asks for an object to be made, is the same for every stack.
            if (version.Value == "1")
            {
                return [];
            }

            var of = answers.FindIndex(each => each.ResourceVersion == version.Value);
            return of >= 0
                ? [(version, new Hole(HoleKind.ResourceVersion, of))]
                : throw new RecordingException($"{step.Verb} {step.Uri} names a resource version that no recorded write gave: {match.Value}.");
        })));

    private static IEnumerable<(Capture Place, Hole Hole)> Find(string text, Dictionary<string, Hole> values) =>
        Regex.Matches(text, string.Join('|', values.Keys.Select(Regex.Escape))).Select(match => ((Capture)match, values[match.Value]));

    private static Learned Answered(AuditEvent step) =>
        step.Answer.ValueKind == JsonValueKind.Object && step.Answer.TryGetProperty("metadata", out var metadata)
        && metadata.TryGetProperty("uid", out var uid) && metadata.TryGetProperty("resourceVersion", out var version)
            ? new(uid.GetString()!, version.GetString()!)
            : new("", "");

    private static HttpMethod MethodOf(AuditEvent step) => step.Verb switch
    {
        "create" => HttpMethod.Post,
        "update" => HttpMethod.Put,
        "patch" => HttpMethod.Patch,
        _ => HttpMethod.Delete,
    };

    /// <summary>The log has the MiniStack with its defaults; it is sent as the operator's run sends it.</summary>
    private static string BodyOf(AuditEvent step, string name) => step switch
    {
        { Resource: "ministacks", Verb: "create" } => Encoding.UTF8.GetString(StackManifest.Json(name)),
        _ when StackRecording.ActorOf(step) == Actor.Controller => "",
        _ => step.Request,
    };

    private static string MediaTypeOf(AuditEvent step) => step switch
    {
        { Verb: not "patch" } => MediaTypes.Json,
        { IsApply: true } => MediaTypes.ApplyPatch,
        _ when step.Request.StartsWith('[') => MediaTypes.JsonPatch,
        _ => MediaTypes.MergePatch,
    };

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex UidPattern();

    /// <summary>In an object, or as the value of a JSON patch's <c>test</c>.</summary>
    [GeneratedRegex("""("resourceVersion":\s*|"path":\s*"/metadata/resourceVersion",\s*"value":\s*)"(?<version>\d+)"|"value":\s*"(?<version>\d+)",\s*"path":\s*"/metadata/resourceVersion" """)]
    private static partial Regex VersionPattern();
}
