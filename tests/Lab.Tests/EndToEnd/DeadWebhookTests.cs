namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>A policy engine that was uninstalled without its webhook: nothing that it looked at can be written any more.</summary>
[Trait("Category", "EndToEnd")]
public sealed class DeadWebhookTests(LabFixture lab)
{
    [Fact]
    public async Task Change_that_a_dead_webhook_holds_up_is_told_and_is_made_once_the_webhook_is_gone()
    {
        await using var stack = await TestStack.ReadyAsync(lab, Specs.FastApi);
        var pod = await stack.ApiPodAsync();
        await stack.KubectlAsync("label", "namespace", stack.Namespace, $"policed={stack.Namespace}");
        var webhook = $"policy-{stack.Namespace}";
        await stack.ApplyAsync($$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: {{webhook}}}
            webhooks:
            - name: policy.example.test
              rules: [{apiGroups: [apps], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [deployments]}]
              clientConfig: {service: {name: policy, namespace: {{stack.Namespace}} } }
              namespaceSelector: {matchLabels: {policed: {{stack.Namespace}} } }
              failurePolicy: Fail
              sideEffects: None
              admissionReviewVersions: [v1]
            """);
        try
        {
            await Eventually.IsTrueAsync("the webhook refuses", TestStack.ShortDeadline, () => IsRefusedAsync(stack));

            await stack.PatchAsync("""{"api":{"env":[{"name":"GREETING","value":"hello"}]}}""");
            await stack.WaitForReasonAsync("NotApplied");

            var diagnosis = Diagnosed.Of(await stack.StackAsync())!;
            Assert.Equal("api", diagnosis.Component);
            Assert.Contains("Deployment " + stack.Api, diagnosis.Message, StringComparison.Ordinal);
            Assert.Contains("admission webhook policy.example.test does not answer", diagnosis.Message, StringComparison.Ordinal);
            Assert.Equal(pod.UidOf(), (await stack.ApiPodAsync()).UidOf());
        }
        finally
        {
            await stack.KubectlAsync("delete", "validatingwebhookconfiguration", webhook);
        }

        await stack.WaitForApiPodsAsync(1, pod);
        await stack.WaitUntilReadyAsync();
        Assert.Null(Diagnosed.Of(await stack.StackAsync()));
    }

    private async Task<bool> IsRefusedAsync(TestStack stack)
    {
        var result = await lab.Kubectl.TryRunAsync(
            default, "-n", stack.Namespace, "annotate", "deployment", stack.Api, "probe=1", "--dry-run=server");
        return result.ExitCode != 0;
    }
}
