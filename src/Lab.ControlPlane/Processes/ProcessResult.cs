namespace MiniStack.Lab.ControlPlane.Processes;

/// <summary>What a program that ran to its end left behind.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last lines worth reading: of standard error, or of the output where nothing was said there.</summary>
    public string LastLines(int count = 12)
    {
        var text = string.IsNullOrWhiteSpace(Error) ? Output : Error;
        return string.Join('\n', text.TrimEnd().Split('\n').TakeLast(count));
    }
}
