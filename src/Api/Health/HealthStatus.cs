namespace MiniStack.Api.Health;

/// <param name="Status">"ok" from /health, "ready" from /ready.</param>
public sealed record HealthStatus(string Status);
