using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Status;
using MiniStack.Operator.Core.Tests.Planning;

namespace MiniStack.Operator.Core.Tests.Status;

/// <summary>The number of the API's pods changes, by whomever, and the API serves all the while.</summary>
public sealed class ApiScalingTests
{
    private static readonly DateTime Now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void A_stack_that_scales_up_and_down_stays_ready_and_says_nothing()
    {
        var steps = new (string What, V1Deployment Before, V1Deployment After)[]
        {
            ("one pod", Api(1, 1, 1), Api(1, 1, 1)),
            ("an autoscaler asks for three", Api(3, 1, 1, isSeen: false), Api(3, 1, 1, isSeen: false)),
            ("Kubernetes has heard of it", Api(3, 1, 1), Api(3, 1, 1)),
            ("the pods are made", Api(3, 3, 1), Api(3, 3, 1)),
            ("one is ready", Api(3, 3, 2), Api(3, 3, 2)),
            ("all are", Api(3, 3, 3), Api(3, 3, 3)),
            ("one is enough again", Api(1, 3, 3, isSeen: false), Api(1, 3, 3, isSeen: false)),
            ("the others go", Api(1, 1, 1), Api(1, 1, 1)),
        };

        Assert.All(Play(steps), each => Assert.True(each is { IsReady: true, News: null }, $"{each.What}: {each.News?.Message}"));
    }

    [Fact]
    public void So_does_one_that_is_scaled_by_hand()
    {
        var stack = Ready();
        stack.Stack.Metadata.Generation = 4;

        var status = StatusBuilder.Build(stack with { FormerApi = Api(1, 1, 1), Api = Api(2, 1, 1, isSeen: false) }, [], Now);

        Assert.True(StatusBuilder.IsReady(status));
        Assert.Equal(4, status.ObservedGeneration);
    }

    [Fact]
    public void Meanwhile_a_change_is_under_way_and_somebody_looks_on()
    {
        var status = StatusBuilder.Build(Ready() with { Api = Api(3, 3, 1) }, [], Now);

        Assert.Equal("Ready=True ApiReady=True Reconciling=True Stalled=False", Conditions(status));
        Assert.Equal("The API serves while the number of its pods changes: 1/3 are ready.", status.Condition("Reconciling")!.Message);
        Assert.False(StatusBuilder.IsAtRest(status));
        Assert.True(StatusBuilder.IsAtRest(StatusBuilder.Build(Ready(), [], Now)));
    }

    [Fact]
    public void A_new_pod_that_cannot_start_is_told() => Assert.Equal(
        "Ready=False ApiReady=False Reconciling=False Stalled=True",
        Conditions(StatusBuilder.Build(Ready() with { Api = Api(3, 3, 1) }, [new Finding("api", FindingCodes.ImagePullFailed, "No image.")], Now)));

    [Fact]
    public void Evidence_is_read_of_pods_that_are_slow_to_come() =>
        Assert.Equal(TimeSpan.Zero, EvidenceRules.DueIn(Ready() with { Api = Api(3, 3, 1) }, Now.AddMinutes(1)));

    [Theory]
    [InlineData("a pod has failed", 3, 3, 2, 3, true)]
    [InlineData("one that served fails while others come", 3, 3, 1, 2, true)]
    [InlineData("none is left", 3, 3, 0, 0, true)]
    [InlineData("an old version's pod serves", 1, 2, 1, 1, false)]
    public void What_is_no_scaling_is_not_ready(string what, int wanted, int there, int available, int readyBefore, bool isRolled)
    {
        var stack = Ready();
        stack.Stack.Status!.Api!.Ready = $"{readyBefore}/3";
        var api = Api(wanted, there, available);
        if (!isRolled)
        {
            api.Status.UpdatedReplicas = there - 1;
        }

        Assert.False(StatusBuilder.IsReady(StatusBuilder.Build(stack with { Api = api, FormerApi = api }, [], Now)), what);
    }

