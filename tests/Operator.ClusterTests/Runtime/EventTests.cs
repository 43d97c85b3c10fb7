using System.Text;
using System.Text.Json;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Events;

namespace MiniStack.Operator.ClusterTests.Runtime;

public sealed class EventTests(Cluster cluster) : IAsyncLifetime
{
    private readonly ApiClient _client = new(ApiClientConfiguration.Load(cluster.ControlPlane.AdminKubeconfigPath));
    private TestNamespace _ns = null!;

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_same_event_is_counted_also_by_the_next_process()
    {
        var publisher = Publisher();
        await PublishAsync(publisher, "Broken", "It broke.");
        await PublishAsync(publisher, "Broken", "It broke.");
        await PublishAsync(Publisher(), "Broken", "It broke.");
        await PublishAsync(publisher, "Mended", "It works.");

        var events = (await EventsAsync()).ToDictionary(each => each.GetProperty("reason").GetString()!);

        Assert.Equal(["Broken", "Mended"], events.Keys.Order());
        Assert.Equal(3, events["Broken"].GetProperty("count").GetInt32());
        Assert.Equal(1, events["Mended"].GetProperty("count").GetInt32());
        var involved = events["Broken"].GetProperty("involvedObject");
        Assert.Equal("ConfigMap", involved.GetProperty("kind").GetString());
        Assert.Equal("a", involved.GetProperty("name").GetString());
        Assert.Equal("uid", involved.GetProperty("uid").GetString());
        Assert.Equal("Warning", events["Broken"].GetProperty("type").GetString());
        Assert.Equal("test", events["Broken"].GetProperty("source").GetProperty("component").GetString());
    }

    [Fact]
    public async Task An_event_that_has_expired_is_made_again()
    {
        var publisher = Publisher();
        await PublishAsync(publisher, "Broken", "It broke.");
        await PublishAsync(publisher, "Broken", "It broke.");
        var name = (await EventsAsync()).Single().GetProperty("metadata").GetProperty("name").GetString()!;
        await cluster.Admin.DeleteAsync(cluster.Admin.PathOf("event", _ns.Name, name));

        await PublishAsync(publisher, "Broken", "It broke.");

        Assert.Equal(1, (await EventsAsync()).Single().GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_long_message_is_cut_to_what_the_server_takes()
    {
        await PublishAsync(Publisher(), "Broken", string.Concat(Enumerable.Repeat("é", 5000)));

        var message = (await EventsAsync()).Single().GetProperty("message").GetString()!;
        Assert.InRange(Encoding.UTF8.GetByteCount(message), 1000, 1024);
        Assert.EndsWith("é…", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_published_fails_nobody()
    {
        var nowhere = Entity("no-such-namespace");

        await Publisher().PublishAsync(nowhere, EventType.Normal, "Ready", "Ready.", TestContext.Current.CancellationToken);

        Assert.Empty(await EventsAsync());
    }

    private EventPublisher Publisher() => new(_client, "test", TimeProvider.System, NullLogger<EventPublisher>.Instance);

    private Task PublishAsync(EventPublisher publisher, string reason, string message) =>
        publisher.PublishAsync(Entity(_ns.Name), EventType.Warning, reason, message, TestContext.Current.CancellationToken);

    private static V1ConfigMap Entity(string ns) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = ns, Uid = "uid" },
    };

    private Task<IReadOnlyList<JsonElement>> EventsAsync() => cluster.Admin.ListAsync(cluster.Admin.PathOf("event", _ns.Name));
}
