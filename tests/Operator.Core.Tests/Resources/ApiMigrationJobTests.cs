using System.Text.Json;
using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class ApiMigrationJobTests
{
    [Fact]
    public void Without_a_migration_there_is_no_Job_and_no_key()
    {
        Assert.Null(ApiMigrationJob.Build(Stacks.Minimal()));
        Assert.Null(ApiMigrationJob.Key(Stacks.Minimal()));
    }

    [Fact]
    public void Another_image_and_another_command_are_another_migration_and_nothing_else_is()
    {
        var key = ApiMigrationJob.Key(Migrating("api:1", "migrate", "up"));
        Assert.Equal(key, ApiMigrationJob.Key(Migrating("api:1", "migrate", "up")));
        Assert.NotEqual(key, ApiMigrationJob.Key(Migrating("api:2", "migrate", "up")));
        Assert.NotEqual(key, ApiMigrationJob.Key(Migrating("api:1", "migrate up")));
        var scaled = Migrating("api:1", "migrate", "up");
        scaled.Spec.Api.Replicas = 5;
        scaled.Spec.Api.Env = [new V1EnvVar { Name = "A", Value = "b" }];
        Assert.Equal(key, ApiMigrationJob.Key(scaled));
    }

    /// <summary>All but what starts, watches and ends a server.</summary>
    [Fact]
    public void Its_container_is_the_APIs_with_another_command()
    {
        var server = ApiDeployment.Build(Stacks.Full(), Children.Rollout(Stacks.Full(), new TemplateRevision(1, false))).Spec.Template.Spec;
        var migration = ApiMigrationJob.Build(Stacks.Full())!.Spec.Template.Spec;
        Assert.Equal(["alembic", "upgrade", "head"], migration.Containers[0].Command);
        var expected = server with
        {
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = null,
            Containers =
            [
                server.Containers[0] with
                {
                    Command = migration.Containers[0].Command,
                    Args = null,
                    Ports = null,
                    Lifecycle = null,
                    StartupProbe = null,
                    LivenessProbe = null,
                    ReadinessProbe = null,
                },
            ],
        };
        Assert.Equal(Json(expected), Json(migration));

        static string Json(V1PodSpec pod) => JsonSerializer.Serialize(pod, CoreJson.Default.V1PodSpec);
    }

    private static V1Alpha1MiniStack Migrating(string image, params string[] command) =>
        Stacks.With(spec => (spec.Api.Image, spec.Api.Migrate) = (image, new MigrateSpec { Command = command }));
}
