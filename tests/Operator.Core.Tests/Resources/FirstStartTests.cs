using System.Diagnostics;

namespace MiniStack.Operator.Core.Tests.Resources;

/// <summary>How a database comes to be, on a real server: it is whole, or nobody can connect to it; and what anybody could connect to stays.</summary>
public sealed class FirstStartTests
{
    private const string Table = "CREATE TABLE items (id int);";
    private const string PostgresOptions = "/usr/lib/postgresql/17/bin/postgres";

    /// <summary>Scripts that end the shell which sources them, or leave it so that it can't go on; and what is said of them.</summary>
    private static readonly (string Script, string Said)[] BadScripts =
    [
        ("exit 0", "Init script 10-bad.sh ended the first start (exit code 0) before it was through."),
        ("exit 3", "Init script 10-bad.sh ended the first start (exit code 3) before it was through."),
        ("set -e; false; echo not reached", "Init script 10-bad.sh ended the first start (exit code 1) before it was through."),
        ("trap 'exit 0' EXIT; false", "Init script 10-bad.sh ended the first start (exit code 0) before it was through."),
        ("exec true", "Init script 10-bad.sh ended the first start (exit code 0) before it was through."),
        ("exec sleep 0.1", "Init script 10-bad.sh ended the first start (exit code 0) before it was through."),
        ("kill $$; sleep 9", "Init script 10-bad.sh ended the first start (exit code 143) before it was through."),
        ("kill -KILL $$; sleep 9", "Init script 10-bad.sh ended the first start (exit code 137) before it was through."),
        ("kill -KILL $(head -n 1 \"$PGDATA/postmaster.pid\") $$; sleep 9", "Init script 10-bad.sh ended the first start (exit code 137) before it was through."),
        ("echo seeding\r\n\r\necho done\r\n", "Init script 10-bad.sh ended the first start (exit code 127) before it was through."),
        ("a-program-that-is-not-there", "Init script 10-bad.sh ended the first start (exit code 127) before it was through."),
        ("break", "Init script 10-bad.sh was the last that the image's entrypoint ran, and not all were."),
        ("echo 'x: sourcing /docker-entrypoint-initdb.d/../../../etc/passwd'; exit 5", "Init script 10-bad.sh ended the first start (exit code 5) before it was through."),
        ("psql() { :; }; pg_ctl() { :; }; export PATH=/", "Init script 2=ministack.sh ended the first start (exit code 127) before it was through."),
        ("pg_ctl --mode=fast --wait stop; sleep 900 & exit 0", "Init script 10-bad.sh ended the first start (exit code 0) before it was through."),
        ("echo 'shared_preload_libraries = nothing_like_it' >> \"$PGDATA/postgresql.conf\"", "The server did not start with what the init scripts left (exit code 1)."),
    ];

    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    public void Whatever_a_script_does_its_first_start_serves_nobody_and_the_next_one_begins_anew(string shell)
    {
        using var server = PostgresServer.Require();
        server.Shell = shell;
        server.AddScript("20-schema.sql", Table);
        foreach (var (index, (script, said)) in BadScripts.Index())
        {
            server.AddScript("10-bad.sh", script);
            var code = server.Prepare(out var output);
            Assert.True(code == 1 && output.TrimEnd().Split('\n')[^1].Contains(said, StringComparison.Ordinal), $"{script}: {output}");
            Assert.False(server.HasData, script);
            if (index % 4 == 0)
            {
                server.ReplacePod();
            }
        }

        // No image's entrypoint makes a database where the first start has left none.
        using (var main = server.StartMain())
        {
            main.WaitUntil(() => main.Listens);
            Assert.Equal(1, main.WaitForEnd());
        }

        server.AddScript("10-bad.sh", "echo mended; cd /; sleep 900 & while :; do echo noise; sleep 0.1; done & return 0");
        ProveThatRowsStay(server);
        Assert.Equal(["pgdata"], Directory.GetDirectories(server.Volume(""), "pgdata*").Select(Path.GetFileName));
    }

