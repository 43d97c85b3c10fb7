using k8s.Models;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class VolumeClaimRulesTests
{
    private static readonly V1ObjectReference Claim = new() { Kind = "PersistentVolumeClaim", Name = "demo-db-data", Uid = "uid-of-the-volume" };

    /// <summary>The class of the claim, the last event about it; what is said and whether a person must act.</summary>
    [Theory]
    [InlineData("fast", "ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found", "there is no StorageClass fast", true)]
    [InlineData(
        null, "FailedBinding", "no persistent volumes available for this claim and no storage class is set",
        "spec.database.storage.storageClassName is not set, and the cluster has no default StorageClass", true)]
    [InlineData(
        "fast", "ProvisioningFailed", "failed to provision volume with StorageClass \"fast\": rpc error: code = ResourceExhausted desc = disk quota of project 7 is used up",
        "its provisioner fails: disk quota of project 7 is used up", false)]
    [InlineData(
        "fast", "ExternalProvisioning", "waiting for a volume to be created, either by external provisioner \"disk.example.com\" or manually created by system administrator",
        "the provisioner disk.example.com of StorageClass fast says nothing", false)]
    [InlineData(
        "fast", "ExternalProvisioning",
        "Waiting for a volume to be created either by the external provisioner 'disk.example.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
        "the provisioner disk.example.com of StorageClass fast says nothing", false)]
    public void Unbound_claim_tells_why(string? storageClass, string reason, string said, string why, bool stalls)
    {
        var finding = Pending(storageClass).With(Scene.Event(Claim, reason, said)).Diagnose().Root!;

        Assert.Equal("VolumePending", finding.Code.Name);
        Assert.Equal($"PersistentVolumeClaim demo-db-data is not bound: {why}.", finding.Message);
        Assert.Equal(stalls, finding.Stalls);
    }

    [Fact]
    public void Pod_that_waits_for_the_claim_adds_no_trouble_of_its_own()
    {
        var stack = Pending("fast")
            .With(Scene.Event(Claim, "ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found"))
            .With(Scene.DatabasePod().Unscheduled("0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims."));

        Assert.Equal(["database VolumePending", "api DatabaseDown"], stack.Diagnose().Codes());
    }

    [Fact]
    public void Claim_that_waits_for_its_pod_leaves_the_word_to_the_pod()
    {
        var stack = Pending("local")
            .With(Scene.Event(Claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding", type: "Normal"))
            .With(Scene.DatabasePod().Unscheduled("0/1 nodes are available: 1 Insufficient cpu."));

        Assert.Equal(["database Unschedulable", "api DatabaseDown"], stack.Diagnose().Codes());
    }

    [Fact]
    public void Provisioner_that_has_begun_is_given_time()
    {
        var stack = Pending("fast")
            .With(Scene.Event(Claim, "Provisioning", "External provisioner is provisioning volume for claim \"shop/demo-db-data\"", seconds: 20, type: "Normal"))
            .With(Scene.Event(Claim, "ExternalProvisioning", "waiting for a volume to be created", seconds: 1, type: "Normal", first: 20));

        Assert.DoesNotContain(stack.Diagnose().Findings, each => each.Code.Name == "VolumePending");
    }

    [Fact]
    public void Silence_of_a_few_seconds_is_usual()
    {
        var diagnosis = Pending("fast").With(Scene.Event(Claim, "ExternalProvisioning", "waiting for a volume to be created", seconds: 4, type: "Normal")).Diagnose();

        Assert.Empty(diagnosis.Findings);
        Assert.Equal(TimeSpan.FromSeconds(6), diagnosis.Pending);
    }

    [Fact]
    public void Class_without_a_provisioner_asks_for_a_volume()
    {
        var stack = Pending("manual").With(Scene.DatabasePod().Unscheduled("0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind."));

        Assert.Equal(
            "PersistentVolumeClaim demo-db-data is not bound: no node has a PersistentVolume of StorageClass manual that fits.", stack.Diagnose().Root?.Message);
    }

    [Fact]
    public void Claim_that_lost_its_volume_lost_the_data()
    {
        var stack = Pending("fast");
        stack.Volume!.Spec.VolumeName = "pvc-1";
        stack.Volume.Status.Phase = "Lost";

        var finding = stack.Diagnose().Root!;

        Assert.Equal("DataVolumeLost", finding.Code.Name);
        Assert.Contains("has lost its PersistentVolume pvc-1", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_that_hangs_on_another_node_is_told_in_the_controllers_words()
    {
        const string said = "Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node and can't be attached to another";
        var pod = Scene.DatabasePod().Waiting("ContainerCreating");
        var stack = Scene.Stack(database: 0).With(pod).With(
            Scene.Event(pod, "FailedAttachVolume", said, seconds: 200),
            Scene.Event(pod, "FailedMount", "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[run data init]: timed out waiting for the condition", seconds: 20));

        var finding = stack.Diagnose().Root!;

        Assert.Equal("VolumePending", finding.Code.Name);
        Assert.Equal($"Node node-1 does not get the volume of pod demo-db-0: {said}.", finding.Message);
    }

    [Fact]
    public void Disk_that_the_pod_before_still_holds_is_given_up_first_under_another_strategy()
    {
        var pod = Scene.ApiPod().Waiting("ContainerCreating");
        var stack = Scene.Stack(api: 0).With(pod).With(
            Scene.Event(pod, "FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\" Volume is already used by pod(s) demo-api-0", seconds: 200));

        Assert.StartsWith("Set spec.api.strategy to Recreate", stack.Only().Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_that_was_attached_since_is_no_trouble()
    {
        var pod = Scene.DatabasePod(age: 40).Waiting("ContainerCreating");
        var stack = Scene.Stack(database: 0).With(pod).With(
            Scene.Event(pod, "FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\"", seconds: 30),
            Scene.Event(pod, "SuccessfulAttachVolume", "AttachVolume.Attach succeeded for volume \"pvc-1\"", seconds: 5, type: "Normal"));

        Assert.Empty(stack.Diagnose().Findings);
    }

    [Fact]
    public void Mount_of_a_configuration_that_is_missing_is_no_disk()
    {
        var pod = Scene.DatabasePod().Waiting("ContainerCreating");
        var stack = Scene.Stack(database: 0).With(pod).With(
            Scene.Event(pod, "FailedMount", "MountVolume.SetUp failed for volume \"init\" : configmap \"schema\" not found"),
            Scene.Event(pod, "FailedMount", "Unable to attach or mount volumes: unmounted volumes=[data init], unattached volumes=[run data init]: timed out waiting for the condition"));

        Assert.DoesNotContain(stack.Diagnose().Findings, each => each.Code.Name == "VolumePending");
    }

    private static ObservedStack Pending(string? storageClass)
    {
        var stack = Scene.Stack(api: 0, database: 0);
        stack.Volume!.Metadata.CreationTimestamp = Scene.Ago(60);
        stack.Volume.Spec.StorageClassName = storageClass;
        stack.Volume.Status = new V1PersistentVolumeClaimStatus { Phase = "Pending" };
        return stack;
    }
}
