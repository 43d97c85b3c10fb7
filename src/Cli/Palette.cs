namespace MiniStack.Cli;

/// <summary>Colours of a terminal; none elsewhere.</summary>
internal sealed class Palette(bool isColoured)
{
    public string Good(string text) => Paint(text, 32);

    public string Bad(string text) => Paint(text, 31);

    public string Waiting(string text) => Paint(text, 33);

    public string Faint(string text) => Paint(text, 2);

    public string Strong(string text) => Paint(text, 1);

    /// <summary>Not when piped, nor where the environment asks for plain output (no-color.org, a dumb terminal).</summary>
    public static Palette For(bool isRedirected, Func<string, string?> environment) =>
        new(!isRedirected && string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") is not "dumb");

    private string Paint(string text, int code) => isColoured ? $"\e[{code}m{text}\e[0m" : text;
}
