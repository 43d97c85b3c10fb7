using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <summary>An API that says that it cannot reach its database, while the database is not ready.</summary>
internal static partial class DatabaseReachRules
{
    public static IEnumerable<Suspicion> Find(ObservedStack observed, IReadOnlyList<ObservedPod> pods) => observed.IsDatabaseReady
        ? []
        : from pod in pods
          where pod is { Component: Labels.ApiComponent, IsOfJob: false, IsReady: false } && !pod.IsLeaving
          let line = pod.Containers.SelectMany(each => Lines(each)).LastOrDefault(each => IsUnreachable(each, observed.Stack.Metadata.Name))
          where line is not null
          select pod.Suspect(
              FindingCodes.DatabaseDown,
              $"The API cannot reach its database, which is not ready, as {Suspicion.PodMark} says: {StableText.Of(TellingLine.Clean(line!.Trim())).TrimEnd('.')}.",
              $"kubectl describe pod {Names.DatabasePod(observed.Stack.Metadata.Name)}",
              Lacking.Since(observed, Labels.DatabaseComponent, pods) ?? pod.Now) with
          { LogTail = LogText.Tail(line) };

    private static IEnumerable<string> Lines(ObservedContainer container) =>
        new[] { container.EndOutput, container.Output }.SelectMany(each => each.Text.Split('\n'));

    private static bool IsUnreachable(string line, string stack) =>
        Alone().IsMatch(line)
        || (Failure().IsMatch(line)
            && (line.Contains("5432", StringComparison.Ordinal) || line.Contains(Names.Database(stack), StringComparison.Ordinal)));

    /// <summary>Nobody but Postgres and its clients says this.</summary>
    [GeneratedRegex("the database system is (starting up|shutting down|in recovery mode|not yet accepting connections)|could not connect to server: ")]
    private static partial Regex Alone();

    [GeneratedRegex(
        "refuse[sd]|timed? ?out|no route to host|unreachable|failed to connect|connect call failed|could not translate host name|not known|ENOTFOUND|EAI_AGAIN"
        + "|temporary failure in name resolution|closed the connection|no such host",
        RegexOptions.IgnoreCase)]
    private static partial Regex Failure();
}
