using Microsoft.AspNetCore.Http.HttpResults;
using MiniStack.Api.Database;
using MiniStack.Api.Logging;

namespace MiniStack.Api.Health;

internal static class HealthEndpoints
{
    private static readonly TimeSpan DatabaseLimit = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Liveness never asks the database: restarting the API does not mend it.
        routes.MapGet("/health", () => TypedResults.Ok(new HealthStatus("ok")))
            .WithName("GetHealth").WithTags("health").WithSummary("Tell whether the process lives");

        routes.MapGet("/ready", GetReadyAsync)
            .WithName("GetReady").WithTags("health").WithSummary("Tell whether the database answers")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<HealthStatus>, ProblemHttpResult>> GetReadyAsync(
        ItemDatabase database, SchemaCreator schema, ILogger<ItemDatabase> log, CancellationToken cancellationToken)
    {
        try
        {
            await database.PingAsync(DatabaseLimit, cancellationToken);
            if (schema.Done) return TypedResults.Ok(new HealthStatus("ready"));
            return NotReady(log, "The table is not created yet.");
        }
        catch (DatabaseUnavailableException e)
        {
            return NotReady(log, e.Message);
        }
    }

    private static ProblemHttpResult NotReady(ILogger log, string reason)
    {
        Log.NotReady(log, reason);
        return TypedResults.Problem(reason, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready");
    }
}
