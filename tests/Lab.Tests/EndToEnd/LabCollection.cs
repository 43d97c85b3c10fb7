namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>All end-to-end tests share one lab and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection : ICollectionFixture<LabFixture>
{
    public const string Name = "lab";
}
