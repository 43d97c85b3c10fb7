using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniStack.Operator.Runtime.LeaderElection;

/// <summary>The API server takes the times of a Lease with exactly six digits of a second, and refuses any other form.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
}
