using k8s.Models;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class MigratedImageTests
{
    private const string Repository = "docker.io/shop/api@";
    private static readonly string One = $"sha256:{new string('1', 64)}";
    private static readonly string Two = $"sha256:{new string('2', 64)}";

    [Fact]
    public void A_tag_that_was_pushed_again_is_told_with_the_command() => Assert.Equal(
        "Tag shop:latest was pushed again since the API's migration ran. To run it again: "
        + "kubectl annotate ms demo ministack.dev/migrateAgain=222222222222 --overwrite.",
        MigratedImage.Judge(Stack(), [Migration(Repository + One), Api(Repository + Two)]));

    public static TheoryData<string, string, string> Alike => new()
    {
        { "the same", Repository + One, Repository + One },
        { "one was pulled and the other brought to its node", Repository + One, Two },
        { "another name of a registry", "mirror.example.com/shop/api@" + One, Repository + Two },
        { "not known yet", Repository + One, "" },
        { "no digest", "something", "something else" },
        { "no digest of an image", "x", $"sha256:{new string('z', 64)}" },
    };

    [Theory]
    [MemberData(nameof(Alike))]
    public void Images_that_may_be_the_same_are(string why, string migrated, string run) =>
        Assert.True(MigratedImage.Judge(Stack(), [Migration(migrated), Api(run)]) is null, why);

    [Fact]
    public void Of_the_pods_the_newest_counts() =>
        Assert.Null(MigratedImage.Judge(Stack(), [Migration(Repository + One), Api(Repository + Two), Api(Repository + One, age: 0)]));

    [Fact]
    public void Pods_that_are_neither_the_API_s_nor_the_migration_s_count_for_nothing()
    {
        var foreign = Migration(Repository + One);
        foreign.Metadata.OwnerReferences[0].Name = "other";
        var leaving = Api(Repository + Two);
        leaving.Metadata.DeletionTimestamp = leaving.Metadata.CreationTimestamp;
        var database = Api(Repository + Two);
        database.Metadata.Labels[Labels.Component] = Labels.DatabaseComponent;
        var former = Api(Repository + Two);
        former.Spec.Containers[0].Image = "shop:1";

        Assert.Null(MigratedImage.Judge(Stack(), [foreign, Api(Repository + Two)]));
        Assert.Null(MigratedImage.Judge(Stack(), [Migration(Repository + One), leaving, database, former]));
    }

    [Fact]
    public void An_image_by_its_digest_is_always_the_same()
    {
        var stack = Stack();
        stack.Spec.Api.Image = "shop@" + One;

        Assert.Null(MigratedImage.Judge(stack, [Migration(Repository + One), Api(Repository + Two)]));
    }

    private static V1Alpha1MiniStack Stack()
    {
        var stack = Stacks.Minimal();
        stack.Spec.Api.Image = "shop:latest";
        stack.Spec.Api.Migrate = new MigrateSpec { Command = ["migrate"] };
        return stack;
    }

    private static V1Pod Migration(string imageId)
    {
        var pod = Pod(imageId, Labels.JobComponent, 60);
        pod.Metadata.OwnerReferences = [new V1OwnerReference { Kind = "Job", Name = "demo-api-migrate" }];
        pod.Status.Phase = "Succeeded";
        return pod;
    }

    private static V1Pod Api(string imageId, int age = 30) => Pod(imageId, Labels.ApiComponent, age);

    private static V1Pod Pod(string imageId, string component, int age) => new()
    {
        Metadata = new V1ObjectMeta
        {
            CreationTimestamp = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddSeconds(-age),
            Labels = new Dictionary<string, string> { [Labels.Component] = component },
        },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "api", Image = "shop:latest" }] },
        Status = new V1PodStatus { Phase = "Running", ContainerStatuses = [new V1ContainerStatus { Name = "api", ImageID = imageId }] },
    };
}
