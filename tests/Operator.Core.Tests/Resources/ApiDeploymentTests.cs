using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class ApiDeploymentTests
{
    private static readonly string[] Connection = ["DATABASE_URL", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"];

    [Fact]
    public void The_connection_comes_first_so_that_the_users_variables_can_refer_to_it()
    {
        var container = Container(Stacks.With(spec => spec.Api.Env = [new V1EnvVar { Name = "MINE", Value = "$(PGHOST)" }]));
        Assert.Equal([.. Connection, "MINE"], container.Env.Select(variable => variable.Name));
    }

    [Fact]
    public void A_users_variable_replaces_ours_and_keeps_its_place_among_the_users()
    {
        V1EnvVar[] own = [new() { Name = "PGHOST", Value = "pooler" }, new() { Name = "MINE", Value = "$(PGHOST)" }];
        var container = Container(Stacks.With(spec => spec.Api.Env = own));
        Assert.Equal([.. Connection.Where(name => name != "PGHOST"), "PGHOST", "MINE"], container.Env.Select(variable => variable.Name));
        Assert.Equal("pooler", container.Env.Single(variable => variable.Name == "PGHOST").Value);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(300, 150)]
    public void The_startup_budget_is_never_less_than_asked_for(int startupSeconds, int failureThreshold)
    {
        var probe = Container(Stacks.With(spec => spec.Api.Health.StartupSeconds = startupSeconds)).StartupProbe;
        Assert.Equal(failureThreshold, probe.FailureThreshold);
        Assert.True(probe.FailureThreshold * probe.PeriodSeconds >= startupSeconds);
    }

    [Fact]
    public void A_slow_start_is_no_failed_rollout()
    {
        var deployment = Build(Stacks.With(spec => spec.Api.Health.StartupSeconds = 3600));
        Assert.True(deployment.Spec.ProgressDeadlineSeconds > 3600);
    }

    [Fact]
    public void Readiness_asks_the_liveness_path_unless_it_has_its_own()
    {
        Assert.Equal("/health", Container(Stacks.Minimal()).ReadinessProbe.HttpGet.Path);
        var container = Container(Stacks.With(spec => spec.Api.Health.ReadinessPath = "/ready"));
        Assert.Equal("/ready", container.ReadinessProbe.HttpGet.Path);
        Assert.Equal("/health", container.LivenessProbe.HttpGet.Path);
    }

    [Fact]
    public void Restarting_and_another_configuration_change_the_pod_template_and_no_other_annotation_does()
    {
        var stack = Stacks.Minimal();
        var before = Build(stack).Spec.Template.Metadata.Annotations;
        stack.Metadata.Annotations = new Dictionary<string, string> { ["example.com/note"] = "x" };
        Assert.Equal(before, Build(stack).Spec.Template.Metadata.Annotations);

        stack.Metadata.Annotations[Annotations.RestartedAt] = "now";
        Assert.Equal("now", Build(stack).Spec.Template.Metadata.Annotations[Annotations.RestartedAt]);
        Assert.NotEqual(
            before,
            ApiDeployment.Build(Stacks.Minimal(), Rollout with { ConfigHash = "another" }).Spec.Template.Metadata.Annotations);
    }

    public static TheoryData<V1SecurityContext?, bool?> SecurityContexts => new()
    {
        { null, false },
        { new V1SecurityContext { RunAsUser = 1000 }, false },
        { new V1SecurityContext { AllowPrivilegeEscalation = true }, true },
        { new V1SecurityContext { Privileged = true }, null },
        { new V1SecurityContext { Capabilities = new V1Capabilities { Add = ["SYS_ADMIN"] } }, null },
        { new V1SecurityContext { Capabilities = new V1Capabilities { Add = ["NET_BIND_SERVICE"] } }, false },
    };

    [Theory]
    [MemberData(nameof(SecurityContexts))]
    public void Privilege_escalation_is_off_unless_the_user_asks_for_what_needs_it(V1SecurityContext? own, bool? allowed)
    {
        var actual = Container(Stacks.With(spec => spec.Api.SecurityContext = own)).SecurityContext;
        Assert.Equal((own ?? new V1SecurityContext()) with { AllowPrivilegeEscalation = allowed }, actual);
    }

    [Fact]
    public void Replicas_that_are_others_to_set_are_left_out()
    {
        Assert.Null(ApiDeployment.Build(Stacks.Full(), Rollout with { Replicas = null }).Spec.Replicas);
        Assert.Equal(0, ApiDeployment.Build(Stacks.Full(), Rollout with { Replicas = 0 }).Spec.Replicas);
    }

    [Fact]
    public void Who_sets_the_replicas_and_which_migration_went_before_stand_on_the_Deployment_and_not_on_its_pods()
    {
        var plain = Build(Stacks.Minimal());
        var deployment = ApiDeployment.Build(Stacks.Minimal(), Rollout with { MigrationKey = "k", Autoscaled = true });
        Assert.Equal(("k", "true"), (deployment.Metadata.Annotations[Annotations.Migrated], deployment.Metadata.Annotations[Annotations.Autoscaled]));
        Assert.Equal(plain.Spec.Template.Metadata.Annotations, deployment.Spec.Template.Metadata.Annotations);
        Assert.DoesNotContain(Annotations.Migrated, plain.Metadata.Annotations);
        Assert.DoesNotContain(Annotations.Autoscaled, plain.Metadata.Annotations);
    }

    private static readonly ApiRollout Rollout = new(TemplateRevision.Current(ClusterCapabilities.Newest), "hash", 1, null, Autoscaled: false);

    private static V1Deployment Build(V1Alpha1MiniStack stack) => ApiDeployment.Build(stack, Rollout);

    private static V1Container Container(V1Alpha1MiniStack stack) => Assert.Single(Build(stack).Spec.Template.Spec.Containers);
}
