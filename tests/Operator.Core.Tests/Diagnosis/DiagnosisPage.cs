using System.Text;
using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>The text of <c>docs/diagnosis.md</c>: every code, with an anchor that is its name in lower case.</summary>
internal static class DiagnosisPage
{
    private const string Introduction = """
        # What is wrong with a stack

        `kubectl get ms` shows one word for the root cause in its column STATUS, which is one of the codes below. `kubectl describe ms demo` shows
        the whole of it under `Diagnosis`: what is wrong and where, the last lines that the failing program wrote, what to do, and since when.
        Passwords and other secrets in these texts are `***`: also the pieces that a program cuts a password to, and a former password until every pod
        has the new one. A password that is a common word, such as `app`, is masked only where a password stands. Of the last lines those about
        probes are no news: they alone do not make others be shown.

        The database's trouble is told before the API's, and what keeps pods from starting before what they say once they run. What mends itself
        within its usual time is not told; STATUS is `Progressing` meanwhile, and `Ready`, `Suspended` or `Paused` where nothing is wrong. With a code that waits for a person, the condition `Stalled` is true:
        nothing will get better by itself.

        What a program says once is told for as long as it is not ready and says nothing else, also when its log has gone on. Lines that servers
        write for probes are left out.

        What is told is of the newest version: of pods that are to be replaced, only that their node is lost. While no more than the number of the API's
        pods changes, the stack stays `Ready`, and `Reconciling` is true. When something could not be read for a moment, what was told stays told.

        The commands are for a stack called `demo` in the current namespace, with `POD` for the pod that the message names: a name such as
        `deployment/demo-api` may be that of an older pod that is well.

        """;

    public static string Write(IEnumerable<FindingCode> codes)
    {
        var page = new StringBuilder(Introduction);
        page.Append("\n| STATUS | what it is | waits for a person | told |\n|---|---|---|---|\n");
        foreach (var code in codes)
        {
            page.Append($"| [{code.Name}](#{code.Name.ToLowerInvariant()}) | {FirstSentence(code.Meaning)} | {(code.Stalls ? "yes" : "")} | {Patience(code)} |\n");
        }

        foreach (var code in codes)
        {
            page.Append($"\n## {code.Name}\n\n{code.Meaning}\n\nTo see it:\n\n```console\n");
            foreach (var command in code.See.Split('\n'))
            {
                page.Append($"$ {command}\n");
            }

            page.Append($"```\n\nTo mend it:\n\n{code.Mend}\n");
        }

        return page.ToString();
    }

    private static string Patience(FindingCode code) => code.Patience == TimeSpan.Zero ? "at once" : $"after {code.Patience.TotalSeconds} s";

    private static string FirstSentence(string text)
    {
        var words = text.ReplaceLineEndings(" ");
        var end = words.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? words : words[..(end + 1)];
    }
}
