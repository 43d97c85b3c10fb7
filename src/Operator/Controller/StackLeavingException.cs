namespace MiniStack.Operator.Controller;

/// <summary>Ends a pass over a stack that is being deleted, or whose namespace is: nothing is to be made, and nothing is to be said of it.</summary>
internal sealed class StackLeavingException() : Exception("The stack is being deleted.");
