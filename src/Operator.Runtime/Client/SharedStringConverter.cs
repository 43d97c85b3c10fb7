using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniStack.Operator.Runtime.Client;

/// <summary>
/// Reads a short text that was read before as the very same string: labels, field values and image names of a thousand stacks are mostly the
/// same few hundred.
/// </summary>
/// <remarks>
/// A table of the last ones seen, each in the one place that its bytes hash to. Threads that meet there cost a string more and no lock.
/// </remarks>
internal sealed class SharedStringConverter : JsonConverter<string>
{
    private const int Places = 4096;
    private const int LongestShared = 64;

    private readonly string?[] _seen = new string?[Places];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader)!;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private string? Read(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > LongestShared)
        {
            return reader.GetString();
        }

        var bytes = reader.ValueSpan;
        ref var place = ref _seen[PlaceOf(bytes)];
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
