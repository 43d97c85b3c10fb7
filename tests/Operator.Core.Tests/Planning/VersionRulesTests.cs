using MiniStack.Operator.Core.Planning;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Tests.Planning;

public sealed class VersionRulesTests
{
    private const string Custom = "example.com/database:8";

    /// <summary>
    /// What the spec says, the image that runs and whether it does, what the data said, what an earlier release wrote down; and what is made of
    /// it: null for nothing, else a part of the message and of the hint.
    /// </summary>
    public static TheoryData<(int? Version, string? Image), (string? Image, bool IsReady), int?, int?, (string Message, string Hint)?> Cases => new()
    {
        // Nothing is there yet.
        { (null, null), (null, false), null, null, null },
        { (15, null), (null, false), null, null, null },
        { (null, "postgres:15"), (null, false), null, null, null },
        { (15, "postgres:15"), (null, false), null, null, null },
        { (17, Custom), (null, false), null, null, null },
        { (17, "pgvector/pgvector:pg16"), (null, false), null, null, ("spec.database.image pgvector/pgvector:pg16 is PostgreSQL 16, but spec.database.version is 17.", "version to 16, or remove it") },
        { (17, "postgres:15"), ("postgres:15", false), null, null, ("is PostgreSQL 15, but spec.database.version is 17", "15") },

        // The data has spoken.
        { (null, "postgres:15"), ("postgres:15", true), 15, null, null },
        { (15, "postgres:15"), ("postgres:15", true), 15, null, null },
        { (15, null), ("postgres:15", true), 15, null, null },
        { (null, null), ("postgres:15", true), 15, null, ("made by PostgreSQL 15, and spec.database.version is not set, which stands for 17", "version to 15") },
        { (17, null), ("postgres:15", true), 15, null, ("made by PostgreSQL 15, and spec.database.version is 17", "version to 15") },
        { (17, "postgres:15"), ("postgres:15", true), 15, null, ("made by PostgreSQL 15, and spec.database.version is 17", "version to 15") },
        { (null, "postgres:16"), ("postgres:15", true), 15, null, ("made by PostgreSQL 15, and image postgres:16 is PostgreSQL 16", "image to one of PostgreSQL 15, or remove it and set spec.database.version to 15") },
        { (null, "postgres:16"), (null, false), 15, null, ("and image postgres:16 is PostgreSQL 16", "15") },
        { (null, Custom), ("postgres:15", true), 15, null, null },

        // A name that tells something else than what is in it keeps nobody from running it.
        { (null, "example.com/postgres:14"), ("example.com/postgres:14", true), 17, null, null },
        { (17, "example.com/postgres:14"), (null, false), 17, null, null },

        // The release before wrote the default beside an image: what runs goes on, and the truth may be told.
        { (17, "postgres:15"), ("postgres:15", true), null, 17, null },
        { (17, "postgres:15"), ("postgres:15", true), 15, 17, null },
        { (17, "postgres:15"), ("postgres:15", false), 15, 17, null },
        { (15, "postgres:15"), ("postgres:15", true), null, 17, null },
        { (15, "postgres:15"), ("postgres:15", true), 15, 17, null },
        { (15, null), ("postgres:15", true), null, 17, null },
        { (15, null), ("postgres:15", true), 15, 17, null },
        { (15, Custom), (Custom, true), null, 17, null },
        { (null, "postgres:15"), (null, false), null, 17, null },
        { (17, null), ("postgres:15", true), null, 17, ("made by PostgreSQL 15, and spec.database.version is 17", "version to 15") },
        { (16, "postgres:15"), ("postgres:15", true), 15, 17, ("made by PostgreSQL 15, and spec.database.version is 16", "version to 15") },

        // The release before knew it, where it made the image's name of it.
        { (17, null), ("postgres:17", false), null, 17, null },
        { (null, null), ("postgres:17", false), null, 17, null },
        { (18, null), ("postgres:17", false), null, 17, ("made by PostgreSQL 17, and spec.database.version is 18", "version to 17") },
        { (18, null), ("postgres:17", true), null, 17, ("made by PostgreSQL 17, and spec.database.version is 18", "version to 17") },
        { (16, null), (null, false), null, 17, ("made by PostgreSQL 17, and spec.database.version is 16", "version to 17") },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void What_is_true_is_accepted_and_what_is_not_is_refused_with_both_numbers(
        (int? Version, string? Image) asked, (string? Image, bool IsReady) runs, int? recorded, int? claimed, (string Message, string Hint)? expected)
    {
        var problem = VolumeRules.FindProblem(Stack(asked, runs, recorded, claimed));

        Assert.Equal(expected is null, problem is null);
        if (expected is var (message, hint))
        {
            Assert.Contains(message, problem!.Message, StringComparison.Ordinal);
            Assert.Contains(hint, problem.Hint, StringComparison.Ordinal);
            Assert.Equal(recorded is null && claimed is null ? "InvalidSpec" : "DataDirectoryIncompatible", problem.Code.Name);
        }
    }

    /// <summary>Whatever was said before: what a hint says to do is accepted.</summary>
    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void What_the_hint_says_to_do_is_accepted(
        (int? Version, string? Image) asked, (string? Image, bool IsReady) runs, int? recorded, int? claimed, (string Message, string Hint)? expected)
    {
        if (expected is null)
        {
            return;
        }

        var problem = VolumeRules.FindProblem(Stack(asked, runs, recorded, claimed))!;
        var version = int.Parse(problem.Hint!.Split("spec.database.version to ")[^1][..2], System.Globalization.CultureInfo.InvariantCulture);
        var image = problem.Hint.Contains("remove it and", StringComparison.Ordinal) ? null : asked.Image;
        Assert.Null(VolumeRules.FindProblem(Stack((version, image), runs, recorded, claimed)));
    }

    [Fact]
    public void What_the_pod_says_in_this_pass_counts_at_once()
    {
        var observed = Stack((15, null), ("postgres:17", false), null, 17);
        Assert.NotNull(VolumeRules.FindProblem(observed));
        Assert.Null(VolumeRules.FindProblem(observed with { DataVersion = 15 }));
    }

    private static ObservedStack Stack((int? Version, string? Image) asked, (string? Image, bool IsReady) runs, int? recorded, int? claimed)
    {
        var observed = Observed.Ready();
        (observed.Stack.Spec.Database.Version, observed.Stack.Spec.Database.Image) = asked;
        Annotate(Annotations.DataVersion, recorded);
        Annotate(Annotations.DatabaseVersion, claimed);
        if (runs.Image is null)
        {
            return observed with { Database = null };
        }

        var database = Observed.Database(ready: runs.IsReady ? 1 : 0);
        database.Spec.Template.Spec.Containers[0].Image = runs.Image;
        return observed with { Database = database };

        void Annotate(string key, int? value)
        {
            observed.Volume!.Metadata.Annotations.Remove(key);
            if (value is not null)
            {
                observed.Volume.Metadata.Annotations[key] = $"{value}";
            }
        }
    }
}
