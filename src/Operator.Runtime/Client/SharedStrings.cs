using System.Text;
using System.Text.Json;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// Reads a short text that was read before as the very same string: labels, field values and image names of a thousand stacks are mostly the
/// same few hundred.
/// </summary>
/// <remarks>
/// A table of the last ones seen, each in the one place that its bytes hash to. Threads that meet there cost a string more and no lock.
/// </remarks>
internal static class SharedStrings
{
    private const int Places = 4096;
    private const int LongestShared = 64;

    private static readonly string?[] Seen = new string?[Places];

    /// <param name="reader">At a string or a property's name.</param>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null || reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > LongestShared)
        {
            return reader.GetString();
        }

        var bytes = reader.ValueSpan;
        ref var place = ref Seen[PlaceOf(bytes)];
        if (place is not { } seen || seen.Length != bytes.Length || !Ascii.Equals(bytes, seen))
        {
            place = seen = reader.GetString()!;
        }

        return seen;
    }

    private static int PlaceOf(ReadOnlySpan<byte> bytes)
    {
        HashCode hash = default;
        hash.AddBytes(bytes);
        return hash.ToHashCode() & (Places - 1);
    }
}
