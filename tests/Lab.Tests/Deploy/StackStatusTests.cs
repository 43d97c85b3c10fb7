using System.Text.Json;
using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.Deploy;

public sealed class StackStatusTests
{
    private const string Spec = """ "spec": {"api": {"image": "ministack-api:dev"}, "database": {"version": 17}} """;

    [Fact]
    public void New_object_has_no_status_yet()
    {
        var status = Parse($$$"""{"metadata": {"namespace": "default", "name": "demo", "generation": 1}, {{{Spec}}}}""");

        Assert.False(status.IsReady);
        Assert.Equal("not seen by the operator yet", status.Summary);
        Assert.Equal(("ministack-api:dev", "postgres:17"), (status.ApiImage, status.DatabaseImage));
    }

    [Fact]
    public void Ready_counts_for_the_current_generation_only()
    {
        Assert.True(Ready(generation: 2, observedGeneration: 2).IsReady);
        Assert.False(Ready(generation: 3, observedGeneration: 2).IsReady);
    }

    [Fact]
    public void Diagnosis_is_what_the_user_sees()
    {
        var status = Parse($$$"""
            {"metadata": {"namespace": "default", "name": "demo", "generation": 1}, {{{Spec}}},
             "status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "False", "reason": "CrashLoop"}],
                        "diagnosis": {"message": "The API ends with exit code 1.", "logTail": ["a", "b"]} }}
            """);

        Assert.Equal("CrashLoop: The API ends with exit code 1.", status.Summary);
        Assert.Equal(["a", "b"], status.LogTail);
    }

    private static StackStatus Ready(int generation, int observedGeneration) => Parse($$$"""
        {"metadata": {"namespace": "default", "name": "demo", "generation": {{{generation}}}}, {{{Spec}}},
         "status": {"observedGeneration": {{{observedGeneration}}}, "conditions": [
           {"type": "DatabaseReady", "status": "False", "reason": "X"}, {"type": "Ready", "status": "True", "reason": "Ready"}]}}
        """);

    private static StackStatus Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return StackStatus.Parse(document.RootElement);
    }
}
