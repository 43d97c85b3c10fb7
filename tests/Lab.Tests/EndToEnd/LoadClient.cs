using System.Text.Json;

namespace MiniStack.Lab.Tests.EndToEnd;

/// <summary>
/// A pod that asks a Service again and again, by kept connections and by a new one for each request at once, until it is told to stop.
/// </summary>
internal sealed class LoadClient
{
    private const string Name = "client";

    // As HTTP clients do, a GET that finds its kept connection closed is sent again (RFC 9110, 9.2.2); one on a new connection is not.
    private const string Script = """
        import http.client, json, os, sys, threading, time

        host, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
        result = {"kept": 0, "new": 0, "again": 0, "failures": []}

        def run(mode):
            connection = None
            while not os.path.exists("/tmp/stop"):
                fresh = connection is None
                connection = connection or http.client.HTTPConnection(host, port, timeout=15)
                try:
                    connection.request("GET", path)
                    response = connection.getresponse()
                    body = response.read()
                    if response.status != 200:
                        raise RuntimeError(f"{response.status} {body[:200]}")
                    result[mode] += 1
                    if mode == "new" or response.will_close:
                        connection.close()
                        connection = None
                except Exception as e:
                    connection.close()
                    connection = None
                    if not fresh and isinstance(e, (ConnectionResetError, BrokenPipeError)):
                        result["again"] += 1
                    else:
                        result["failures"].append(f"{mode} {time.strftime('%X')} {e!r}")
                time.sleep(0.01)

        threads = [threading.Thread(target=run, args=(mode,)) for mode in ("kept", "new")]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print(json.dumps(result))
        """;

    private readonly TestStack _stack;

    private LoadClient(TestStack stack) => _stack = stack;

    public static async Task<LoadClient> StartAsync(TestStack stack, string path)
    {
        var manifest = JsonSerializer.Serialize(new
        {
            apiVersion = "v1",
            kind = "Pod",
            metadata = new { name = Name },
            spec = new
            {
                restartPolicy = "Never",
                terminationGracePeriodSeconds = 1,
                // As close to the default as a stack's own pods: names are looked up as an application would.
                containers = new[]
                {
                    new
                    {
                        name = "client",
                        image = "fastapi-sample:dev",
                        command = new[] { "python3", "-c", Script, stack.Api, "8000", path },
                        volumeMounts = new[] { new { name = "tmp", mountPath = "/tmp" } },
                    },
                },
                volumes = new[] { new { name = "tmp", emptyDir = new { } } },
            },
        });
        await stack.ApplyAsync(manifest);
        await Eventually.IsAsync("the client runs", TestStack.ShortDeadline, () => stack.PodAsync(Name), Pods.IsReady);
        return new LoadClient(stack);
    }

    /// <summary>Fails when a request failed, or when there were too few to say anything.</summary>
    public async Task StopAsync()
    {
        await _stack.KubectlAsync("exec", Name, "--", "python3", "-c", "open('/tmp/stop', 'w')");
        await Eventually.IsAsync(
            "the client ended", TestStack.ShortDeadline, () => _stack.PodAsync(Name), pod => pod.TextAt("status", "phase") == "Succeeded");
        using var result = JsonDocument.Parse(await _stack.KubectlAsync("logs", Name));
        var failures = result.RootElement.GetProperty("failures").EnumerateArray().Select(failure => failure.GetString()).ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} requests failed: {string.Join("; ", failures.Take(10))}\n{result.RootElement}");
        Assert.True(result.RootElement.NumberAt("kept") > 100 && result.RootElement.NumberAt("new") > 100, $"Too few requests: {result.RootElement}");
        TestContext.Current.TestOutputHelper?.WriteLine(result.RootElement.ToString());
    }
}
