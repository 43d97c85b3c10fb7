using MiniStack.Lab.Deploy;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>What <c>./lab up</c> does when its sample needs a person.</summary>
[Trait("Category", "EndToEnd")]
public sealed class StalledTests(LabFixture lab)
{
    [Fact]
    public async Task Waiting_ends_with_the_diagnosis_once_the_stack_is_stalled()
    {
        await using var stack = await TestStack.CreateAsync(lab);
        await stack.ApplySpecAsync("{api: {image: fastapi-sample:dev, env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: nope, key: token}}}]}}");

        var failure = await Assert.ThrowsAsync<LabException>(() =>
            new Stacks(lab.Kubectl, TimeProvider.System).WaitUntilReadyAsync(stack.Namespace, stack.Name, new Progress<string>(), default));

        Assert.StartsWith($"The MiniStack {stack.Name} in namespace {stack.Namespace} is stalled. ConfigMissing: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("docs/diagnosis.md#configmissing", failure.Message, StringComparison.Ordinal);
    }
}
