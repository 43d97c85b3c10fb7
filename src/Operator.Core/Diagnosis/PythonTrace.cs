using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>What the frames of Python's traceback tell of an exception that says little itself.</summary>
/// <param name="lines">See <see cref="LogText.Lines"/>.</param>
/// <param name="told">Index of the exception.</param>
internal sealed partial class PythonTrace(IReadOnlyList<string> lines, int told)
{
    private readonly List<(int Index, string Text)> _frames = OfExceptionAt(lines, told);

    /// <summary>The program's own line of code that led to it, without the blanks before it; null where none is shown.</summary>
    private string? OwnCode => _frames.FindLast(each => !SourceLine.IsLibrary(each.Text)) is { Text: not null } own && own.Index + 1 < told ? lines[own.Index + 1].Trim() : null;

    /// <summary>The library of a model fails where it reads one: what is wrong is in the file, not in the line.</summary>
    public bool FailsToLoad => OwnCode is { } code && Load().IsMatch(code) && OfVersions().IsMatch(lines[told]);

    /// <summary>
    /// The package that fails for another one's version: the program does no more than import it, or it is called with what it does not know.
    /// Null where the frames tell of none.
    /// </summary>
    public string? Misfit =>
        _frames is not [.., var innermost] || Package().Match(innermost.Text) is not { Success: true } package || !OfVersions().IsMatch(lines[told]) ? null
        : OwnCode is { } code && Import().Match(code) is { Success: true } import ? import.Groups["package"].Value
        : Signature().IsMatch(lines[told]) ? package.Groups["package"].Value
        : null;

    private static List<(int Index, string Text)> OfExceptionAt(IReadOnlyList<string> lines, int told) =>
    [
        .. Enumerable.Range(1, Math.Min(SourceLine.MaximumDistance, told))
            .Select(each => (Index: told - each, Text: lines[told - each]))
            .TakeWhile(each => each.Text.StartsWith(' '))
            .Where(each => SourceLine.IsPythonFrame(each.Text))
            .Reverse(),
    ];

    [GeneratedRegex(@"(?:site|dist)-packages/(?<package>[A-Za-z]\w*)")]
    private static partial Regex Package();

    [GeneratedRegex(@"^(?:from|import) (?<package>[A-Za-z]\w*)")]
    private static partial Regex Import();

    [GeneratedRegex(@"\b(?:c?[pP]ickle|cloudpickle|dill|joblib|torch|skops\.io)\.loads?\(|\bload_model\(|\bInferenceSession\(")]
    private static partial Regex Load();

    /// <summary>Of the rest, such as a setting that is missing, the program itself has to tell.</summary>
    [GeneratedRegex(@"^(?:Attribute|Import|Index|Key|ModuleNotFound|Name|Syntax|Type|Value)Error\b")]
    private static partial Regex OfVersions();

    [GeneratedRegex(@"unexpected keyword argument|takes \S+ positional argument|missing \d+ required positional|has no attribute|object is not callable")]
    private static partial Regex Signature();
}
