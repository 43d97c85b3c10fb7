using System.Text.RegularExpressions;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>
/// An application server that listens already and still deploys the application: until then it knows no path of it. It says by the codes of
/// its messages how far it is.
/// </summary>
internal static partial class DeployingServer
{
    public static bool Wrote(ProgramOutput output)
    {
        var lines = output.Lines;
        return lines.Any(line => Begins().IsMatch(line)) && !lines.Any(line => Ends().IsMatch(line));
    }

    /// <summary>Liberty, WildFly and what is built on it, GlassFish and Payara.</summary>
    [GeneratedRegex(@"\bCWWKE0001I\b|\bWFLYSRV0049\b|\bWFLYSRV0027\b|Running (?:GlassFish|Payara)|Payara Micro.*(?:starting|booting)|NCLS-CORE-00087", RegexOptions.IgnoreCase)]
    private static partial Regex Begins();

    [GeneratedRegex(@"\bCWWKZ000[1-4][IE]\b|\bWFLYSRV002[56]\b|was successfully deployed in|Payara Micro.*ready in|NCLS-CORE-00017", RegexOptions.IgnoreCase)]
    private static partial Regex Ends();
}
