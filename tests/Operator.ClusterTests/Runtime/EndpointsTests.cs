using System.Net;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Http;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.Reconciliation;
using MiniStack.Operator.Runtime.Tests.Hosting;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed class EndpointsTests(Cluster cluster)
{
    [Fact]
    public async Task A_reconcile_that_hangs_makes_the_liveness_probe_fail_until_it_ends()
    {
        var ns = await cluster.CreateNamespaceAsync();
        var time = new FakeTimeProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(_ => new ApiClient(ApiClientConfiguration.Load(cluster.ControlPlane.AdminKubeconfigPath)));
        builder.Services.AddKubernetesOperator(new OperatorSettings { Namespaces = [ns.Name] })
            .AddController<WaitingController, V1ConfigMap>(RuntimeHost.ConfigMaps);
        await using var host = builder.Build();
        host.MapOperatorEndpoints();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(host.Urls.Single()) };
        await ns.KubectlAsync("create", "configmap", "stuck");
        var controller = (WaitingController)host.Services.GetRequiredService<IEntityController<V1ConfigMap>>();
        await Eventually.TrueAsync(() => Task.FromResult(controller.Began > 0), () => "no reconcile has begun");
        Assert.Equal((HttpStatusCode.OK, "ok"), await AskAsync());

        time.Advance(TimeSpan.FromMinutes(16));
        var (status, text) = await AskAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Matches($"^The reconcile of ConfigMap {ns.Name}/[a-z.-]+ has not ended for 16 minutes[.]$", text);

        controller.Go.SetResult();
        await Eventually.TrueAsync(
            async () => !(await AskAsync()).Text.StartsWith("The reconcile", StringComparison.Ordinal), () => "the reconcile still hangs");
        await host.StopAsync(TestContext.Current.CancellationToken);

        async Task<(HttpStatusCode Status, string Text)> AskAsync()
        {
            using var answer = await http.GetAsync("/healthz", TestContext.Current.CancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
