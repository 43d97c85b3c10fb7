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

    /// <summary>A literal, since an earlier build's key stands on the Deployments that it made: another one would run every migration again.</summary>
    [Fact]
    public void The_key_of_a_migration_is_the_same_in_every_build() => Assert.Equal("13ec26b6d46ee8d2d45cf3f92b1b01b0", ApiMigrationJob.Key(Stacks.Full()));

    [Fact]
    public void An_annotation_asks_for_the_same_migration_again_and_another_value_once_more()
    {
        var keys = new[] { null, "", "1", "2" }.Select(value =>
        {
            var stack = Migrating("api:1", "migrate", "up");
            stack.Metadata.Annotations = value is null ? null : new Dictionary<string, string> { [Annotations.MigrateAgain] = value };
            return ApiMigrationJob.Key(stack);
        });

        Assert.Equal(4, keys.Distinct().Count());
    }

    [Fact]
    public void A_deadline_is_the_Jobs_and_there_is_none_unless_it_is_set()
    {
        Assert.Null(ApiMigrationJob.Build(Stacks.Full())!.Spec.ActiveDeadlineSeconds);
        Assert.Equal(600, ApiMigrationJob.Build(Stacks.Later())!.Spec.ActiveDeadlineSeconds);
    }

    /// <summary>By it a Job that cannot begin, or has failed, is made anew when its spec is mended.</summary>
    [Fact]
    public void The_hash_of_its_spec_changes_with_the_Job_and_not_otherwise() => Assert.All(Stacks.BetweenMinimalAndFull(), change =>
    {
        var (stack, minimal) = (change.Stack, Stacks.Minimal());
        stack.Spec.Api.Migrate ??= new MigrateSpec { Command = ["migrate"] };
        minimal.Spec.Api.Migrate = new MigrateSpec { Command = ["migrate"] };

        Assert.True(Text(stack) != Text(minimal) == (ApiMigrationJob.SpecHash(stack) != ApiMigrationJob.SpecHash(minimal)), change.Field);

        static string Text(V1Alpha1MiniStack stack) => JsonSerializer.Serialize(ApiMigrationJob.Build(stack)!.Spec, CoreJson.Default.V1JobSpec);
    });

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
