namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// Keeps a long text that was seen before as the very same bytes: the scripts in a thousand stacks' objects are the same few, and most of what
/// these objects hold.
/// </summary>
/// <remarks>
/// A table of the last ones seen, each in the one place that it hashes to, for as long as any object has it. Threads that meet there cost a copy
/// more and no lock.
/// </remarks>
internal static class SharedTexts
{
    /// <summary>In bytes. To share a shorter text would gain less than it takes.</summary>
    public const int Shortest = 512;

    private const int Places = 256;

    /// <summary>Of its beginning and of its end, so much tells a text from most others.</summary>
    private const int Sample = 64;

    private static readonly WeakReference<byte[]>?[] Seen = new WeakReference<byte[]>?[Places];

    /// <param name="text">Of <see cref="Shortest"/> bytes at least.</param>
    public static byte[] Find(ReadOnlySpan<byte> text)
    {
        ref var place = ref Seen[PlaceOf(text)];
        if (place is not { } known || !known.TryGetTarget(out var seen) || !text.SequenceEqual(seen))
        {
            seen = text.ToArray();
            place = new WeakReference<byte[]>(seen);
        }

        return seen;
    }

    private static int PlaceOf(ReadOnlySpan<byte> text)
    {
        HashCode hash = default;
        hash.Add(text.Length);
        hash.AddBytes(text[..Sample]);
        hash.AddBytes(text[^Sample..]);
        return hash.ToHashCode() & (Places - 1);
    }
}
