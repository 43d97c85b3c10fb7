namespace MiniStack.Api.Hosting;

/// <summary>Whether the process was told to end and only serves what still arrives.</summary>
internal sealed class Drain
{
    private int _begun;

    public bool Begun => Volatile.Read(ref _begun) == 1;

    /// <returns>False when it had begun before.</returns>
    public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;
}
