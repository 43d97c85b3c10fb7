using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Containers that run though the program in them has ended.</summary>
public sealed class ParentRulesTests
{
    private const string Api = "Container api of pod demo-api-1";
    private const string Refused = """Startup probe failed: Get "http://198.51.100.7:8000/health": dial tcp 198.51.100.7:8000: connect: connection refused""";

    public static TheoryData<string, string, string> Watchers => new()
    {
        { "[nodemon] starting `node server.js`\n/app/server.js:3\nTypeError: Users is not a constructor\n    at Object.<anonymous> (/app/server.js:3:9)\n[nodemon] app crashed - waiting for file changes before starting...", "TypeError: Users is not a constructor", "nodemon" },
        { "TypeError: Users is not a constructor\n    at Object.<anonymous> (/app/server.js:3:9)\n\nNode.js v20.15.0\nFailed running 'server.js'", "TypeError: Users is not a constructor", "node --watch" },
        { "dotnet watch ⌚ Started\nUnhandled exception. System.IO.IOException: no store\n   at Shop.Program.Main()\ndotnet watch ❌ Exited with error code 134\ndotnet watch ⏳ Waiting for a file to change before restarting dotnet...", "System.IO.IOException: no store", "dotnet watch" },
        { "INFO:     Will watch for changes in these directories: ['/app']\nINFO:     Started reloader process [1] using StatReload\nProcess SpawnProcess-1:\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    import shop\nModuleNotFoundError: No module named 'shop'", "ModuleNotFoundError: No module named 'shop'", "the reloader" },
        { "Watching for file changes with StatReloader\nException in thread django-main-thread:\nTraceback (most recent call last):\n  File \"/app/shop/settings.py\", line 3, in <module>\n    import environ\nModuleNotFoundError: No module named 'environ'", "ModuleNotFoundError: No module named 'environ'", "the reloader" },
    };

