using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using MiniStack.Api.Logging;

namespace MiniStack.Api.Http;

/// <summary>Logs each request as uvicorn does: <c>10.0.0.1:12345 - "GET /health HTTP/1.1" 200 OK</c>.</summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
            var client = Client(context.Connection);
            var status = context.Response.StatusCode;
            var reason = ReasonPhrases.GetReasonPhrase(status);
            // The raw target: a decoded path may hold a line break, and with it a forged log line.
            Log.Request(log, client, request.Method, request.RawTarget, request.Protocol, status, reason);
        }
    }

    private static string Client(ConnectionInfo connection)
    {
        if (connection.RemoteIpAddress is not { } address) return "-";
        return $"{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}:{connection.RemotePort}";
    }
}
