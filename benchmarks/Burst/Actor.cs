namespace MiniStack.Benchmarks.Burst;

/// <summary>Who writes.</summary>
internal enum Actor
{
    /// <summary>The bench itself: creates MiniStacks, and stands in for the workloads' controllers where none run.</summary>
    Admin,

    Operator,

    /// <summary>One of the controller-manager: its writes are waited for, never repeated.</summary>
    Controller,
}
