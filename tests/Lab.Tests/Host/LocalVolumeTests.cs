using k8s.Models;
using MiniStack.Lab.Host;

namespace MiniStack.Lab.Tests.Host;

public sealed class LocalVolumeTests
{
    private static readonly V1StorageClass WaitingClass = Class("standard", "WaitForFirstConsumer");

    [Fact]
    public void A_claim_gets_its_volume_once_a_node_is_selected_for_its_pod()
    {
        var claim = Claim();
        Assert.False(LocalVolume.IsWanted(claim, WaitingClass));

        claim.Metadata.Annotations = new Dictionary<string, string> { ["volume.kubernetes.io/selected-node"] = "node" };
        Assert.True(LocalVolume.IsWanted(claim, WaitingClass));
    }

    [Fact]
    public void A_class_that_binds_at_once_does_not_wait() => Assert.True(LocalVolume.IsWanted(Claim(), Class("standard", "Immediate")));

    [Fact]
    public void Claims_that_are_bound_or_of_another_class_or_for_a_device_are_left_alone()
    {
        var immediate = Class("standard", "Immediate");
        var (bound, foreign, device) = (Claim(), Claim(), Claim());
        bound.Spec.VolumeName = "pvc-1";
        foreign.Spec.StorageClassName = "other";
        device.Spec.VolumeMode = "Block";

        Assert.DoesNotContain((V1PersistentVolumeClaim[])[bound, foreign, device], claim => LocalVolume.IsWanted(claim, immediate));
    }

    [Fact]
    public void The_volume_is_a_directory_of_this_node_bound_to_the_claim()
    {
        var volume = Volume();

        Assert.Equal("pvc-1234", volume.Metadata.Name);
        Assert.Equal("/volumes/pvc-1234", volume.Spec.Local.Path);
        Assert.Equal("1234", volume.Spec.ClaimRef.Uid);
        Assert.Equal(["node"], volume.Spec.NodeAffinity.Required.NodeSelectorTerms[0].MatchExpressions[0].Values);
        Assert.Equal("1Gi", volume.Spec.Capacity["storage"].ToString());
        Assert.Equal("Delete", volume.Spec.PersistentVolumeReclaimPolicy);
    }

    [Theory]
    [InlineData("Released", "Delete", true)]
    [InlineData("Released", "Retain", false)]
    [InlineData("Bound", "Delete", false)]
    public void Only_a_released_volume_that_may_go_is_reclaimed(string phase, string policy, bool expected)
    {
        var volume = Volume();
        volume.Status = new V1PersistentVolumeStatus { Phase = phase };
        volume.Spec.PersistentVolumeReclaimPolicy = policy;

        Assert.Equal(expected, LocalVolume.IsReclaimable(volume));
    }

    [Fact]
    public void Another_provisioners_volume_is_never_reclaimed()
    {
        var volume = Volume();
        volume.Status = new V1PersistentVolumeStatus { Phase = "Released" };
        volume.Metadata.Annotations[LocalVolume.ProvisionedBy] = "someone.else/disk";

        Assert.False(LocalVolume.IsReclaimable(volume));
    }

    [Theory]
    [InlineData("2Gi", true)]
    [InlineData("1024Mi", false)]
    public void A_bound_volume_grows_with_its_claim_compared_by_value(string wanted, bool expected)
    {
        var claim = Claim();
        claim.Spec.VolumeName = "pvc-1234";
        claim.Spec.Resources.Requests["storage"] = new(wanted);
        claim.Status = new V1PersistentVolumeClaimStatus { Phase = "Bound", Capacity = Storage("1Gi") };

        Assert.Equal(expected, LocalVolume.MustGrow(Volume(), claim));
    }

    private static V1PersistentVolume Volume() => LocalVolume.Build(Claim(), WaitingClass, "node", "/volumes/pvc-1234");

    private static V1PersistentVolumeClaim Claim() => new()
    {
        Metadata = new V1ObjectMeta { Name = "data", NamespaceProperty = "shop", Uid = "1234" },
        Spec = new V1PersistentVolumeClaimSpec
        {
            StorageClassName = "standard",
            AccessModes = ["ReadWriteOnce"],
            Resources = new V1VolumeResourceRequirements { Requests = Storage("1Gi") },
        },
    };

    private static V1StorageClass Class(string name, string binding) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Provisioner = LocalVolume.Provisioner,
        VolumeBindingMode = binding,
    };

    private static Dictionary<string, ResourceQuantity> Storage(string size) => new() { ["storage"] = new(size) };
}
