using System.Text;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;
using MiniStack.Operator.Core.Tests.Resources;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Faults of real clusters, and what is said of them: a golden file beside each recording.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string> Recordings => [.. Recording.All];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Recordings))]
    public void A_recorded_fault_is_told_as_its_golden_file_says(string name)
    {
        var recording = Recording.Load(name);

        var observed = recording.Observed;
        var diagnosis = StackDiagnosis.Diagnose(observed, Known(observed), recording.TakenAt);

        if (GoldenFolder.IsBeingUpdated)
        {
            File.WriteAllText(recording.GoldenFile, Text(diagnosis));
        }

        Assert.Equal(File.ReadAllText(recording.GoldenFile), Text(diagnosis));
    }

    /// <summary>What a pass of the operator finds by itself in such a stack.</summary>
    private static IReadOnlyList<Finding> Known(ObservedStack observed) =>
        ApiPlan.Decide(observed, "", ClusterCapabilities.Newest).Finding is { } finding ? [finding] : [];

    private static string Text(Core.Diagnosis.Diagnosis diagnosis)
    {
        var text = new StringBuilder();
        foreach (var finding in diagnosis.Findings)
        {
            text.Append(finding.Component).Append(' ').Append(finding.Code).Append(finding.Stalls ? " (stalls)" : "").Append('\n');
            text.Append("  ").Append(finding.Message).Append('\n');
            foreach (var line in finding.LogTail)
            {
                text.Append("  | ").Append(line).Append('\n');
            }

            text.Append("  > ").Append(finding.Advice).Append('\n');
        }

        if (diagnosis.Pending is { } pending)
        {
            text.Append("pending: ").Append(pending.TotalSeconds).Append(" s\n");
        }

        return text.Length == 0 ? "nothing is wrong\n" : text.ToString();
    }
}
