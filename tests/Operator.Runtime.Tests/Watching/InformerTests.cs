using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniStack.Operator.Runtime.Client;
using MiniStack.Operator.Runtime.Watching;
using static MiniStack.Operator.Runtime.Tests.Watching.ScriptedServer;

namespace MiniStack.Operator.Runtime.Tests.Watching;

public sealed class InformerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Lists_in_pages_then_watches_from_the_list()
    {
        await using var server = await StartAsync(List("10", "next", Item("a", 1)), List("10", null, Item("b", 2)), Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server);

        await run.UntilAsync(() => server.Requests.Count == 3);

        Assert.Equal(["a", "b"], run.Names);
        Assert.Contains("continue=next", server.Requests[1], StringComparison.Ordinal);
        Assert.Contains("watch=true&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=290", server.Requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_watch_is_resumed_from_the_last_event_or_bookmark()
    {
        await using var server = await StartAsync(
            List("10", null),
            Watch(WatchEnd.Closed, Event("ADDED", Item("a", 11))),
            Watch(WatchEnd.Closed, Bookmark(40)),
            Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server);

        await run.UntilAsync(() => server.Requests.Count == 4);

        Assert.Contains("resourceVersion=11", server.Requests[2], StringComparison.Ordinal);
        Assert.Contains("resourceVersion=40", server.Requests[3], StringComparison.Ordinal);
        Assert.Equal(["a"], run.Names);
    }

    [Fact]
    public async Task Changes_reach_the_store_and_the_subscriber_in_order()
    {
        await using var server = await StartAsync(
            List("10", null, Item("a", 1)),
            Watch(WatchEnd.StaysOpen, Event("ADDED", Item("b", 11)), Event("MODIFIED", Item("a", 12)), Event("DELETED", Item("b", 13))));
        await using var run = new Run(server);

        await run.UntilAsync(() => run.Changes.Count == 4);

        Assert.Equal(["+a", "+b", "~a", "-b"], run.Changes);
        Assert.Equal(["a"], run.Names);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_place_is_too_old_it_lists_again_and_tells_the_deletions_it_missed(bool asHttpStatus)
    {
        var gone = asHttpStatus
            ? Status(410, "Expired")
            : Watch(WatchEnd.Closed, """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""");
        await using var server = await StartAsync(
            List("10", null, Item("a", 1), Item("b", 2)), gone, List("20", null, Item("b", 2), Item("c", 15)), Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server);

        await run.UntilAsync(() => server.Requests.Count == 4);

        Assert.Equal(["+a", "+b", "-a", "+c"], run.Changes);
        Assert.Equal(["b", "c"], run.Names);
        Assert.Contains("resourceVersion=20", server.Requests[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_line_is_not_an_event_and_the_watch_resumes_after_the_last_whole_one()
    {
        await using var server = await StartAsync(
            List("10", null), Watch(WatchEnd.Torn, Event("ADDED", Item("a", 11))), Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server);
        await run.UntilAsync(() => run.Changes.Count == 1);

        server.Tear();

        await run.UntilAsync(() => server.Requests.Count == 3);
        Assert.Equal(["+a"], run.Changes);
        Assert.Contains("resourceVersion=11", server.Requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again_without_a_new_list()
    {
        await using var server = await StartAsync(
            List("10", null, Item("a", 1)), Status(503, "ServiceUnavailable"), Status(500, "InternalError"), Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server);

        await run.UntilAsync(() => server.Requests.Count == 4);

        Assert.All(server.Requests.Skip(1), request => Assert.Contains("resourceVersion=10", request, StringComparison.Ordinal));
        Assert.Equal(["a"], run.Names);
    }

    [Fact]
    public async Task It_has_synced_only_once_a_list_is_whole()
    {
        await using var server = await StartAsync(Status(500, "InternalError"), List("10", "next", Item("a", 1)));
        await using var run = new Run(server);

        await run.UntilAsync(() => server.Requests.Count == 3);

        Assert.False(run.Informer.HasSynced);
        Assert.Empty(run.Names);
    }

    [Fact]
    public async Task A_watch_that_the_server_does_not_close_in_time_is_given_up_and_resumed()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(
            List("10", null), Watch(WatchEnd.StaysOpen, Event("ADDED", Item("a", 11))), Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server, time);
        await run.UntilAsync(() => run.Changes.Count == 1);

        time.Advance(TimeSpan.FromSeconds(296));

        await run.UntilAsync(() => server.Requests.Count == 3);
        Assert.Contains("resourceVersion=11", server.Requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_that_the_server_has_moved_to_another_version_is_listed_there()
    {
        var served = "v1beta1";
        await using var server = await StartAsync(
            List("10", null, Item("a", 1), Item("b", 2)), Status(404, "NotFound"), List("20", null, Item("b", 2)), Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server, version: () => served, rediscover: () => served = "v1");

        await run.UntilAsync(() => server.Requests.Count == 4);

        Assert.StartsWith("/api/v1beta1/configmaps?watch=true", server.Requests[1], StringComparison.Ordinal);
        Assert.StartsWith("/api/v1/configmaps?limit=", server.Requests[2], StringComparison.Ordinal);
        Assert.StartsWith("/api/v1/configmaps?watch=true", server.Requests[3], StringComparison.Ordinal);
        Assert.Equal(["+a", "+b", "-a"], run.Changes);
    }

    [Fact]
    public async Task A_kind_that_is_not_served_yet_is_asked_for_until_it_is()
    {
        await using var server = await StartAsync(Status(404, "NotFound"), Status(404, "NotFound"), List("10", null, Item("a", 1)));
        await using var run = new Run(server, rediscover: () => throw new HttpRequestException("Nobody answers."));

        await run.UntilAsync(() => run.Changes.Count == 1);

        Assert.True(run.Informer.HasSynced);
    }

    [Fact]
    public async Task A_subscriber_that_fails_keeps_nothing_from_the_others()
    {
        await using var server = await StartAsync(
            List("10", null, Item("a", 1)), Watch(WatchEnd.StaysOpen, Event("ADDED", Item("b", 11)), Event("MODIFIED", Item("a", 12))));
        await using var run = new Run(server, first: _ => throw new InvalidOperationException("Asked to throw."));

        await run.UntilAsync(() => run.Changes.Count == 3);

        Assert.Equal(["+a", "+b", "~a"], run.Changes);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_owner_that_cannot_be_told_is_none()
    {
        await using var server = await StartAsync(
            List("10", null, Item("a", 1)), Watch(WatchEnd.StaysOpen, Event("ADDED", Item("b", 11))));
        await using var run = new Run(server, ownerOf: _ => throw new InvalidOperationException("Asked to throw."));

        await run.UntilAsync(() => run.Changes.Count == 2);

        Assert.Equal(["a", "b"], run.Names);
        Assert.Null(run.Informer.Store.OwnerOf(run.Informer.Store.Find(run.Informer.Store.Keys.First())!));
    }

    [Fact]
    public async Task A_server_that_closes_every_watch_at_once_is_asked_ever_more_rarely()
    {
        var time = new HastyTime();
        await using var server = await StartAsync(
            List("10", null), Watch(WatchEnd.Closed), Watch(WatchEnd.Closed, Event("ADDED", Item("a", 11))), Watch(WatchEnd.Closed), Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server, time);

        await run.UntilAsync(() => server.Requests.Count == 5);

        Assert.Equal(3, time.Pauses.Count);
        Assert.True(time.Pauses[0] > TimeSpan.Zero && time.Pauses[1] > time.Pauses[0] && time.Pauses[2] > time.Pauses[1], string.Join(' ', time.Pauses));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_watch_that_lived_for_a_while_the_pauses_begin_anew(bool isCut)
    {
        var time = new HastyTime();
        var lived = Watch(isCut ? WatchEnd.Cut : WatchEnd.Closed);
        Func<HttpContext, Task>[] minutes = [.. Enumerable.Repeat<Func<HttpContext, Task>>(Minute, 8)];
        await using var server = await StartAsync([List("10", null), Status(500, "a"), Status(500, "b"), .. minutes, Status(500, "c"), Watch(WatchEnd.StaysOpen)]);
        await using var run = new Run(server, time);

        await run.UntilAsync(() => server.Requests.Count == 13);

        Assert.All(time.Pauses.Skip(2).SkipLast(1), pause => Assert.True(pause <= TimeSpan.FromMilliseconds(200), string.Join(' ', time.Pauses)));
        Assert.True(time.Pauses[^1] <= TimeSpan.FromMilliseconds(400), string.Join(' ', time.Pauses));

        Task Minute(HttpContext context)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return lived(context);
        }
    }

    [Fact]
    public async Task A_server_that_asks_to_be_left_alone_is()
    {
        var time = new HastyTime();
        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        await using var server = await StartAsync(
            Refuse("9", null),
            List("10", null),
            Refuse(now.AddSeconds(17).ToString("R"), now),
            Refuse(null, null),
            Watch(WatchEnd.Closed, """{"type":"ERROR","object":{"kind":"Status","code":429,"reason":"TooManyRequests","details":{"retryAfterSeconds":33} } }"""),
            Refuse("864000", null),
            Refuse("0", null),
            Watch(WatchEnd.StaysOpen));
        await using var run = new Run(server, time);

        await run.UntilAsync(() => server.Requests.Count == 8);

        Assert.Equal([9, 17, 25, 33, 120], time.Pauses.Take(5).Select(pause => pause.TotalSeconds));
        Assert.True(time.Pauses[5] > TimeSpan.Zero);

        static Func<HttpContext, Task> Refuse(string? after, DateTimeOffset? now) => context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = after;
            if (now is { } date)
            {
                context.Response.Headers.Date = date.ToString("R");
            }

            return context.Response.WriteAsync("""{"kind":"Status","reason":"TooManyRequests","message":"busy","code":429,"details":{"retryAfterSeconds":25} }""");
        };
    }

    [Fact]
    public async Task A_failure_is_told_until_something_works()
    {
        await using var server = await StartAsync(Status(403, "Forbidden"), List("10", "next"));
        await using var run = new Run(server);
        await run.UntilAsync(() => server.Requests.Count == 3);
        Assert.Equal("Forbidden by script", run.Informer.LastError);

        await using var healthy = await StartAsync(Status(403, "Forbidden"), List("10", null));
        await using var other = new Run(healthy);
        await other.UntilAsync(() => other.Informer.HasSynced);
        Assert.Null(other.Informer.LastError);
    }

    private static string Item(string name, int version) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"default","resourceVersion":"{{{version}}}"}}""";

    private static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""";

    private static string Bookmark(int version) =>
        $$"""{"type":"BOOKMARK","object":{"kind":"ConfigMap","metadata":{"resourceVersion":"{{version}}"} } }""";

    private sealed class Run : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ApiClient _client;
        private readonly Task _running;
        private readonly List<string> _changes = [];

        public Run(
            ScriptedServer server,
            TimeProvider? time = null,
            Func<string>? version = null,
            Action? rediscover = null,
            Action<WatchChange<V1ConfigMap>>? first = null,
            Func<V1ObjectMeta, ObjectKey?>? ownerOf = null)
        {
            _client = new ApiClient(new KubernetesClientConfiguration { Host = server.Url, HttpClientTimeout = Timeout.InfiniteTimeSpan });
            Informer = new Informer<V1ConfigMap>(
                _client,
                () => new("", version?.Invoke() ?? "v1", "ConfigMap", "configmaps", TestJson.Default.V1ConfigMap),
                [],
                null,
                ownerOf,
                time ?? TimeProvider.System,
                NullLogger<Informer<V1ConfigMap>>.Instance,
                _ =>
                {
                    rediscover?.Invoke();
                    return Task.CompletedTask;
                });
            Informer.Changed += first;
            Informer.Changed += Record;
            _running = Informer.RunAsync(_stop.Token);
        }

        public Informer<V1ConfigMap> Informer { get; }

        public IReadOnlyList<string> Changes
        {
            get
            {
                lock (_changes)
                {
                    return [.. _changes];
                }
            }
        }

        public IEnumerable<string> Names => Informer.Store.Keys.Select(key => key.Name).Order();

        public async Task UntilAsync(Func<bool> condition)
        {
            var deadline = DateTime.UtcNow + Patience;
            while (!condition())
            {
                Assert.True(DateTime.UtcNow < deadline, $"Still waiting after {Patience.TotalSeconds} s; changes: {string.Join(' ', Changes)}");
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _client.Dispose();
            _stop.Dispose();
        }

        private void Record(WatchChange<V1ConfigMap> change)
        {
            var sign = change.New is null ? "-" : change.Old is null ? "+" : "~";
            lock (_changes)
            {
                _changes.Add(sign + change.Current.Key.Name);
            }
        }
    }
}
