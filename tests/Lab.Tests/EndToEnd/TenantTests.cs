using System.Text.Json;
using MiniStack.Lab.ControlPlane.Processes;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Somebody who may create MiniStacks in one namespace, and nothing else, tries to get another namespace's Secret by one.</summary>
[Trait("Category", "EndToEnd")]
public sealed class TenantTests(LabFixture lab)
{
    private const string Jewels = "jewels-of-the-crown";
    private const string Attack = "{api: {image: ministack-api:dev}, database: {passwordSecretRef: {name: ../../victim/secrets/crown, key: key}}}";
    private const string Crd = "crd/ministacks.ministack.dev";
    private const string Name = "/properties/spec/properties/database/properties/passwordSecretRef/properties/name";

    [Fact]
    public async Task Another_namespaces_secret_is_refused_at_apply_and_by_the_operator_where_the_crd_lets_it_through()
    {
        await using var tenant = await TestStack.CreateAsync(lab);
        await using var victim = await TestStack.CreateAsync(lab);
        await victim.KubectlAsync("create", "secret", "generic", "crown", "--from-literal=key=" + Jewels);
        await tenant.KubectlAsync("create", "role", "tenant", "--verb=get,create,patch", "--resource=ministacks.ministack.dev");
        await tenant.KubectlAsync("create", "rolebinding", "tenant", "--role=tenant", "--user=tenant");
        var attack = Attack.Replace("victim", victim.Namespace, StringComparison.Ordinal);

        var refusal = await ApplyAsTenantAsync(tenant, attack);
        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains("spec.database.passwordSecretRef.name", refusal.Error, StringComparison.Ordinal);

        var pattern = await lab.KubectlAsync(
            "get", Crd, "-o", $"jsonpath={{.spec.versions[0].schema.openAPIV3Schema{Name.Replace('/', '.')}.pattern}}");
        await PatchCrdAsync("remove", pattern);
        try
        {
            await Eventually.IsTrueAsync(
                "the API server lets the stack through", TestStack.ShortDeadline, async () => (await ApplyAsTenantAsync(tenant, attack)).ExitCode == 0);

            await tenant.WaitForReasonAsync("InvalidSpec");

            Assert.All(
                await tenant.ListAsync(Resource.Secrets),
                secret => Assert.DoesNotContain(Json.Encode(Jewels), secret.GetRawText(), StringComparison.Ordinal));
            Assert.Empty(await tenant.ListAsync(Resource.Pods));
            Assert.DoesNotContain(Jewels, (await tenant.StackAsync()).GetRawText(), StringComparison.Ordinal);
        }
        finally
        {
            await PatchCrdAsync("add", pattern);
        }
    }

    private Task<string> PatchCrdAsync(string operation, string pattern) => lab.KubectlAsync(
        "patch", Crd, "--type=json", "-p",
        JsonSerializer.Serialize(new[] { new { op = operation, path = $"/spec/versions/0/schema/openAPIV3Schema{Name}/pattern", value = pattern } }));

    private async Task<ProcessResult> ApplyAsTenantAsync(TestStack stack, string spec)
    {
        var kubectl = lab.Kubectl;
        return await ProcessRunner.RunAsync(
            new(kubectl.Path, ["--kubeconfig", kubectl.Kubeconfig, "--as=tenant", "-n", stack.Namespace, "apply", "-f", "-"]),
            $$"""
            apiVersion: ministack.dev/v1alpha1
            kind: MiniStack
            metadata: {name: {{stack.Name}}}
            spec: {{spec}}
            """);
    }
}
