using k8s;
using k8s.Exceptions;
using k8s.Models;
using MiniStack.Operator.Cluster;
using MiniStack.Operator.Configuration;
using MiniStack.Operator.Controller;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Http;
using MiniStack.Operator.Runtime.Applying;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Events;
using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.LeaderElection;
using MiniStack.Operator.Runtime.Watching;
using Prometheus;

namespace MiniStack.Operator;

/// <summary>Puts the operator together and runs it until it is told to stop.</summary>
internal static partial class OperatorHost
{
    public const string FieldManager = "ministack-operator";

    public static async Task<int> RunAsync(OperatorOptions options, CancellationToken cancellationToken)
    {
        KubernetesClientConfiguration configuration;
        try
        {
            configuration = ApiClientConfiguration.Load(options.Kubeconfig);
        }
        catch (Exception exception) when (exception is KubeConfigException or IOException)
        {
            await Console.Error.WriteLineAsync(
                $"No cluster to connect to: {exception.Message.TrimEnd('.')}. Run in a pod, or give --kubeconfig or KUBECONFIG.");
            return 1;
        }

        await using var app = Build(options, configuration);
        var leadership = app.Services.GetRequiredService<Leadership>();
        var health = app.Services.GetRequiredService<OperatorHealth>();
        await app.RunAsync(cancellationToken);
        return leadership.State == LeadershipState.Lost ? Leadership.LostExitCode : health.Trouble is null ? 0 : 1;
    }

    internal static WebApplication Build(OperatorOptions options, KubernetesClientConfiguration configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(options.HttpPort));
        AddLogging(builder.Logging, options);

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(_ => new ApiClient(configuration));
        services.AddSingleton(provider =>
            new Applier(
                provider.GetRequiredService<ApiClient>(), FieldManager, Annotations.AppliedHash, provider.GetRequiredService<OwnWrites>()));
        services.AddSingleton(provider => new EventPublisher(
            provider.GetRequiredService<ApiClient>(),
            FieldManager,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventPublisher>>()));
        services.AddSingleton(provider =>
        {
            var client = provider.GetRequiredService<ApiClient>();
            var logger = provider.GetRequiredService<ILogger<EvidenceReader>>();
            var events = new EventReader(client, provider.GetRequiredService<TimeProvider>(), OnMissed);
            return new EvidenceReader(client, events, new NodeReader(client, provider.GetRequiredService<TimeProvider>()), OnMissed);

            void OnMissed(Missed missed) => LogMissed(logger, missed);
        });
        services.AddSingleton<StackLooks>();
        services.AddSingleton<Stores>();
        services.AddSingleton<StackObserver>();
        services.AddSingleton<StackPresence>();
        services.AddSingleton<ChildApplier>();
        services.AddSingleton<ReplicaPatcher>();
        services.AddSingleton<ConfigReader>();
        services.AddSingleton<PasswordSource>();
        services.AddSingleton<PasswordMemory>();
        services.AddSingleton<CredentialsApplier>();
        services.AddSingleton<PasswordChange>();
        services.AddSingleton<ExtensionsChange>();
        services.AddSingleton<StackPods>();
        services.AddSingleton<DataVersionReader>();
        services.AddSingleton<MigratedImageReader>();
        services.AddSingleton<DatabaseApplier>();
        services.AddSingleton<ApiApplier>();
        services.AddSingleton<StackApplier>();
        services.AddSingleton<Patience>();
        services.AddSingleton<DataRemoval>();
        services.AddSingleton<StackDeparture>();
        services.AddSingleton<StackMetrics>();
        services.AddHostedService<MemoryTrimmer>();
        services.AddHostedService<LeftBehind>();
        var settings = new OperatorSettings
        {
            Namespaces = options.Namespaces,
            Workers = options.Workers,
            Schemas = CapabilityRules.Schemas,
            LeaderElection = options.LeaderElect
                ? new LeaderElectionSettings(LeaseNamespace.Find(options, configuration), FieldManager, options.Identity)
                : null,
        };
        AddController(services.AddKubernetesOperator(settings));

        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions
        {
            SuppressDebugMetrics = true,
            SuppressEventCounters = true,
            SuppressMeters = true,
        });

        var app = builder.Build();
        app.MapOperatorEndpoints();
        app.Services.GetRequiredService<StackMetrics>().Register();
        HeapMetrics.Register();
        return app;
    }

    private static void AddController(OperatorBuilder builder)
    {
        builder.AddController<MiniStackController, V1Alpha1MiniStack>(ResourceTypes.MiniStack)
            .Owns(_ => ResourceTypes.Secret, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.Service, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.ConfigMap, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.NetworkPolicy, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.PersistentVolumeClaim, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.StatefulSet, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.Deployment, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.ServiceAccount, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.Job, Labels.Stack, StackOf)
            .Owns<V1HorizontalPodAutoscaler>(ResourceTypes.HorizontalPodAutoscaler, Labels.Stack, StackOf)
            .Owns(_ => ResourceTypes.Ingress, Labels.Stack, StackOf)
            .Owns<V1PodDisruptionBudget>(ResourceTypes.PodDisruptionBudget, Labels.Stack, StackOf)
            .References(ResourceTypes.NamedSecret, NamedReferences.Secrets, except: Labels.Stack)
            .References(ResourceTypes.NamedConfigMap, NamedReferences.ConfigMaps, except: Labels.Stack)
            .AddFinalizer<MiniStackFinalizer>();
    }

    /// <summary>The stack is named by a label, since what is kept on deletion has no owner reference.</summary>
    private static ObjectKey? StackOf(V1ObjectMeta child) =>
        child.Labels is { } labels && labels.TryGetValue(Labels.Stack, out var stack)
            ? new ObjectKey(child.NamespaceProperty, stack)
            : null;

    private static void AddLogging(ILoggingBuilder logging, OperatorOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        }
    }

    [LoggerMessage(LogLevel.Warning, "Diagnosed without {What}")]
    private static partial void LogMissed(ILogger logger, Missed what);
}
