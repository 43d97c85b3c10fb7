using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Controller;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Runtime.Client;

namespace MiniStack.Operator.ClusterTests.Deletion;

/// <summary>Against a server that refuses everything, as one does for a moment that starts together with the operator.</summary>
public sealed class FinalizerPatienceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly WebApplication _server;

    public FinalizerPatienceTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_stack_that_waited_long_for_an_operator_gets_the_whole_patience_of_the_one_that_comes()
    {
        await _server.StartAsync(TestContext.Current.CancellationToken);
        using var client = new ApiClient(new KubernetesClientConfiguration { Host = _server.Urls.Single() });
        var finalizer = new MiniStackFinalizer(new DataRemoval(client, new StackPods(client)), new Patience(_time), NullLogger<MiniStackFinalizer>.Instance);
        var stack = new V1Alpha1MiniStack
        {
            Metadata = new V1ObjectMeta
            {
                Name = "demo",
                NamespaceProperty = "test",
                Uid = "uid",
                DeletionTimestamp = _time.GetUtcNow().UtcDateTime.AddDays(-1),
            },
            Spec = new MiniStackSpec { DeletionPolicy = DeletionPolicy.Delete },
        };

        foreach (var minutes in new[] { 0, 5, 4 })
        {
            _time.Advance(TimeSpan.FromMinutes(minutes));
            await Assert.ThrowsAsync<ApiException>(FinalizeAsync);
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        var result = await FinalizeAsync();
        Assert.True(result is { IsSuccess: true, RequeueAfter: null });

        Task<MiniStack.Operator.Runtime.Reconciliation.ReconciliationResult<V1Alpha1MiniStack>> FinalizeAsync() =>
            finalizer.FinalizeAsync(stack, TestContext.Current.CancellationToken);
    }
}
