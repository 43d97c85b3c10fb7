using MiniStack.Operator.Core.Diagnosis.Rules;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What a program wrote last. Many rules ask the same of it at a look: what takes long to find is found once.</summary>
internal sealed class ProgramOutput
{
    public static readonly ProgramOutput None = new("");

    private readonly Lazy<IReadOnlyList<string>> _lines;
    private readonly Lazy<IReadOnlyList<string>> _tail;
    private readonly Lazy<string?> _error;
    private Lazy<KnownLine?>? _known;

    /// <param name="text">As it was written, redacted.</param>
    public ProgramOutput(string text)
    {
        Text = text;
        _lines = new(() => LogText.Lines(Text));
        _tail = new(() => LogText.Tail(Lines));
        _error = new(() => TellingLine.Error(Lines));
    }

    public string Text { get; }

    /// <summary>See <see cref="LogText.Lines"/>.</summary>
    public IReadOnlyList<string> Lines => _lines.Value;

    /// <summary>The lines to show.</summary>
    public IReadOnlyList<string> Tail => _tail.Value;

    /// <summary>See <see cref="TellingLine.Error"/>.</summary>
    public string? Error => _error.Value;

    /// <summary>What is known of it, which takes longest to find: an output is of one pod, whose rules ask in turn.</summary>
    public KnownLine? Once(Func<KnownLine?> find) => (_known ??= new(find)).Value;
}
