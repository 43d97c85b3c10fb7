namespace MiniStack.Api.Hosting;

/// <summary>Counts the requests in flight, and sends clients that keep a connection open to another replica before this one is gone.</summary>
internal sealed class DrainingRequests(RequestDelegate next, Drain drain)
{
    public async Task InvokeAsync(HttpContext context)
    {
        drain.Enter();
        try
        {
            if (drain.Begun) context.Response.Headers.Connection = "close";
            await next(context);
        }
        finally
        {
            drain.Leave();
        }
    }
}
