using System.Globalization;
using System.Text.Json;
using CsCheck;
using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>A failure prints its seed: give it to <c>Sample</c> as <c>seed:</c> to see it again.</summary>
public sealed class RedactorPropertyTests
{
    private const long Cases = 400;

    private static readonly Gen<string> Piece = Gen.Frequency(
        (6, Gen.Char["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].Select(each => each.ToString())),
        (3, Gen.Char["/:@?#&=+%$!'\"\\`()[]{},;|<>^~._- "].Select(each => each.ToString())),
        (1, Gen.OneOf("é", "ß", "ñ", "\u00a0", "Ж", "中", "😀", "𝒳")));

    private static readonly Gen<string> Secret = Piece.Array[6, 40].Select(pieces => string.Concat(pieces).Trim())
        .Where(secret => secret.Length >= 4 && secret.Any(char.IsAsciiLetterOrDigit));

    private static readonly Gen<string> Word = Gen.OneOf(
        "INFO", "GET", "/items", "status=200", "user=app", "\"app\"", "'x'", "[1]", "12:30:01", "connection refused", "é中😀", "(x)", "a+b", "100%", "\n",
        "http://h:8000/x?y=z", "sha256:0123456789abcdef", "main.py", "line 3", "{\"a\": 1}");

    private static readonly Gen<string> Text = Word.Array[0, 12].Select(words => string.Join(' ', words));

    [Fact]
    public void A_known_secret_stays_in_no_form() =>
        Gen.Select(Secret.Array[1, 3], Gen.Int[0, SecretForms.All.Length - 1].Array[1, 4], Text, Text, Gen.OneOf(" ", "\n", "\t", "=", " key: "))
            .Sample(
                (secrets, forms, before, after, gap) =>
                {
                    var planted = forms.Select((form, index) => SecretForms.All[form].Write(secrets[index % secrets.Length]));
                    var text = before + gap + string.Join(gap, planted) + " " + after;

                    var redacted = new Redactor(secrets).Redact(text);

                    foreach (var secret in secrets)
                    {
                        foreach (var (name, write) in SecretForms.All)
                        {
                            Assert.False(redacted.Contains(write(secret).Trim('\'', '"', '='), StringComparison.Ordinal), $"{name} of {secret} is in {redacted}, from {text}");
                        }
                    }
                },
                iter: Cases);

    /// <summary>Whatever a program takes for its host, port or path, in whatever form it prints it.</summary>
    [Fact]
    public void No_piece_of_a_password_stays_where_a_program_tells_what_it_took_for_an_address() =>
        Gen.Select(
                Gen.Char["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"].Array[3, 12].Select(each => new string(each)).Where(CountsAsPiece).Array[2, 4],
                Gen.Char["@:/?#%& ;='\"\\"].Array[3],
                Gen.Int[0, 3],
                Gen.OneOf(
                    "could not translate host name \"{0}\" to address", "failed to resolve host '{0}@demo-db.shop.svc'", "getaddrinfo ENOTFOUND {0}",
                    "lookup {0}: no such host", "invalid literal for int() with base 10: '{0}'", "Port could not be cast to integer value as '{0}'",
                    "parse: invalid port \":{0}\" after host", "strconv.Atoi: parsing \"{0}\": invalid syntax", "No such host is known. ({0}:5432)",
                    "missing \"=\" after \"{0}\" in connection info string", "Keyword not supported: '{0}'.", "Couldn't set {0} (Parameter '{0}')",
                    "no route to {0}@demo-db:5432", "java.net.UnknownHostException: {0}", "For input string: \"{0}\""),
                Gen.Bool)
            .Sample(
                (pieces, signs, which, sentence, isInJson) =>
                {
                    var password = string.Concat(pieces.Select((piece, index) => index == 0 ? piece : signs[index - 1] + piece));
                    var piece = pieces[which % pieces.Length];
                    var text = string.Format(CultureInfo.InvariantCulture, sentence, piece);

                    var redacted = new Redactor([password]).Redact(isInJson ? JsonSerializer.Serialize(text) : text);

                    Assert.False(redacted.Contains(piece, StringComparison.OrdinalIgnoreCase), $"{piece} of {password} is in {redacted}");
                },
                iter: Cases);

    /// <summary>Letters alone may be a word that programs say for other reasons, and up to three digits are any number: as a piece those stay.</summary>
    private static bool CountsAsPiece(string text) => text.Any(char.IsLetter) && text.Any(char.IsDigit);

    [Fact]
    public void What_stands_around_a_secret_stays() =>
        // One that ends as DB_PWD= does makes a value of what follows.
        Gen.Select(Secret.Where(each => each[^1] is not ('=' or ':')), Gen.Int[0, SecretForms.All.Length - 1], Text, Text).Sample(
            (secret, form, before, after) =>
            {
                var redacted = new Redactor([secret]).Redact($"{before} | {SecretForms.All[form].Write(secret)} | {after}");

                Assert.StartsWith(before + " | ", redacted, StringComparison.Ordinal);
                Assert.EndsWith(" | " + after, redacted, StringComparison.Ordinal);
                Assert.Contains("***", redacted, StringComparison.Ordinal);
            },
            iter: Cases);

    [Fact]
    public void A_text_without_secrets_is_untouched() =>
        Gen.Select(Secret.Where(secret => secret.Length >= 8).Array[0, 3], Text).Sample(
            (secrets, text) => Assert.Equal(text, new Redactor(secrets).Redact(text)),
            iter: Cases);

    [Fact]
    public void Any_characters_are_untouched() =>
        Gen.String.Sample(text => Assert.Equal(text, Redactor.PatternsOnly.Redact(text)), iter: Cases);

    [Fact]
    public void Redacting_twice_is_redacting_once() =>
        Gen.Select(
            Gen.OneOf("s3cr3t\"x", "hunter2", "pass", "a***b", "x=y'z", "abcd:e@f"),
            Gen.OneOf(
                "password", "token", "Authorization", "Cookie", "Bearer ", "Basic ", "://", "postgres", "http", "u", ":", "@", "=", " ", "\n", "\"", "'", "\\", ",",
                ";", "***", "s3cr3t\"x", "hunter2", "a***b", "x=y'z", "abcd:e@f", "eyJhbGciOiJI.eyJzdWIiOiIx.abc", "--", "PASSWORD '", "{", "}", "[", "]", "%20",
                "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "c2VjcmV0czEyMzQ1Njc4", "123", "\\u0022", "File \"", "()").Array[0, 30])
            .Sample(
                (secret, pieces) =>
                {
                    var redactor = new Redactor([secret]);
                    var once = redactor.Redact(string.Concat(pieces));

                    Assert.Equal(once, redactor.Redact(once));
                },
                iter: Cases * 5);
}
