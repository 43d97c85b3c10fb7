namespace MiniStack.Operator.Core.Entities;

/// <summary>What is wrong, where, and what to do.</summary>
public sealed record DiagnosisStatus
{
    /// <summary><c>api</c>, <c>database</c> or <c>stack</c>.</summary>
    public string Component { get; set; } = "";

    /// <summary>One word for programs, such as <c>CrashLoop</c>; also the reason of the condition <c>Ready</c>.</summary>
    public string Code { get; set; } = "";

    public string Message { get; set; } = "";

    /// <summary>The last lines of the failing container, at most 5, passwords redacted.</summary>
    public IList<string>? LogTail { get; set; }

    /// <summary>The next step for the reader.</summary>
    public string? Hint { get; set; }

    /// <summary>When this diagnosis first held, UTC, whole seconds.</summary>
    public DateTime? Since { get; set; }
}
