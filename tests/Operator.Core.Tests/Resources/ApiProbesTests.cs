using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Resources;

public sealed class ApiProbesTests
{
    private static readonly TemplateRevision Newest = TemplateRevision.Current(ClusterCapabilities.Newest);

    /// <summary>Else what is fast enough for the one is killed by the other before it ever gets there.</summary>
    [Theory]
    [InlineData(null, 5)]
    [InlineData(1, 1)]
    [InlineData(30, 30)]
    public void The_startup_probe_waits_for_an_answer_as_long_as_the_liveness_probe(int? timeoutSeconds, int expected)
    {
        var health = new HealthSpec { TimeoutSeconds = timeoutSeconds };

        Assert.All(Probes(health), probe => Assert.Equal(expected, probe.TimeoutSeconds));
    }

    [Fact]
    public void The_first_templates_startup_probe_stays_as_it_was() =>
        Assert.Equal(2, Container(new HealthSpec(), new TemplateRevision(1, false)).StartupProbe.TimeoutSeconds);

    [Fact]
    public void Period_and_threshold_are_those_of_liveness_and_readiness_and_the_start_has_its_budget()
    {
        var health = new HealthSpec { PeriodSeconds = 60, FailureThreshold = 9, StartupSeconds = 40 };

        var container = Container(health, Newest);
        Assert.All([container.LivenessProbe, container.ReadinessProbe], probe => Assert.Equal((60, 9), (probe.PeriodSeconds, probe.FailureThreshold)));
        Assert.Equal((2, 20), (container.StartupProbe.PeriodSeconds, container.StartupProbe.FailureThreshold));
    }

    /// <summary>The field <c>host</c> of a probe would send it to another address.</summary>
    [Fact]
    public void A_host_is_the_header_of_every_request_and_a_scheme_its_protocol()
    {
        var health = new HealthSpec { Host = "shop.example.com", Scheme = ProbeScheme.Https };

        Assert.All(Probes(health), probe =>
        {
            Assert.Equal(("HTTPS", null), (probe.HttpGet.Scheme, probe.HttpGet.Host));
            var header = Assert.Single(probe.HttpGet.HttpHeaders);
            Assert.Equal(("Host", "shop.example.com"), (header.Name, header.Value));
        });
    }

    [Fact]
    public void A_command_takes_the_place_of_the_requests_but_of_one_to_a_readiness_path()
    {
        var health = new HealthSpec { Exec = new V1ExecAction { Command = ["check"] } };

        Assert.All(Probes(health), probe =>
        {
            Assert.Equal(["check"], probe.Exec.Command);
            Assert.Null(probe.HttpGet);
        });
        var readiness = Container(health with { ReadinessPath = "/ready" }, Newest).ReadinessProbe;
        Assert.Equal("/ready", readiness.HttpGet.Path);
        Assert.Null(readiness.Exec);
    }

    private static V1Probe[] Probes(HealthSpec health)
    {
        var container = Container(health, Newest);
        return [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe];
    }

    private static V1Container Container(HealthSpec health, TemplateRevision revision)
    {
        var stack = Stacks.With(spec => spec.Api.Health = health);
        return ApiDeployment.Build(stack, Children.Rollout(stack, revision)).Spec.Template.Spec.Containers.Single();
    }
}
