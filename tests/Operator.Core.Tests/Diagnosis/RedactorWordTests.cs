using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Passwords that are words which everybody says.</summary>
public sealed class RedactorWordTests
{
    [Theory]
    [InlineData("secret", "secret \"nope\" not found")]
    [InlineData("secret", "secrets \"demo-db\" is forbidden: exceeded quota in Secret shop/demo")]
    [InlineData("app", "ERROR:    Error loading ASGI app. Attribute \"app\" not found in module \"main\".")]
    [InlineData("app", "FATAL:  password authentication failed for user \"app\"")]
    [InlineData("app", "File \"/app/main.py\", line 3, in <module>")]
    [InlineData("postgres", "Back-off pulling image \"postgres:17\"")]
    [InlineData("postgres", "connection to postgres://demo-db:5432/postgres refused")]
    [InlineData("database", "the database system is starting up")]
    [InlineData("password", "FATAL:  password authentication failed for user \"postgres\"")]
    [InlineData("Container", "Started container api")]
    [InlineData("shop", "Job demo-migrate of shop failed")]
    [InlineData("demo", "could not translate host name \"demo-db\" to address")]
    [InlineData("demo-db", "could not translate host name \"demo-db\" to address")]
    [InlineData("admin", "relation \"admin\" does not exist")]
    [InlineData("x@postgres", "Pulling image \"postgres:17\"")]
    public void A_word_keeps_its_sense(string password, string text) =>
        Assert.Equal(text, new Redactor([password], "demo", "shop").Redact(text));

    [Theory]
    [InlineData("app", "password=app host=h", "password=*** host=h")]
    [InlineData("app", "tried app:app@demo-db", "tried app:***@demo-db")]
    [InlineData("app", "postgres://app:app@demo-db:5432/app", "postgres://app:***@demo-db:5432/app")]
    [InlineData("secret", "{\"password\": \"secret\", \"secretName\": \"x\"}", "{\"password\": \"***\", \"secretName\": \"x\"}")]
    [InlineData("secret", "wrong password 'secret' for the secret", "wrong password '***' for the secret")]
    [InlineData("postgres", "sent cG9zdGdyZXM6cG9zdGdyZXM= to postgres", "sent cG9zdGdyZXM6***= to postgres")]
    [InlineData("demo", "PGPASSWORD=demo psql -h demo-db", "PGPASSWORD=*** psql -h demo-db")]
    public void A_word_is_masked_where_a_password_stands(string password, string text, string expected) =>
        Assert.Equal(expected, new Redactor([password], "demo").Redact(text));

    [Theory]
    [InlineData("kestrel")]
    [InlineData("secret7")]
    [InlineData("S3cret")]
    [InlineData("correct-horse-battery")]
    [InlineData("app-database-server")]
    [InlineData("pgpg")]
    public void What_no_program_says_is_masked_everywhere(string password) =>
        Assert.Equal("a *** of", new Redactor([password], "demo").Redact($"a {password} of"));
}
