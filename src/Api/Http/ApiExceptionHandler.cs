using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using MiniStack.Api.Database;
using MiniStack.Api.Logging;

namespace MiniStack.Api.Http;

/// <summary>Turns an exception into a problem document (RFC 9457). What the client cannot mend is logged; no stack trace leaves the process.</summary>
internal sealed class ApiExceptionHandler(IProblemDetailsService problems, ILogger<ApiExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Describe(exception);
        if (exception is DatabaseUnavailableException) Log.RequestFailed(log, problem.Detail!);
        else if (problem.Status == StatusCodes.Status500InternalServerError) Log.RequestCrashed(log, exception);

        context.Response.StatusCode = problem.Status!.Value;
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
        return true;
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        DatabaseUnavailableException e => new() { Status = StatusCodes.Status503ServiceUnavailable, Detail = e.Message },
        BadHttpRequestException { InnerException: JsonException json } => new()
        {
            Status = StatusCodes.Status400BadRequest,
            Detail = $"The body is not valid JSON for this operation: see {json.Path ?? "$"}, line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}.",
        },
        BadHttpRequestException e => new() { Status = e.StatusCode, Detail = e.Message },
        _ => new() { Status = StatusCodes.Status500InternalServerError, Detail = "The request failed for a reason that is in the log." },
    };
}
