using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class DataVersionTests
{
    private const string Refusal = """
        2026-11-26 11:19:02.073 UTC [1] FATAL:  database files are incompatible with server
        2026-11-26 11:19:02.073 UTC [1] DETAIL:  The data directory was initialized by PostgreSQL version 15, which is not compatible with this version 17.12 (Debian 17.12-0+deb13u1).
        """;

    [Fact]
    public void A_pod_that_was_prepared_says_it_and_so_does_a_server_that_cannot_read_the_data()
    {
        Assert.Equal(15, DataVersion.ReadFrom(Prepared(Scene.Ended(0, "15\n", "Completed"))));
        Assert.Equal(15, DataVersion.ReadFrom(Prepared(Scene.Ended(1, $"The superuser's password was not changed: {Refusal.ReplaceLineEndings(" ")}"))));
        Assert.Equal(15, DataVersion.ReadFrom(Scene.DatabasePod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(1, Refusal))));
    }

    /// <summary>An init script may write what it likes, but not the last line.</summary>
    [Fact]
    public void What_a_script_writes_is_believed_by_nobody()
    {
        Assert.Null(DataVersion.ReadFrom(Prepared(Scene.Ended(1, $"{Refusal}\nInit script 10-x.sh ended the first start (exit code 1) before it was through."))));
        Assert.Null(DataVersion.ReadFrom(Prepared(Scene.Ended(137, Refusal))));
        Assert.Null(DataVersion.ReadFrom(Prepared(Scene.Ended(0, "", "Completed"))));
        Assert.Null(DataVersion.ReadFrom(Prepared(Scene.Ended(0, "-5", "Completed"))));
        Assert.Null(DataVersion.ReadFrom(Scene.DatabasePod()));
    }

    [Fact]
    public void It_is_asked_for_once_the_database_is_ready_and_never_again()
    {
        var observed = Observed.Ready();
        observed.Database!.Status.UpdatedReplicas = 1;
        Assert.True(DataVersion.IsToBeRead(observed));
        Assert.False(DataVersion.IsToBeRead(observed with { Database = Observed.Database(ready: 0) }));
        Assert.False(DataVersion.IsToBeRead(observed with { DataVersion = 17 }));
        observed.Volume!.Metadata.Annotations[Annotations.DataVersion] = "17";
        Assert.False(DataVersion.IsToBeRead(observed));
    }

    /// <summary>A pod of the first template revision has nothing to say, for years maybe.</summary>
    [Fact]
    public void A_pod_of_an_earlier_release_is_not_asked_unless_it_cannot_read_its_data()
    {
        var observed = Observed.Ready();
        observed.Database!.Status.UpdatedReplicas = 0;
        Assert.False(DataVersion.IsToBeRead(observed));
        observed.Database.Status.UpdatedReplicas = 1;
        observed.Database.Metadata.Annotations[Annotations.TemplateRevision] = "1";
        Assert.False(DataVersion.IsToBeRead(observed));
        observed.Stack.Status = new MiniStackStatus { Diagnosis = new DiagnosisStatus { Code = "DataDirectoryIncompatible", Component = "database", Message = "" } };
        Assert.True(DataVersion.IsToBeRead(observed));
    }

    [Fact]
    public void What_nobody_knows_is_not_said()
    {
        var observed = Observed.Ready();
        Assert.Equal(17, DataVersion.Known(observed));
        observed.Volume!.Metadata.Annotations[Annotations.DatabaseVersion] = "17";
        Assert.Null(DataVersion.Known(observed with { Database = Observed.Database(ready: 0) }));
        observed.Database!.Spec.Template.Spec.Containers[0].Image = "example.com/database:8";
        Assert.Null(DataVersion.Known(observed));
        observed.Volume.Metadata.Annotations[Annotations.DataVersion] = "15";
        Assert.Equal(15, DataVersion.Known(observed));
    }

    [Fact]
    public void What_was_written_down_of_the_data_stays_on_its_claim()
    {
        var claim = DatabaseVolumeClaim.Build(Stacks.Minimal());
        Assert.DoesNotContain(claim.Metadata.Annotations.Keys, key => key.EndsWith("version", StringComparison.Ordinal));
        claim.Metadata.Annotations[Annotations.DatabaseVersion] = "17";
        claim = DatabaseVolumeClaim.Build(Stacks.Minimal(), claim, dataVersion: 15, extensions: "vector");
        claim = DatabaseVolumeClaim.Build(Stacks.Minimal(), claim);
        Assert.Equal(("17", "15", "vector"), (
            claim.Metadata.Annotations[Annotations.DatabaseVersion],
            claim.Metadata.Annotations[Annotations.DataVersion],
            claim.Metadata.Annotations[Annotations.DatabaseExtensions]));
    }

    private static V1Pod Prepared(V1ContainerState end)
    {
        var pod = Scene.DatabasePod();
        pod.Status.InitContainerStatuses = [new V1ContainerStatus { Name = "prepare", State = end }];
        return pod;
    }
}
