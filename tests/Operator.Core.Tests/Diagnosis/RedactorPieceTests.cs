using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>What programs say who cut an unescaped password in a connection string to pieces.</summary>
public sealed class RedactorPieceTests
{
    [Theory]
    [InlineData("Zebra@Kestrel-9", "RuntimeError: failed to resolve host 'Kestrel-9@demo-db.c22.svc': [Errno -2] Name or service not known")]
    [InlineData("Zebra@Kestrel-9", "failed to resolve host 'kestrel-9@demo-db.c22.svc'")]
    [InlineData("Zebra@Kestrel-9", "could not translate host name \"Kestrel-9@demo-db\" to address: Name or service not known")]
    [InlineData("Zebra@Kestrel-9", "Error: getaddrinfo ENOTFOUND Kestrel-9@demo-db.c22.svc")]
    [InlineData("Zebra@Kestrel-9", "dial tcp: lookup Kestrel-9@demo-db: no such host")]
    [InlineData("Zebra/Kestrel-9", "ValueError: invalid literal for int() with base 10: 'Zebra'")]
    [InlineData("Zebra/Kestrel-9", "database \"Kestrel-9@demo-db:5432/app\" does not exist")]
    [InlineData("Zebra#Kestrel-9", "ValueError: Port could not be cast to integer value as 'Zebra'")]
    [InlineData("Zebra?Kestrel-9", "invalid URI query parameter: \"Kestrel-9@demo-db:5432/app\"")]
    [InlineData("Zebra:Kestrel-9", "ValueError: invalid literal for int() with base 10: 'Kestrel-9@demo-db:5432'")]
    [InlineData("Zebra%Kestrel-9", "parse error: invalid URL escape \"%Kestrel-9\"")]
    [InlineData("Zebra&Kestrel-9", "unknown connection option Kestrel-9")]
    [InlineData("Zebra@Kestrel-9", "{\\\"host\\\": \\\"Kestrel-9@demo-db\\\"}")]
    [InlineData("Zebra@Kestrel-9", "see http://h/?host=Kestrel-9%40demo-db")]
    [InlineData("xY@p9", "could not translate host name \"p9@demo-db\" to address")]
    [InlineData("xY@p9", "could not connect to p9@demo-db:5432")]
    [InlineData("p9/xY", "strconv.Atoi: parsing \"p9\": invalid syntax")]
    [InlineData("p9:xY@q", "java.net.UnknownHostException: p9")]
    [InlineData("p9/xY", "System.Net.Sockets.SocketException: No such host is known. (p9:5432)")]
    [InlineData("p9#xY", "parse \"postgres\": invalid port \":p9\" after host")]
    [InlineData("Zebra Kestrel-9", "missing \"=\" after \"Kestrel-9\" in connection info string")]
    [InlineData("Zebra Kestrel", "could not connect: missing \"=\" after \"Kestrel\" in connection info string")]
    [InlineData("Zebra Kestrel=9", "invalid connection option \"Kestrel\"")]
    [InlineData("Zebra Kestrel-9", "cannot parse `host=demo-db password=xxxxx Kestrel-9 user=app`")]
    [InlineData("Zebra;Kestrel-9", "System.ArgumentException: Keyword not supported: 'kestrel-9'.")]
    [InlineData("Zebra;p9=x", "System.ArgumentException: Keyword not supported: 'p9'.")]
    [InlineData("Zebra;p9=x", "Couldn't set p9 (Parameter 'p9')")]
    [InlineData("Zebra'Kestrel-9", "sh: 1: Kestrel-9: not found")]
    [InlineData("Zebra\"Kestrel-9", "unexpected token Kestrel-9")]
    [InlineData("Zebra\\Kestrel-9", "invalid escape near Kestrel-9")]
    public void A_piece_is_not_told(string password, string text)
    {
        var redacted = new Redactor([password]).Redact(text);

        foreach (var piece in password.Split('@', '/', '#', '?', ':', '%', '&', ' ', ';', '=', '\'', '"', '\\').Where(each => each.Length > 1))
        {
            Assert.DoesNotContain(piece, redacted.Replace("***", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("***", redacted, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ab12/cd34/ef56/gh78", "no such file: cd34/ef56", "no such file: ***")]
    [InlineData("ab12/cd34/ef56/gh78", "no such file: cd34/ef567, cd34/ef56", "no such file: cd34/ef567, ***")]
    [InlineData("ab12 cd34;ef56'gh78", "sh: cd34;ef56: not found", "sh: ***: not found")]
    [InlineData("correct horse battery staple", "horse battery: not found", "***: not found")]
    [InlineData("é1/ß234567/ñ8", "lookup ß234567: no such host", "lookup ***: no such host")]
    public void Any_piece_between_two_signs_is_found(string password, string text, string expected) =>
        Assert.Equal(expected, new Redactor([password]).Redact(text));

    /// <summary>Nothing but signs between single letters has the most pieces. Whoever may write a Secret and a log chooses both.</summary>
    [Theory]
    [InlineData("a@a@a@a@", 1)]
    [InlineData("a/b c;d:e", 1)]
    [InlineData("a@b/c d;", 3000)]
    public void Hostile_passwords_take_little_memory(string pattern, int passwords)
    {
        const int maximum = 100 << 20;
        var secrets = Enumerable.Range(0, passwords).Select(i => string.Concat(Enumerable.Repeat(pattern, 16))[..(120 - (i % 8))] + $"{i:x4}");
        var text = string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat(pattern, 16)) + "\n", 64));
        var before = GC.GetAllocatedBytesForCurrentThread();

        new Redactor([.. secrets]).Redact(text);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, maximum);
    }

    [Theory]
    [InlineData("failed to resolve host 'Kestrel-9@demo-db.c22.svc': no", "failed to resolve host '***@demo-db.c22.svc': no")]
    [InlineData("could not translate host name \"a:b@demo-db\" to address", "could not translate host name \"***@demo-db\" to address")]
    [InlineData("getaddrinfo ENOTFOUND b@c@demo-db", "getaddrinfo ENOTFOUND ***@demo-db")]
    public void No_host_has_an_at_sign_in_it(string text, string expected) => Assert.Equal(expected, Redactor.PatternsOnly.Redact(text));

    [Theory]
    [InlineData("xY@p9", "p9 of 3 pods, file p9.py, 'p9'")]
    [InlineData("x@demo", "could not translate host name \"demo\" to address")]
    [InlineData("https://api.example.com/v1/things", "GET api.example.com/v1/other: things")]
    [InlineData("redis.shop.svc:6379", "lookup redis.shop.svc: no such host")]
    [InlineData("/etc/models/house.bin", "open models: no such file")]
    [InlineData("{\"user\": \"robot@example.com\"}", "example.com: no such host")]
    [InlineData("host=db.example.com user=robot dbname=shop", "lookup db.example.com: no such host, user robot of shop")]
    [InlineData("Server=db.example.com;Uid=robot", "lookup db.example.com: no such host, user robot")]
    [InlineData("correct horse battery staple", "the battery is correct, horse and staple are not")]
    [InlineData("the file is not found 77", "RuntimeError: the file is not found, not found")]
    [InlineData("is my'database/server", "the database server is starting up")]
    public void What_is_no_piece_stays(string secret, string text) => Assert.Equal(text, new Redactor([secret], "demo").Redact(text));
}
