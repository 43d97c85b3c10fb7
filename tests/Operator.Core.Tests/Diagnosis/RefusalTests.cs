using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class RefusalTests
{
    /// <summary>What the API server says; the code, the cause and the hint's beginning.</summary>
    [Theory]
    [InlineData(
        "pods \"demo-api-74df655674-q552v\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1",
        "QuotaExceeded", "ResourceQuota small leaves no room (pods: 1 asked for, 1 of 1 used)", "Free some of it")]
    [InlineData(
        "(combined from similar events): Error creating: pods \"demo-api-1\" is forbidden: exceeded quota: team, requested: limits.memory=1Gi,requests.cpu=500m, used: limits.memory=3584Mi,requests.cpu=50m, limited: limits.memory=4Gi,requests.cpu=200m",
        "QuotaExceeded",
        "ResourceQuota team leaves no room (limits.memory: 1Gi asked for, 3584Mi of 4Gi used; requests.cpu: 500m asked for, 50m of 200m used)",
        "Lower spec.api.resources.limits.memory and spec.api.resources.requests.cpu, free some")]
    [InlineData(
        "persistentvolumeclaims \"demo-db-data\" is forbidden: exceeded quota: small, requested: requests.storage=1Gi, used: requests.storage=0, limited: requests.storage=500Mi",
        "QuotaExceeded", "ResourceQuota small leaves no room (requests.storage: 1Gi asked for, 0 of 500Mi used)", "Lower spec.database.storage.size, free some")]
    [InlineData(
        "Error creating: pods \"x\" is forbidden: failed quota: small: must specify limits.memory,requests.cpu",
        "QuotaExceeded", "ResourceQuota small admits none without limits.memory and requests.cpu", "Set spec.api.resources.limits.memory and spec.api.resources.requests.cpu.")]
    [InlineData(
        "pods \"x\" is forbidden: failed quota: small: must specify limits.memory for: init,api; memory for: init,api",
        "QuotaExceeded", "ResourceQuota small admits none without limits.memory and memory", "Set spec.api.resources.limits.memory and spec.api.resources.requests.memory.")]
    [InlineData(
        "Error creating: pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": unrestricted capabilities (container \"api\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"api\" must set securityContext.runAsNonRoot=true), runAsUser=0 (container \"api\" must not set runAsUser=0)",
        "Forbidden", "Pod Security restricted:latest forbids it: unrestricted capabilities, runAsNonRoot != true, runAsUser=0",
        "In spec.api.securityContext set capabilities.drop=[\"ALL\"], runAsNonRoot=true, no runAsUser=0.")]
    [InlineData(
        "pods \"x\" is forbidden: pod rejected: RuntimeClass \"nvidia\" not found",
        "Forbidden", "there is no RuntimeClass nvidia, which spec.api.runtimeClassName names", "Mend spec.api.runtimeClassName, or ask")]
    [InlineData(
        "Error creating: pods \"x\" is forbidden: no PriorityClass with name high was found",
        "Forbidden", "there is no PriorityClass high, which spec.api.priorityClassName names", "Mend spec.api.priorityClassName, or ask")]
    [InlineData(
        "pods \"x\" is forbidden: violates PodSecurity \"baseline:v1.30\": hostPath volumes (volume \"cache\")",
        "Forbidden", "Pod Security baseline:v1.30 forbids it: hostPath volumes", "Change spec.api.securityContext or the volumes")]
    [InlineData(
        "Error creating: admission webhook \"validation.gatekeeper.sh\" denied the request: [only-our-registry] image is not from registry.example.com\n[no-latest] tag latest",
        "Forbidden", "admission webhook validation.gatekeeper.sh denies it: [only-our-registry] image is not from registry.example.com [no-latest] tag latest", "Change what it objects to")]
    [InlineData(
        "Error creating: admission webhook \"a.example.com\" denied the request without explanation",
        "Forbidden", "admission webhook a.example.com denies it: it gives no reason", "Change what it objects to")]
    [InlineData(
        "Error creating: pods \"x\" is forbidden: maximum memory usage per Container is 128Mi, but limit is 1Gi",
        "Forbidden", "a LimitRange forbids it: maximum memory usage per Container is 128Mi, but limit is 1Gi", "Lower spec.api.resources.limits.memory, or have")]
    [InlineData(
        "Error creating: pods \"x\" is forbidden: [minimum cpu usage per Container is 100m, but request is 10m, minimum memory usage per Container is 64Mi, but request is 1Mi]",
        "Forbidden", "a LimitRange forbids it: minimum cpu usage per Container is 100m, but request is 10m, minimum memory usage per Container is 64Mi, but request is 1Mi",
        "Raise spec.api.resources.requests.cpu, or have")]
    [InlineData(
        "pods \"x\" is forbidden: PodSecurityPolicy: unable to admit pod: []", "Forbidden", "PodSecurityPolicy: unable to admit pod: []", "Change spec.api.securityContext")]
    [InlineData(
        "services \"demo-api\" is forbidden: User \"system:serviceaccount:a:b\" cannot patch resource \"services\"",
        "Forbidden", "User \"system:serviceaccount:a:b\" cannot patch resource \"services\"", "Change what it objects to in spec.api")]
    public void Words_of_the_api_server_are_understood(string said, string code, string cause, string hint)
    {
        var refusal = Refusal.Read(said, "api");

        Assert.Equal(code, refusal.Code.Name);
        Assert.Equal(cause, refusal.Cause);
        Assert.StartsWith(hint, refusal.Hint, StringComparison.Ordinal);
        Assert.True(refusal.Stalls);
    }

    [Theory]
    [InlineData("Internal error occurred: failed calling webhook \"a.example.com\": Post \"https://a.example.svc:443/pods\": no endpoints available")]
    [InlineData("Error creating: pods \"x\" is forbidden: error looking up service account shop/demo-api: serviceaccount \"demo-api\" not found")]
    public void What_may_come_to_its_senses_does_not_wait_for_a_person(string said) => Assert.False(Refusal.Read(said, "api").Stalls);

    [Fact]
    public void Fields_of_the_database_are_named_for_the_database()
    {
        var refusal = Refusal.Read("pods \"demo-db-0\" is forbidden: failed quota: small: must specify limits.cpu", "database");

        Assert.Equal("Set spec.database.resources.limits.cpu.", refusal.Hint);
    }

    [Fact]
    public void Refusal_of_a_child_names_it()
    {
        var finding = Refusal.Read("exceeded quota: small, requested: requests.storage=1Gi, used: requests.storage=0, limited: requests.storage=1", "database")
            .ToFinding("database", "PersistentVolumeClaim demo-db-data");

        Assert.Equal(
            "The API server refused PersistentVolumeClaim demo-db-data: ResourceQuota small leaves no room (requests.storage: 1Gi asked for, 0 of 1 used).", finding.Message);
        Assert.Equal(FindingCodes.QuotaExceeded, finding.Code);
    }
}
