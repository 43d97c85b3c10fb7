using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Status;

namespace MiniStack.Cli.Tests;

public sealed class ReportTextTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Finding Crash = new("api", FindingCodes.CrashLoop, "Container api of pod demo-api-1 ends with exit code 1.", "Mend what the last lines say.")
    {
        LogTail = ["ERROR:    Error loading ASGI app.", "\e[31mAttribute \"app\" not found\e[0m"],
    };

    [Fact]
    public void A_stack_that_is_ready_takes_one_line() => Assert.Equal(
        """
        NAME   READY   STATUS   API   DB    AGE
        demo   True    Ready    1/1   1/1   40s

        """,
        Write(false, Report("demo", isReady: true)));

    [Fact]
    public void Below_a_stack_stands_what_is_wrong_the_cause_first() => Assert.Equal(
        """
        NAMESPACE   NAME    READY   STATUS            API   DB    AGE
        default     blog    False   ImagePullFailed   0/1   0/1   40s

          ImagePullFailed (database)
            The registry has no image postgres:71.
            > See docs/diagnosis.md#imagepullfailed

          CrashLoop (api)
            Container api of pod demo-api-1 ends with exit code 1.
              | ERROR:    Error loading ASGI app.
              | [31mAttribute "app" not found[0m
            > Mend what the last lines say. See docs/diagnosis.md#crashloop

        default     demo    True    Ready             1/1   1/1   40s
        default     other   False   CrashLoop         0/1   0/1   40s

          CrashLoop (api)
            Container api of pod demo-api-1 ends with exit code 1.
              | ERROR:    Error loading ASGI app.
              | [31mAttribute "app" not found[0m
            > Mend what the last lines say. See docs/diagnosis.md#crashloop

        """,
        Write(
            true,
            Report("blog", false, new Finding("database", FindingCodes.ImagePullFailed, "The registry has no image postgres:71."), Crash),
            Report("demo", isReady: true),
            Report("other", false, Crash)));

    [Fact]
    public void A_stack_that_waits_says_for_what() => Assert.Equal(
        """
        NAME   READY   STATUS        API   DB    AGE
        demo   False   Progressing   0/1   0/1   40s
          Waiting for the database to accept connections.

        """,
        Write(false, Report("demo", isReady: false)));

    [Fact]
    public void A_change_that_the_operator_has_not_seen_is_no_ready_stack()
    {
        var stack = Stack("demo");
        stack.Metadata.Generation = 2;

        var report = StackReport.Of(Observed(stack, isReady: true), Now);

        Assert.False(report.IsReady);
        Assert.Contains("kubectl get pods -n ministack-system", report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_operator_alone_can_find_is_shown_as_it_told_it()
    {
        var stack = Stack("demo");
        var told = new Finding("database", FindingCodes.DataVolumeLost, "The volume is gone.", "Restore it.");
        stack.Status = StatusBuilder.Build(Observed(stack, isReady: false), [told], Now);

        var report = StackReport.Of(Observed(stack, isReady: false), Now);

        Assert.Equal(told, report.Findings[0] with { LogTail = told.LogTail });
        Assert.Equal(stack.Status.Diagnosis!.Hint, report.Status.Diagnosis!.Hint);
    }

    [Fact]
    public void An_invalid_spec_is_found_without_the_operator()
    {
        var stack = Stack("demo");
        stack.Spec.Api.Port = 0;

        Assert.Equal(FindingCodes.InvalidSpec, StackReport.Of(Observed(stack, isReady: true), Now).Findings[0].Code);
    }

    [Fact]
    public void Colours_are_for_terminals_alone()
    {
        Assert.Contains("\e[32mReady", ReportText.Write([Report("demo", isReady: true)], false, Now, Palette.For(false, _ => null)), StringComparison.Ordinal);
        Assert.Contains("\e[31mCrashLoop", ReportText.Write([Report("demo", false, Crash)], false, Now, Palette.For(false, _ => null)), StringComparison.Ordinal);
        Assert.Equal("x", Palette.For(isRedirected: true, _ => null).Good("x"));
        Assert.Equal("x", Palette.For(false, name => name == "NO_COLOR" ? "1" : null).Good("x"));
        Assert.Equal("x", Palette.For(false, name => name == "TERM" ? "dumb" : null).Good("x"));
    }

    private static string Write(bool showsNamespace, params StackReport[] reports) => ReportText.Write(reports, showsNamespace, Now, new Palette(false));

    private static StackReport Report(string name, bool isReady, params Finding[] findings)
    {
        var report = StackReport.Of(Observed(Stack(name), isReady), Now);
        return report with
        {
            Findings = findings,
            Status = StatusBuilder.Build(Observed(Stack(name), isReady), findings, Now),
            Note = findings.Length == 0 ? report.Note : null,
        };
    }

    private static V1Alpha1MiniStack Stack(string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default", Generation = 1, CreationTimestamp = Now.AddSeconds(-40) },
        Spec = new MiniStackSpec { Api = new ApiSpec { Image = "example.test/api:1" }, Database = new DatabaseSpec() },
        Status = new MiniStackStatus { ObservedGeneration = 1 },
    };

    private static ObservedStack Observed(V1Alpha1MiniStack stack, bool isReady)
    {
        var ready = isReady ? 1 : 0;
        return new ObservedStack(stack)
        {
            Database = new V1StatefulSet
            {
                Metadata = new V1ObjectMeta { Generation = 1 },
                Spec = new V1StatefulSetSpec { Replicas = 1 },
                Status = new V1StatefulSetStatus { ObservedGeneration = 1, Replicas = 1, ReadyReplicas = ready, CurrentRevision = "a", UpdateRevision = "a" },
            },
            Api = new V1Deployment
            {
                Metadata = new V1ObjectMeta { Generation = 1 },
                Spec = new V1DeploymentSpec
                {
                    Replicas = 1,
                    Template = new V1PodTemplateSpec { Spec = new V1PodSpec { Containers = [new V1Container { Name = "api", Image = "example.test/api:1" }] } },
                },
                Status = new V1DeploymentStatus { ObservedGeneration = 1, Replicas = 1, UpdatedReplicas = 1, AvailableReplicas = ready, ReadyReplicas = ready },
            },
        };
    }
}
