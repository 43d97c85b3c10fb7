namespace MiniStack.Operator.Runtime.Events;

public enum EventType
{
    Normal,
    Warning,
}
