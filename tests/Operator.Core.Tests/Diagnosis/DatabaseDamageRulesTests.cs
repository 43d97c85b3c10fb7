using MiniStack.Operator.Core.Diagnosis;
using MiniStack.Operator.Core.Planning;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class DatabaseDamageRulesTests
{
    private const string Prefix = "2030-01-02 03:03:58.123 UTC [77] ";

    private const string Rights = "FATAL:  could not open file \"global/pg_filenode.map\": Permission denied";

    public static TheoryData<string> Damages =>
    [
        "FATAL:  \"base/16384\" is not a valid data directory\n" + Prefix + "DETAIL:  File \"base/16384/PG_VERSION\" is missing.",
        "ERROR:  could not open file \"base/16384/16391\": No such file or directory",
        "FATAL:  could not open file \"global/pg_filenode.map\": No such file or directory",
        "ERROR:  could not read block 3 in file \"base/16384/16391\": read only 0 of 8192 bytes",
        "ERROR:  could not read blocks 3..4 in file \"base/16384/16391\": Input/output error",
        "ERROR:  invalid page in block 3 of relation base/16384/16391",
        "ERROR:  invalid page in block 3 of relation \"base/16384/16391\"",
        "PANIC:  could not locate a valid checkpoint record",
        "PANIC:  could not locate a valid checkpoint record at 0/14E5D48",
        "FATAL:  could not locate required checkpoint record at 0/14E5D48",
        "FATAL:  could not find redo location 0/14E5D10 referenced by checkpoint record at 0/14E5D48",
        "FATAL:  required WAL directory \"pg_wal\" does not exist",
        "PANIC:  could not open file \"/var/lib/ministack/pgdata/global/pg_control\": No such file or directory",
        "FATAL:  incorrect checksum in control file",
        "ERROR:  could not access status of transaction 4711",
        "ERROR:  missing chunk number 0 for toast value 16999 in pg_toast_16391",
        "FATAL:  cache lookup failed for access method 403",
    ];

    /// <summary>Said by a server that is ready while the API is not, and by one that ended.</summary>
    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_the_databases_trouble_with_a_way_back(string said)
    {
        var first = said.Split('\n')[0].Replace("  ", " ", StringComparison.Ordinal).Replace(" block 3 ", " a block ", StringComparison.Ordinal).Replace(" blocks 3..4 ", " a block ", StringComparison.Ordinal);
        foreach (var stack in new[] { Running(Prefix + said), Ended(Prefix + said) })
        {
            var root = stack.Diagnose().Root!;

            Assert.Equal(
                ("database", "DataDamaged", $"The data on PersistentVolumeClaim demo-db-data is damaged, says Postgres in pod demo-db-0: {first}."),
                (root.Component, root.Code.Name, root.Message));
            Assert.True(root.Stalls);
            Assert.StartsWith("Restore the volume from a snapshot", root.Hint, StringComparison.Ordinal);
            // Who lets nobody in dumps nothing.
            Assert.Equal(said.StartsWith("ERROR", StringComparison.Ordinal), root.Hint!.Contains("pg_dump", StringComparison.Ordinal));
            Assert.Equal(said.Split('\n').Length, root.LogTail.Count);
        }
    }

    /// <summary>Who reads of damage may throw good data away.</summary>
    [Fact]
    public void Files_that_may_not_be_read_are_not_called_damaged()
    {
        foreach (var stack in new[] { Running(Prefix + Rights), Ended(Prefix + Rights) })
        {
            var root = stack.Diagnose().Root!;

            Assert.Equal(FindingCodes.DataDirectoryIncompatible, root.Code);
            Assert.Contains("chmod -R u+rwX", root.Hint, StringComparison.Ordinal);
            Assert.DoesNotContain("Restore", root.Hint, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("pg_notify")]
    [InlineData("pg_logical/snapshots")]
    public void Empty_folders_that_were_taken_away_are_made_again(string folder)
    {
        var root = Ended($"{Prefix}FATAL:  could not open directory \"{folder}\": No such file or directory").Diagnose().Root!;

        Assert.Equal(("database", FindingCodes.DataDirectoryIncompatible), (root.Component, root.Code));
        Assert.Contains($"lacks folder {folder}, ", root.Message, StringComparison.Ordinal);
        Assert.EndsWith($"(docs/data.md#empty-folders): mkdir -p -m 700 pgdata/{folder}", root.Hint, StringComparison.Ordinal);
    }

    /// <summary>The pod stays ready, and so the API is what seems to be wrong.</summary>
    [Theory]
    [InlineData("9: Killed", "OOMKilled", "spec.database.resources.limits.memory")]
    [InlineData("7: Bus error", "CrashLoop", "spec.database.parameters[huge_pages] to off")]
    [InlineData("11: Segmentation fault", "CrashLoop", "spec.database.image to the newest minor version")]
    public void Connections_whose_processes_are_killed_again_and_again_are_the_databases_trouble(string signal, string code, string hint)
    {
        var death = $"LOG:  server process (PID 330) was terminated by signal {signal}\n2030-01-02 03:03:58.124 UTC [1] DETAIL:  Failed process was running: SELECT 1";
        var root = Running($"{Prefix}{death}\n{Prefix}LOG:  database system is ready to accept connections\n{Prefix}{death.Replace("330", "331", StringComparison.Ordinal)}\n{Prefix}LOG:  terminating any other active server processes").Diagnose().Root!;

        Assert.Equal(
            ("database", code, $"Postgres in pod demo-db-0 lives, but ends all connections again and again, since one of its processes was terminated by signal {signal}."),
            (root.Component, root.Code.Name, root.Message));
        Assert.Contains(hint, root.Hint, StringComparison.Ordinal);
        // What a client asked for is nobody's business.
        Assert.DoesNotContain("SELECT", Assert.Single(root.LogTail), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("2030-01-01 03:03:58.123 CET [1] ", 2)]
    [InlineData(Prefix, 1)]
    [InlineData("2030-01-02 02:33:58.123 UTC [1] ", 2)]
    public void A_single_death_or_one_that_is_over_is_no_trouble(string prefix, int times) => Assert.DoesNotContain(
        Running(string.Concat(Enumerable.Repeat($"{prefix}LOG:  server process (PID 330) was terminated by signal 9: Killed\n", times))).Diagnose().Findings, each => each.Component == "database");

    /// <summary>What everybody may bring about, and what a healthy server says.</summary>
    [Theory]
    [InlineData("ERROR:  could not open file \"/tmp/items.csv\" for reading: No such file or directory")]
    [InlineData("ERROR:  cache lookup failed for relation 16391")]
    [InlineData("ERROR:  relation \"items\" does not exist")]
    [InlineData("LOG:  invalid record length at 0/14E5D48: expected at least 24, got 0")]
    [InlineData("WARNING:  database \"app\" has a collation version mismatch")]
    [InlineData("STATEMENT:  SELECT 'ERROR: invalid page in block 1 of relation base/1/2'")]
    [InlineData("ERROR:  syntax error at or near \"x\"\n\tFATAL:  incorrect checksum in control file")]
    [InlineData("FATAL:  database \"shop\" does not exist")]
    public void Other_words_are_no_damage(string said) => Assert.DoesNotContain(Running(Prefix + said).Diagnose().Findings, each => each.Component == "database");

    [Fact]
    public void What_was_said_long_ago_need_not_be_the_cause() => Assert.DoesNotContain(
        Running("2030-01-02 02:03:58.123 UTC [77] ERROR:  invalid page in block 3 of relation base/16384/16391").Diagnose().Findings, each => each.Component == "database");

    [Fact]
    public void One_damage_is_told_in_the_same_words_whichever_block_was_read_last()
    {
        var one = Running($"{Prefix}ERROR:  invalid page in block 3 of relation base/5/2\n{Prefix}ERROR:  invalid page in block 4 of relation base/5/1");
        var other = Running($"{Prefix}ERROR:  invalid page in block 9 of relation base/5/1\n{Prefix}ERROR:  invalid page in block 8 of relation base/5/2");

        Assert.Equal(one.Diagnose().Root!.Message, other.Diagnose().Root!.Message);
    }

    [Fact]
    public void Locale_that_the_image_lacks_is_no_damage()
    {
        var root = Running(
            $"{Prefix}FATAL:  database locale is incompatible with operating system\n{Prefix}DETAIL:  The database was initialized with LC_COLLATE \"de_DE.UTF-8\",  which is not recognized by setlocale().")
            .Diagnose().Root!;

        Assert.Equal("DataDirectoryIncompatible", root.Code.Name);
        Assert.StartsWith("Set spec.database.image back", root.Hint, StringComparison.Ordinal);
    }

    /// <summary>Its container is ready, so nothing else would have its log read; and it is asked first, whatever many pods the API has.</summary>
    [Fact]
    public void Log_of_the_server_is_read_whenever_logs_are()
    {
        var requests = EvidenceRules.LogsOf([.. Enumerable.Range(0, 9).Select(each => Scene.ApiPod($"demo-api-{each}", age: each)), Scene.DatabasePod(ready: true, age: 900)]);

        Assert.Equal(new LogRequest("demo-db-0", "postgres", IsOfLastEnd: false, AsksForPrevious: false), requests[0]);
        Assert.Equal(4, requests.Count);
    }

    private static ObservedStack Running(string log)
    {
        var stack = Scene.Stack(api: 0, database: 1).With(Scene.DatabasePod(ready: true), Scene.ApiPod());
        return stack with { Evidence = stack.Evidence with { Logs = [new ContainerLog("demo-db-0", "postgres", IsPrevious: false, log)] } };
    }

    private static ObservedStack Ended(string said) =>
        Scene.Stack(api: 0, database: 0).With(Scene.DatabasePod().Waiting("CrashLoopBackOff", "back-off", Scene.Ended(1, said)));
}
