using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.LeaderElection;
using MiniStack.Operator.Runtime.Watching;

namespace MiniStack.Operator.Runtime.Hosting;

public static class ServiceCollectionExtensions
{
    /// <summary>Adds the runtime. An <see cref="ApiClient"/> is the caller's to register.</summary>
    public static OperatorBuilder AddKubernetesOperator(this IServiceCollection services, OperatorSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton<ClusterConnection>();
        services.AddSingleton<Leadership>();
        services.AddSingleton<OwnWrites>();
        services.AddSingleton(provider => new OperatorHealth(provider.GetServices<IInformer>(), provider.GetServices<IControllerWorker>()));
        services.AddHostedService<OperatorService>();
        return new OperatorBuilder(services);
    }
}
