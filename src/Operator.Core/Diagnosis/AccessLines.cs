using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Diagnosis;

/// <summary>The lines that servers write for each probe that they answer, whatever they answer.</summary>
public sealed partial class AccessLines(HealthSpec health)
{
    /// <summary>No server writes more about a request.</summary>
    private const int MaximumLength = 2000;

    /// <summary>What has more to say is a sentence.</summary>
    private const int MaximumWords = 5;

    private readonly string[] _paths = [.. new[] { health.LivenessPath, health.ReadinessPath }.OfType<string>().Select(Path).Distinct(StringComparer.Ordinal)];

    public bool Contain(string line) =>
        line.Length <= MaximumLength
        && (AroundRequests().IsMatch(line)
            || (Requests().Match(line) is { Success: true } request && IsProbed(request))
            || (!Trouble().IsMatch(line) && (line.Contains("kube-probe/", StringComparison.Ordinal) || IsStructured(line) || IsOfAnotherFormat(line))));

    /// <summary>One object or list of pairs a line, its members in any order.</summary>
    private bool IsStructured(string line) =>
        Method().IsMatch(line) && Target().Match(line) is { Success: true } target && IsProbed(target);

    /// <summary>Method, path and status in whatever order, and no word of trouble.</summary>
    private bool IsOfAnotherFormat(string line) =>
        OtherFormat().Match(line) is { Success: true } request && IsProbed(request) && StatusCode().IsMatch(line) && !OtherTrouble().IsMatch(line) && Words().Count(line) <= MaximumWords;

    private bool IsProbed(Match match) => _paths.Contains(Path(match.Groups["path"].Value));

    /// <summary>Without what servers may add.</summary>
    private static string Path(string path) => path.Split('?')[0].TrimEnd('/');

    [GeneratedRegex("""
          "(?:GET|HEAD)\ (?:https?://[^/\ "]+)?(?<path>/[^\ "]*)[^"]*"(?:\ from\ \S+)?(?:\ -)?\ \d{3}\b          # uvicorn, gunicorn, nginx, werkzeug, Django, aiohttp, chi
        | (?:^|\s)(?:GET|HEAD)\ (?<path>/\S*)(?:\ HTTP/[\d.]+)?\ (?:\d{3}|-)(?:\ (?:[\d.]+|-|ms))*$                 # morgan
        | \|\s*\d{3}\s*\|[^|]*\|[^|]*\|\s*(?:GET|HEAD)\s*\|?\s*"?(?<path>/[^"\ |]*)                              # gin, fiber
        | \bRequest\ (?:starting|finished)\ HTTP/[\d.]+\ (?:GET|HEAD)\ https?://[^/\ ]+(?<path>/\S*)                # Kestrel
        | \bStarted\ (?:GET|HEAD)\ "(?<path>/[^"]*)"\ for\                                                          # Rails
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Requests();

    /// <summary>What Kestrel, Rails and pino write beside the line with the path.</summary>
    [GeneratedRegex("""
          ^(?:info|dbug):\ Microsoft\.AspNetCore\.(?:Hosting\.Diagnostics|Routing\.\w+|Http\.Result\.\w+)\[\d+\]$
        | ^\s*Execut(?:ing|ed)\ endpoint\ '[^']*'$
        | ^\s*(?:Setting\ HTTP\ status\ code\ \d+\.|Writing\ value\ of\ type\ '[^']*'\ as\ Json\.)$
        | ^(?:Processing\ by\ \S+\ as\ \S+|Completed\ \d{3}\ .*\ in\ \d+ms.*)$
        | ^\{.*"res":\{"statusCode":\d{3}\}.*"msg":"request\ completed"\}$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex AroundRequests();

    [GeneratedRegex(@"\b(?:GET|HEAD)\b[\s:=|""']+(?<path>/[^\s""'|,;?]*)")]
    private static partial Regex OtherFormat();

    [GeneratedRegex(@"(?<![\d.:])[1-5]\d\d(?![\d.:])")]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"(?<![/\w])[a-z]{2,}\b")]
    private static partial Regex Words();

    [GeneratedRegex("error|exception|fail|refused|denied", RegexOptions.IgnoreCase)]
    private static partial Regex OtherTrouble();

    [GeneratedRegex("""(?:\bmethod"?\s*[:=]\s*"?)(?:GET|HEAD)\b""", RegexOptions.IgnoreCase)]
    private static partial Regex Method();

    [GeneratedRegex("""\b(?:url|uri|path|request_path|target|route)"?\s*[:=]\s*"?(?<path>/[^"\s,}]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Target();

    [GeneratedRegex("""\b(?:denied|forbidden|refused|rejected)\b|\b(?:err|error|exception|stack|traceback)"?\s*[:=]|\blevel"?\s*[:=]\s*"?(?:error|fatal|critical|[56]0\b)""", RegexOptions.IgnoreCase)]
    private static partial Regex Trouble();
}
