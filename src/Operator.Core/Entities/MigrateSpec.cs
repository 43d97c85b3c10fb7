namespace MiniStack.Operator.Core.Entities;

/// <summary>A command of the API's image that must succeed before a new version of the API rolls out.</summary>
public sealed record MigrateSpec
{
    public IList<string> Command { get; set; } = [];

    /// <summary>Seconds that all its tries may take together; null means as long as it takes.</summary>
    public int? TimeoutSeconds { get; set; }
}
