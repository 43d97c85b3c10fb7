using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>What loggers and runtimes write of one error, and the words that are told of it.</summary>
public sealed class TellingLineTests
{
    public static TheoryData<string, string> Outputs => new()
    {
        // Loggers that write a line of JSON.
        { """{"event": "startup failed", "level": "error", "timestamp": "2026-01-02T03:04:05Z", "exception": "Traceback (most recent call last):\n  File \"/app/main.py\", line 5, in <module>\n    load()\nValueError: no model"}""", "ValueError: no model" },
        { """{"event": "startup failed", "level": "error", "exception": [{"exc_type": "ValueError", "exc_value": "no model", "frames": []}]}""", "startup failed: ValueError: no model" },
        { """{"level":60,"time":1,"pid":1,"hostname":"demo","err":{"type":"Error","message":"connect ECONNREFUSED 203.0.113.9:6380","stack":"Error: connect ECONNREFUSED 203.0.113.9:6380\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1595:16)","code":"ECONNREFUSED"},"msg":"queue is not there"}""", "Error: connect ECONNREFUSED 203.0.113.9:6380" },
        { """{"level":"error","message":"cannot read config","stack":"Error: cannot read config\n    at load (/app/config.js:3:9)"}""", "Error: cannot read config" },
        { """{"@t":"2026-01-02T03:04:05.6Z","@mt":"Host terminated unexpectedly","@l":"Fatal","@x":"System.InvalidOperationException: No store\n   at Shop.Program.Main(String[] args) in /src/Program.cs:line 7"}""", "System.InvalidOperationException: No store" },
        { """{"EventId":6,"LogLevel":"Critical","Category":"Microsoft.AspNetCore.Server.Kestrel","Message":"Unable to start Kestrel.","Exception":"System.IO.IOException: Failed to bind to address http://0.0.0.0:80: permission denied.\n   at Kestrel.Bind()"}""", "System.IO.IOException: Failed to bind to address http://0.0.0.0:80: permission denied." },
        { """{"level":"fatal","ts":1767323045.1,"caller":"shop/main.go:12","msg":"cannot open store","error":"open /data/shop: permission denied","stacktrace":"main.main\n\t/src/main.go:12\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:271"}""", "cannot open store: open /data/shop: permission denied" },
        { """{"@timestamp":"2026-01-02T03:04:05Z","message":"Application run failed","logger_name":"org.springframework.boot.SpringApplication","level":"ERROR","stack_trace":"org.springframework.beans.factory.BeanCreationException: Error creating bean\n\tat org.springframework.Beans.create(Beans.java:1)\nCaused by: java.net.ConnectException: Connection refused\n\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)\n\t... 20 common frames omitted\n"}""", "java.net.ConnectException: Connection refused" },
        { """{"asctime": "2026-01-02 03:04:05", "levelname": "ERROR", "name": "shop", "message": "no configuration"}""", "no configuration" },
        { """{"text": "…", "record": {"level": {"name": "ERROR", "no": 40}, "message": "could not load", "exception": {"type": "ValueError", "value": "no model"}}}""", "could not load: ValueError: no model" },
        { """{"message":"job failed","context":{"exception":{"class":"PDOException","message":"could not find driver","code":0}},"level":500,"level_name":"CRITICAL"}""", "job failed: PDOException: could not find driver" },
        { """{"severity":"ERROR","message":"quota is used up"}""" + "\n" + """{"severity":"INFO","message":"bye"}""", "quota is used up" },
        { """{"log.level":"error","message":"no store","error":{"message":"timeout","type":"Error"}}""", "no store: Error: timeout" },
        { """time=2026-01-02T03:04:05Z level=fatal msg="cannot open store" err="open /data/shop: no room" """, "cannot open store: open /data/shop: no room" },

        // Traces, whose cause is told.
        { "/app/lib/shop.rb:5:in `load': no configuration (RuntimeError)\n\tfrom /app/config.ru:3:in `<main>'", "no configuration (RuntimeError)" },
        { "bin/rails aborted!\nActiveRecord::ConnectionNotEstablished: no server\n/app/config/environment.rb:5:in '<main>'\n\nCaused by:\nPG::ConnectionBad: the server is away\n/usr/local/bundle/pg.rb:56:in 'initialize'", "PG::ConnectionBad: the server is away" },
        { "PHP Fatal error:  Uncaught RuntimeException: no configuration in /var/www/html/index.php:3\nStack trace:\n#0 {main}\n  thrown in /var/www/html/index.php on line 3", "RuntimeException: no configuration" },
        { "** (RuntimeError) environment variable SECRET is missing.\n    (elixir 1.16) lib/system.ex:706: System.fetch_env!/1", "(RuntimeError) environment variable SECRET is missing." },
        { "Unhandled exception. System.AggregateException: One or more errors occurred. (no store)\n ---> System.IO.IOException: no store\n   at Shop.Program.Main()\n   --- End of inner exception stack trace ---\n   at Shop.Program.<Main>()", "System.IO.IOException: no store" },
        { "Unhandled exception. System.InvalidOperationException: The host failed\n ---> System.IO.IOException: no store\n   at Shop.Program.Main()\n   --- End of inner exception stack trace ---", "System.InvalidOperationException: The host failed: System.IO.IOException: no store" },
        { "fail: Microsoft.Extensions.Hosting.Internal.Host[11]\n      Hosting failed to start\n      System.IO.IOException: no store\n         at Shop.Store.Open()", "System.IO.IOException: no store" },
        { "Error: boom\n    at Object.<anonymous> (/app/a.js:1:7)\n\nNode.js v20.15.0\nnpm ERR! code ELIFECYCLE\nnpm ERR! shop@1.0.0 start: `node a.js`\nnpm ERR! Exit status 1", "Error: boom" },
        { "AggregateError [ECONNREFUSED]: \n    at internalConnectMultiple (node:net:1117:18)\n  [errors]: [\n    Error: connect ECONNREFUSED 203.0.113.9:6380\n        at createConnectionError (node:net:1634:14) {", "AggregateError [ECONNREFUSED]:: Error: connect ECONNREFUSED 203.0.113.9:6380" },
        { "2026/01/02 03:04:05 no configuration\nexit status 1", "no configuration" },
        { "Traceback (most recent call last):\n  File \"/app/main.py\", line 1, in <module>\n    run()\nValueError: no model\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"/usr/lib/python3/asyncio/runners.py\", line 118, in run\n    return self._loop.run_until_complete(task)\nasyncio.exceptions.CancelledError", "ValueError: no model" },
        { "╭─ Traceback (most recent call last) ─╮\n│ /app/main.py:3 in <module>          │\n╰─────────────────────────────────────╯\nValueError: no model", "ValueError: no model" },
        { "  File \"/app/main.py\", line 9, in <module>\n    settings = Settings()\npydantic_core._pydantic_core.ValidationError: 3 validation errors for Settings\nencryption_key\n  Field required [type=missing, input_value={'port': '8000', 'secret'...e_location': '/data/db'}, input_type=dict]\n    For further information visit https://errors.pydantic.dev/2.3/v/missing\nport\n  Input should be a valid integer [type=int_parsing, input_value='x', input_type=str]\n    For further information visit https://errors.pydantic.dev/2.3/v/int_parsing\nclient_id\n  Field required [type=missing, input_value={}, input_type=dict]", "pydantic_core._pydantic_core.ValidationError: 3 validation errors for Settings: encryption_key, client_id: Field required: port: Input should be a valid integer" },
        { "\n   Illuminate\\Database\\QueryException \n\n  could not find driver (SQL: select * from migrations)\n\n  at vendor/laravel/framework/src/Illuminate/Database/Connection.php:669\n    665|         // If an exception occurs\n  > 669|             throw new QueryException(\n\n      +33 vendor frames \n  34  artisan:37\n      Illuminate\\Foundation\\Console\\Kernel::handle(Object(Symfony\\Component\\Console\\Input\\ArgvInput))", "could not find driver (SQL: select * from migrations)" },
        { "In ExceptionConverter.php line 65:\n                                                                               \n  An exception occurred while executing a query: SQLSTATE[42P07]: Duplicate ta  \n  ble: 7 ERROR:  relation \"user_id_seq\" already exists                          \n", "An exception occurred while executing a query: SQLSTATE[42P07]: Duplicate table: 7 ERROR: relation \"user_id_seq\" already exists" },
        { "In EncryptionServiceProvider.php line 79:\n                                                  \n  No application encryption key has been specified.  \n", "No application encryption key has been specified" },
        { "[03:04:05 FTL] Program terminated unexpectedly\nSystem.ArgumentNullException: Value cannot be null.\nParameter name: uriString\n   at System.Uri..ctor(String uriString)", "System.ArgumentNullException: Value cannot be null (Parameter name: uriString)" },
        { "33 migrations found in prisma/migrations\n\nError: P3009\n\nmigrate found failed migrations in the target database.\n\nerror Command failed with exit code 1.", "Error: P3009: migrate found failed migrations in the target database" },
        { "INFO[0000]main.go:901 Loaded\nPANI[0000]main.go:903 Dirty database version 103. Fix and force version.\npanic: (*logrus.Entry) 0xc0014ce380\n\ngoroutine 1 [running]:\ngithub.com/sirupsen/logrus.Entry.log(0xc0000d6000)\n\t/go/pkg/mod/github.com/sirupsen/logrus@v1.6.0/entry.go:259 +0x2fc", "main.go:903 Dirty database version 103. Fix and force version" },
        { "SEVERE Error booting runtime: Migration V3__Add.sql failed ------ SQL State  : 42701 Error Code : 0 Message    : ERROR: column \"a\" of relation \"b\" already exists Location   : org/shop/V3__Add.sql", "SEVERE Error booting runtime: Migration V3__Add.sql failed: ERROR: column \"a\" of relation \"b\" already exists" },
    };