    /// <summary>Only a person knows what the other place is for.</summary>
    [Fact]
    public void A_script_that_puts_another_link_in_the_place_of_the_data_makes_nothing_be_served()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-bad.sh", "ln -sfn elsewhere \"$PGDATA\"");
        Assert.Equal(1, server.Prepare(out var output));
        Assert.EndsWith("An init script, or another pod, put something else in the place of /var/lib/ministack/pgdata.\n", output, StringComparison.Ordinal);

        var waiting = server.StartPrepare();
        waiting.WaitUntil(() => waiting.Output.Contains("pgdata holds files and no database.", StringComparison.Ordinal));
        PostgresServer.End(waiting);
    }

    /// <summary>As two pods may run for a while where a node is cut off from the cluster, and both reach the volume.</summary>
    [Fact]
    public void Another_pods_database_is_left_alone_by_a_first_start_that_still_goes_on()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-slow.sh", "echo in the script; sleep 900");
        var prepare = server.StartPrepare();
        prepare.WaitUntil(() => prepare.Output.Contains("in the script", StringComparison.Ordinal));
        File.Delete(server.Volume("pgdata"));
        Directory.CreateDirectory(server.Volume("pgdata"));
        File.WriteAllText(server.Volume("pgdata/PG_VERSION"), "17");
        Assert.Equal(1, prepare.WaitForEnd());
        Assert.EndsWith("An init script, or another pod, put something else in the place of /var/lib/ministack/pgdata.\n", prepare.Output, StringComparison.Ordinal);
        Assert.Equal(["PG_VERSION"], Directory.GetFileSystemEntries(server.Volume("pgdata")).Select(Path.GetFileName));
    }

    /// <summary>The programs that the init container and the entrypoint run, each in its turn a moment at which everything is killed.</summary>
    [Fact]
    public void Killed_at_any_step_it_ends_with_a_whole_database_or_none_and_rows_stay()
    {
        using var server = PostgresServer.Require();
        foreach (var program in new[] { "initdb", "pg_ctl", "psql", "mktemp", "mkfifo", "ln", "mv", "rm", "sync", "cp", "sed" })
        {
            server.AddProgram(program, $$"""
                #!/bin/sh
                PATH=${PATH#/image:}
                at=/var/lib/ministack/steps
                if [ -e $at/stop ]; then
                  echo {{program}} >> $at/done
                  if [ "$(wc -l < $at/done)" -eq "$(cat $at/stop)" ]; then : > $at/reached; sleep 900; fi
                fi
                exec {{program}} "$@"
                """);
        }

        server.AddScript("10-schema.sql", Table);
        var steps = Directory.CreateDirectory(server.Volume("steps")).FullName;
        PostgresServer.Open(steps);
        var step = 1;
        for (var isReached = true; isReached; step++)
        {
            foreach (var name in new[] { "done", "reached" })
            {
                File.Delete(Path.Combine(steps, name));
            }

            File.WriteAllText(Path.Combine(steps, "stop"), $"{step}");
            var prepare = server.StartPrepare();
            prepare.WaitUntil(() => File.Exists(Path.Combine(steps, "reached")) || prepare.Listens);
            Assert.False(prepare.Listens);
            isReached = !prepare.HasEnded;
            PostgresServer.End(prepare);
            if (step % 3 == 0)
            {
                server.ReplacePod();
            }

            if (server.HasData)
            {
                File.Delete(Path.Combine(steps, "stop"));
                ProveThatRowsStay(server);
                server.ReplacePod();
                Directory.Delete(server.Volume("pgdata"), recursive: true);
            }
        }

        Assert.True(step > 25, $"There were {step} steps only.");
    }

    [Fact]
    public void A_kill_in_the_middle_of_anything_begins_anew()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-slow.sh", "echo in the script; sleep 900");
        foreach (var moment in new[] { "creating configuration files", "performing post-bootstrap", "server started", "in the script" })
        {
            var prepare = server.StartPrepare();
            prepare.WaitUntil(() => prepare.Output.Contains(moment, StringComparison.Ordinal));
            PostgresServer.End(prepare);
            Assert.False(server.HasData);
        }

        server.AddScript("10-slow.sh", $"docker_process_sql -c '{Table}'");
        ProveThatRowsStay(server);
    }

    [Fact]
    public void A_pod_that_is_deleted_during_a_script_without_end_goes_at_once()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-slow.sh", "echo in the script; exec sleep 900");
        var prepare = server.StartPrepare();
        prepare.WaitUntil(() => prepare.Output.Contains("in the script", StringComparison.Ordinal));
        prepare.Signal("TERM");
        Assert.Equal(143, prepare.WaitForEnd());
        PostgresServer.End(prepare);
        Assert.False(server.HasData);
    }

    [Fact]
    public void Scripts_see_the_path_that_stays_and_may_replace_the_rules_of_who_connects()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-path.sh", """
            docker_process_sql -c "ALTER SYSTEM SET hba_file = '$PGDATA/mine.conf'"
            echo 'host all all all scram-sha-256' > "$PGDATA/mine.conf"
            """);
        server.StartUp();
        Assert.Equal("/var/lib/ministack/pgdata/mine.conf", server.Query("SHOW hba_file"));
    }

    /// <summary>What an earlier release left of a first start, and what any could leave whose server listened.</summary>
    [Theory]
    [InlineData("first-start", "pgdata")]
    [InlineData("first-start with content", "pgdata")]
    [InlineData(null, "pgdata.new.other")]
    [InlineData(null, "pgdata.incomplete")]
    public void Data_that_may_have_served_is_left_where_it_is_until_a_person_decides(string? marker, string place)
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Query("app", PostgresServer.AppPassword, $"{Table} INSERT INTO items VALUES (7)");
        server.Stop();
        if (marker is not null)
        {
            File.WriteAllText(server.Volume("first-start"), marker.Contains(' ') ? "init scripts" : "");
        }

        Move(server, "pgdata", place);
        if (place == "pgdata.new.other")
        {
            File.CreateSymbolicLink(server.Volume("pgdata"), place);
        }

        for (var time = 0; time < 2; time++)
        {
            var waiting = server.StartPrepare();
            waiting.WaitUntil(() => waiting.Output.Contains("Waiting for a person: ", StringComparison.Ordinal));
            Assert.False(waiting.HasEnded, waiting.Output);
            Assert.Contains($" To keep it: {(marker is null ? "mv" : "rm")} /var/lib/ministack/", waiting.Output, StringComparison.Ordinal);
            PostgresServer.End(waiting);
            Assert.True(File.Exists(server.Volume(place + "/PG_VERSION")));
            server.ReplacePod();
        }

        var kept = server.StartPrepare();
        kept.WaitUntil(() => kept.Output.Contains("Waiting for a person: ", StringComparison.Ordinal));
        if (marker is null)
        {
            Move(server, place, "pgdata");
        }
        else
        {
            File.Delete(server.Volume("first-start"));
        }

        Assert.Equal(0, kept.WaitForEnd());
        PostgresServer.End(kept);
        server.StartUp();
        Assert.Equal("7", server.Query("SELECT id FROM items"));
    }

    [Fact]
    public void A_person_may_put_data_aside_and_begin_anew()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Stop();
        File.WriteAllText(server.Volume("first-start"), "init scripts");
        var waiting = server.StartPrepare();
        waiting.WaitUntil(() => waiting.Output.Contains($" To begin anew: mv /var/lib/ministack/pgdata /var/lib/ministack/pgdata.aside", StringComparison.Ordinal));
        Move(server, "pgdata", "pgdata.aside");
        Assert.Equal(0, waiting.WaitForEnd());
        PostgresServer.End(waiting);
        ProveThatRowsStay(server, Table);
        Assert.True(File.Exists(server.Volume("pgdata.aside/PG_VERSION")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_under_the_served_name_are_not_touched_though_they_are_no_database(bool isEmpty)
    {
        using var server = PostgresServer.Require();
        PostgresServer.Open(Directory.CreateDirectory(server.Volume("pgdata")).FullName);
        if (isEmpty)
        {
            server.StartUp();
            return;
        }

        File.WriteAllText(server.Volume("pgdata/precious"), "mine");
        var waiting = server.StartPrepare();
        waiting.WaitUntil(() => waiting.Output.Contains("pgdata holds files and no database.", StringComparison.Ordinal));
        PostgresServer.End(waiting);
        Assert.Equal("mine", File.ReadAllText(server.Volume("pgdata/precious")));
    }

    /// <summary>The proof that a half may go: without it, it stays.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData(PostgresOptions + " \"-c\" \"listen_addresses=\" \"-p\" \"5432\"", true)]
    [InlineData(PostgresOptions + " \"-c\" \"listen_addresses=*\" \"-c\" \"listen_addresses=\"", true)]
    [InlineData(PostgresOptions, false)]
    [InlineData(PostgresOptions + " \"-c\" \"listen_addresses=\" \"-c\" \"listen_addresses=*\"", false)]
    [InlineData(PostgresOptions + " \"-c\" \"listen_addresses=\" \"-c\" \"work_mem=4MB\"", true)]
    [InlineData(PostgresOptions + " \"-c\" \"listen_addresses=\" \"-h\" \"*\"", false)]
    [InlineData(PostgresOptions + " \"-c\" \"listen_addresses=\" \"-c\" \"listen-addresses=*\"", false)]
    [InlineData(PostgresOptions + " \"-c\" \"cluster_name=x\n=\"\"", false)]
    [InlineData("", false)]
    public void A_half_is_removed_only_on_the_proof_that_its_server_listened_to_nobody(string? options, bool isRemoved)
    {
        using var server = PostgresServer.Require();
        PostgresServer.Open(Directory.CreateDirectory(server.Volume("pgdata.new.half")).FullName);
        if (options is not null)
        {
            File.WriteAllText(server.Volume("pgdata.new.half/postmaster.opts"), options + "\n");
        }

        var prepare = server.StartPrepare();
        prepare.WaitUntil(() => prepare.Output.Contains("Waiting for a person: ", StringComparison.Ordinal));
        Assert.Equal(isRemoved, prepare.HasEnded);
        PostgresServer.End(prepare);
        Assert.Equal(!isRemoved, Directory.Exists(server.Volume("pgdata.new.half")));
        Assert.Equal(isRemoved, server.HasData);
    }

    [Fact]
    public void A_half_that_cannot_be_looked_into_stays()
    {
        using var server = PostgresServer.Require();
        Process.Start("chmod", ["700", Directory.CreateDirectory(server.Volume("pgdata.new.half")).FullName]).WaitForExit();
        File.WriteAllText(server.Volume("pgdata.new.half/postmaster.opts"), PostgresOptions + "\n");
        var waiting = server.StartPrepare();
        waiting.WaitUntil(() => waiting.Output.Contains("Waiting for a person: ", StringComparison.Ordinal));
        Assert.False(waiting.HasEnded, waiting.Output);
        PostgresServer.End(waiting);
        Assert.True(Directory.Exists(server.Volume("pgdata.new.half")));
    }

    [Fact]
    public void A_question_that_cannot_be_decided_for_want_of_a_process_is_not_taken_for_answered()
    {
        using var server = PostgresServer.Require();
        PostgresServer.Open(Directory.CreateDirectory(server.Volume("pgdata.new.half")).FullName);
        File.WriteAllText(server.Volume("pgdata.new.half/postmaster.opts"), PostgresOptions + "\n");
        server.AddProgram("sed", "#!/bin/sh\n[ $PPID -eq 1 ] || kill -KILL $PPID\nexec /usr/bin/sed \"$@\"\n");
        Assert.NotEqual(0, server.Prepare(out var output));
        Assert.False(server.HasData, output);
        Assert.DoesNotContain("initdb", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_a_script_starts_anew_listens_to_nobody()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-restart.sh", "pg_ctl --mode=fast --wait stop; pg_ctl --wait --log=/tmp/log start; sleep 1");
        server.AddScript("20-schema.sql", Table);
        ProveThatRowsStay(server);
    }

    [Fact]
    public void A_server_that_listened_once_is_remembered()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-restart.sh", """
            pg_ctl --mode=fast --wait --options='-c listen_addresses=*' restart
            sleep 2
            pg_ctl --mode=fast --wait --options='-c listen_addresses=' restart
            exit 1
            """);
        var prepare = server.StartPrepare();
        Assert.Equal(1, prepare.WaitForEnd());
        server.RemoveScript("10-restart.sh");
        var waiting = server.StartPrepare();
        waiting.WaitUntil(() => waiting.Output.Contains("Clients may have used the database in /var/lib/ministack/pgdata.new.", StringComparison.Ordinal));
        Assert.False(waiting.HasEnded, waiting.Output);
    }

    [Fact]
    public void While_the_server_listens_nobody_gets_a_role_to_log_in_with()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-restart.sh", "pg_ctl --mode=fast --wait --options='-c listen_addresses=*' restart");
        var prepare = server.StartPrepare();
        Assert.Equal(1, prepare.WaitForEnd());
        Assert.EndsWith(
            "The init scripts let the server listen to the network (*), where clients could use it before it is whole.\n", prepare.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ALTER ROLE \"app\" LOGIN", prepare.Output, StringComparison.Ordinal);
        Assert.False(server.HasData);
    }

    [Theory]
    [InlineData("if [ \"$1\" = -f ]; then echo 'sync: error: Input/output error'; exit 1; fi; exec /usr/bin/sync \"$@\"", 1)]
    [InlineData("[ $# -eq 0 ] || { echo usage: sync; exit 1; }", 0)]
    public void A_disk_that_fails_makes_no_database_and_a_sync_that_knows_no_files_does(string program, int exitCode)
    {
        using var server = PostgresServer.Require();
        server.AddProgram("sync", $"#!/bin/sh\n{program}\n");
        Assert.Equal(exitCode, server.Prepare(out var output));
        Assert.True(server.HasData == (exitCode == 0), output);
    }

    [Fact]
    public void Values_of_parameters_are_taken_as_they_are()
    {
        using var server = PostgresServer.Require();
        server.Parameters["cluster_name"] = "$(PGDATA) $$ $x";
        server.StartUp();
        Assert.Equal("$(PGDATA) $$ $x", server.Query("SHOW cluster_name"));
    }

    [Fact]
    public void A_script_that_lets_the_server_listen_takes_the_proof_away()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-restart.sh", "pg_ctl --mode=fast --wait --options='-c listen_addresses=*' restart; exit 1");
        var prepare = server.StartPrepare();
        Assert.Equal(1, prepare.WaitForEnd());
        PostgresServer.End(prepare);
        server.RemoveScript("10-restart.sh");
        var waiting = server.StartPrepare();
        waiting.WaitUntil(() => waiting.Output.Contains("Clients may have used the database in /var/lib/ministack/pgdata.new.", StringComparison.Ordinal));
        Assert.False(waiting.HasEnded, waiting.Output);

        // What a person keeps is served to the network, though while it was made its server was told to listen to nobody.
        Move(server, Path.GetFileName(Directory.GetDirectories(server.Volume(""), "pgdata.new.*").Single()), "pgdata");
        Assert.Equal(0, waiting.WaitForEnd());
        PostgresServer.End(waiting);
        using var main = server.StartMain();
        main.WaitUntil(() => main.Listens);
        Assert.False(main.HasEnded, main.Output);
    }

    [Fact]
    public void Beside_a_whole_database_a_half_is_left_alone_and_holds_up_nothing()
    {
        using var server = PostgresServer.Require();
        server.StartUp();
        server.Stop();
        PostgresServer.Open(Directory.CreateDirectory(server.Volume("pgdata.new.half")).FullName);
        File.WriteAllText(server.Volume("pgdata.new.half/postmaster.opts"), PostgresOptions + "\n");

        Assert.Equal(0, server.Prepare(out var output));

        Assert.DoesNotContain("Waiting for a person: ", output, StringComparison.Ordinal);
        Assert.True(File.Exists(server.Volume("pgdata.new.half/postmaster.opts")));
        server.StartUp();
    }

    /// <summary>Pods that an earlier release made run its scripts from the ConfigMap, which is this build's.</summary>
    [Fact]
    public void In_a_pod_of_revision_1_a_script_that_ends_the_first_start_costs_no_row_later()
    {
        using var server = PostgresServer.Require();
        server.Revision = 1;
        server.AddScript("10-roles.sh", "exit 0");
        server.TryStart();
        server.StartUp(); // the container's restart: the half is taken for a database
        server.Query("ALTER ROLE app LOGIN");
        server.Query("app", PostgresServer.AppPassword, $"{Table} INSERT INTO items VALUES (7)");
        for (var pod = 0; pod < 2; pod++)
        {
            server.ReplacePod();
            server.StartUp();
            Assert.Equal("7", server.Query("SELECT id FROM items"));
        }
    }

    [Fact]
    public void In_a_pod_of_revision_1_a_script_that_fails_leaves_no_half_and_one_that_lets_the_server_listen_leaves_it_all()
    {
        using var server = PostgresServer.Require();
        server.Revision = 1;
        server.AddScript("10-bad.sql", "SELECT nonsense;");
        Assert.Contains("column \"nonsense\" does not exist", server.TryStart().Output, StringComparison.Ordinal);
        Assert.False(server.HasData);

        server.AddScript("10-bad.sql", "SELECT 1;");
        server.AddScript("20-restart.sh", "pg_ctl --mode=fast --wait --options='-c listen_addresses=*' restart; exit 1");
        var main = server.StartMain();
        main.WaitForEnd();
        Assert.True(server.HasData);
    }

    /// <summary>What an earlier release put aside by its marker may have served.</summary>
    [Fact]
    public void In_a_pod_of_revision_1_no_empty_database_takes_the_place_of_one_that_served()
    {
        using var server = PostgresServer.Require();
        server.Revision = 1;
        server.StartUp();
        server.Query("app", PostgresServer.AppPassword, $"{Table} INSERT INTO items VALUES (7)");
        server.Stop();
        File.WriteAllText(server.Volume("first-start"), "init scripts");
        PostgresServer.Open(server.Volume("first-start"));
        var (code, output) = server.TryStart();
        Assert.NotEqual(0, code);
        Assert.True(output.Contains("pgdata.incomplete may hold rows", StringComparison.Ordinal), output);
        Assert.True(File.Exists(server.Volume("pgdata.incomplete/PG_VERSION")));

        // Nor does a node that restarts once more, at whatever moment.
        Assert.Equal(0, server.Prepare(out _));
        var main = server.StartMain();
        main.WaitUntil(() => main.Output.Contains("creating configuration files", StringComparison.Ordinal));
        PostgresServer.End(main);
        server.Prepare(out _);
        Assert.True(File.Exists(server.Volume("pgdata.incomplete/postmaster.opts")));
        Assert.False(File.Exists(server.Volume("first-start")));
        Directory.Delete(server.Volume("pgdata"), recursive: true);

        server.Revision = 2;
        server.ReplacePod();
        var waiting = server.StartPrepare();
        waiting.WaitUntil(() => waiting.Output.Contains("To keep it: mv /var/lib/ministack/pgdata.incomplete /var/lib/ministack/pgdata ", StringComparison.Ordinal));
        Move(server, "pgdata.incomplete", "pgdata");
        Assert.Equal(0, waiting.WaitForEnd());
        server.StartUp();
        Assert.Equal("7", server.Query("SELECT id FROM items"));
    }

    [Theory]
    [InlineData("docker-entrypoint.sh", null, "The image has no docker-entrypoint.sh on its PATH: it has to keep the contract of the official postgres image.")]
    [InlineData(
        "docker-entrypoint.sh",
        "#!/bin/bash\n[ -e \"$PGDATA/PG_VERSION\" ] || initdb --no-sync\nexec \"$@\"\n",
        "The image's docker-entrypoint.sh runs no init scripts, and without them the API has no role.")]
    public void An_image_without_the_contract_is_refused(string program, string? text, string said)
    {
        using var server = PostgresServer.Require();
        server.RemoveProgram(program);
        if (text is not null)
        {
            server.AddProgram(program, text);
        }

        Assert.Equal(1, server.Prepare(out var output));
        Assert.EndsWith(said + "\n", output, StringComparison.Ordinal);
        Assert.False(server.HasData);
    }

    /// <summary>Whatever their names, they come after the operator's first script and before its last, in the order of the official image.</summary>
    [Fact]
    public void Scripts_run_in_the_order_of_their_names_between_the_operators()
    {
        using var server = PostgresServer.Require();
        server.AddScript("0-x.sh", "docker_process_sql -c 'CREATE TABLE run (number serial, name text); ALTER TABLE run OWNER TO app' && docker_process_sql -c \"INSERT INTO run (name) VALUES ('0-x.sh')\"");
        string[] others = ["00-init.sql", "000.sql", "00000000-ministack.sh", "1-a.sql", "a.sql", "zzzzzzzz-ministack.sh", "zzzzzzzzzz.sql"];
        foreach (var name in others)
        {
            var insert = $"INSERT INTO run (name) VALUES ('{name}')";
            server.AddScript(name, name.EndsWith(".sh", StringComparison.Ordinal) ? $"docker_process_sql -c \"{insert}\"" : insert);
        }

        // Under their own names the scripts find each other, and what is no script.
        server.AddScript("seed.csv", "seed.csv\n");
        server.AddScript(".more", "\\copy run(name) FROM '/docker-entrypoint-initdb.d/seed.csv'\n");
        server.AddScript("zzzzzzzzzzz.sql", "\\ir .more\n\\i /docker-entrypoint-initdb.d/a.sql\n");
        server.StartUp();
        Assert.Equal(string.Join(' ', ["0-x.sh", .. others, "seed.csv", "a.sql"]), server.Query("SELECT string_agg(name, ' ' ORDER BY number) FROM run"));
    }

    /// <summary>As with Compose: what the scripts made in whatever database is the API's, but for what must stay the superuser's, and what another role has.</summary>
    [Fact]
    public void What_the_scripts_make_in_databases_of_their_own_becomes_the_app_roles()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-init.sql", """
            CREATE ROLE reporting LOGIN PASSWORD 'reporting';
            CREATE DATABASE shop;
            GRANT ALL PRIVILEGES ON DATABASE shop TO app;
            CREATE DATABASE reports OWNER reporting;
            CREATE DATABASE "o'dd = ""name" ENCODING 'UTF8';
            CREATE DATABASE closed ALLOW_CONNECTIONS false;
            CREATE DATABASE pattern IS_TEMPLATE true;
            \connect shop
            CREATE EXTENSION hstore;
            CREATE TABLE price (id serial PRIMARY KEY, amount numeric NOT NULL);
            INSERT INTO price (amount) VALUES (9.99);
            \connect reports reporting
            CREATE TABLE report (id int);
            \connect reports postgres
            CREATE TABLE source (id int);
            """);
        server.AddScript("20-more.sh", """
            psql -U "$POSTGRES_USER" -d app -c 'CREATE TABLE items (id int)'
            PGDATABASE="o'dd = \"name" psql -U "$POSTGRES_USER" -c 'CREATE TABLE odd (id int)'
            """);
        server.StartUp();
        Assert.Equal(
            "app|app\nclosed|postgres\no'dd = \"name|app\npattern|postgres\nreports|reporting\nshop|app",
            server.Query("SELECT datname, datdba::regrole FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1') ORDER BY datname COLLATE \"C\""));
        server.QueryIn("shop", "app", PostgresServer.AppPassword, "ALTER TABLE price ADD COLUMN more int; CREATE TABLE mine (id int); CREATE SCHEMA own");
        server.QueryIn("reports", "app", PostgresServer.AppPassword, "ALTER TABLE source ADD COLUMN more int");
        server.QueryIn("reports", "reporting", "reporting", "ALTER TABLE report ADD COLUMN more int; CREATE SCHEMA own");
        Assert.Equal("hstore_in|postgres", server.QueryIn("shop", "postgres", server.AdminPassword, "SELECT proname, proowner::regrole FROM pg_proc WHERE proname = 'hstore_in'"));
        Assert.Equal("odd|app", server.QueryIn("dbname='o\\'dd = \"name'", "postgres", server.AdminPassword, "SELECT relname, relowner::regrole FROM pg_class WHERE relname = 'odd'"));
    }

    /// <summary>Scripts of Compose name POSTGRES_USER's role, which is the API's there. Over the network it stays outside, whoever listens.</summary>
    [Fact]
    public void Scripts_may_log_in_as_the_app_role_and_nobody_else_may()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-app.sh", "psql -v ON_ERROR_STOP=1 -U app -d app -c 'CREATE TABLE items (id int)'");
        server.AddScript("20-app.sql", "\\connect app app\nINSERT INTO items VALUES (1);\n");
        server.AddScript("30-listen.sh", """
            pg_ctl --mode=fast --wait --options='-c listen_addresses=*' restart
            PGPASSWORD=$MINISTACK_APP_PASSWORD psql -h 127.0.0.1 -U app -d app -c 'SELECT 1' && echo it came in
            pg_ctl --mode=fast --wait --options='-c listen_addresses=' restart
            """);
        Assert.Equal(0, server.StartPrepare().WaitForEnd());
        Assert.Contains("pg_hba.conf rejects connection", server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("it came in", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Once_the_scripts_are_through_the_app_role_may_log_in_over_the_network()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-app.sh", "psql -v ON_ERROR_STOP=1 -U app -d app -c 'CREATE TABLE items (id int)'");
        server.AddScript("20-app.sql", "\\connect app app\nINSERT INTO items VALUES (1);\n");
        server.StartUp();
        Assert.Equal("1", server.Query("app", PostgresServer.AppPassword, "SELECT id FROM items"));
        Assert.DoesNotContain("ministack", File.ReadAllText(server.Volume("pgdata/pg_hba.conf")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_data_is_is_told_once_all_went_well()
    {
        using var server = PostgresServer.Require();
        server.AddScript("10-bad.sh", "exit 1");
        Assert.Equal(1, server.Prepare(out _));
        Assert.Equal("", server.TerminationMessage);
        server.RemoveScript("10-bad.sh");
        Assert.Equal(0, server.Prepare(out _));
        Assert.Equal(File.ReadAllText(server.Volume("pgdata/PG_VERSION")), server.TerminationMessage);
    }

    [Fact]
    public void A_first_start_waits_for_the_ConfigMap_of_its_scripts_and_a_later_one_needs_none()
    {
        using var server = PostgresServer.Require();
        server.NamesScripts = true;
        var prepare = server.StartPrepare();
        prepare.WaitUntil(() => prepare.Output.Contains("Waiting for the init scripts: their ConfigMap does not exist, or is empty.", StringComparison.Ordinal));
        Assert.False(prepare.HasEnded, prepare.Output);
        Assert.False(server.HasData);
        server.AddScript("10-schema.sql", $"{Table} INSERT INTO items VALUES (7)");
        Assert.Equal(0, prepare.WaitForEnd());

        server.RemoveScript("10-schema.sql");
        server.ReplacePod();
        server.StartUp();
        Assert.Equal("7", server.Query("app", PostgresServer.AppPassword, "SELECT id FROM items"));
    }

    [Fact]
    public void An_image_of_another_version_than_the_spec_asks_for_makes_nothing()
    {
        using var server = PostgresServer.Require();
        server.Asked = ("example.com/database:8", 13);
        Assert.Equal(1, server.Prepare(out var output));
        Assert.Matches(@"^The image is PostgreSQL \d+, but spec\.database\.version is 13\.$", output.TrimEnd());
        Assert.Empty(Directory.GetFileSystemEntries(server.Volume("")));

        server.Asked = ("example.com/database:8", null);
        server.StartUp();

        // Data that is there is the server's to judge.
        server.Asked = ("example.com/database:8", 13);
        server.ReplacePod();
        server.StartUp();
    }

    [Fact]
    public void A_volume_or_data_of_another_user_is_told_with_both_numbers()
    {
        using var server = PostgresServer.Require();
        Process.Start("chmod", ["755", server.Volume("")]).WaitForExit();
        Assert.Equal(1, server.Prepare(out var output));
        Assert.Matches(@"^The volume belongs to user 0, and user \d+ of group \d+, as whom this pod runs, may not write to it\.$", output.TrimEnd());

        PostgresServer.Open(server.Volume(""));
        server.StartUp();
        server.Stop();
        server.User = "12345";
        Assert.Equal(1, server.Prepare(out output));
        Assert.Matches(@"^What lies in /var/lib/ministack/pgdata belongs to user \d+, and this pod runs as user 12345\.$", output.TrimEnd());
    }

    [Fact]
    public void A_user_that_the_image_does_not_have_is_told_with_the_images_own()
    {
        using var server = PostgresServer.Require();
        server.User = "12345";
        Assert.Equal(1, server.Prepare(out var output));
        Assert.Matches(@"^The image has no user 12345, as whom this pod runs; its own user postgres is \d+\.$", output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void A_pod_with_an_older_Secret_makes_no_database()
    {
        using var server = PostgresServer.Require();
        server.PodIsMadeFor = "another";
        Assert.Equal(1, server.Prepare(out var output));
        Assert.EndsWith("this pod got another password than it was made for, and tries again.\n", output, StringComparison.Ordinal);
        Assert.False(server.HasData);
    }

    private static void Move(PostgresServer server, string from, string to)
    {
        if (from == to)
        {
            return;
        }

        if (new DirectoryInfo(server.Volume(to)).LinkTarget is not null)
        {
            File.Delete(server.Volume(to));
        }

        Directory.Move(server.Volume(from), server.Volume(to));
    }

    /// <summary>Starts the pod again and again, and writes a row as soon as somebody can connect.</summary>
    private static void ProveThatRowsStay(PostgresServer server, string first = "")
    {
        for (var rows = 1; rows <= 3; rows++)
        {
            server.StartUp();
            server.Query("app", PostgresServer.AppPassword, $"{(rows == 1 ? first : "")} INSERT INTO items VALUES ({rows})");
            Assert.Equal($"{rows}", server.Query("app", PostgresServer.AppPassword, "SELECT count(*) FROM items"));
            if (rows % 2 == 0)
            {
                server.Kill();
            }

            server.ReplacePod();
        }
    }
}
