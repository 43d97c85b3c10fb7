using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniStack.Operator.Configuration;
using MiniStack.Operator.Controller;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Reconciliation;

namespace MiniStack.Operator.ClusterTests.Deletion;

/// <summary>An operator runs for months, while stacks come and go.</summary>
public sealed class ForgettingTests : IAsyncLifetime
{
    private readonly Cluster _cluster = new() { StartsOperator = false };

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Of_a_stack_that_is_gone_nothing_is_remembered()
    {
        var options = new OperatorOptions { Kubeconfig = _cluster.OperatorKubeconfig, Identity = "test", LeaderElect = false, HttpPort = 0, LogLevel = LogLevel.None };
        await using var host = OperatorHost.Build(options, ApiClientConfiguration.Load(options.Kubeconfig));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var ns = await _cluster.CreateNamespaceAsync();
        await ns.ApplyAsync("""
            apiVersion: v1
            kind: Secret
            metadata: {name: keys}
            stringData: {key: s3cr3t-s3cr3t}
            """);

        // Without the label that the operator watches by, it is not seen until it is in the way.
        await ns.KubectlAsync("create", "serviceaccount", "taken-api");
        string[] stacks = ["demo", "taken"];
        foreach (var stack in stacks)
        {
            await ns.ApplyAsync(Stacks.Minimal(stack, api: "envFrom: [{secretRef: {name: keys}}]", spec: "deletionPolicy: Delete"));
        }

        await ns.MakePodsReadyAsync("demo", "database");
        await ns.EventuallyPodAsync("demo", "api");
        string[] least = ["ChildApplier._unseen", "ConfigReader._known", "MiniStackController._told", "PasswordMemory._known", "StackLooks._states"];
        await Eventually.TrueAsync(
            () => Task.FromResult(!least.Except(Remembered(host)).Any()), () => $"no more is remembered than {string.Join(", ", Remembered(host))}");

        foreach (var stack in stacks)
        {
            await ns.KubectlAsync("delete", "ministack", stack, "--wait=false");
            await ns.EventuallyGoneAsync("ministack", stack);
        }

        await Eventually.TrueAsync(
            () => Task.FromResult(Remembered(host).Count == 0), () => $"there is still something in {string.Join(", ", Remembered(host))}");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The collections with anything in them, of all that works for the controller.</summary>
    private static IReadOnlyList<string> Remembered(WebApplication host) =>
    [
        .. typeof(MiniStackController).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(MiniStackController).Namespace && !type.IsGenericTypeDefinition)
            .Select(type => host.Services.GetService(type))
            .Append(host.Services.GetService<IEntityController<V1Alpha1MiniStack>>())
            .OfType<object>()
            .Distinct()
            .SelectMany(service => service.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
                .Where(field => field.GetValue(service) is ICollection { Count: > 0 })
                .Select(field => $"{service.GetType().Name}.{field.Name}")),
    ];
}
