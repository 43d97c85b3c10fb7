using System.Text.Json;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Serialization;
using MiniStack.Operator.Core.Validation;

namespace MiniStack.Operator.Core.Tests.Validation;

/// <summary>The fields of a spec that name objects: each is bounded, by the CRD and by the operator alike.</summary>
public sealed partial class NameRulesTests
{
    /// <summary>Fields called so that name no object of the cluster, but something within the pod or outside the cluster.</summary>
    private static readonly HashSet<string> NoObjects =
    [
        "spec.api.env[0].name",
        "spec.api.env[0].valueFrom.fileKeyRef.key",
        "spec.api.env[0].valueFrom.resourceFieldRef.containerName",
        "spec.api.volumes[0].azureDisk.diskName",
        "spec.api.volumes[0].azureFile.shareName",
        "spec.api.volumes[0].downwardAPI.items[0].resourceFieldRef.containerName",
        "spec.api.volumes[0].ephemeral.volumeClaimTemplate.spec.selector.matchExpressions[0].key",
        "spec.api.volumes[0].flexVolume.driver",
        "spec.api.volumes[0].flocker.datasetName",
        "spec.api.volumes[0].gcePersistentDisk.pdName",
        "spec.api.volumes[0].iscsi.initiatorName",
        "spec.api.volumes[0].projected.sources[0].clusterTrustBundle.labelSelector.matchExpressions[0].key",
        "spec.api.volumes[0].projected.sources[0].clusterTrustBundle.signerName",
        "spec.api.volumes[0].projected.sources[0].downwardAPI.items[0].resourceFieldRef.containerName",
        "spec.api.volumes[0].projected.sources[0].podCertificate.signerName",
        "spec.api.volumes[0].scaleIO.volumeName",
        "spec.api.volumes[0].storageos.volumeName",
        "spec.api.volumes[0].vsphereVolume.storagePolicyName",
        "spec.api.securityContext.windowsOptions.runAsUserName",
        "spec.database.securityContext.sysctls[0].name",
        "spec.database.securityContext.windowsOptions.runAsUserName",
    ];

    /// <summary>But of a mount, for which any name is wrong that no volume has.</summary>
    public static TheoryData<string> NameFields =>
        [.. SpecFields.All.Where(each => each.IsName && each.Path != "spec.api.volumeMounts[0].name").Select(each => each.Path)];

    [Fact]
    public void Every_field_that_names_an_object_has_a_pattern_and_a_length() => Assert.Equal(
        NoObjects.Order(),
        SpecFields.All.Where(each => NameLike().IsMatch(each.Steps[^1]) && !each.IsName && !Placement().IsMatch(each.Path)).Select(each => each.Path).Order());

    [Theory]
    [MemberData(nameof(NameFields))]
    public void The_operator_refuses_what_the_crd_refuses_in_one_sentence_without_control_characters(string path)
    {
        var field = SpecFields.All.Single(each => each.Path == path);
        foreach (var text in SpecFields.HostileTexts.Append("a").Append("a.b-c"))
        {
            var sentences = SpecValidator.Validate(Stack(field, text)).Where(each => each.StartsWith(path + " ", StringComparison.Ordinal)).ToList();

            Assert.Equal(IsRefused(field, text) ? 1 : 0, sentences.Count);
            Assert.All(sentences, each => Assert.DoesNotContain(each, char.IsControl));
        }
    }

    [Fact]
    public void What_can_be_no_name_is_not_asked_for_whether_or_not_the_spec_was_checked() => Assert.All(
        SpecFields.All.SelectMany(field => SpecFields.HostileTexts.Select(text => (field, text))),
        each => Assert.All(References(each.field, each.text), reference => Assert.Matches(@"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\z", reference)));

    private static IEnumerable<string> References(SpecField field, string text)
    {
        try
        {
            return ConfigReferences.Of(Stack(field, text)).Select(each => each.Name);
        }
        catch (FormatException)
        {
            // A quantity that is none: no object of the operator's can hold it.
            return [];
        }
    }

    private static bool IsRefused(SpecField field, string text) =>
        text.Length > (long)field.Schema["maxLength"]!
        || text.Length < ((long?)field.Schema["minLength"] ?? 0)
        || !Regex.IsMatch(text, ((string)field.Schema["pattern"]!).Replace("$", @"\z", StringComparison.Ordinal));

    private static V1Alpha1MiniStack Stack(SpecField field, string text) =>
        SpecFields.Stack(field, text).Deserialize(CoreJson.Default.V1Alpha1MiniStack)!;

    /// <summary>Whose keys are those of labels and of taints.</summary>
    [GeneratedRegex(@"^spec\.(api|database)\.(affinity|tolerations|topologySpreadConstraints)\b.*\.key$")]
    private static partial Regex Placement();

    [GeneratedRegex("^(name|key|namespace|endpoints|driver|.*Name)$")]
    private static partial Regex NameLike();
}
