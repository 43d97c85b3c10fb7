using MiniStack.Lab.Tests.EndToEnd;

// One lab for all. Most tests have a namespace of their own and wait most of the time: more run at once than there are cores.
[assembly: AssemblyFixture(typeof(LabFixture))]
[assembly: CollectionBehavior(MaxParallelThreads = 6)]

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>Tests that stop what others need, or look at the whole cluster: they run one after the other when all others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LabAlone
{
    public const string Name = "lab alone";
}
