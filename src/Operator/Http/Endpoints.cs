using MiniStack.Operator.Runtime.LeaderElection;
using MiniStack.Operator.Runtime.Watching;
using Prometheus;

namespace MiniStack.Operator.Http;

/// <summary>What kubelet and Prometheus ask of the operator.</summary>
internal static class Endpoints
{
    public static void MapOperatorEndpoints(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", (Leadership leadership, IEnumerable<IInformer> informers) => NotReadyBecause(leadership, informers) is { } reason
            ? Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ok"));
        app.MapGet("/metrics", (HttpContext context) =>
        {
            context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
            return Metrics.DefaultRegistry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
        });
    }

    /// <summary>A process that stands by is ready, or a rollout would wait for it while it waits for the lease of the one before.</summary>
    private static string? NotReadyBecause(Leadership leadership, IEnumerable<IInformer> informers)
    {
        switch (leadership.State)
        {
            case LeadershipState.Unknown:
                return "Waiting for the API server to say who leads.";
            case LeadershipState.Lost:
                return "The lease is lost.";
            case LeadershipState.Standby:
                return null;
            default:
                var waiting = informers.Where(informer => !informer.HasSynced).Select(informer => informer.Name).ToList();
                return waiting.Count == 0 ? null : $"Waiting for the first list of {string.Join(", ", waiting)}.";
        }
    }
}
