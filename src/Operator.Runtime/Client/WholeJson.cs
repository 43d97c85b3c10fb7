using System.Buffers;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>An object's JSON in one piece, good until it is disposed.</summary>
internal readonly struct WholeJson : IDisposable
{
    private readonly byte[]? _rented;

    public WholeJson(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <param name="own">What no other object shares.</param>
    /// <param name="shared">What stands before which position of it, in order.</param>
    public WholeJson(ReadOnlySpan<byte> own, IReadOnlyList<(int Position, byte[] Text)> shared)
    {
        var length = own.Length + shared.Sum(each => each.Text.Length);
        _rented = ArrayPool<byte>.Shared.Rent(length);
        var (from, to) = (0, 0);
        foreach (var (position, text) in shared)
        {
            own[from..position].CopyTo(_rented.AsSpan(to));
            to += position - from;
            from = position;
            text.CopyTo(_rented.AsSpan(to));
            to += text.Length;
        }

        own[from..].CopyTo(_rented.AsSpan(to));
        Bytes = _rented.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
