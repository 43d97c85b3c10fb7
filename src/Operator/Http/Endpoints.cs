using MiniStack.Operator.Runtime.Hosting;
using MiniStack.Operator.Runtime.LeaderElection;
using Prometheus;

namespace MiniStack.Operator.Http;

/// <summary>
/// What kubelet and Prometheus ask of the operator. Plain request delegates: parameters that ASP.NET binds bring all that reads and writes
/// JSON in requests, which with Kubernetes's types makes a native program a fifth larger.
/// </summary>
internal static class Endpoints
{
    public static void MapOperatorEndpoints(this WebApplication app)
    {
        app.MapGet("/healthz", context => AnswerAsync(context, app.Services.GetRequiredService<OperatorHealth>().Trouble));
        app.MapGet("/readyz", context => AnswerAsync(context, NotReadyBecause(app.Services)));
        app.MapGet("/metrics", context =>
        {
            context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
            return Metrics.DefaultRegistry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
        });
    }

    private static Task AnswerAsync(HttpContext context, string? trouble)
    {
        context.Response.StatusCode = trouble is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(trouble ?? "ok", context.RequestAborted);
    }

    /// <summary>A process that stands by is ready, or a rollout would wait for it while it waits for the lease of the one before.</summary>
    private static string? NotReadyBecause(IServiceProvider services)
    {
        switch (services.GetRequiredService<Leadership>().State)
        {
            case LeadershipState.Unknown:
                return "Waiting for the API server to say who leads.";
            case LeadershipState.Lost:
                return "The lease is lost.";
            case LeadershipState.Standby:
                return null;
            default:
                var waiting = services.GetRequiredService<OperatorHealth>().Unsynced;
                return waiting.Count == 0 ? null : $"Waiting for the first list of {string.Join(", ", waiting)}.";
        }
    }
}
