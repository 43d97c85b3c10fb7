namespace MiniStack.Lab.ControlPlane.Processes;

/// <summary>A program and its arguments, not yet started: what to run, told apart from where and under whom it runs.</summary>
public sealed record CommandLine(string FileName, IReadOnlyList<string> Arguments)
{
    public override string ToString() => string.Join(' ', [FileName, .. Arguments]);
}
