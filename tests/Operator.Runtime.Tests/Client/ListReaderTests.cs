using System.Text;
using System.Text.Json;
using CsCheck;
using k8s.Models;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Tests.Watching;

namespace MiniStack.Operator.Runtime.Tests.Client;

public sealed class ListReaderTests
{
    private const string Items = """ "items":[{"metadata":{"name":"a","managedFields":[{"a":[]}],"resourceVersion":"1"},"data":{"k":"}]\\\""}},{"data":{},"metadata":{"name":"b","resourceVersion":"2"}}] """;
    private const string Metadata = """ "metadata":{"continue":"next","resourceVersion":"7"} """;
    private const string Kind = """ "kind":"ConfigMapList","extra":{"x":{},"items":[{"items":[]}]} """;

    [Fact]
    public async Task It_is_the_same_in_whatever_pieces_it_comes() =>
        await Gen.Shuffle(new[] { Items, Metadata, Kind }, 3).Select(Gen.Int[1, 40], Gen.Bool).SampleAsync(async (parts, piece, isDecoded) =>
        {
            var json = $"{{{string.Join(',', parts)}}}";

            var page = isDecoded
                ? await ReadAsync<V1ConfigMap>(json, piece, Snapshots.ConfigMap.TryRead)
                : Decoded(await ReadAsync<Snapshot<V1ConfigMap>>(json, piece, TryTake));

            Assert.Equal(("7", "next"), (page.ResourceVersion, page.Continue));
            Assert.Equal(["a", "b"], page.Items.Select(item => item.Metadata.Name));
            Assert.Equal("}]\\\"", page.Items[0].Data["k"]);
        });

    [Fact]
    public async Task Items_larger_than_the_buffer_are_read()
    {
        var text = new string('x', 200_000);
        var item = $$$"""{"metadata":{"name":"a","resourceVersion":"1"},"data":{"k":"{{{text}}}"}}""";

        var page = await ReadAsync<Snapshot<V1ConfigMap>>($$$"""{"items":[{{{item}}},{{{item}}}],"metadata":{"resourceVersion":"7"}}""", 10_000, TryTake);

        Assert.Equal([text, text], page.Items.Select(each => each.Read().Data["k"]));
    }

    [Theory]
    [InlineData("""{"items":[],"metadata":{"resourceVersion":"7"}}""")]
    [InlineData("""{"items":null,"metadata":{"resourceVersion":"7","continue":""}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"7"}}""")]
    public async Task A_list_may_be_empty(string json)
    {
        var page = await ReadAsync<Snapshot<V1ConfigMap>>(json, 10, TryTake);

        Assert.Empty(page.Items);
        Assert.Null(page.Continue);
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("")]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a","resourceVersion":"1"}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a","resourceVersion":"1"},"da""")]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}}]}""")]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":5}]}""")]
    [InlineData("<html>")]
    public async Task What_is_no_list_or_only_its_start_is_refused(string json) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync<Snapshot<V1ConfigMap>>(json, 10, TryTake));

    private static bool TryTake(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out Snapshot<V1ConfigMap> item) =>
        Snapshot<V1ConfigMap>.TryTake(Snapshots.ConfigMap, ref reader, json, out item!);

    private static ListPage<V1ConfigMap> Decoded(ListPage<Snapshot<V1ConfigMap>> page) =>
        new([.. page.Items.Select(item => item.Read())], page.ResourceVersion, page.Continue);

    private static Task<ListPage<TItem>> ReadAsync<TItem>(string json, int piece, ListReader<TItem>.TryReadItem tryReadItem) =>
        new ListReader<TItem>(tryReadItem).ReadAsync(new PiecewiseStream(Encoding.UTF8.GetBytes(json), piece), TestContext.Current.CancellationToken);
}
