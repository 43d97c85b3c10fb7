using System.Diagnostics;
using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>The exercise of a course: an application object that was renamed. Uvicorn does not find it, and the stack says so.</summary>
[Trait("Category", "EndToEnd")]
public sealed class CourseExerciseTests(LabFixture lab)
{
    private const string Sentence = "Attribute \"app\" not found in module \"main\"";

    /// <summary>What is promised: from the crash to the word in <c>kubectl get</c>.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(10);

    /// <summary>The test polls twice, by a kubectl that takes up to a second to start, on cores that other tests keep busy.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Renamed_app_is_told_within_10_seconds_of_the_crash_and_no_more_once_it_is_named_back()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        var fault = new FaultWatch(stack, "app renamed");
        var program = await File.ReadAllTextAsync(lab.RepositoryFile("config/samples/fastapi/app/main.py"));
        var renamed = program.Replace("app = ", "appi = ", StringComparison.Ordinal).Replace("@app.", "@appi.", StringComparison.Ordinal);
        await ApplyProgramAsync(stack, renamed);

        await stack.ApplySpecAsync("""
            {api: {image: fastapi-sample:dev, volumes: [{name: code, configMap: {name: code}}], volumeMounts: [{name: code, mountPath: /app}]}}
            """);
        await Eventually.IsTrueAsync("the API crashes", TestStack.ReadyDeadline, () => Reports.ApiEndedAsync(stack));
        var sinceCrash = Stopwatch.StartNew();
        await Eventually.IsAsync(
            "kubectl get shows CrashLoop in its column STATUS", Promise + Tolerance,
            () => stack.KubectlAsync("get", "ministack", stack.Name), table => ColumnOf(table, "STATUS") == "CrashLoop");
        TestContext.Current.TestOutputHelper!.WriteLine(
            FormattableString.Invariant($"diagnosis: app renamed, in kubectl get: {sinceCrash.Elapsed.TotalSeconds:0.0} s"));

        await fault.DiagnoseAsync(() => Reports.ApiEndedAsync(stack), "api", "CrashLoop");
        await fault.ShowsAsync(Sentence);
        Assert.Contains(Sentence, await stack.KubectlAsync("describe", "ministack", stack.Name), StringComparison.Ordinal);

        await Eventually.IsAsync("the container has run three times", TestStack.ShortDeadline, () => RestartsWhileToldAsync(stack), restarts => restarts >= 2);

        await fault.MendAsync(() => ApplyProgramAsync(stack, program));
        var events = await Eventually.IsAsync(
            "an event tells of the recovery", TestStack.ShortDeadline, () => StackEventsAsync(stack), seen => seen.Any(item => item.TextAt("type") == "Normal"));
        Assert.Equal("CrashLoop", Assert.Single(events, item => item.TextAt("type") == "Warning").TextAt("reason"));
        Assert.DoesNotContain("CrashLoop", await stack.KubectlAsync("get", "ministack", stack.Name, "-o", "yaml"), StringComparison.Ordinal);
    }

    /// <summary>A container that crashes runs, has ended and waits by turns, and what is said of it does not turn with it.</summary>
    private static async Task<int> RestartsWhileToldAsync(TestStack stack)
    {
        Assert.Equal("CrashLoop", (await stack.StackAsync()).Condition("Ready")?.TextAt("reason"));
        return Pods.RestartsOf(await stack.ApiPodAsync());
    }

    private static async Task<IReadOnlyList<JsonElement>> StackEventsAsync(TestStack stack) =>
        [.. (await stack.ListAsync(Resource.Events)).Where(item => item.TextAt("involvedObject", "kind") == "MiniStack")];

    private static Task ApplyProgramAsync(TestStack stack, string program) => stack.ApplyAsync(JsonSerializer.Serialize(new
    {
        apiVersion = "v1",
        kind = "ConfigMap",
        metadata = new { name = "code" },
        data = new Dictionary<string, string> { ["main.py"] = program },
    }));

    /// <summary>The one row's value below a header, empty where there is none yet.</summary>
    private static string ColumnOf(string table, string header)
    {
        if (table.Split('\n', StringSplitOptions.RemoveEmptyEntries) is not [var headers, var row])
            return "";
        var start = headers.IndexOf(header, StringComparison.Ordinal);
        return start < 0 || row.Length <= start ? "" : row[start..].Split(' ')[0];
    }
}
