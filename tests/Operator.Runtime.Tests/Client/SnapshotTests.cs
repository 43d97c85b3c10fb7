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
        Assert.Equal(-1, snapshot.Json.Span.IndexOf("fieldsV1"u8));
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
