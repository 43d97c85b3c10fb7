namespace MiniStack.Api.Hosting;

/// <summary>Whether the process was told to end and only serves what still arrives, and how many requests it serves right now.</summary>
internal sealed class Drain
{
    private int _begun;
    private int _requests;

    public bool Begun => Volatile.Read(ref _begun) == 1;

    public int Requests => Volatile.Read(ref _requests);

    /// <returns>False when it had begun before.</returns>
    public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;

    public void Enter() => Interlocked.Increment(ref _requests);

    public void Leave() => Interlocked.Decrement(ref _requests);
}
