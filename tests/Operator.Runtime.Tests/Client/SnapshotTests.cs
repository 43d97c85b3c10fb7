using System.Text;
using System.Text.Json;
using CsCheck;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Tests.Watching;

namespace MiniStack.Operator.Runtime.Tests.Client;

public sealed class SnapshotTests
{
    private static readonly string[] Members =
    [
        """ "name":"a" """, """ "namespace":"shop" """, """ "resourceVersion":"7" """, """ "labels":{"managedFields":"kept","name":"other"} """,
    ];

    private const string ManagedFields = """ "managedFields" : [{"fieldsV1":{"f:metadata":{"f:name":{} } },"manager":"kubectl,}]"}] """;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Managed_fields_are_left_out_wherever_they_stand(int position)
    {
        var metadata = string.Join(',', [.. Members[..position], ManagedFields, .. Members[position..]]);

        var snapshot = Take($$$"""{"metadata":{{{{metadata}}}},"data":{"managedFields":"kept","metadata":"kept"}}""");

        Assert.Equal((new ObjectKey("shop", "a"), "7"), (snapshot.Key, snapshot.ResourceVersion));
        using var json = snapshot.Json();
        Assert.Equal(-1, json.Bytes.Span.IndexOf("fieldsV1"u8));
        var item = snapshot.Read();
        Assert.Equal(("v1", "ConfigMap"), (item.ApiVersion, item.Kind));
        Assert.Equal(2, item.Data.Count);
        Assert.Equal("kept", item.Metadata.Labels["managedFields"]);
        Assert.Equal(item.Metadata.Labels, snapshot.ReadMetadata().Labels);
        Assert.Equal("a", snapshot.ReadMetadata().Name);
    }

    [Fact]
    public void Nothing_but_managed_fields_is_left_out() =>
        Gen.Shuffle(Members, 4).Select(Gen.Int[0, 4], Gen.Bool, Gen.String).Sample((members, position, isLast, data) =>
        {
            var value = JsonSerializer.Serialize(new Dictionary<string, string> { ["key"] = data });
            var with = Document(string.Join(',', [.. members[..position], ManagedFields, .. members[position..]]));
            var without = Document(string.Join(',', members));
            var (left, right) = (Take(with), Take(without));
            Assert.Equal(Json(right), Json(left));
            Assert.Equal(right.ReadMetadata().ResourceVersion, left.ReadMetadata().ResourceVersion);
            Assert.Equal(data, left.Read().Data["key"]);

            string Document(string metadata) => isLast
                ? $$"""{"data":{{value}},"metadata":{{{metadata}}} }"""
                : $$"""{ "metadata":{{{metadata}}},"data":{{value}}}""";
        });

    /// <summary>Wherever they stand, and whatever they hold that JSON escapes.</summary>
    [Fact]
    public void Long_texts_are_kept_once_and_read_as_they_were() =>
        Gen.Select(Gen.String[0, 900].Array[0, 4], Gen.Bool, Gen.Bool).Sample((texts, isLast, hasManagedFields) =>
        {
            var data = texts.Select((text, index) => (Key: $"key-{index}", Text: text + new string('x', 300 * index))).ToDictionary(each => each.Key, each => each.Text);
            var value = JsonSerializer.Serialize(data);
            var metadata = string.Join(',', hasManagedFields ? [.. Members, ManagedFields] : Members);
            var document = isLast ? $$"""{"data":{{value}},"metadata":{{{metadata}}} }""" : $$"""{"metadata":{{{metadata}}},"data":{{value}}}""";

            var (one, other) = (Take(document), Take(document));

            Assert.Equal(data, one.Read().Data);
            Assert.Equal("7", one.ReadMetadata().ResourceVersion);
            Assert.Equal(data, other.Read().Data);
            using var json = one.Json();
            Assert.Equal(data, JsonSerializer.Deserialize<JsonElement>(json.Bytes.Span).GetProperty("data").Deserialize<Dictionary<string, string>>());
        });

    [Fact]
    public void A_text_is_the_same_bytes_for_as_long_as_an_object_has_it()
    {
        var text = Encoding.UTF8.GetBytes(new string('x', SharedTexts.Shortest) + "long");

        var first = SharedTexts.Find(text);

        Assert.Same(first, SharedTexts.Find([.. text]));
        var other = SharedTexts.Find([.. text[..^1], (byte)'!']);
        Assert.NotSame(first, other);
        Assert.Equal((byte)'!', other[^1]);
        GC.KeepAlive(first);
    }

    [Fact]
    public void What_an_object_has_of_its_own_is_short_where_others_have_its_long_texts_too()
    {
        var script = JsonSerializer.Serialize(string.Concat(Enumerable.Repeat("echo 'as long as scripts are'\n", 1000)));
        string[] names = ["a", "b"];

        var bounds = names.Select(name =>
        {
            var json = Encoding.UTF8.GetBytes($$$"""{"metadata":{"name":"{{{name}}}","resourceVersion":"7"},"data":{"key":{{{script}}}}}""");
            var reader = new Utf8JsonReader(json);
            reader.Read();
            Assert.True(ObjectBounds.TryRead(ref reader, json, out var found));
            return (Own: found.Copy(json, out var shared), Shared: shared!);
        }).ToList();

        Assert.All(bounds, each => Assert.InRange(each.Own.Length, 1, 100));
        Assert.Same(bounds[0].Shared.Single().Text, bounds[1].Shared.Single().Text);
    }

    [Theory]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"metadata":{"name":"a"}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"1"}}""")]
    [InlineData("""{"metadata":null}""")]
    public void What_has_no_name_or_version_is_no_object(string json) => Assert.Throws<JsonException>(() => Take(json));

    [Fact]
    public void Each_reader_gets_an_object_of_its_own()
    {
        var snapshot = Take("""{"metadata":{"name":"a","resourceVersion":"1"},"data":{"key":"value"}}""");

        snapshot.Read().Data["key"] = "changed";

        Assert.Equal("value", snapshot.Read().Data["key"]);
    }

    [Fact]
    public void Of_metadata_alone_no_annotation_is_kept()
    {
        var type = Snapshots.ConfigMap.AsMetadataOnly(TestJson.Default.MetadataOnlyV1ConfigMap);

        var snapshot = Snapshots.Take(type, """{"metadata":{"annotations":{"a":"a whole secret"},"name":"a","namespace":"shop","resourceVersion":"7"}}"""u8);

        Assert.Equal((new ObjectKey("shop", "a"), "7"), (snapshot.Key, snapshot.ResourceVersion));
        Assert.Null(snapshot.Read().Metadata.Annotations);
        Assert.Null(snapshot.ReadMetadata().Annotations);
    }

    private static Snapshot<k8s.Models.V1ConfigMap> Take(string json) => Snapshots.Take(Snapshots.ConfigMap, Encoding.UTF8.GetBytes(json));

    private static string Json(Snapshot<k8s.Models.V1ConfigMap> snapshot) =>
        JsonSerializer.Serialize(snapshot.Read(), TestJson.Default.V1ConfigMap);
}
