using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Resources;

namespace MiniStack.Operator.Core.Planning;

/// <summary>
/// Whether a spec's version and image fit each other and the data. What the data says is the truth; what the user truthfully says is always
/// accepted; and beside an image what an earlier release wrote down by itself is no claim of the user's.
/// </summary>
internal static class VersionRules
{
    public static Finding? FindProblem(ObservedStack observed)
    {
        var claimed = DataVersion.Claimed(observed.Volume);
        return (DataVersion.Known(observed) ?? Trusted(observed, claimed)) is { } data ? OfData(observed, data, claimed)
            : claimed is null ? OfNewData(observed)
            : null;
    }

    /// <summary>What an earlier release wrote down holds where nothing speaks against it: where no other image than the official one of that version is at work.</summary>
    private static int? Trusted(ObservedStack observed, int? claimed) =>
        (observed.Database is { } database ? DatabaseImage.MajorOf(DataVersion.ImageOf(database)) == claimed : observed.Stack.Spec.Database.Image is null) ? claimed : null;

    /// <summary>Where there is no data yet, as far as anybody knows.</summary>
    private static Finding? OfNewData(ObservedStack observed) => observed.Stack.Spec.Database is { Version: { } version, Image: { } image }
        && DatabaseImage.MajorOf(image) is { } major && major != version
            ? new Finding(
                Labels.DatabaseComponent,
                FindingCodes.InvalidSpec,
                $"spec.database.image {image} is PostgreSQL {major}, but spec.database.version is {version}.",
                $"Set spec.database.version to {major}, or remove it: the image tells it")
            : null;

    private static Finding? OfData(ObservedStack observed, int data, int? claimed)
    {
        var database = observed.Stack.Spec.Database;
        if (database.Image is not { } image)
        {
            return (database.Version ?? DatabaseImage.DefaultVersion) == data ? null : OtherVersion(observed, data);
        }

        if (database.Version is { } version && version != claimed)
        {
            return version == data ? null : OtherVersion(observed, data);
        }

        // An image that runs already proves that its name tells something else.
        return DatabaseImage.MajorOf(image) is { } major && major != data && image != DataVersion.ImageOf(observed.Database)
            ? Incompatible(
                $"The data on PersistentVolumeClaim {observed.Volume!.Metadata.Name} was made by PostgreSQL {data}, and image {image} is PostgreSQL {major}; the data is untouched.",
                $"Set spec.database.image to one of PostgreSQL {data}, or remove it and set spec.database.version to {data}")
            : null;
    }

    private static Finding OtherVersion(ObservedStack observed, int data)
    {
        var database = observed.Stack.Spec.Database;
        var asked = database.Version is { } version ? $"spec.database.version is {version}" : $"spec.database.version is not set, which stands for {DatabaseImage.DefaultVersion}";
        return Incompatible(
            $"The data on PersistentVolumeClaim {observed.Volume!.Metadata.Name} was made by PostgreSQL {data}, and {asked}; the data is untouched.",
            $"Set spec.database.version to {data}");
    }

    private static Finding Incompatible(string message, string hint) =>
        new(Labels.DatabaseComponent, FindingCodes.DataDirectoryIncompatible, message, hint);
}
