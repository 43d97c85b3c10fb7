using Microsoft.AspNetCore.OpenApi;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace MiniStack.Api.Http;

/// <summary>The OpenAPI document, and the page that shows it: Swagger UI, as at FastAPI's /docs, served from this assembly alone.</summary>
internal static class ApiDocument
{
    public const string Route = "/openapi/{documentName}.json";

    private const string Title = "MiniStack API";

    public static void Configure(OpenApiOptions options) =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = Title;
            // Without an entry the page asks the host it came from, which is right behind any port-forward.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });

    public static void Configure(SwaggerUIOptions options)
    {
        options.RoutePrefix = "docs";
        options.DocumentTitle = Title;
        options.SwaggerEndpoint("../openapi/v1.json", Title);
        options.EnableTryItOutByDefault();
    }
}
