using System.Globalization;

namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// Which of the pod templates that builds of the operator made so far. A workload keeps its own until its spec changes, so neither a new
/// build nor a new version of the cluster restarts a pod.
/// </summary>
/// <param name="Number">
/// From 1 to <see cref="Newest"/>. A change of a template is a new number: raise <see cref="Newest"/>, and add a case to the switches of
/// <see cref="ApiPodTemplate"/> and <see cref="PostgresPodTemplate"/>. The cases of earlier numbers stay as they are.
/// </param>
/// <param name="NativePreStopSleep">The API's pods wait by the <c>sleep</c> action of lifecycle hooks and not by a program.</param>
public sealed record TemplateRevision(int Number, bool NativePreStopSleep)
{
    public const int Newest = 2;

    private const string NativeSleep = ",nativeSleep";

    /// <summary>What a workload is made with when nothing holds it to an earlier one.</summary>
    public static TemplateRevision Current(ClusterCapabilities capabilities) => new(Newest, capabilities.NativePreStopSleep);

    /// <returns>Null for what this build does not know.</returns>
    public static TemplateRevision? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var native = text.EndsWith(NativeSleep, StringComparison.Ordinal);
        var digits = native ? text[..^NativeSleep.Length] : text;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Newest
            ? new TemplateRevision(number, native)
            : null;
    }

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture) + (NativePreStopSleep ? NativeSleep : "");
}
