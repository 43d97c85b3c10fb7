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

        var diagnosis = await fault.DiagnoseAsync(() => Reports.ApiEndedAsync(stack), "api", "CrashLoop");
        Assert.Contains(diagnosis.LogTail, line => line.Contains(Sentence, StringComparison.Ordinal));
        Assert.Contains(Sentence, await stack.KubectlAsync("describe", "ministack", stack.Name), StringComparison.Ordinal);

        await fault.MendAsync(() => ApplyProgramAsync(stack, program));
        Assert.DoesNotContain("CrashLoop", await stack.KubectlAsync("get", "ministack", stack.Name, "-o", "yaml"), StringComparison.Ordinal);
    }

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
