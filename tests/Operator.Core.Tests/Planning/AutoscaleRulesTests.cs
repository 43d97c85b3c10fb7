using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class AutoscaleRulesTests
{
    private const string NoMetricsServer =
        "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: "
        + "the server could not find the requested resource (get pods.metrics.k8s.io)";

    private const string NoRequest =
        "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container api of Pod demo-api-7d4b9c-x2x9z";

    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>What the autoscaler says, whether the spec has a request, and the sentence.</summary>
    [Theory]
    [InlineData(NoRequest, false, "its pods have no CPU request, set spec.api.resources.requests.cpu.")]
    [InlineData(
        "failed to get cpu utilization: missing request for cpu", false, "its pods have no CPU request, set spec.api.resources.requests.cpu.")]
    [InlineData(
        "failed to get cpu utilization: missing request for cpu in container istio-proxy of Pod demo-api-1", true,
        "a container of its pods that something else put there has no CPU request.")]
    [InlineData(NoMetricsServer, true, "the cluster has no metrics server: kubectl describe hpa demo-api.")]
    [InlineData(
        NoMetricsServer, false, "its pods have no CPU request, set spec.api.resources.requests.cpu; and the cluster has no metrics server.")]
    [InlineData(
        "unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)", true,
        "the cluster's metrics server does not answer: kubectl describe hpa demo-api.")]
    [InlineData(
        "failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)", true,
        "the cluster's metrics server has no figures of its pods: kubectl describe hpa demo-api.")]
    [InlineData("something else", true, "HorizontalPodAutoscaler demo-api says FailedGetResourceMetric: kubectl describe hpa demo-api.")]
    public void An_autoscaler_that_cannot_scale_says_why(string message, bool hasRequest, string why) =>
        Assert.Equal(($"spec.api.autoscale has no effect: {why}", null), AutoscaleRules.Judge(Observe(message, 600, hasRequest), Now));

    [Fact]
    public void A_limit_counts_as_a_request()
    {
        var observed = Observe(NoMetricsServer, 600, hasRequest: false);
        observed.Stack.Spec.Api.Resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1") } };

        Assert.DoesNotContain("CPU request", AutoscaleRules.Judge(observed, Now).Note, StringComparison.Ordinal);
    }

    /// <summary>The autoscaler knows what a LimitRange gave the pods.</summary>
    [Fact]
    public void Where_it_scales_nothing_is_said_whatever_the_spec_lacks()
    {
        var observed = Observe("the HPA was able to successfully calculate a replica count", 600, hasRequest: false, status: "True", reason: "ValidMetricFound");

        Assert.Equal((null, null), AutoscaleRules.Judge(observed, Now));
    }

    [Theory]
    [InlineData(false, 20, 40)]
    [InlineData(true, 20, 280)]
    public void A_young_one_is_given_time_and_looked_at_again(bool hasRequest, int age, int dueIn) =>
        Assert.Equal((null, TimeSpan.FromSeconds(dueIn)), AutoscaleRules.Judge(Observe(NoMetricsServer, age, hasRequest), Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"type":"ScalingActive","status":"False"}]""")]
    [InlineData("""[{"type":"ScalingActive","status":"False","lastTransitionTime":"now"}]""")]
    [InlineData("""[{"type":1,"status":"False"}]""")]
    public void What_is_no_list_of_conditions_says_nothing(string? conditions)
    {
        var observed = Observe(NoRequest, 600, hasRequest: false);
        observed.Autoscaler!.Metadata.Annotations = conditions is null ? null : new Dictionary<string, string> { [AutoscaleRules.Conditions] = conditions };

        Assert.Equal((null, null), AutoscaleRules.Judge(observed, Now));
    }

    [Fact]
    public void Nothing_is_said_while_there_is_nothing_to_scale()
    {
        Assert.Equal((null, null), AutoscaleRules.Judge(Observe(NoRequest, 600, false, reason: "ScalingDisabled"), Now));
        Assert.Equal((null, null), AutoscaleRules.Judge(Observe(NoRequest, 600, false) with { Autoscaler = null }, Now));

        var suspended = Observe(NoRequest, 600, hasRequest: false);
        suspended.Stack.Spec.Suspend = true;
        Assert.Equal((null, null), AutoscaleRules.Judge(suspended, Now));

        var without = Observe(NoRequest, 600, hasRequest: false);
        without.Stack.Spec.Api.Autoscale = null;
        Assert.Equal((null, null), AutoscaleRules.Judge(without, Now));
    }

    private static ObservedStack Observe(string message, int age, bool hasRequest, string status = "False", string reason = "FailedGetResourceMetric")
    {
        var observed = Observed.Ready();
        observed.Stack.Spec.Api.Autoscale = new AutoscaleSpec { MaxReplicas = 3 };
        observed.Stack.Spec.Api.Resources = hasRequest
            ? new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m") } }
            : null;
        var conditions = $$"""
            [{"type":"AbleToScale","status":"True","lastTransitionTime":"2030-01-02T03:00:00Z","reason":"SucceededGetScale","message":"m"},
            {"type":"ScalingActive","status":"{{status}}","lastTransitionTime":"{{Now.AddSeconds(-age):yyyy-MM-ddTHH:mm:ssZ}}","reason":"{{reason}}","message":"{{message}}"}]
            """;
        return observed with
        {
            Autoscaler = new V1HorizontalPodAutoscaler
            {
                Metadata = new V1ObjectMeta { Name = "demo-api", Annotations = new Dictionary<string, string> { [AutoscaleRules.Conditions] = conditions } },
            },
        };
    }
}
