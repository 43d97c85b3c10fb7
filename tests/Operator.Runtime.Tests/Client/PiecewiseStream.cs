namespace MiniStack.Operator.Runtime.Tests.Client;

/// <summary>Gives so many bytes at a time, as a connection does.</summary>
internal sealed class PiecewiseStream(byte[] content, int piece) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
}
