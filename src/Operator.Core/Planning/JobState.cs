namespace MiniStack.Operator.Core.Planning;

public enum JobState
{
    Running,

    Complete,

    Failed,
}
