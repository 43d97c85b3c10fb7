namespace MiniStack.Operator.Core.Planning;

/// <summary>What is to be done to the API's Deployment in a pass.</summary>
public enum ApiStep
{
    /// <summary>Nothing: its time has not come.</summary>
    Wait,

    /// <summary>Its pods stay as they are; only their number is seen to.</summary>
    Hold,

    /// <summary><see cref="Hold"/>, until the migration is through.</summary>
    AwaitMigration,

    /// <summary><see cref="AwaitMigration"/>, and its Job is to be made, or replaced.</summary>
    Migrate,

    /// <summary>It is to be as the spec says.</summary>
    Roll,
}
