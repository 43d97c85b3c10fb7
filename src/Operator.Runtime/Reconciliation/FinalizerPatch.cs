using System.Buffers;
using System.Text.Json;
using k8s.Models;

namespace MiniStack.Operator.Runtime.Reconciliation;

/// <summary>
/// JSON patches of <c>metadata.finalizers</c>. Each tests what it builds on, so that it fails rather than undo what another wrote since the
/// entity was read.
/// </summary>
internal static class FinalizerPatch
{
    public static byte[] Attach(V1ObjectMeta metadata, string identifier) => Write(metadata, writer =>
    {
        // How a test sees an absent list differs between versions, and to an object that is being deleted by now none may be added: the version
        // of the whole object is unambiguous.
        WriteOperation(writer, "test", "/metadata/resourceVersion", metadata.ResourceVersion);
        if (metadata.Finalizers is { Count: > 0 })
        {
            WriteOperation(writer, "add", "/metadata/finalizers/-", identifier);
        }
        else
        {
            WriteOperation(writer, "add", "/metadata/finalizers", [identifier]);
        }
    });

    public static byte[] Detach(V1ObjectMeta metadata, string identifier) => Write(metadata, writer =>
    {
        var path = $"/metadata/finalizers/{metadata.Finalizers.IndexOf(identifier)}";
        WriteOperation(writer, "test", path, identifier);
        WriteOperation(writer, "remove", path);
    });

    private static byte[] Write(V1ObjectMeta metadata, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartArray();

            // Never another object of the same name.
            WriteOperation(writer, "test", "/metadata/uid", metadata.Uid);
            write(writer);
            writer.WriteEndArray();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteOperation(Utf8JsonWriter writer, string operation, string path, string? value = null)
    {
        writer.WriteStartObject();
        writer.WriteString("op", operation);
        writer.WriteString("path", path);
        if (value is not null)
        {
            writer.WriteString("value", value);
        }

        writer.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter writer, string operation, string path, IReadOnlyList<string> values)
    {
        writer.WriteStartObject();
        writer.WriteString("op", operation);
        writer.WriteString("path", path);
        writer.WriteStartArray("value");
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
