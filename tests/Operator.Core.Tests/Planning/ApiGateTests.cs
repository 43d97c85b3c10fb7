using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class ApiGateTests
{
    [Theory]
    [InlineData("first start", false, null, false, false)]
    [InlineData("first start, the database answers", true, null, false, true)]
    [InlineData("the database went away under a running API", false, 1, false, true)]
    [InlineData("resumed, the database still starts", false, 0, false, false)]
    [InlineData("resumed, the database answers", true, 0, false, true)]
    [InlineData("suspended", false, 1, true, true)]
    public void The_api_starts_after_its_database_and_is_left_alone_later(
        string what, bool isDatabaseReady, int? apiReplicas, bool suspend, bool isOpen)
    {
        var observed = Observed.Ready() with
        {
            Database = Observed.Database(isDatabaseReady ? 1 : 0),
            Api = apiReplicas is { } replicas ? Observed.Api(0, replicas) : null,
        };
        observed.Stack.Spec.Suspend = suspend;

        Assert.True(isOpen == ApiGate.IsOpen(observed), what);
    }

    [Fact]
    public void The_api_starts_once_its_extensions_are_there()
    {
        var observed = Observed.Ready() with { Api = null };
        observed.Stack.Spec.Database.Extensions = ["vector", "pg_trgm"];
        Assert.False(ApiGate.IsOpen(observed));
        observed.Volume!.Metadata.Annotations["ministack.dev/database-extensions"] = "pg_trgm,vector";
        Assert.True(ApiGate.IsOpen(observed));
        observed.Stack.Spec.Database.Extensions = ["vector"];
        Assert.False(ApiGate.IsOpen(observed));
    }
}
