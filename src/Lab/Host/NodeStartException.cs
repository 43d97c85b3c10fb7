namespace MiniStack.Lab.Host;

/// <summary>A component of the node did not get ready; its log tells why.</summary>
internal sealed class NodeStartException(string component, string message) : Exception(message)
{
    public string Component => component;
}
