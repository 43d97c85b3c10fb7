using MiniStack.Lab.Images.Oci;

namespace MiniStack.Lab.Tests.Images;

public sealed class LayerCacheTests : IDisposable
{
    private const string Key = "0123456789abcdef";
    private readonly TemporaryDirectory _directory = new();
    private int _written;

    private LayerCache Cache => new(_directory.Path);

    [Fact]
    public async Task A_known_key_is_not_written_again()
    {
        var first = await GetAsync(Key);
        var second = await GetAsync(Key);

        Assert.Equal(first, second);
        Assert.Equal(1, _written);
    }

    [Fact]
    public async Task A_truncated_layer_is_written_again()
    {
        var layer = await GetAsync(Key);
        using (var file = File.OpenWrite(layer.Path))
            file.SetLength(layer.Size / 2);

        Assert.Equal(layer, await GetAsync(Key));
        Assert.Equal(layer.Size, new FileInfo(layer.Path).Length);
    }

    [Fact]
    public async Task A_failed_write_leaves_nothing_that_counts_as_a_layer()
    {
        await Assert.ThrowsAsync<LabException>(() => Cache.GetAsync("base", Key, _ => throw new LabException("no"), default));

        await GetAsync(Key);
        Assert.Equal(1, _written);
        Assert.DoesNotContain(Directory.GetFiles(_directory.Path), f => f.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_older_keys_only_the_last_stays()
    {
        var first = await GetAsync("1111111111111111");
        var second = await GetAsync("2222222222222222");
        var third = await GetAsync("3333333333333333");

        Assert.False(File.Exists(first.Path));
        Assert.True(File.Exists(second.Path));
        Assert.True(File.Exists(third.Path));
    }

    [Fact]
    public async Task A_second_caller_waits_and_gets_the_first_ones_layer()
    {
        Task<Layer>? second = null;

        var first = await Cache.GetAsync("base", Key, layer =>
        {
            second = GetAsync(Key);
            Assert.False(second.IsCompleted);
            return Task.CompletedTask;
        }, default);

        Assert.Equal(first, await second!);
        Assert.Equal(0, _written);
    }

    public void Dispose() => _directory.Dispose();

    private Task<Layer> GetAsync(string key) => Cache.GetAsync("base", key, layer =>
    {
        _written++;
        layer.AddFile("key", Tar.Content(key));
        return Task.CompletedTask;
    }, default);
}
