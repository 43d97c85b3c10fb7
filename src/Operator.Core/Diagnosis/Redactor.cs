namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>Takes secrets out of text that programs wrote: logs, termination messages, events, refusals.</summary>
/// <param name="secrets">The stack's own secret values, plain.</param>
public sealed class Redactor(IEnumerable<string> secrets)
{
    private readonly IReadOnlyList<string> _secrets = [.. secrets.Where(each => each.Length > 3)];

    public string Redact(string text) => _secrets.Aggregate(text, (left, secret) => left.Replace(secret, "***", StringComparison.Ordinal));
}