    [Theory]
    [MemberData(nameof(Watchers))]
    public void A_watcher_that_waits_for_a_changed_file_is_told_with_the_error(string output, string error, string watcher)
    {
        var root = TestPod.OfApi().Running(since: 6).Event("Unhealthy", Refused).Log(output).Diagnose().Root!;

        Assert.Equal(
            (FindingCodes.CrashLoop, $"{Api} runs, but the program in it ended: {error}; {watcher} waits for a changed file, and starts it no more.", true),
            (root.Code, root.Message, root.Stalls));
        Assert.Contains($"start the server itself in place of {watcher}", root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INFO:     Waiting for child process [422]\nINFO:     Child process [422] died\nINFO:     Waiting for child process [424]\nINFO:     Child process [424] died", "loses its workers again and again, and they do not say why")]
    [InlineData("[2026-01-02 03:04:05 +0000] [1] [ERROR] Worker (pid:8) was sent SIGKILL! Perhaps out of memory?\n[2026-01-02 03:04:09 +0000] [1] [ERROR] Worker (pid:9) was sent SIGKILL! Perhaps out of memory?", "loses its workers again and again, killed by SIGKILL")]
    [InlineData("WARNING: [pool www] child 8 exited on signal 9 (SIGKILL) after 4 seconds\nWARNING: [pool www] child 9 exited on signal 9 (SIGKILL) after 4 seconds", "loses its workers again and again, killed by SIGKILL")]
    [InlineData("worker 12 died (signal: SIGKILL)\nworker 13 died (signal: SIGKILL)", "loses its workers again and again, killed by SIGKILL")]
    public void Workers_that_are_killed_again_and_again_are_most_often_out_of_memory(string output, string told)
    {
        var resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("200Mi") } };
        var root = TestPod.OfApi(spec => spec.Api.Resources = resources).WithPod(pod => pod.Spec.Containers[0].Resources = resources)
            .Running(since: 12).Event("Unhealthy", Refused).Log(output).Diagnose().Root!;

        Assert.Equal(
            (FindingCodes.OOMKilled, $"{Api} {told}: most often for want of memory, and its limit is 200Mi (spec.api.resources.limits.memory)."), (root.Code, root.Message));
        Assert.StartsWith("Raise spec.api.resources.limits.memory", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_is_killed_for_its_time_is_not_out_of_memory()
    {
        const string output = "[1] [CRITICAL] WORKER TIMEOUT (pid:8)\n[1] [ERROR] Worker (pid:8) was sent SIGKILL! Perhaps out of memory?";
        var resources = new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("200Mi") } };

        Assert.EndsWith(
            "which take longer than its timeout.",
            TestPod.OfApi(spec => spec.Api.Resources = resources).WithPod(pod => pod.Spec.Containers[0].Resources = resources)
                .Running(since: 40).Event("Unhealthy", Refused).Log(output).Told(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-02 03:04:05,1 INFO exited: api (exit status 1; not expected)\n2026-01-02 03:04:07,1 INFO gave up: api entered FATAL state, too many start retries too quickly", "supervisord has given it up")]
    [InlineData("PM2        | App [server:0] exited with code [1] via signal [SIGINT]\nPM2        | App [server:0] exited with code [1] via signal [SIGINT]", "pm2 starts it again and again")]
    [InlineData("[2026-01-02 03:04:05 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:8)\n[2026-01-02 03:04:35 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:9)", "gunicorn kills its workers, which take longer than its timeout")]
    public void A_supervisor_that_starts_the_program_again_is_told(string output, string told) =>
        Assert.EndsWith($"{told}.", TestPod.OfApi().Running(since: 40).Event("Unhealthy", Refused).Log(output).Told(), StringComparison.Ordinal);

    [Fact]
    public void Workers_that_are_killed_tell_more_than_that_nobody_answers()
    {
        const string output = "[1] [CRITICAL] WORKER TIMEOUT (pid:8)\n[1] [WARNING] Worker with pid 8 was terminated due to signal 9\n[12] [INFO] Booting worker with pid: 12";
        const string timeout = """Startup probe failed: Get "http://198.51.100.7:8000/health": context deadline exceeded (Client.Timeout exceeded while awaiting headers)""";

        Assert.EndsWith(
            "gunicorn kills its workers, which take longer than its timeout.",
            TestPod.OfApi().Running(since: 40).Event("Unhealthy", timeout).Log(output).Told(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_program_said_that_a_supervisor_starts_again_is_told()
    {
        const string output = "nginx: [emerg] mkdir() \"/tmp/client_temp\" failed (30: Read-only file system)\n2026-01-02 03:04:05,1 INFO exited: nginx (exit status 1; not expected)\n2026-01-02 03:04:06,1 INFO spawned: 'nginx' with pid 12\nnginx: [emerg] mkdir() \"/tmp/client_temp\" failed (30: Read-only file system)\n2026-01-02 03:04:07,1 INFO exited: nginx (exit status 1; not expected)";

        Assert.Equal(
            $"CrashLoop: {Api} runs, but the program in it ended: nginx: [emerg] mkdir() \"/tmp/client_temp\" failed (30: Read-only file system); supervisord starts it again and again.",
            TestPod.OfApi().Running(since: 40).Event("Unhealthy", Refused).Log(output).Told());
    }

    [Fact]
    public void A_JVM_that_lives_without_its_main_thread_is_told()
    {
        const string output = "INFO starting\nException in thread \"main\" java.lang.IllegalStateException: no store\n\tat shop.Main.main(Main.java:5)";

        Assert.Equal(
            $"CrashLoop: {Api} runs, but the program in it ended: java.lang.IllegalStateException: no store; the JVM goes on with its other threads.",
            TestPod.OfApi().Running(since: 12).Event("Unhealthy", Refused).Log(output).Told());
    }

    [Theory]
    [InlineData("[2026-01-02 03:04:05 +0000] [1] [ERROR] Worker (pid:8) was sent SIGKILL! Perhaps out of memory?")]
    [InlineData("[nodemon] starting `node server.js`\nloading")]
    [InlineData("[nodemon] app crashed - waiting for file changes before starting...\n[nodemon] starting `node server.js`\nloading")]
    [InlineData("[ERROR] 10:02:11 the cache is not there, going on without it")]
    [InlineData("Process SpawnProcess-1:\nTraceback (most recent call last):\nValueError: no")]
    [InlineData("INFO worker 12 exited cleanly\nINFO worker 13 exited cleanly")]
    [InlineData("INFO: Child process [8] died\nINFO: Child process [9] died\nINFO:     Application startup complete.")]
    public void One_worker_that_is_replaced_and_a_start_are_no_trouble(string output) =>
        Assert.Null(TestPod.OfApi().Running(since: 12).Event("Unhealthy", Refused).Log(output).Told());
}
