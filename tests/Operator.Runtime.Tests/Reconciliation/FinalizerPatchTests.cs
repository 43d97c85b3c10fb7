using System.Text;
using k8s.Models;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.Runtime.Tests.Reconciliation;

public sealed class FinalizerPatchTests
{
    private const string TestsUid = """{"op":"test","path":"/metadata/uid","value":"u"}""";

    [Fact]
    public void The_first_finalizer_is_attached_to_the_version_that_was_seen_without_one() => Assert.Equal(
        $$"""[{{TestsUid}},{"op":"test","path":"/metadata/resourceVersion","value":"7"},{"op":"add","path":"/metadata/finalizers","value":["a/x"]}]""",
        Text(FinalizerPatch.Attach(Metadata(), "a/x")));

    [Fact]
    public void A_further_one_joins_the_list_of_the_version_that_was_seen() => Assert.Equal(
        $$"""[{{TestsUid}},{"op":"test","path":"/metadata/resourceVersion","value":"7"},{"op":"add","path":"/metadata/finalizers/-","value":"a/x"}]""",
        Text(FinalizerPatch.Attach(Metadata("b/y"), "a/x")));

    [Fact]
    public void It_is_detached_from_its_own_place_and_only_if_it_still_stands_there() => Assert.Equal(
        $$"""[{{TestsUid}},{"op":"test","path":"/metadata/finalizers/1","value":"a/x"},{"op":"remove","path":"/metadata/finalizers/1"}]""",
        Text(FinalizerPatch.Detach(Metadata("b/y", "a/x", "c/z"), "a/x")));

    private static string Text(byte[] patch) => Encoding.UTF8.GetString(patch);

    private static V1ObjectMeta Metadata(params string[] finalizers) =>
        new() { Name = "a", Uid = "u", ResourceVersion = "7", Finalizers = finalizers.Length == 0 ? null : [.. finalizers] };
}
