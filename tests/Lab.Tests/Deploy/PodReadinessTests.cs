using System.Text.Json;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class PodReadinessTests
{
    private const string Ready = """{"phase": "Running", "conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"}]}""";
    private const string Unready = """{"phase": "Running", "conditions": [{"type": "Ready", "status": "False"}]}""";

    [Theory]
    [InlineData(Ready, "", null)]
    [InlineData(Unready, "", "second")]
    [InlineData("{}", "", "second")]
    [InlineData(Unready, """, "deletionTimestamp": "2026-01-31T10:20:30Z" """, null)]
    [InlineData("""{"phase": "Succeeded", "conditions": [{"type": "Ready", "status": "False"}]}""", "", null)]
    public void Only_a_pod_that_is_to_run_has_to_be_ready(string status, string metadata, string? unready) =>
        Assert.Equal(unready, PodReadiness.FindUnready([Pod("first", Ready, ""), Pod("second", status, metadata)]));

    private static JsonElement Pod(string name, string status, string metadata) =>
        JsonElement.Parse($$"""{"metadata": {"name": "{{name}}"{{metadata}}}, "status": {{status}}}""");
}
