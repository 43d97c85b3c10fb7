using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>What a tenant, a client or chance may write, and what must not become of it.</summary>
public sealed class HostileEvidenceTests
{
    private const string Refused = """Startup probe failed: Get "http://198.51.100.7:8000/health": dial tcp 198.51.100.7:8000: connect: connection refused""";
    private const string NoName = "socket.gaierror: [Errno -2] Name or service not known";
    private static readonly V1ResourceRequirements Memory = new() { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("200Mi") } };
    private const int Looks = 2000;
    private static readonly AccessLines Access = new(new HealthSpec());

    private static Action<MiniStackSpec> Env(string name, string value) => spec => spec.Api.Env = [new V1EnvVar { Name = name, Value = value }];

    private static TestPod Crash(string log, Action<MiniStackSpec>? c = null) => TestPod.OfApi(c).Waiting("CrashLoopBackOff").Ended(1).Restarted(3).Log(log, isPrevious: true);

    private static TestPod Start(string log, int since, Action<MiniStackSpec>? c = null) => TestPod.OfApi(c).Running(since).Event("Unhealthy", Refused).Log(log);

    private static TestPod SlowKill(string log) => TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(137, log, ago: 4, lasted: 90).Restarted(1)
        .Event("Unhealthy", Refused, last: 6).Event("Killing", "Container api failed startup probe, will be restarted", last: 5);

    private static TestPod Unready(string log, string status = "503", Action<MiniStackSpec>? c = null) => TestPod.OfApi(c).Running(3000, hasStarted: true).Ready(false, 30)
        .Event("Unhealthy", $"Readiness probe failed: HTTP probe failed with statuscode: {status}", first: 30).Log(log);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string All(TestPod pod) => pod.Diagnose().Root is { } r ? $"{r.Code}: {r.Message} // {r.Hint} // {string.Join('|', r.LogTail)}" : "nothing";

    [Theory]
    [InlineData("EMAIL_HOST_PASSWORD", "hunter2secret", NoName, "hunter2secret")]
    [InlineData("GHOST_TOKEN", "hunter2secret", NoName, "hunter2secret")]
    [InlineData("DB_HOST_PASSWORD", "hunter2secret", "sqlalchemy.exc.OperationalError: [Errno -2] Name or service not known", "hunter2secret")]
    [InlineData("DATABASE_URL", "postgres://app:P@ssw0rd?x@db:5432/x", NoName, "ssw0rd")]
    [InlineData("APP_DATABASE_URL", "postgres://app:P@ssw0rd?x@db:5432/x", "sqlalchemy.exc.OperationalError: [Errno -2] Name or service not known", "ssw0rd")]
    [InlineData("NOTIFY_URL", "slack://T1JJ3T3L2ABCDEF/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", NoName, "T1JJ3T3L2ABCDEF")]
    [InlineData("API_TOKEN", "hunter2secret", "{\"level\":\"error\",\"msg\":\"boom: hun\\u001b[0mter2secret failed\"}", "hunter2secret")]
    [InlineData("API_TOKEN", "hunter2secret", "{\"level\":\"error\",\"msg\":\"boom: hun\\u0001ter2secret failed\"}", "hunter2secret")]
    [InlineData("X", "x", "{\"level\":\"error\",\"msg\":\"invalid password\",\"error\":\"hunter9zz\"}", "hunter9zz")]
    public void A_secret_that_only_the_spec_or_JSON_holds_together_is_not_told(string name, string value, string log, string secret) => Assert.DoesNotContain(secret, All(Crash(log, Env(name, value))), StringComparison.Ordinal);

    /// <summary>What the program said on its way is not why it ended.</summary>
    [Theory]
    [InlineData("2026-01-02 03:09:50.123456: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on. To turn them off, set the environment variable `TF_ENABLE_ONEDNN_OPTS=0`.\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("- Explicitly set the environment variable TOKENIZERS_PARALLELISM=(true | false)\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("template loaded: Hello {{NAME}}\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("+ echo 'url=${API_URL}'\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("Using cache redis://localhost:6379/0\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("- ** ---------- .> transport:   redis://localhost:6379/0\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("Resource users not found.\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("Command \"ping\" not found\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("invalid load key in cache file ignored\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    [InlineData("config: process.env.SENTRY_DSN unset, tracing off\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    start()\nRuntimeError: broken thing")]
    public void A_line_that_has_nothing_to_do_with_the_error_does_not_take_its_place(string log)
    {
        var root = Crash(log).Diagnose().Root!;

        Assert.EndsWith(": RuntimeError: broken thing.", root.Message, StringComparison.Ordinal);
        Assert.StartsWith("Look at /app/main.py:3", root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    const r = await fetch(`${API_URL}/items`);\n              ^\n\nTypeError: fetch failed\n    at node:internal/deps/undici/undici:12345:11", "API_URL stands there")]
    [InlineData("org.springframework.beans.factory.BeanCreationException: Driver org.postgresql.Driver claims to not accept jdbcUrl, ${SPRING_DATASOURCE_URL}\n\tat com.zaxxer.hikari.util.DriverDataSource.<init>(DriverDataSource.java:110)", "stands there unfilled")]
    [InlineData("java.lang.IllegalArgumentException: Could not resolve placeholder 'DB_URL' in value \"${DB_URL}\"\n\tat org.springframework.util.PropertyPlaceholderHelper.parseStringValue(PropertyPlaceholderHelper.java:180)", "stands there unfilled")]
    [InlineData("  File \"/app/main.py\", line 3, in <module>\n    model = load_model()\n  File \"/app/main.py\", line 9, in load_model\n    raise ValueError(\"registry answered 503\")\nValueError: registry answered 503", "another version")]
    [InlineData("  File \"/app/main.py\", line 3, in <module>\n    model = AutoModel.from_pretrained(\"org/x\")\n  File \"/usr/local/lib/python3.11/site-packages/requests/models.py\", line 1021, in raise_for_status\n    raise HTTPError(http_error_msg, response=self)\nrequests.exceptions.HTTPError: 503 Server Error", "another version")]
    [InlineData("  File \"/app/main.py\", line 3, in <module>\n    import numpy.random\nModuleNotFoundError: No module named 'numpy.random'; 'numpy' is not a package", "another version")]
    [InlineData("  File \"/app/main.py\", line 3, in <module>\n    level = os.getenv(\"LOG_LEVEL\", \"INFO\").level\nAttributeError: 'NoneType' object has no attribute 'level'", "LOG_LEVEL")]
    [InlineData("/app/index.js:3\nconst port = process.env.PORT || config.missing.port;\n                                               ^\n\nTypeError: Cannot read properties of undefined (reading 'port')\n    at Object.<anonymous> (/app/index.js:3:48)", "spec.api.env[PORT]")]
    [InlineData("PostgresError: database \"reports\" does not exist", "asks its database server")]
    [InlineData("Error: No such file or directory: '{java:99999999999}/{user}'", "Java")]
    public void A_hint_is_not_given_for_what_only_looks_like_its_words(string log, string words) =>
        Assert.DoesNotContain(words, All(Crash(log)).Split("//")[..2].Aggregate((one, other) => other + one.Split("code 1: ")[0]), StringComparison.Ordinal);

    [Theory]
    [InlineData("longerhalf: tail", "Error: bad longerhalf\r: tail")]
    [InlineData("hunt'er2secret", "Error: bad hunt\r'er2secret")]
    public void A_carriage_return_within_a_secret_does_not_show_it(string secret, string log) =>
        Assert.DoesNotContain(secret[..4], All(Crash(log, Env("API_TOKEN", secret))), StringComparison.Ordinal);

    [Fact]
    public void What_Zod_says_of_a_password_is_not_told_with_it() => Assert.DoesNotContain(
        "hunter9zz",
        Crash("ZodError: [\n  {\n    \"path\": [\n      \"DB_PASSWORD\"\n    ],\n    \"message\": \"hunter9zz\"\n  }\n]\n    at get error [as error] (/app/node_modules/zod/lib/types.js:55:31)").Diagnose().Root!.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("\"path\": [\n \"body\",\n 3,\n \"name\"\n ],\n \"message\": \"Required\"", "ZodError: body.3.name: Required")]
    [InlineData("\"message\": \"Required\",\n \"path\": [\n \"name\"\n ]", "ZodError: name: Required")]
    [InlineData("\"path\": [\n \"MODE\"\n ],\n \"message\": \"Invalid option: expected one of \\\"a\\\"|\\\"b\\\"\"", "ZodError: MODE: Invalid option: expected one of \"a\"|\"b\"")]
    public void What_Zod_lists_is_told_whole(string issue, string told) => Assert.EndsWith(
        $": {told}.", Crash($"ZodError: [\n  {{\n {issue}\n  }}\n]\n    at get error [as error] (/app/node_modules/zod/lib/types.js:55:31)").Diagnose().Root!.Message, StringComparison.Ordinal);

    /// <summary>Patterns that try again at every sign take minutes for these, and one operator looks after everybody's stacks.</summary>
    [Fact]
    public async Task Lines_and_values_of_any_shape_take_a_moment()
    {
        var line = $"thread '{Repeat("' ", 330)}{Repeat("panicked at ", 50)}{Repeat(":", 720)}x";
        Func<Core.Diagnosis.Diagnosis>[] looks =
        [
            .. Enumerable.Repeat(() => Crash(LogText.Kept(Repeat($"{line}\n", 4), Access)).Diagnose(), 20),
            () => Crash($"ZodError: [\n  \"path\": [{Repeat("1", 3000)}\n{Repeat("  \"path\": [\"a\",\n", 50)}    at x (/app/a.js:1:1)").Diagnose(),
            () => Crash(Repeat($"Nest can't resolve dependencies {Repeat("argument ", 100)}\n", 30)).Diagnose(),
            () => Crash("FATAL:  password authentication failed for user \"app\"", Env("APP_DB", "postgres://" + Repeat(":", 300_000))).Diagnose(),
            () => Unready("x", "400", Env("ALLOWED_HOSTS", Repeat("1.", 100_000))).Diagnose(),
        ];

        await Task.Run(() => looks.ToList().ForEach(look => look()), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("2026-01-02 03:09:50.123 UTC [77] ERROR:  invalid input syntax for type uuid: \"invalid page in block\"")]
    [InlineData("2026-01-02 03:09:50.123 UTC [77] FATAL:  password authentication failed for user \"invalid page in block\"")]
    [InlineData("2026-01-02 03:09:50.123 UTC [77] ERROR:  could not open file \"/data/base/items.csv\" for reading: No such file or directory")]
    [InlineData("2026-01-02 03:09:50.123 UTC [77] ERROR:  could not open file \"/data/base/items.csv\" for reading: Permission denied")]
    public void What_a_client_sends_is_no_damage(string line) => Assert.Equal("nothing", All(TestPod.OfDatabase().Running(3000, true).Ready(true, 2900).Log(line)));

    [Theory]
    [InlineData("2026-01-02 03:09:50.123  INFO 1 --- [main] c.c.c.ConfigServicePropertySourceLocator : Fetching config from server at : http://config-server:8888")]
    [InlineData("2026/01/02 03:09:58 gRPC server listening on :9090\nwarming up")]
    [InlineData("2026/01/02 03:09:58 pprof listening on localhost:6060\nwarming up")]
    [InlineData("Server listening on port 99999")]
    public void Another_server_is_not_the_programs(string log) => Assert.DoesNotContain("PortMismatch", All(Start(log, 3)), StringComparison.Ordinal);

    [Theory]
    [InlineData("psql:/app/schema.sql:1: NOTICE:  relation \"houses\" already exists, skipping\nserving")]
    [InlineData("{\n  severity: 'NOTICE',\n  code: '42P07',\n  message: 'relation \"houses\" already exists, skipping',\n}\nserving")]
    [InlineData("CREATE TABLE IF NOT EXISTS houses\nNOTICE:  relation \"houses\" already exists, skipping\nserving")]
    public void A_notice_is_no_reason_to_drop_anything(string log)
    {
        Assert.DoesNotContain("drop", All(Unready(log)), StringComparison.Ordinal);
        Assert.DoesNotContain("drop", All(SlowKill(log)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?: (security.W008) Your SECURE_SSL_REDIRECT setting is not set to True.\n\nSystem check identified 1 issue (0 silenced).\nLoading catalogue", "SECURE_SSL_REDIRECT")]
    [InlineData("/usr/local/lib/python3.12/site-packages/torch/cuda/__init__.py:129: UserWarning: CUDA initialization: Found no NVIDIA driver on your system.\n  return torch._C._cuda_getDeviceCount() > 0\nloading weights 1/9", "NVIDIA")]
    [InlineData("2026-01-02 03:04:05.1: W tensorflow/dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file: No such file or directory\nloading model", "libcudart")]
    public void An_ordinary_line_is_no_cause(string log, string word)
    {
        Assert.DoesNotContain(word, All(SlowKill(log)).Split(" // ")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("failed to connect to `host=warehouse.example.com user=etl database=dw`: dial error (timeout)\nretrying in 1s\nconnected to warehouse\nloading products 1/900")]
    [InlineData("error: role \"readonly\" does not exist\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)\nmigration 0003_grants failed, going on")]
    [InlineData("Waiting for database migrations to finish (3 pending)")]
    [InlineData("2026-01-02 WARN Dropped 3 spans of sqlalchemy: java.net.UnknownHostException: zipkin\nloading products 1/900")]
    public void A_connection_that_is_none_of_the_stacks_is_no_fault(string log) => Assert.DoesNotContain("ConnectionFailed", All(Start(log, 20)), StringComparison.Ordinal);

    [Theory]
    [InlineData("[2026-01-01 03:04:05 +0000] [1] [ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?\n[2026-01-01 09:04:05 +0000] [1] [ERROR] Worker (pid:8) was sent SIGKILL! Perhaps out of memory?\n[2026-01-01 09:04:09 +0000] [1] [INFO] Booting worker with pid: 9\norder 1 done\norder 2 done")]
    [InlineData("[1] [INFO] Handling signal: hup\n[1] [INFO] Booting worker with pid: 12\n[1] [ERROR] Worker (pid:8) was sent SIGTERM!\n[1] [ERROR] Worker (pid:9) was sent SIGTERM!\nserving")]
    [InlineData("PM2 | App [api:0] exited with code [0] via signal [SIGINT]\nPM2 | App [api:0] online\nPM2 | App [api:1] exited with code [0] via signal [SIGINT]\nPM2 | App [api:1] online\nserving")]
    [InlineData("INFO:     Will watch for changes in these directories: ['/app']\nProcess SpawnProcess-1:\nTraceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\nModuleNotFoundError: No module named 'shop'\nWARNING:  StatReload detected changes in 'main.py'. Reloading...\nINFO:     Application startup complete.\nserving")]
    [InlineData("Exception in thread \"main\" java.lang.IllegalStateException: cache was there already\n\tat shop.Warm.main(Warm.java:3)\nwarm.sh: ignored, going on\n2026-01-02 INFO Started ShopApplication in 4.2 seconds")]
    public void What_a_server_that_answers_has_been_through_is_history(string log)
    {
        var pod = TestPod.OfApi(s => s.Api.Resources = Memory).WithPod(p => p.Spec.Containers[0].Resources = Memory).Running(3000, true).Ready(false, 30)
            .Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", first: 30).Log(log);
        Assert.StartsWith("ReadinessFailing", All(pod), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LOG_LEVEL", "info", "TypeError: Cannot read properties of undefined (reading 'info')\n    at Object.<anonymous> (/app/server.js:3:9)", "LOG_LEVEL")]
    [InlineData("X", "x", "GraphQLError: BAD_USER_INPUT: argument id is required\n    at x (y.js:1:1)", "BAD_USER_INPUT")]
    [InlineData("X", "x", "Error: read ECONNRESET 198.51.100.3:42701\n    at TCP.onStreamRead", "drop")]
    [InlineData("X", "x", "psycopg.errors.InsufficientPrivilege: permission denied for function make_report", "ALTER TABLE")]
    [InlineData("X", "x", "psycopg.errors.InsufficientPrivilege: permission denied for table houses", "-U postgres DATABASE")]
    [InlineData("X", "x", "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration a.0002 is applied before its dependency b.0001", "empty database")]
    public void A_hint_is_not_about_something_else(string name, string value, string log, string word) => Assert.DoesNotContain(word, All(Crash(log, Env(name, value))).Split(" // ")[1], StringComparison.Ordinal);

    [Fact]
    public void Who_waits_in_two_lines_waits_all_the_time()
    {
        const string first = "Waiting for database...\nnext try in 5 s\nWaiting for database...";
        TestPod Pod(string log) => TestPod.OfApi().Running(90).Event("Unhealthy", Refused).Log(log, isWhole: true);
        var one = Pod(first).Diagnose().Root!;
        var two = Pod(first + "\nnext try in 5 s").WithTold(one).Diagnose().Root!;
        var three = Pod(first + "\nnext try in 5 s\nWaiting for database...").WithTold(two).Diagnose().Root!;
        Assert.Equal($"{one.Code} {one.Code} {one.Code}", $"{one.Code} {two.Code} {three.Code}");
    }

    [Fact]
    public void A_worker_that_dies_with_a_long_trace_dies_all_the_time()
    {
        var trace = "Traceback (most recent call last):\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"  File \"/usr/local/lib/python3.12/site-packages/lib{i}/module.py\", line {i}, in something_{i}\n    return await the_next_function_{i}(request, response)")) + "\nValueError: no such store";
        string Cycle(int i) => $"{trace}\nINFO:     Child process [{i}] died\nINFO:     Waiting for child process [{i + 1}]\n";
        TestPod Pod(string log) => TestPod.OfApi().Running(90).Event("Unhealthy", Refused).Log(LogText.Kept(log, Access));
        var one = Pod(Cycle(1) + Cycle(2) + Cycle(3)).Diagnose().Root!;
        var two = Pod(Cycle(1) + Cycle(2) + Cycle(3) + trace[..4000]).WithTold(one).Diagnose().Root!;
        var three = Pod(Cycle(1) + Cycle(2) + Cycle(3) + Cycle(4)).WithTold(two).Diagnose().Root!;
        Assert.Equal($"{one.Code} {one.Code} {one.Code}", $"{one.Code} {two.Code} {three.Code}");
    }

    [Fact]
    public void A_timeout_that_has_scrolled_away_is_no_want_of_memory()
    {
        const string timeouts = "[1] [CRITICAL] WORKER TIMEOUT (pid:7)\n[1] [CRITICAL] WORKER TIMEOUT (pid:8)\n";
        const string kills = "[1] [ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?\n[1] [ERROR] Worker (pid:8) was sent SIGKILL! Perhaps out of memory?\n";
        var after = string.Join('\n', Enumerable.Range(0, 100).Select(i => Repeat("y", 79)));
        after = after[..(8192 - kills.Length - timeouts.Length - 2)];
        TestPod Pod(string log) => TestPod.OfApi(s => s.Api.Resources = Memory).WithPod(p => p.Spec.Containers[0].Resources = Memory).Running(90).Event("Unhealthy", Refused).Log(LogText.Kept(log, Access));
        var one = Pod(timeouts + kills + after).Diagnose().Root!;
        var two = Pod(timeouts + kills + after + "\nloading the catalogue, 2 of 9 pages are done, a while more").WithTold(one).Diagnose().Root!;
        Assert.Equal(one.Code.Name, two.Code.Name);
    }

    [Theory]
    [InlineData("ERROR: broker not there, attempt 2 of 100", "ERROR: broker not there, attempt 3 of 100")]
    [InlineData("== 20260102 AddPrices: migrating ====\n-- add_index(:prices, :day)", "== 20260102 AddPrices: migrating ====\n-- add_index(:prices, :day)\n   -> 0.0123s")]
    [InlineData("info: Microsoft.EntityFrameworkCore.Migrations[20402]\n      Applying migration '20260102_AddPrices'.", "info: Microsoft.EntityFrameworkCore.Migrations[20402]\n      Applying migration '20260102_AddPrices'.\ninfo: Microsoft.EntityFrameworkCore.Database.Command[20101]\n      Executed DbCommand (5ms) [Parameters=[], CommandType='Text', CommandTimeout='30']\n      ALTER TABLE x ADD y int;")]
    public void A_step_more_is_no_other_message(string before, string after)
    {
        var one = Start(before, 90).Diagnose().Root!;
        var two = Start(after, 90).WithTold(one).Diagnose().Root!;
        Assert.Equal((one.Code.Name, one.Message), (two.Code.Name, two.Message));
    }

    [Fact]
    public void A_migration_that_counts_is_told_once()
    {
        string Look(string said)
        {
            var pod = Scene.JobPod("demo-api-migrate", "demo-api-migrate-a", new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Scene.Ago(90) } });
            pod.Spec.Containers[0].Name = pod.Status.ContainerStatuses[0].Name = "api";
            var stack = (Scene.Stack() with { MigrationJob = new V1Job { Metadata = new V1ObjectMeta { Name = "demo-api-migrate", Uid = "uid-demo-api-migrate" }, Status = new V1JobStatus { Active = 1 } } }).With(pod);
            stack = stack with { Evidence = stack.Evidence with { Logs = [new ContainerLog("demo-api-migrate-a", "api", false, said)] } };
            return stack.Diagnose().Root is { } r ? $"{r.Code}: {r.Message}" : "nothing";
        }

        Assert.NotEqual("nothing", Look("copied 1000 rows"));
        Assert.Equal(Look("copied 1000 rows"), Look("copied 1000 rows\ncopied 2000 rows"));
    }

    [Fact]
    public void A_secret_that_stands_where_a_host_is_read_is_masked_in_the_hint() => Assert.DoesNotContain(
        "hunter2secret", All(Crash(NoName, spec => spec.Api.Env = [new V1EnvVar { Name = "CACHE_HOST", Value = "hunter2secret" }, new V1EnvVar { Name = "CACHE_TOKEN", Value = "hunter2secret" }])), StringComparison.Ordinal);

    [Fact]
    public void Half_a_character_is_no_JSON() => Assert.NotNull(Crash("{\ud83d}").Diagnose().Root);

    [Theory]
    [InlineData("POSTGRES_HOST_AUTH_METHOD", "trust", "sqlalchemy.exc.OperationalError: [Errno -2] Name or service not known", "at trust")]
    [InlineData("EMAIL_HOST_USER", "apikey", NoName, "names apikey")]
    public void A_variable_of_another_kind_names_no_host(string name, string value, string log, string word) => Assert.DoesNotContain(word, All(Crash(log, Env(name, value))), StringComparison.Ordinal);

    [Fact]
    public void Fragments_in_any_order_end_no_look()
    {
        string[] parts = ["{\"msg\":\"", "\"}", "\"error\":{", "\"cause\":[", "Caused by:", "Caused by: ", "In x.php line 3:", "  \n", "\n", "\n\n", "\t", "ValidationError: 2 validation errors for S", "  a [type=x", "thread 'main' panicked at a:1:", "panic: ", "Description:",
            "fail: A.B[1]", "Error: P1001:", "Health check x with status Unhealthy completed after 1ms with message '(null)'", "\"", "'", ":", "\\u0000", "\ufeff", "usage: ", "level=error msg=\"", "[nodemon] app crashed", "WORKER TIMEOUT", "Parameter name: x", " ---> ", "╰", "AggregateException: ", "\r",
            "listening on :99999999999", "port 70000", "getaddrinfo ENOTFOUND ", "Failed to connect to a:99999999999", "Waiting for db", "Running upgrade ->", "$(PGHOST)", "${x}", "$1", "{pod}", "Permission denied", "/", "KeyError: 'A_B'", "[02-Jan-2026 03:04:05] WARNING: [pool www] child 1 said into stderr: \"", "error: role \"x\" does not exist", "password authentication failed", "could not open file \"base/1\"", "ERROR:  ", "FATAL:  ", "CWWKE0001I", "Traceback (most recent call last):", "  File \"a\", line 1", "a.B: c", "X", " "];
        var random = new Random(7);
        for (var i = 0; i < Looks; i++)
        {
            var log = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => parts[random.Next(parts.Length)] + (random.Next(3) == 0 ? "\n" : "")));
            TestPod[] scenes =
            [
                Crash(log, Env("A_HOST", "db")),
                Start(log, 90, Env("DB_HOST", "db")),
                Unready(log, "500"),
                TestPod.OfDatabase().Waiting("CrashLoopBackOff").Ended(1).Restarted(3).Log(log, isPrevious: true),
            ];
            Assert.NotNull(scenes[i % scenes.Length].Diagnose());
        }
    }
}
