using MiniStack.Operator.Runtime.Watching;
using Prometheus;

namespace MiniStack.Operator.Http;

/// <summary>What kubelet and Prometheus ask of the operator.</summary>
internal static class Endpoints
{
    public static void MapOperatorEndpoints(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", (IEnumerable<IInformer> informers) =>
        {
            var waiting = informers.Where(informer => !informer.HasSynced).Select(informer => informer.Name).ToList();
            return waiting.Count == 0
                ? Results.Text("ok")
                : Results.Text($"Waiting for the first list of {string.Join(", ", waiting)}.", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
        app.MapGet("/metrics", (HttpContext context) =>
        {
            context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
            return Metrics.DefaultRegistry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
        });
    }
}
