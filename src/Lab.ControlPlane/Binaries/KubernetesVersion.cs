using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniStack.Lab.ControlPlane.Binaries;

/// <summary>A Kubernetes release, such as v1.20.2.</summary>
public readonly partial record struct KubernetesVersion(int Major, int Minor, int Patch)
{
    /// <summary>Reads what <c>kube-apiserver --version</c> prints ("Kubernetes v1.20.2", pre-release suffixes ignored).</summary>
    /// <exception cref="FormatException">There is no version in the text.</exception>
    public static KubernetesVersion Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"\"{text.Trim()}\" holds no Kubernetes version such as v1.20.2.");
        }

        return new(Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]));
    }

    public bool IsAtLeast(int major, int minor) => (Major, Minor).CompareTo((major, minor)) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"v{Major}.{Minor}.{Patch}");

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"v(\d+)\.(\d+)\.(\d+)")]
    private static partial Regex Pattern();
}