    [Fact]
    public void Nor_is_a_new_template_that_Kubernetes_has_not_taken_up()
    {
        var changed = Api(1, 1, 1, isSeen: false);
        changed.Spec.Template.Spec.Containers[0].Image = "shop:2";

        Assert.False(StatusBuilder.IsReady(StatusBuilder.Build(Ready() with { FormerApi = Api(1, 1, 1), Api = changed }, [], Now)));
    }

    /// <summary>The pass that applied it was cut off before it could tell.</summary>
    [Fact]
    public void Nor_is_a_spec_of_which_nobody_knows_what_it_has_changed()
    {
        var stack = Ready();
        stack.Stack.Metadata.Generation = 4;
        var applied = Api(1, 1, 1, isSeen: false);

        Assert.False(StatusBuilder.IsReady(StatusBuilder.Build(stack with { FormerApi = applied, Api = applied }, [], Now)));
    }

    /// <summary>From a stack with status <c>demo:1</c>, of which the ready pods are of <c>demo:1</c>.</summary>
    [Theory]
    [InlineData("the rollout has not begun", 1, 0, 1, false, "shop:1")]
    [InlineData("the first new pod starts", 2, 1, 1, true, "shop:1")]
    [InlineData("both are ready", 2, 1, 2, true, "shop:1")]
    [InlineData("the old one is gone", 1, 1, 1, true, "shop:2")]
    [InlineData("the old one is gone and the new one fails", 1, 1, 0, true, "shop:1")]
    [InlineData("no pod is there", 0, 0, 0, true, "shop:1")]
    public void The_image_is_what_ready_pods_run(string what, int there, int updated, int ready, bool isSeen, string expected)
    {
        var stack = Ready();
        stack.Stack.Status!.Api!.Image = "shop:1";
        var api = Api(1, there, ready, isSeen);
        api.Spec.Template.Spec.Containers[0].Image = "shop:2";
        api.Status.UpdatedReplicas = updated;

        var image = StatusBuilder.Build(stack with { Api = api, FormerApi = api }, [], Now).Api!.Image;
        Assert.True(expected == image, $"{what}: {image}");
    }

    [Fact]
    public void A_new_stack_has_no_image_before_its_first_pod_is_ready()
    {
        Assert.Null(StatusBuilder.Build(Observed.Ready() with { Api = Observed.Api(0) }, [], Now).Api!.Image);
        Assert.Equal("ministack-api:dev", StatusBuilder.Build(Observed.Ready(), [], Now).Api!.Image);
    }

    private static IEnumerable<(string What, bool IsReady, Announcement? News)> Play((string What, V1Deployment Before, V1Deployment After)[] steps)
    {
        var stack = Ready();
        foreach (var (what, before, after) in steps)
        {
            var status = StatusBuilder.Build(stack with { FormerApi = before, Api = after }, [], Now);
            yield return (what, StatusBuilder.IsReady(status), Announcement.Of(stack.Stack.Status, status, Now));
            stack.Stack.Status = status;
        }
    }

    private static ObservedStack Ready()
    {
        var stack = Observed.Ready();
        stack.Stack.Spec.Api.Autoscale = new AutoscaleSpec { MinReplicas = 1, MaxReplicas = 3 };
        stack.Stack.Status = StatusBuilder.Build(stack, [], Now);
        return stack;
    }

    private static string Conditions(MiniStackStatus status) => string.Join(
        ' ', status.Conditions.Where(each => each.Type != ConditionTypes.DatabaseReady).Select(each => $"{each.Type}={each.Status}"));

    private static V1Deployment Api(int wanted, int there, int available, bool isSeen = true)
    {
        var deployment = Observed.Api(available, wanted);
        deployment.Status.Replicas = deployment.Status.UpdatedReplicas = there;
        deployment.Metadata.Generation = isSeen ? 1 : 2;
        return deployment;
    }
}
