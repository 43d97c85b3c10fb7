using System.Text.RegularExpressions;

namespace MiniStack.Lab.Ui;

/// <summary>Commands as a user types them.</summary>
public static partial class Shell
{
    /// <summary>A word that a POSIX shell reads as exactly this text.</summary>
    public static string Quote(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w@%+=:,./-]+$")]
    private static partial Regex Plain();
}
