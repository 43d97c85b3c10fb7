namespace MiniStack.Lab.Deploy;

public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last lines of what the command said, errors first choice.</summary>
    public IReadOnlyList<string> Tail(int lines = 10)
    {
        var text = string.IsNullOrWhiteSpace(Error) ? Output : Error;
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];
    }
}
