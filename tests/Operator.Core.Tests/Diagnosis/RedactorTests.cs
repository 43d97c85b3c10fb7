using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class RedactorTests
{
    private const string Password = "s3cr3t/p@ss w&rd\"'\\+é😀";

    [Theory]
    [InlineData("as it is: s3cr3t/p@ss w&rd\"'\\+é😀.", "as it is: ***.")]
    [InlineData("Uri.EscapeDataString: s3cr3t%2Fp%40ss%20w%26rd%22%27%5C%2B%C3%A9%F0%9F%98%80.", "Uri.EscapeDataString: ***.")]
    [InlineData("lower: s3cr3t%2fp%40ss%20w%26rd%22%27%5c%2b%c3%a9%f0%9f%98%80.", "lower: ***.")]
    [InlineData("encodeURIComponent: s3cr3t%2Fp%40ss%20w%26rd%22'%5C%2B%C3%A9%F0%9F%98%80.", "encodeURIComponent: ***.")]
    [InlineData("quote: s3cr3t/p%40ss%20w%26rd%22%27%5C%2B%C3%A9%F0%9F%98%80.", "quote: ***.")]
    [InlineData("quote_plus: s3cr3t%2Fp%40ss+w%26rd%22%27%5C%2B%C3%A9%F0%9F%98%80.", "quote_plus: ***.")]
    [InlineData("twice: s3cr3t%252Fp%2540ss%2520w%2526rd%2522%2527%255C%252B%25C3%25A9%25F0%259F%2598%2580.", "twice: ***.")]
    [InlineData("all of it: %73%33%63%72%33%74%2f%70%40%73%73%20%77%26%72%64%22%27%5c%2b%c3%a9%f0%9f%98%80.", "all of it: ***.")]
    [InlineData("base64: czNjcjN0L3BAc3MgdyZyZCInXCvDqfCfmIA=.", "base64: ***=.")]
    [InlineData("unpadded, of a URL: czNjcjN0L3BAc3MgdyZyZCInXCvDqfCfmIA.", "unpadded, of a URL: ***.")]
    [InlineData("{\"in\": \"s3cr3t/p@ss w&rd\\\"'\\\\+é😀\"}", "{\"in\": \"***\"}")]
    [InlineData("{\"in\": \"s3cr3t\\/p@ss w\\u0026rd\\u0022\\u0027\\\\\\u002B\\u00e9\\ud83d\\ude00\"}", "{\"in\": \"***\"}")]
    [InlineData("{\"in\": \"{\\\"in\\\": \\\"s3cr3t/p@ss w&rd\\\\\\\"'\\\\\\\\+é😀\\\"}\"}", "{\"in\": \"{\\\"in\\\": \\\"***\\\"}\"}")]
    [InlineData("repr: 's3cr3t/p@ss w&rd\"\\'\\\\+é😀'", "repr: '***'")]
    [InlineData("ascii: 's3cr3t/p@ss w&rd\"\\'\\\\+\\xe9\\U0001f600'", "ascii: '***'")]
    [InlineData("bytes: b's3cr3t/p@ss w&rd\"\\'\\\\+\\xc3\\xa9\\xf0\\x9f\\x98\\x80'", "bytes: b'***'")]
    [InlineData("shell: 's3cr3t/p@ss w&rd\"'\\''\\+é😀'", "shell: '***'")]
    [InlineData("shlex.quote: 's3cr3t/p@ss w&rd\"'\"'\"'\\+é😀'", "shlex.quote: '***'")]
    [InlineData("printf %q: s3cr3t/p@ss\\ w\\&rd\\\"\\'\\\\+é😀.", "printf %q: ***.")]
    [InlineData("SQL: 's3cr3t/p@ss w&rd\"''\\+é😀'", "SQL: '***'")]
    [InlineData("HTML: s3cr3t/p@ss w&amp;rd&quot;&#39;\\+é&#x1f600;.", "HTML: ***.")]
    [InlineData("hex: 7333637233742f7040737320772672642227 5c", "hex: 7333637233742f7040737320772672642227 5c")]
    [InlineData("hex: \\x7333637233742f70407373207726726422275c2bc3a9f09f9880.", "hex: \\x***.")]
    public void A_known_secret_is_found_as_it_is_written_in(string text, string expected) =>
        Assert.Equal(expected, new Redactor([Password]).Redact(text));

    [Theory]
    [InlineData("'it'\\''s \"\"so\"\"'")]
    [InlineData("'it''s \"\"so\"\"'")]
    [InlineData("\"it's \"\"\"\"so\"\"\"\"\"")]
    public void Quotes_are_those_of_one_language_at_a_time(string text) =>
        Assert.Equal(text[0] + "***" + text[0], new Redactor(["it's \"\"so\"\""]).Redact(text));

    [Theory]
    [InlineData("app:hunter2-hunter2")]
    [InlineData("demo:hunter2-hunter2")]
    [InlineData("user1:hunter2-hunter2!")]
    [InlineData("{\"auths\":{\"r\":{\"password\":\"hunter2-hunter2\"}}}")]
    public void A_known_secret_is_found_at_any_place_of_base64(string plain)
    {
        foreach (var text in new[] { Convert.ToBase64String(Utf8(plain)), "path/" + Convert.ToBase64String(Utf8(plain)).TrimEnd('=') })
        {
            var redacted = new Redactor(["hunter2-hunter2"]).Redact(text);

            Assert.Contains("***", redacted, StringComparison.Ordinal);
            for (var shift = 0; shift < 4; shift++)
            {
                Assert.DoesNotContain("unter", Decode(redacted.Split("***")[0], shift) + "|" + Decode(redacted.Split("***")[^1], shift), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_secret_of_several_lines_is_found_line_by_line()
    {
        const string pem = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQkFrZUNh\nbGljZSBhbmQgQm9iMB4XDTI2MDEw\n-----END CERTIFICATE-----\n";
        var redactor = new Redactor([pem]);

        Assert.Equal(
            "cannot parse ***, then *** of -----BEGIN CERTIFICATE-----",
            redactor.Redact("cannot parse MIIBszCCAVmgAwIBAgIUQkFrZUNh, then bGljZSBhbmQgQm9iMB4XDTI2MDEw of -----BEGIN CERTIFICATE-----"));
        Assert.Equal("{\"ca\": \"***\\n\"}", redactor.Redact("{\"ca\": \"" + pem.Replace("\n", "\\n", StringComparison.Ordinal) + "\"}"));
    }

    [Fact]
    public void The_password_in_a_known_connection_string_is_a_secret_too()
    {
        var redactor = new Redactor(["postgresql://app:p%40ssw%2Frd@demo-db.shop.svc:5432/app"]);

        Assert.Equal("tried *** and *** at demo-db.shop.svc", redactor.Redact("tried p%40ssw%2Frd and p@ssw/rd at demo-db.shop.svc"));
    }

    [Theory]
    [InlineData("abc", "abc abcd, xabc ABC-abc", "*** abcd, xabc ABC-***")]
    [InlineData("abcd", "abcd abcde, xabcd", "*** ***e, x***")]
    public void A_short_secret_is_found_as_a_word_alone(string secret, string text, string expected) =>
        Assert.Equal(expected, new Redactor([secret]).Redact(text));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("true")]
    [InlineData("None")]
    [InlineData("80")]
    [InlineData("-")]
    [InlineData("----")]
    public void What_cannot_be_a_secret_is_left(string value)
    {
        const string text = "exit code 80 - None, true ---- of 3";

        Assert.Equal(text, new Redactor([value]).Redact(text));
    }

    [Theory]
    [InlineData("abcdefghij", "***")]
    [InlineData("abcdef", "***")]
    [InlineData("xcdefghijx", "x***x")]
    [InlineData("abcdabcdefghij", "***")]
    public void No_part_of_a_longer_secret_stays(string text, string expected) =>
        Assert.Equal(expected, new Redactor(["abcd", "cdefghij", "abcdef"]).Redact(text));

    [Fact]
    public void A_secret_that_the_text_begins_or_ends_within_is_found() =>
        Assert.Equal("***@demo-db: no\n***", new Redactor(["hunter2-hunter3"]).Redact("r2-hunter3@demo-db: no\nhunter2-"));

    [Fact]
    public void Of_a_text_too_long_the_last_whole_lines_are_kept()
    {
        var redacted = Redactor.PatternsOnly.Redact(new string('x', Redactor.MaximumLength) + "\nRuntimeError: boom");

        Assert.Equal("RuntimeError: boom", redacted);
    }

    [Fact]
    public void The_longest_text_takes_a_moment()
    {
        var line = "2026-11-26 10:59:16 INFO \"GET /items?x=%20&y=\\u0041+b HTTP/1.1\" 200 aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ= token=abc ''it''s''\n";
        var text = string.Concat(Enumerable.Repeat(line, Redactor.MaximumLength / line.Length));
        var redactor = new Redactor(["s3cr3t-s3cr3t", "abcd", "another secret"]);
        redactor.Redact(line);
        var clock = Stopwatch.StartNew();

        redactor.Redact(text);

        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"took {clock.Elapsed}");
    }

    /// <summary>Each is what some pattern begins with, goes on with or tries again at every sign.</summary>
    [Theory]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("-")]
    [InlineData(" ")]
    [InlineData("base64")]
    [InlineData("token=f(")]
    [InlineData("api_key-")]
    [InlineData("--pwd")]
    [InlineData("sk-a-")]
    [InlineData("eyJ-")]
    [InlineData("a:@")]
    [InlineData("host.")]
    [InlineData("http://a:")]
    [InlineData("-----BEGIN ")]
    [InlineData("PRIVATE KEY-----")]
    [InlineData("QUJDREVGR0hJSktM\n")]
    [InlineData("authorization\"")]
    public async Task A_hostile_text_takes_a_moment(string repeated)
    {
        // What no match ends with, so that none is told to be impossible by what the text lacks.
        const string end = "!=:@'\"(";
        string[] beginnings = ["", "password", "host", "http://a:"];
        var middle = string.Concat(Enumerable.Repeat(repeated, (Redactor.MaximumLength / repeated.Length) - 10));

        await Task.WhenAll(beginnings.Select(beginning => Task.Run(() => Redactor.PatternsOnly.Redact(beginning + middle + end))))
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>An automaton grows with what it has seen: a dozen of them held fifty megabytes of an operator's memory.</summary>
    [Fact]
    public void No_pattern_keeps_an_automaton()
    {
        const BindingFlags own = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var types = typeof(Redactor).Assembly.GetTypes();
        List<Regex> patterns =
        [
            .. types.SelectMany(type => type.GetProperties(own)).Where(each => each.PropertyType == typeof(Regex)).Select(each => (Regex)each.GetValue(null)!),
            .. types.SelectMany(type => type.GetMethods(own))
                .Where(each => each.ReturnType == typeof(Regex) && each.GetParameters().Length == 0 && !each.IsSpecialName)
                .Select(each => (Regex)each.Invoke(null, null)!),
        ];

        Assert.True(patterns.Count > 50, $"only {patterns.Count} patterns were found");
        Assert.DoesNotContain(patterns, each => each.Options.HasFlag(RegexOptions.NonBacktracking));
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Decode(string base64, int skip)
    {
        var digits = base64.Replace("/", "", StringComparison.Ordinal).TrimEnd('=');
        digits = digits[Math.Min(skip, digits.Length)..];
        digits = digits[..(digits.Length / 4 * 4)];
        return System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(digits));
    }
}
