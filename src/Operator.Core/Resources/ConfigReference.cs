namespace MiniStack.Operator.Core.Resources;

/// <summary>An object of the stack's namespace whose content the API reads.</summary>
/// <param name="Kind"><c>Secret</c> or <c>ConfigMap</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Key">The only key that is read; null for all.</param>
public sealed record ConfigReference(string Kind, string Name, string? Key);