    [Theory]
    [MemberData(nameof(Outputs))]
    public void An_error_is_told_in_its_own_words(string output, string words) =>
        Assert.Equal($"Container api of pod demo-api-1 exited with code 1: {words.TrimEnd('.')}.", TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!.Message);

    [Fact]
    public void The_lines_that_are_shown_begin_with_the_one_that_tells()
    {
        var output = "starting\nUnhandled exception. System.IO.IOException: no store\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"   at Shop.Method{i}()\n"));

        Assert.Equal(
            ["Unhandled exception. System.IO.IOException: no store", "   at Shop.Method1()", "   at Shop.Method2()", "   at Shop.Method3()", "   at Shop.Method4()"],
            LogText.Tail(output));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"msg\": 5}")]
    [InlineData("{\"level\":\"error\",\"msg\":\"half a character \\ud83d\"}")]
    [InlineData("{\"\\ud800\":1,\"msg\":\"x\"}")]
    [InlineData("{\"level\":\"error\"}")]
    [InlineData("{\"err\":{\"cause\":{\"cause\":{\"cause\":{\"cause\":{}}}}}}")]
    [InlineData("[1,2]")]
    public void What_is_no_log_line_stays_as_it_is(string line) => Assert.Equal([line], LogText.Lines(line));

    [Fact]
    public void What_a_logger_escapes_gets_no_terminal_to_act() =>
        Assert.Equal(["ERROR: no store"], LogText.Lines("{\"level\":\"\\u001b[31merror\\u001b[39m\",\"msg\":\"no \\u001b[2Jstore\"}"));

    [Theory]
    [InlineData("thread '", "' ", "panicked at ", ":")]
    [InlineData("worker ", "1", "1", "1")]
    [InlineData("", "dotnet watch ", "child 1", "[1]")]
    public void A_hostile_line_is_looked_at_no_further_than_a_moment_takes(string start, params string[] parts)
    {
        var line = start + string.Concat(parts.Select(part => string.Concat(Enumerable.Repeat(part, 10_000 / part.Length))));

        Assert.All(LogText.Lines(line), each => Assert.InRange(each.Length, 0, 2000));
        Assert.NotNull(TestPod.OfApi().Ended(1, line).Restarted(1).Told());
        Assert.InRange(LogText.Lines($"{{\"msg\":\"{string.Concat(Enumerable.Repeat("ERROR\\n", 4000))}\"}}").Count, 0, 200);
    }

    [Fact]
    public void Of_a_log_the_end_is_kept_without_what_was_written_for_probes()
    {
        var access = new AccessLines(new());
        var probes = string.Concat(Enumerable.Repeat("INFO:     198.18.0.1:37522 - \"GET /health HTTP/1.1\" 503 Service Unavailable\n", 150));

        Assert.Equal("no database\nwaiting\n", LogText.Kept($"no database\n{probes}waiting\n{probes}", access));
        Assert.Equal(LogText.MaximumBytes - 92, LogText.Kept(string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 200)), access).Length);
        Assert.Equal(20_000, LogText.Kept(new string('x', 20_000), access).Length);
    }
}
