using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class CrashRulesTests
{
    private const string Api = "CrashLoop: Container api of pod demo-api-1";

    private const string Output = "ERROR:    Error loading ASGI app. Attribute \"app\" not found in module \"main\".\n";

    private const string Told = $"{Api} exited with code 1: Error loading ASGI app. Attribute \"app\" not found in module \"main\".";

    public static TheoryData<string, string> Outputs => new()
    {
        {
            """
            INFO:     Will watch for changes
              File "/app/main.py", line 3, in <module>
                import pandas
            ModuleNotFoundError: No module named 'pandas'
            """,
            "ModuleNotFoundError: No module named 'pandas'"
        },
        {
            """
            ERROR:    Traceback (most recent call last):
              File "/usr/lib/python3/dist-packages/starlette/routing.py", line 671, in lifespan
                async with self.lifespan_context(app):
            FileNotFoundError: [Errno 2] No such file or directory: '/models/house.pkl'

            ERROR:    Application startup failed. Exiting.
            """,
            "FileNotFoundError: [Errno 2] No such file or directory: '/models/house.pkl'"
        },
        {
            """
            Traceback (most recent call last):
              File "/app/main.py", line 9, in <module>
                settings = Settings()
            pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings
            api_key
              Field required [type=missing, input_value={}, input_type=dict]
                For further information visit https://errors.pydantic.dev/2.9/v/missing
            """,
            "pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings: api_key: Field required"
        },
        {
            """
            [2026-01-02 03:04:05 +0000] [7] [ERROR] Exception in worker process
            Traceback (most recent call last):
              File "/usr/lib/python3/dist-packages/gunicorn/util.py", line 412, in import_app
                mod = importlib.import_module(module)
            ModuleNotFoundError: No module named 'mian'
            [2026-01-02 03:04:05 +0000] [7] [INFO] Worker exiting (pid: 7)
            [2026-01-02 03:04:05 +0000] [1] [ERROR] Worker (pid:7) exited with code 3
            [2026-01-02 03:04:05 +0000] [1] [ERROR] Shutting down: Master
            [2026-01-02 03:04:05 +0000] [1] [ERROR] Reason: Worker failed to boot.
            """,
            "ModuleNotFoundError: No module named 'mian'"
        },
        {
            """
            INFO:     Started server process [1]
            ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use
            INFO:     Waiting for application shutdown.
            INFO:     Application shutdown complete.
            """,
            "[Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use"
        },
        {
            """
            Unhandled exception. System.InvalidOperationException: Unable to resolve service for type 'Shop.IStore'.
               at Microsoft.Extensions.DependencyInjection.ServiceProvider.GetService(Type serviceType)
               at Program.<Main>$(String[] args) in /src/Program.cs:line 7
            """,
            "System.InvalidOperationException: Unable to resolve service for type 'Shop.IStore'"
        },
        {
            """
               at Microsoft.Extensions.DependencyInjection.ServiceProvider.GetService(Type serviceType)
               at Program.<Main>$(String[] args) in /src/Program.cs:line 7
            """,
            ""
        },
        {
            """
            node:internal/modules/cjs/loader:1148
              throw err;
              ^

            Error: Cannot find module '/app/server.js'
                at Module._resolveFilename (node:internal/modules/cjs/loader:1145:15)
                at node:internal/main/run_main_module:28:49 {
              code: 'MODULE_NOT_FOUND',
              requireStack: []
            }

            Node.js v20.15.0
            """,
            "Error: Cannot find module '/app/server.js'"
        },
        {
            """
            Exception in thread "main" java.lang.IllegalStateException: no configuration
            	at shop.Main.main(Main.java:5)
            Caused by: java.io.FileNotFoundException: /etc/shop.yaml (No such file or directory)
            	at java.base/java.io.FileInputStream.open0(Native Method)
            	... 4 more
            """,
            "java.io.FileNotFoundException: /etc/shop.yaml (No such file or directory)"
        },
        {
            """
            ***************************
            APPLICATION FAILED TO START
            ***************************

            Description:

            Failed to configure a DataSource: 'url' attribute is not specified.

            Action:

            Consider the following:
            """,
            "Failed to configure a DataSource: 'url' attribute is not specified"
        },
        {
            """
            panic: open /models/house.bin: no such file or directory

            goroutine 1 [running]:
            main.main()
            	/src/main.go:9 +0x1d
            """,
            "panic: open /models/house.bin: no such file or directory"
        },
        {
            """{"level":"info","msg":"starting"}""" + "\n" + """{"level":"error","time":"2026-01-02T03:04:05Z","msg":"no configuration","err":"open /etc/shop.yaml"}""",
            "no configuration: open /etc/shop.yaml"
        },
        { "\u001b[31m2026-01-02 03:04:05,123 - ERROR - the model at 0x7f3a5c001230 is broken\u001b[0m", "the model at 0x… is broken" },
        { "thread 'main' panicked at src/main.rs:4:10:\nno configuration: NotFound\nnote: run with `RUST_BACKTRACE=1` environment variable", "no configuration: NotFound" },
        { "thread 'main' panicked at 'no configuration', src/main.rs:4:10\nnote: run with `RUST_BACKTRACE=1` environment variable", "'no configuration', src/main.rs:4:10" },
        { "/bin/sh: 1: uvicorn: not found", "/bin/sh: 1: uvicorn: not found" },
        { "exec /usr/local/bin/app: exec format error", "exec /usr/local/bin/app: exec format error" },
        { "loading\n" + new string('x', 300), new string('x', 279) + "…" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Outputs))]
    public void The_line_that_tells_most_is_told(string output, string line) =>
        Assert.Equal(
            line.Length == 0 ? $"{Api} exited with code 1." : $"{Api} exited with code 1: {line}.",
            TestPod.OfApi().Ended(1, output.ReplaceLineEndings("\n")).Told());

    [Theory]
    [InlineData(0, null, "ended by itself (exit code 0), but a server must keep running: bye")]
    [InlineData(137, null, "was ended by SIGKILL (exit code 137)")]
    [InlineData(143, null, "was ended by SIGTERM (exit code 143)")]
    [InlineData(139, null, "was ended by SIGSEGV (exit code 139): bye")]
    [InlineData(1, 6, "was ended by SIGABRT (exit code 1): bye")]
    [InlineData(255, null, "exited with code 255: bye")]
    public void The_way_it_ended_is_told(int exitCode, int? signal, string told) =>
        Assert.Equal($"{Api} {told}.", TestPod.OfApi().Ended(exitCode).Log("bye\n", isPrevious: true).WithPod(pod => SetSignal(pod, signal)).Told());

    [Fact]
    public void A_loop_is_told_in_the_same_words_whatever_moment_it_is_in()
    {
        Assert.Equal(Told, TestPod.OfApi().Ended(1, Output, ago: 0).Told());
        Assert.Equal(Told, TestPod.OfApi().Running(since: 1).Ended(1, Output).Restarted(1).Told());
        Assert.Equal(Told, TestPod.OfApi().Waiting("CrashLoopBackOff", "back-off 10s restarting failed container=api").Ended(1, Output).Restarted(1).Told());
        Assert.Equal(Told, TestPod.OfApi().Running(since: 11).Ended(1, Output, ago: 11, lasted: 2).Restarted(2).Told());
        Assert.Equal(Told, TestPod.OfApi().Ended(1, Output).Restarted(7).Told());
    }

    [Fact]
    public void A_run_that_outlasts_the_last_one_is_no_longer_a_crash() =>
        Assert.Null(TestPod.OfApi().Running(since: 13).Ended(1, Output, ago: 13, lasted: 2).Restarted(2).Told());

    [Fact]
    public void A_slow_crash_is_told_for_as_long_as_its_runs_last() =>
        Assert.Equal(Told, TestPod.OfApi().Running(since: 100).Ended(1, Output, ago: 110, lasted: 100).Restarted(2).Told());

    [Fact]
    public void A_loop_that_has_just_become_ready_may_go_on()
    {
        var told = TestPod.OfApi().Ended(1, Output).Restarted(1).Diagnose().Root!;

        Assert.Equal(Told, TestPod.OfApi().WithTold(told).Running(since: 20, hasStarted: true).Ended(1, Output, ago: 30).Restarted(2).Ready(true, changed: 15).Told());
        Assert.Null(TestPod.OfApi().WithTold(told).Running(since: 36, hasStarted: true).Ended(1, Output, ago: 50).Restarted(2).Ready(true, changed: 31).Told());
    }

    [Fact]
    public void What_was_told_of_a_loop_stays_told_while_it_is_ready_and_neither_events_nor_logs_are_read()
    {
        var told = TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(137, ago: 4, lasted: 20).Restarted(2)
            .Event("Killing", "Container api failed liveness probe, will be restarted", last: 4)
            .Diagnose().Root!;

        var root = TestPod.OfApi().WithTold(told).Running(since: 10, hasStarted: true).Ended(137, ago: 11, lasted: 20).Restarted(3).Ready(true, changed: 5)
            .Diagnose().Root!;

        Assert.Equal((FindingCodes.LivenessFailing, told.Message, told.Advice), (root.Code, root.Message, root.Advice));
    }

    [Fact]
    public void Nothing_is_told_for_the_first_time_of_a_container_that_is_ready() =>
        Assert.Null(TestPod.OfApi().Running(since: 10, hasStarted: true).Ended(1, Output, ago: 12).Restarted(2).Ready(true, changed: 5).Told());

    [Fact]
    public void An_end_that_was_forgiven_is_not_told_again_once_the_container_is_ready() =>
        Assert.Null(TestPod.OfApi().WithTold(TestPod.OfApi().Ended(1, Output).Diagnose().Root!).Running(since: 90, hasStarted: true).Ended(1, Output, ago: 91).Restarted(2).Ready(true, changed: 5).Told());

    [Fact]
    public void Ends_before_a_long_run_are_history() =>
        Assert.Null(TestPod.OfApi().Ended(1, Output, ago: 1, lasted: 3600).Restarted(4).Ready(false, changed: 1).Told());

    [Fact]
    public void A_single_restart_of_what_was_ready_is_no_trouble()
    {
        Assert.Null(TestPod.OfApi().Ended(1, Output, ago: 1, lasted: 3600).Ready(false, changed: 1).Told());
        Assert.Null(TestPod.OfApi().Running(since: 2).Ended(1, Output, ago: 3, lasted: 3600).Restarted(1).Ready(false, changed: 3).Told());
        Assert.Null(TestPod.OfApi().Running(since: 9, hasStarted: true).Ended(1, Output, ago: 10, lasted: 3600).Restarted(1).Ready(true, changed: 2).Told());
    }

    [Fact]
    public void Crashes_of_long_ago_are_history() =>
        Assert.Null(TestPod.OfApi().Running(since: 86400, hasStarted: true).Ended(1, Output, ago: 86400).Restarted(5).Ready(true, changed: 5).Told());

    [Fact]
    public void What_ails_a_container_after_it_got_ready_again_is_not_its_last_crash() =>
        Assert.DoesNotContain(
            FindingCodes.CrashLoop,
            TestPod.OfApi().Running(since: 60, hasStarted: true).Ended(1, Output, ago: 70, lasted: 3600).Restarted(3).Ready(false, changed: 20).Diagnose().Findings.Select(each => each.Code));

    [Theory]
    [InlineData("64Mi", true, "needed more memory than its limit of 64Mi (spec.api.resources.limits.memory), and was killed.", "Raise spec.api.resources.limits.memory")]
    [InlineData("64Mi", false, "needed more memory than 64Mi, a limit of the namespace's LimitRange, and was killed.", "Set spec.api.resources.limits.memory to more")]
    [InlineData(null, false, "was killed for want of memory: it has no limit of its own, and its node had none left.", "Set spec.api.resources.requests.memory")]
    public void Memory_is_told_with_the_limit_and_where_to_raise_it(string? limit, bool isOwn, string told, string hint)
    {
        var resources = limit is null ? null : new V1ResourceRequirements { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new(limit) } };
        var root = TestPod.OfApi(spec => spec.Api.Resources = isOwn ? resources : null)
            .WithPod(pod => pod.Spec.Containers[0].Resources = resources)
            .Ended(137, reason: "OOMKilled")
            .Diagnose().Root!;

        Assert.Equal((FindingCodes.OOMKilled, $"Container api of pod demo-api-1 {told}"), (root.Code, root.Message));
        Assert.StartsWith(hint, root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "gunicorn": executable file not found in $PATH: unknown""", "exec: \"gunicorn\": executable file not found in $PATH")]
    [InlineData("""failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "./main.py": permission denied: unknown""", "exec: \"./main.py\": permission denied")]
    [InlineData("""failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/var/lib/kubelet/pods/0b8a7c6d-0000-4000-8000-000000000002/volumes/kubernetes.io~configmap/models" to rootfs at "/etc/hosts/x": not a directory: unknown""", "error mounting \"…/volumes/kubernetes.io~configmap/models\" to rootfs at \"/etc/hosts/x\": not a directory")]
    [InlineData("""failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: chdir to cwd ("/srv") set in config.json failed: permission denied: unknown""", "chdir to cwd (\"/srv\") set in config.json failed: permission denied")]
    public void A_command_that_cannot_start_is_told_in_the_runtimes_last_words(string message, string told)
    {
        var expected = $"{Api} can't start: {told}.";

        Assert.Equal(expected, TestPod.OfApi().Waiting("RunContainerError", message).Told());
        Assert.Equal(expected, TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(128, message, lasted: 1_700_000_000, reason: "StartError").Restarted(2).Told());
    }

    /// <summary>As from a Compose file whose image had an entrypoint.</summary>
    [Fact]
    public void Arguments_without_a_program_are_told_as_such() => Assert.Equal(
        "It has arguments and no program, since the image has no entrypoint: put the program before them, in spec.api.command",
        TestPod.OfApi(spec => spec.Api.Args = ["--broker=amqp://queue"]).Waiting("RunContainerError", "failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"--broker=amqp://queue\": executable file not found in $PATH: unknown").Diagnose().Root!.Hint);

    [Fact]
    public void A_command_that_begins_with_an_option_took_the_entrypoints_place() => Assert.StartsWith(
        "spec.api.command takes the place of the image's entrypoint",
        TestPod.OfApi(spec => spec.Api.Command = ["--port=80"]).Waiting("RunContainerError", "failed to create containerd task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"--port=80\": executable file not found in $PATH: unknown").Diagnose().Root!.Hint,
        StringComparison.Ordinal);

    /// <summary>A password that is also the role's name hides it.</summary>
    [Fact]
    public void A_role_that_was_masked_is_looked_for_in_the_variables()
    {
        var root = TestPod.OfApi(spec => spec.Api.Env = [new() { Name = "POSTGRES_USER", Value = "shop" }, new() { Name = "POSTGRES_PASSWORD", Value = "shop" }])
            .Ended(1, "asyncpg.exceptions.InvalidPasswordError: password authentication failed for user \"***\"").Restarted(1).Diagnose().Root!;

        Assert.Equal("The stack's role is app, not ***. Set spec.api.env[POSTGRES_USER] to $(PGUSER), and set spec.api.env[POSTGRES_PASSWORD] to $(PGPASSWORD)", root.Hint);
    }

    /// <summary>The pods of the old password crash until the new one has come to them.</summary>
    [Fact]
    public void A_password_that_is_being_changed_is_no_crash_of_the_program()
    {
        var crash = TestPod.OfApi().Waiting("CrashLoopBackOff").Ended(1, "psycopg2.OperationalError: FATAL:  password authentication failed for user \"app\"").Restarted(3);
        Assert.StartsWith("AuthFailed: ", crash.WithCredentials(Planning.Observed.Credentials).Told(), StringComparison.Ordinal);

        Assert.Null(crash.WithCredentials(Planning.Observed.Credentials with { DatabaseKnows = "another" }).Told());
    }

    [Theory]
    [InlineData("""psycopg2.OperationalError: connection to server at "demo-db" (203.0.113.9), port 5432 failed: FATAL:  password authentication failed for user "app" """, "password authentication failed for user \"app\"")]
    [InlineData("""asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "app" """, "password authentication failed for user \"app\"")]
    [InlineData("""Unhandled exception. Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user "app" """, "password authentication failed for user \"app\"")]
    [InlineData("""error: password authentication failed for user "app" """, "password authentication failed for user \"app\"")]
    [InlineData("""org.postgresql.util.PSQLException: FATAL: password authentication failed for user "app" """, "password authentication failed for user \"app\"")]
    public void A_refused_password_is_told_as_such(string output, string words)
    {
        var expected = $"AuthFailed: The database refuses the password of container api of pod demo-api-1: {words}.";

        Assert.Equal(expected, TestPod.OfApi().Ended(1, output).Told());
        Assert.Equal(expected, TestPod.OfApi().Running(since: 60, hasStarted: true).Log(output).Told());
    }

    [Fact]
    public void A_variable_that_replaces_the_operators_password_is_named()
    {
        var root = TestPod.OfApi(spec => spec.Api.Env = [new V1EnvVar { Name = "PGPASSWORD", Value = "wrong-password" }])
            .Ended(1, "FATAL: password authentication failed")
            .Diagnose().Root!;

        Assert.Equal(
            "The database refuses the password of container api of pod demo-api-1, which spec.api.env[PGPASSWORD] sets: password authentication failed.",
            root.Message);
    }

    [Fact]
    public void Of_Postgres_its_own_cause_is_told_and_not_what_it_answered_its_clients() =>
        Assert.Equal(
            """CrashLoop: Container postgres of pod demo-db-0 exited with code 1: PANIC: could not write to log file: Input/output error.""",
            TestPod.OfDatabase()
                .Ended(1, """
                    2026-01-02 03:04:05.678 UTC [27] PANIC:  could not write to log file: Input/output error
                    2026-01-02 03:04:06.001 UTC [31] FATAL:  the database system is starting up
                    2026-01-02 03:04:06.100 UTC [1] LOG:  database system is shut down
                    """)
                .Told());

    [Fact]
    public void A_program_for_another_processor_is_to_be_built_again() =>
        Assert.Contains("kubernetes.io/arch", TestPod.OfApi().Ended(255, "exec /app: exec format error").Diagnose().Root!.Hint, StringComparison.Ordinal);

    [Fact]
    public void The_log_of_a_container_that_the_node_has_thrown_away_is_not_told() =>
        Assert.Equal($"{Api} exited with code 7.", TestPod.OfApi().Ended(7).Log("unable to retrieve container logs for containerd://1f", isPrevious: true).Told());

    private static void SetSignal(V1Pod pod, int? signal)
    {
        if (pod.Status.ContainerStatuses[0].State.Terminated is { } ended && signal is not null)
        {
            ended.Signal = signal;
        }
    }

    [Fact]
    public void One_end_after_a_long_run_is_no_loop_however_many_there_were_before()
    {
        Assert.Null(TestPod.OfApi().Ended(1, Output, ago: 1, lasted: 700_000).Restarted(3).Ready(false, changed: 1).Told());
        Assert.NotNull(TestPod.OfApi().Ended(1, Output, ago: 1, lasted: 100).Restarted(3).Ready(false, changed: 1).Told());
    }

    [Fact]
    public void Password_that_is_a_word_of_the_refusal_does_not_hide_it() => Assert.StartsWith(
        "AuthFailed: ", TestPod.OfApi().Ended(1, "FATAL:  *** authentication failed for user \"app\"").Restarted(1).Told(), StringComparison.Ordinal);

    [Fact]
    public void Container_of_a_mesh_has_no_field_of_the_spec()
    {
        var pod = TestPod.OfApi(spec => spec.Api.Resources = Memory("512Mi")).WithPod(Foreign);
        var finding = pod.Ended(137, reason: "OOMKilled").Restarted(2).Diagnose().Root!;

        Assert.Equal("Container istio-proxy of pod demo-api-1 needed more memory than its limit of 128Mi, and was killed.", finding.Message);
        Assert.DoesNotContain("spec.api", finding.Hint, StringComparison.Ordinal);

        static V1ResourceRequirements Memory(string limit) => new() { Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new(limit) } };

        static void Foreign(V1Pod pod)
        {
            pod.Spec.Containers[0] = pod.Spec.Containers[0] with { Name = "istio-proxy", Resources = Memory("128Mi") };
            pod.Status.ContainerStatuses[0].Name = "istio-proxy";
        }
    }
}
