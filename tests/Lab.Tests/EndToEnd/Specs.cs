namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Specs that tests start from.</summary>
internal static class Specs
{
    public const string Small = "{api: {image: ministack-api:dev, health: {readinessPath: /ready}}}";

    /// <summary>Uvicorn with a probe-friendly path; its image also has Python and a driver for PostgreSQL.</summary>
    public const string FastApi = "{api: {image: fastapi-sample:dev}}";
}
