using k8s.Models;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class OwnershipRulesTests
{
    private const string Mine = "uid-of-the-stack";

    [Theory]
    [InlineData("our child", "MiniStack", "demo", Mine, null, false, Ownership.Ours)]
    [InlineData("our child, going away", "MiniStack", "demo", Mine, null, true, Ownership.Leaving)]
    [InlineData("a child of an earlier stack of this name", "MiniStack", "demo", "old", "demo", false, Ownership.Leaving)]
    [InlineData("a child of another stack", "MiniStack", "other", "old", "other", false, Ownership.Foreign)]
    [InlineData("a child of another kind's object of this name", "Application", "demo", "old", "demo", false, Ownership.Foreign)]
    [InlineData("kept from an earlier stack", null, null, null, "demo", false, Ownership.Ours)]
    [InlineData("kept, going away", null, null, null, "demo", true, Ownership.Leaving)]
    [InlineData("made by hand", null, null, null, null, false, Ownership.Foreign)]
    [InlineData("kept from another stack", null, null, null, "other", false, Ownership.Foreign)]
    public void An_object_is_ours_by_its_controller_or_else_by_its_label(
        string what, string? kind, string? name, string? uid, string? label, bool leaves, Ownership expected)
    {
        var stack = Stacks.Minimal();
        stack.Metadata.Uid = Mine;
        var live = new V1ObjectMeta
        {
            Labels = label is null ? null : new Dictionary<string, string> { ["ministack.dev/stack"] = label },
            DeletionTimestamp = leaves ? DateTime.UnixEpoch : null,
            OwnerReferences = kind is null
                ? null
                : [new V1OwnerReference { ApiVersion = "ministack.dev/v1alpha1", Kind = kind, Name = name, Uid = uid, Controller = true }],
        };

        Assert.True(expected == OwnershipRules.Decide(stack, live), what);
    }

    [Theory]
    [InlineData("goes with the stack that is gone", "old", "old", Ownership.Leaving)]
    [InlineData("was to go with an earlier stack, but another came to use it", Mine, "old", Ownership.Ours)]
    [InlineData("goes with nobody", "old", null, Ownership.Ours)]
    public void What_goes_with_an_earlier_stack_is_not_taken_over(string what, string usedBy, string? deletedWith, Ownership expected)
    {
        var stack = Stacks.Minimal();
        stack.Metadata.Uid = Mine;
        var live = new V1ObjectMeta
        {
            Labels = new Dictionary<string, string> { ["ministack.dev/stack"] = "demo" },
            Annotations = new Dictionary<string, string> { ["ministack.dev/stack-uid"] = usedBy },
        };
        if (deletedWith is not null)
        {
            live.Annotations["ministack.dev/deleted-with"] = deletedWith;
        }

        Assert.True(expected == OwnershipRules.Decide(stack, live), what);
    }
}
