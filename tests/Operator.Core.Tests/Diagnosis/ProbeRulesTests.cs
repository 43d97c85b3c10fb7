using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class ProbeRulesTests
{
    private const string Api = "Container api of pod demo-api-1";
    private const string Refused = """Startup probe failed: Get "http://198.51.100.7:8000/health": dial tcp 198.51.100.7:8000: connect: connection refused""";
    private const string KilledAtStartup = "Container api failed startup probe, will be restarted";
    private const string KilledByLiveness = "Container api failed liveness probe, will be restarted";

    [Theory]
    [InlineData("INFO:     Uvicorn running on http://0.0.0.0:8001 (Press CTRL+C to quit)", 8001)]
    [InlineData("[2026-01-02 03:04:05 +0000] [1] [INFO] Listening at: http://0.0.0.0:5000 (1)", 5000)]
    [InlineData("[2026-01-02 03:04:05 +0000] [1] [INFO] Running on http://0.0.0.0:8080 (CTRL + C to quit)", 8080)]
    [InlineData(" * Running on all addresses (0.0.0.0)\n * Running on http://127.0.0.1:5000\n * Running on http://198.51.100.7:5000", 5000)]
    [InlineData("Starting development server at http://0.0.0.0:8080/", 8080)]
    [InlineData("Example app listening on port 3000", 3000)]
    [InlineData("Server listening at http://0.0.0.0:3000", 3000)]
    [InlineData("   ▲ Next.js 14.2.3\n   - Local:        http://localhost:3000\n - Network: http://0.0.0.0:3000\nready started server on 0.0.0.0:3000", 3000)]
    [InlineData("      Now listening on: http://[::]:8080", 8080)]
    [InlineData("Tomcat started on port(s): 8080 (http) with context path ''", 8080)]
    [InlineData("Tomcat started on port 8080 (http) with context path '/'", 8080)]
    [InlineData("Netty started on port 9000", 9000)]
    [InlineData("Rocket has launched from http://0.0.0.0:9000", 9000)]
    [InlineData("[GIN-debug] Listening and serving HTTP on :8080", 8080)]
    [InlineData("Serving HTTP on 0.0.0.0 port 9000 (http://0.0.0.0:9000/) ...", 9000)]
    public void A_server_that_says_that_it_listens_elsewhere_is_told_at_once(string log, int port)
    {
        var root = TestPod.OfApi().Running(since: 3).Event("Unhealthy", Refused).Log(log).Diagnose().Root!;

        Assert.Equal((FindingCodes.PortMismatch, $"{Api} listens on port {port}, but spec.api.port is 8000."), (root.Code, root.Message));
        Assert.True(root.Stalls);
    }

    [Theory]
    [InlineData("2026-01-02 03:04:05,127 WARNING  shop.health.server: Default health port 8000 is occupied, falling back to port 48507", 48507)]
    [InlineData(" ⚠ Port 8000 is in use, using available port 8001 instead.", 8001)]
    [InlineData(" ⚠ Port 8000 is in use, trying 8001 instead.", 8001)]
    public void A_server_that_takes_another_port_than_its_own_is_told_at_once(string log, int port) => Assert.Equal(
        $"PortMismatch: {Api} listens on port {port}, but spec.api.port is 8000.", TestPod.OfApi().Running(since: 3).Event("Unhealthy", Refused).Log(log).Told());

    [Theory]
    [InlineData("2026-01-02T03:04:05Z ERR Error getting nodes error=\"pq: remaining connection slots are reserved for roles with the SUPERUSER attribute\"", "remaining connection slots are reserved", "max_connections")]
    [InlineData("[02-Jan-2026 03:04:05] WARNING: [pool www] child 155 said into stderr: \"NOTICE: PHP message: {\"reqId\":\"3c\",\"level\":3,\"message\":{\"Exception\":\"Doctrine\\\\DBAL\\\\DBALException\",\"Message\":\"Failed to connect to the database: An exception occurred in driver: could not find driver\"}}\"", "could not find driver", "pdo_pgsql")]
    [InlineData("2026-01-02 03:04:05,123 1 ERROR app odoo.modules.loading: Database app not initialized, you can force it with `-i base`\n2026-01-02 03:04:05,125 1 ERROR app odoo.http: Exception during request handling.\nTraceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/odoo/http.py\", line 1412, in dispatch\n    ir_http = request.registry['ir.http']\n  File \"/usr/lib/python3/dist-packages/odoo/modules/registry.py\", line 186, in __getitem__\n    return self.models[model_name]\nKeyError: 'ir.http' - - -", "Database app not initialized, you can force it with `-i base`", "The tables have to be made first")]
    [InlineData("fail: Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService[103]\n      Health check Database with status Unhealthy completed after 18.4543ms with message '(null)'\n      System.Threading.Tasks.TaskCanceledException: A task was canceled.\n         at Npgsql.TaskExtensions.WithCancellation[T](Task`1 task)", "Health check Database: System.Threading.Tasks.TaskCanceledException: A task was canceled.", "Its check Database asks others")]
    public void What_an_answer_of_500_does_not_say_the_line_of_its_hint_does(string log, string says, string hint)
    {
        var root = TestPod.OfApi().Running(since: 20).Event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 500", first: 15).Log(log).Diagnose().Root!;

        Assert.Contains("to GET /health on port 8000: ", root.Message, StringComparison.Ordinal);
        Assert.Contains(says.TrimEnd('.'), root.Message, StringComparison.Ordinal);
        Assert.Contains(hint, root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Running migrations:\n  Applying dcim.0143_inventoryitem_component... OK")]
    [InlineData("INFO  [alembic.runtime.migration] Running upgrade a1b2 -> c3d4, add prices")]
    [InlineData("Migrating: 2026_01_02_000000_create_prices_table")]
    [InlineData("03:04:05.123 [info] == Running 20260102030405 Shop.Repo.Migrations.AddPrices.change/0 forward")]
    public void A_start_that_is_still_at_its_migrations_is_called_so(string log)
    {
        var root = TestPod.OfApi().Running(since: 90).Event("Unhealthy", Refused).Log(log).Diagnose().Root!;

        Assert.Equal($"{Api} runs, but has not started yet: it is still at the migrations of its tables.", root.Message);
        Assert.Contains("spec.api.migrate.command", root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)", "127.0.0.1:8000")]
    [InlineData("Server running at http://localhost:8000/", "localhost:8000")]
    [InlineData("      Now listening on: http://[::1]:8000", "[::1]:8000")]
    public void A_server_that_only_its_pod_reaches_is_told(string log, string address)
    {
        var root = TestPod.OfApi().Running(since: 3).Event("Unhealthy", Refused).Log(log).Diagnose().Root!;

        Assert.Equal($"{Api} listens on {address}, which only the pod itself reaches.", root.Message);
        Assert.Contains("0.0.0.0", root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)")]
    [InlineData("psycopg2.OperationalError: connection to server at \"demo-db\" (203.0.113.9), port 5432 failed: Connection refused")]
    [InlineData("Connected to database, running on port 5432")]
    [InlineData("Prometheus metrics listening on :9090")]
    [InlineData("Debugger listening on ws://127.0.0.1:9229/1f2e")]
    [InlineData("listening to events of 10:30")]
    [InlineData("Loading the model (2 GB)")]
    public void What_tells_of_no_other_address_is_not_taken_for_one(string log) =>
        Assert.Null(TestPod.OfApi().Running(since: 3).Event("Unhealthy", Refused).Log(log).Told());

    [Theory]
    [InlineData("[AUDIT   ] CWWKE0001I: The server defaultServer has been launched.\n[AUDIT   ] CWWKF0011I: The defaultServer server is ready to run a smarter planet.", "[AUDIT   ] CWWKZ0001I: Application shop started in 41.256 seconds.")]
    [InlineData("03:04:05,123 INFO  [org.jboss.as] (MSC service thread 1-2) WFLYSRV0049: WildFly 30.0.0.Final (WildFly Core 22.0.1.Final) starting", "03:04:45,456 INFO  [org.jboss.as] (Controller Boot Thread) WFLYSRV0025: WildFly 30.0.0.Final (WildFly Core 22.0.1.Final) started in 40321ms")]
    [InlineData("[2026-01-02T03:04:05.123+0000] [] [INFO] [NCLS-CORE-00087] [javax.enterprise.system.core] Grizzly Framework 4.0.0 started in: 31ms - bound to [/0.0.0.0:8000]", "[2026-01-02T03:04:45.456+0000] [] [INFO] [] [javax.enterprise.system.core] shop was successfully deployed in 38,204 milliseconds.")]
    public void A_server_knows_no_path_of_an_application_that_it_still_deploys(string deploying, string deployed)
    {
        const string notFound = "Startup probe failed: HTTP probe failed with statuscode: 404";

        Assert.Null(TestPod.OfApi().Running(since: 40).Event("Unhealthy", notFound, first: 35).Log(deploying).Told());
        Assert.NotNull(TestPod.OfApi().Running(since: 70).Event("Unhealthy", notFound, first: 65).Log(deploying).Told());
        Assert.NotNull(TestPod.OfApi().Running(since: 40).Event("Unhealthy", notFound, first: 35).Log($"{deploying}\n{deployed}").Told());
        Assert.NotNull(TestPod.OfApi().Running(since: 10).Event("Unhealthy", notFound, first: 8).Log("INFO:     Application startup complete.").Told());
    }

    /// <summary>Why it is slow, a program knows better than its probe.</summary>
    [Fact]
    public void A_health_that_takes_too_long_is_told_with_the_error_of_the_program_that_is_known()
    {
        const string failure = """Liveness probe failed: Get "http://198.51.100.7:8000/health": context deadline exceeded (Client.Timeout exceeded while awaiting headers)""";
        const string log = "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00";
        TestPod Killed() => TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(137, log, ago: 4, lasted: 90).Restarted(1)
            .Event("Unhealthy", failure, first: 30, last: 6).Event("Killing", KilledByLiveness, last: 5);

        var root = Killed().Diagnose().Root!;

        Assert.Equal($"{Api} is restarted by its liveness probe: it does not answer GET /health on port 8000 within 5 s: {log}.", root.Message);
        Assert.StartsWith("Its own pool has no connection left", root.Hint, StringComparison.Ordinal);
    }

    /// <summary>It may go on for ever, and nobody has to wait a minute for the word.</summary>
    [Fact]
    public void A_program_that_meets_a_known_error_again_and_again_is_told_soon()
    {
        const string error = "[Nest] 1  - 01/02/2026, 3:04:05 AM   ERROR [Migrator] Startup Error: The migration directory is corrupt, the following files are missing: 2026_a.js\n";
        var again = TestPod.OfApi().Running(since: 20).Event("Unhealthy", Refused, first: 18).Log(string.Concat(Enumerable.Repeat(error, 3)));

        Assert.Equal(FindingCodes.StartupTooSlow, again.Diagnose().Root!.Code);
        Assert.StartsWith("The database was migrated by a newer image", again.Diagnose().Root!.Hint, StringComparison.Ordinal);
        Assert.Null(TestPod.OfApi().Running(since: 10).Event("Unhealthy", Refused, first: 8).Log(string.Concat(Enumerable.Repeat(error, 3))).Told());
        Assert.Null(TestPod.OfApi().Running(since: 20).Event("Unhealthy", Refused, first: 18).Log(error).Told());
    }

    [Fact]
    public void A_slow_start_is_told_only_when_it_lasts()
    {
        Assert.Null(TestPod.OfApi().Running(since: 55).Event("Unhealthy", Refused).Told());
        Assert.Equal(
            $"StartupTooSlow: {Api} runs, but has not started yet: it accepts no connections on port 8000.",
            TestPod.OfApi().Running(since: 65).Event("Unhealthy", Refused, first: 60).Told());
        Assert.Equal(
            $"StartupTooSlow: {Api} runs, but has not started yet: it answers 503 (Service Unavailable) to GET /health on port 8000.",
            TestPod.OfApi().Running(since: 65).Event("Unhealthy", Refused, last: 50).Event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 503").Told());
    }

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(405, "Method Not Allowed")]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    public void A_liveness_path_that_is_not_there_is_told_within_seconds(int status, string name)
    {
        var message = $"Startup probe failed: HTTP probe failed with statuscode: {status}";
        var told = $"LivenessFailing: {Api} answers {status} ({name}) to GET /health on port 8000, its liveness path (spec.api.health.livenessPath).";

        Assert.Null(TestPod.OfApi().Running(since: 4).Event("Unhealthy", message, first: 2).Told());
        Assert.Equal(told, TestPod.OfApi().Running(since: 9).Event("Unhealthy", message, first: 5).Told());
        Assert.Equal(told, TestPod.OfApi().Running(since: 2).Ended(0, ago: 3, lasted: 300).Restarted(1)
            .Event("Unhealthy", message, first: 290, last: 10)
            .Event("Unhealthy", Refused, first: 300, last: 1)
            .Event("Killing", KilledAtStartup, last: 8)
            .Told());
    }

    [Fact]
    public void Refusals_past_the_whole_startup_are_no_proof_of_another_port() =>
        Assert.Equal(
            $"StartupTooSlow: {Api} is restarted by its startup probe: after 300 s it still accepts no connections on port 8000.",
            TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(137, ago: 4, lasted: 330).Restarted(1)
                .Event("Unhealthy", Refused, first: 330, last: 34)
                .Event("Killing", KilledAtStartup, last: 34)
                .Told());

    [Fact]
    public void Refusals_past_a_short_startup_may_be_a_slow_start() =>
        Assert.Equal(
            $"StartupTooSlow: {Api} is restarted by its startup probe: after 10 s it still accepts no connections on port 8000.",
            TestPod.OfApi(spec => spec.Api.Health.StartupSeconds = 10).Running(since: 3).Ended(143, ago: 4, lasted: 11).Restarted(1)
                .Event("Unhealthy", Refused, first: 13, last: 1)
                .Event("Killing", KilledAtStartup, last: 5)
                .Told());

    [Fact]
    public void A_liveness_kill_is_told_by_what_the_probe_saw_and_not_as_a_crash()
    {
        var told = $"LivenessFailing: {Api} is restarted by its liveness probe: it answers 500 (Internal Server Error) to GET /health on port 8000.";

        Assert.Equal(told, OfKill().Running(since: 60, hasStarted: true).Told());
        Assert.Equal(told, OfKill().Ended(137, ago: 1, lasted: 60).Told());
        Assert.Equal(told, OfKill().Running(since: 1).Ended(0, ago: 2, lasted: 60).Restarted(1).Told());
        Assert.Equal(told, OfKill().Waiting("CrashLoopBackOff").Ended(2, ago: 2, lasted: 60).Restarted(3).Told());

        static TestPod OfKill() => TestPod.OfApi().Ready(false, changed: 20)
            .Event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", first: 30, last: 5)
            .Event("Killing", KilledByLiveness, last: 5);
    }

    [Fact]
    public void A_kill_whose_events_were_dropped_is_known_by_an_earlier_one() =>
        Assert.Equal(
            $"LivenessFailing: {Api} is restarted by its liveness probe: it does not answer GET /health on port 8000 within 5 s.",
            TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(137, ago: 4, lasted: 60).Restarted(5)
                .Event("Unhealthy", """Liveness probe failed: Get "http://198.51.100.7:8000/health": context deadline exceeded (Client.Timeout exceeded while awaiting headers)""", last: 200)
                .Event("Killing", KilledByLiveness, last: 200)
                .Told());

    [Fact]
    public void A_run_that_begins_in_the_second_of_a_kill_is_not_the_one_that_is_killed() =>
        Assert.Null(TestPod.OfApi().Running(since: 35, hasStarted: true).Ended(137, ago: 35, lasted: 10).Restarted(1)
            .Event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", last: 36)
            .Event("Killing", KilledByLiveness, last: 35)
            .Told());

    [Fact]
    public void A_crash_after_an_old_kill_is_a_crash() =>
        Assert.Equal(
            $"CrashLoop: {Api} exited with code 1: broken.",
            TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(1, "broken").Restarted(5).Event("Killing", KilledByLiveness, last: 1800).Told());

    [Theory]
    [InlineData("HTTP probe failed with statuscode: 503", "it answers 503 (Service Unavailable) to GET /ready on port 8000", false)]
    [InlineData("HTTP probe failed with statuscode: 404", "it answers 404 (Not Found) to GET /ready on port 8000, its readiness path (spec.api.health.readinessPath)", true)]
    [InlineData("""Get "http://198.51.100.7:8000/ready": net/http: request canceled (Client.Timeout exceeded while awaiting headers)""", "it does not answer GET /ready on port 8000 within 5 s", false)]
    [InlineData("""Get "http://198.51.100.7:8000/ready": read tcp 198.51.100.1:40112->198.51.100.7:8000: read: connection reset by peer""", "it does not answer GET /ready on port 8000: read: connection reset by peer", false)]
    [InlineData("""Get "http://198.51.100.7:8000/ready": EOF""", "it does not answer GET /ready on port 8000: EOF", false)]
    public void A_container_that_is_not_ready_is_told_by_what_it_answers(string output, string told, bool stalls)
    {
        var root = TestPod.OfApi(spec => spec.Api.Health.ReadinessPath = "/ready")
            .Running(since: 30, hasStarted: true)
            .Event("Unhealthy", $"Readiness probe failed: {output}", first: 20)
            .Diagnose().Root!;

        Assert.Equal((FindingCodes.ReadinessFailing, $"{Api} is not ready: {told}."), (root.Code, root.Message));
        Assert.Equal(stalls, root.Stalls);
    }

    [Fact]
    public void Failures_of_an_earlier_run_count_no_more() =>
        Assert.Null(TestPod.OfApi().Running(since: 30, hasStarted: true).Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", first: 900, last: 40).Told());

    [Fact]
    public void A_probe_that_succeeds_again_is_no_trouble() =>
        Assert.Null(TestPod.OfApi().Running(since: 600, hasStarted: true).Ready(true, changed: 2)
            .Event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", last: 60)
            .Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", last: 5)
            .Told());

    [Theory]
    [InlineData("failed: 127.0.0.1:5432 - no response\n", "it does not answer")]
    [InlineData("""failed: command "pg_isready -h 127.0.0.1 -U postgres -d app" timed out""", "it does not answer")]
    [InlineData("errored and resulted in failure state: rpc error: code = DeadlineExceeded desc = context deadline exceeded", "it does not answer")]
    [InlineData("failed: 127.0.0.1:5432 - rejecting connections\n", "it turns connections away (it starts, stops or recovers)")]
    [InlineData("""errored: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "1f": OCI runtime exec failed: exec failed: unable to start container process: exec: "pg_isready": executable file not found in $PATH: unknown""", "it fails its probe pg_isready: exec: \"pg_isready\": executable file not found in $PATH")]
    public void A_database_that_is_not_ready_is_told_by_what_pg_isready_says(string said, string told) =>
        Assert.Equal(
            $"ReadinessFailing: Container postgres of pod demo-db-0 is not ready: {told}.",
            TestPod.OfDatabase().Running(since: 600, hasStarted: true).Ready(false, changed: 12).Event("Unhealthy", $"Readiness probe {said}", first: 500).Told());

    [Fact]
    public void A_database_that_recovers_is_told_only_when_it_takes_long()
    {
        const string Recovering = "Startup probe failed: 127.0.0.1:5432 - rejecting connections\n";

        Assert.Null(TestPod.OfDatabase().Running(since: 50).Event("Unhealthy", Recovering, first: 45).Told());
        Assert.Equal(
            "StartupTooSlow: Container postgres of pod demo-db-0 runs, but has not started yet: it turns connections away (it starts, stops or recovers).",
            TestPod.OfDatabase().Running(since: 70).Event("Unhealthy", Recovering, first: 65).Told());
    }

    [Fact]
    public void What_a_probe_says_of_a_container_that_has_ended_is_not_told() =>
        Assert.Equal(
            "CrashLoop: Container postgres of pod demo-db-0 exited with code 1: FATAL: no.",
            TestPod.OfDatabase().Ended(1, "FATAL:  no")
                .Event("Unhealthy", "Startup probe errored: rpc error: code = Unknown desc = failed to exec in container: container is in CONTAINER_EXITED state")
                .Told());

    [Theory]
    [InlineData("Startup probe failed: model not loaded", 30, "LivenessFailing", "runs, but has not started yet: it fails its probe check: model not loaded", "Mend what spec.api.health.exec.command checks, or the command: kubectl logs demo-api-1")]
    [InlineData("Startup probe errored: rpc error: code = Unknown desc = failed to exec in container: failed to start exec \"1f\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"check\": executable file not found in $PATH: unknown", 10, "LivenessFailing", "fails its probe check: exec: \"check\": executable file not found in $PATH", "Name in spec.api.health.exec.command a program that the image has, or remove spec.api.health.exec, so that it is asked by HTTP")]
    [InlineData("Startup probe failed: curl: (7) Failed to connect to localhost port 8000 after 0 ms: Connection refused", 70, "StartupTooSlow", "runs, but has not started yet: it fails its probe check: curl: (7) Failed to connect to localhost port 8000 after 0 ms: Connection refused", "See what it does, and on which port it listens (spec.api.port): kubectl logs demo-api-1")]
    public void A_command_that_fails_as_a_probe_is_told_with_its_field(string message, int since, string code, string words, string hint)
    {
        var root = TestPod.OfApi(spec => spec.Api.Health.Exec = new k8s.Models.V1ExecAction { Command = ["check"] })
            .WithPod(pod => pod.Spec.Containers[0].StartupProbe = new k8s.Models.V1Probe { Exec = new k8s.Models.V1ExecAction { Command = ["check"] } })
            .Running(since: since).Event("Unhealthy", message, first: since - 1).Diagnose().Root!;

        Assert.Equal((code, $"{Api} {words}.", hint), (root.Code.Name, root.Message, root.Hint));
    }

    [Fact]
    public void A_program_that_hangs_without_memory_is_told_so()
    {
        const string log = "JVMDUMP039I Processing dump event \"systhrow\", detail \"java/lang/OutOfMemoryError\" at 2026/01/02 03:04:05 - please wait.\nJVMDUMP046I VM is shutting down. Reason: java/lang/OutOfMemoryError";
        const string failure = """Startup probe failed: Get "http://198.51.100.7:8000/health": context deadline exceeded (Client.Timeout exceeded while awaiting headers)""";
        var root = TestPod.OfApi().Running(since: 60).Event("Unhealthy", failure, first: 50).Log(log).Diagnose().Root!;

        Assert.EndsWith(" s: JVMDUMP046I VM is shutting down. Reason: java/lang/OutOfMemoryError.", root.Message, StringComparison.Ordinal);
        Assert.StartsWith("Raise spec.api.resources.limits.memory", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_is_refused_is_told_in_the_programs_words()
    {
        const string log = "Invalid HTTP_HOST header: '198.51.100.7:8000'. You may need to add '198.51.100.7' to ALLOWED_HOSTS.\nBad Request: /health";
        const string failure = "Startup probe failed: HTTP probe failed with statuscode: 400";

        Assert.Equal(
            $"LivenessFailing: {Api} answers 400 (Bad Request) to GET /health on port 8000, its liveness path (spec.api.health.livenessPath): Invalid HTTP_HOST header: 'ADDRESS'. You may need to add 'ADDRESS' to ALLOWED_HOSTS.",
            TestPod.OfApi().Running(since: 20).Event("Unhealthy", failure, first: 15).Log(log).Told());
    }

    [Fact]
    public void Container_of_a_mesh_is_asked_on_its_own_port_and_has_no_field_of_the_spec()
    {
        var pod = TestPod.OfApi().Running(since: 60, hasStarted: true).WithPod(each =>
        {
            each.Spec.Containers = [each.Spec.Containers[0], each.Spec.Containers[0] with
            {
                Name = "istio-proxy",
                ReadinessProbe = new k8s.Models.V1Probe { HttpGet = new k8s.Models.V1HTTPGetAction { Path = "/healthz/ready", Port = 15021 } },
            }];
            each.Status.ContainerStatuses[0].Name = "istio-proxy";
        });
        var root = pod.Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", first: 50, container: "istio-proxy").Diagnose().Root!;

        Assert.Equal("Container istio-proxy of pod demo-api-1 is not ready: it answers 404 (Not Found) to GET /healthz/ready on port 15021.", root.Message);
        Assert.Equal("kubectl logs demo-api-1 -c istio-proxy", root.Hint);
        Assert.False(root.Stalls);
    }

    /// <summary>Of a container that fails for long a node drops most events, and the API server forgets them after an hour.</summary>
    [Fact]
    public void Readiness_that_fails_without_events_is_told_after_a_while()
    {
        Assert.Null(TestPod.OfApi().Running(since: 30, hasStarted: true).Told());
        Assert.Equal($"ReadinessFailing: {Api} is not ready: its readiness probe fails.", TestPod.OfApi().Running(since: 9000, hasStarted: true).Told());
    }

    [Theory]
    [InlineData("HTTP probe failed with statuscode: 400", "answers 400 (Bad Request) to GET /health on port 8000, its liveness path (spec.api.health.livenessPath)", "set spec.api.health.host to a host that it allows, such as shop.example.com")]
    [InlineData("""Get "https://198.51.100.7:8000/health": http: server gave HTTP response to HTTPS client""", "answers GET /health on port 8000 with a redirect to HTTPS, where it does not answer, its liveness path (spec.api.health.livenessPath)", "Leave /health out of the redirect to HTTPS")]
    [InlineData("""Get "https://198.51.100.7/health": dial tcp 198.51.100.7:443: connect: connection refused""", "answers GET /health on port 8000 with a redirect to HTTPS, where it does not answer, its liveness path (spec.api.health.livenessPath)", "Leave /health out of the redirect to HTTPS")]
    [InlineData("Get \"http://198.51.100.7:8000/health\": net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x15\\x03\\x01\\x00\\x02\\x02\"", "speaks TLS on port 8000, where it is asked for GET /health in plain HTTP, its liveness path (spec.api.health.livenessPath)", "Set spec.api.health.scheme to HTTPS")]
    [InlineData("HTTP probe failed with statuscode: 401", "answers 401 (Unauthorized) to GET /health on port 8000, its liveness path (spec.api.health.livenessPath)", "without a login")]
    [InlineData("HTTP probe failed with statuscode: 421", "answers 421 (Misdirected Request) to GET /health on port 8000, its liveness path (spec.api.health.livenessPath)", "spec.api.health.host")]
    public void An_answer_that_stays_so_is_told_within_seconds_with_the_field_that_mends_it(string output, string told, string hint)
    {
        var hosts = new k8s.Models.V1EnvVar { Name = "ALLOWED_HOSTS", Value = "localhost,shop.example.com" };
        var root = TestPod.OfApi(spec => spec.Api.Env = [hosts]).Running(since: 9).Event("Unhealthy", $"Startup probe failed: {output}", first: 6).Diagnose().Root!;

        Assert.Equal((FindingCodes.LivenessFailing, $"{Api} {told}.", true), (root.Code, root.Message, root.Stalls));
        Assert.Contains(hint, root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""Get "http://198.51.100.7:8000/health": EOF""")]
    [InlineData("""Get "http://198.51.100.7:8000/health": read tcp 198.51.100.1:40112->198.51.100.7:8000: read: connection reset by peer""")]
    [InlineData("HTTP probe failed with statuscode: 400")]
    public void A_server_that_says_that_it_speaks_TLS_is_told_so_however_it_ends_a_plain_request(string output)
    {
        var root = TestPod.OfApi().Running(since: 9).Log("INFO:     Uvicorn running on https://0.0.0.0:8000 (Press CTRL+C to quit)")
            .Event("Unhealthy", $"Startup probe failed: {output}", first: 6).Diagnose().Root!;

        Assert.Equal($"{Api} speaks TLS on port 8000, where its liveness path (spec.api.health.livenessPath) is asked in plain HTTP.", root.Message);
        Assert.Equal("Set spec.api.health.scheme to HTTPS, or let it serve plain HTTP", root.Hint);
    }

    [Fact]
    public void Of_a_variable_with_a_login_nothing_is_told()
    {
        var hosts = new k8s.Models.V1EnvVar { Name = "ELASTICSEARCH_HOSTS", Value = "https://elastic:pa55.word9x@es.example.com:9200" };
        var root = TestPod.OfApi(spec => spec.Api.Env = [hosts]).Running(since: 9)
            .Event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 400", first: 6).Diagnose().Root!;

        Assert.DoesNotContain("word9x", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_is_refused_with_another_status_is_known_by_the_log() => Assert.Contains(
        "set spec.api.health.host",
        TestPod.OfApi().Running(since: 20).Log("ERROR Invalid HTTP_HOST header: '198.51.100.7:8000'. You may need to add '198.51.100.7' to ALLOWED_HOSTS.")
            .Event("Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 500", first: 15).Diagnose().Root!.Hint,
        StringComparison.Ordinal);

    [Fact]
    public void An_error_of_the_program_is_told_with_its_exception_once_it_lasts()
    {
        const string log = "ERROR:    Exception in ASGI application\nTraceback (most recent call last):\n  File \"/app/main.py\", line 9, in health\n    model.check()\nAttributeError: 'NoneType' object has no attribute 'check'";
        const string failure = "Startup probe failed: HTTP probe failed with statuscode: 500";

        Assert.Null(TestPod.OfApi().Running(since: 9).Log(log).Event("Unhealthy", failure, first: 8).Told());
        Assert.Equal(
            $"LivenessFailing: {Api} runs, but has not started yet: it answers 500 (Internal Server Error) to GET /health on port 8000: AttributeError: 'NoneType' object has no attribute 'check'.",
            TestPod.OfApi().Running(since: 13).Log(log).Event("Unhealthy", failure, first: 11).Told());
    }

    [Fact]
    public void A_path_that_is_slower_than_its_time_is_told_before_it_is_killed_for_it()
    {
        const string failure = """Startup probe failed: Get "http://198.51.100.7:8000/health": context deadline exceeded (Client.Timeout exceeded while awaiting headers)""";

        Assert.Null(TestPod.OfApi().Running(since: 20).Event("Unhealthy", failure, first: 18).Told());
        var root = TestPod.OfApi().Running(since: 24).Event("Unhealthy", failure, first: 21).Diagnose().Root!;

        Assert.Equal((FindingCodes.LivenessFailing, $"{Api} runs, but has not started yet: it does not answer GET /health on port 8000 within 5 s."), (root.Code, root.Message));
        Assert.Contains("spec.api.health.timeoutSeconds", root.Hint, StringComparison.Ordinal);
        Assert.Null(TestPod.OfApi(spec => spec.Api.Health.StartupSeconds = 900).Running(since: 24).Event("Unhealthy", failure, first: 21).Told());
    }

    [Fact]
    public void A_readiness_that_fails_is_told_with_what_the_program_says_of_it() => Assert.Equal(
        $"ReadinessFailing: {Api} is not ready: it answers 503 (Service Unavailable) to GET /health on port 8000: no model is loaded.",
        TestPod.OfApi().Running(since: 30, hasStarted: true).Log("ERROR:shop:no model is loaded\nINFO:     Application startup complete.")
            .Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", first: 20).Told());
}
