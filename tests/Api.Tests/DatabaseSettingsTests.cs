using MiniStack.Api.Database;
using Npgsql;

namespace MiniStack.Api.Tests;

public sealed class DatabaseSettingsTests
{
    [Theory]
    [InlineData("postgresql://app:pw@db.ns.svc:5433/stock", "db.ns.svc", 5433, "app", "pw", "stock")]
    [InlineData("postgres://app:pw@db/stock", "db", 5432, "app", "pw", "stock")]
    [InlineData("POSTGRESQL://app:pw@db/stock", "db", 5432, "app", "pw", "stock")]
    [InlineData("  postgresql://app:pw@db/stock\n", "db", 5432, "app", "pw", "stock")]
    [InlineData("postgresql://app@db/stock", "db", 5432, "app", null, "stock")]
    [InlineData("postgresql://app:@db/stock", "db", 5432, "app", "", "stock")]
    [InlineData("postgresql://app:pw@db", "db", 5432, "app", "pw", "app")]
    [InlineData("postgresql://app:pw@db/", "db", 5432, "app", "pw", "app")]
    [InlineData("postgresql://app:pw@db?sslmode=disable", "db", 5432, "app", "pw", "app")]
    [InlineData("postgresql://us%40er:p%2Fw%3A%3F%25%23%40%26%3B%3D%27%20%C3%BC@db/st%2Fock", "db", 5432, "us@er", "p/w:?%#@&;=' ü", "st/ock")]
    [InlineData("postgresql://app:a:b@db/stock", "db", 5432, "app", "a:b", "stock")]
    [InlineData("postgresql://app:a@b@db/stock", "db", 5432, "app", "a@b", "stock")]
    [InlineData("postgresql://app:a+b@db/stock", "db", 5432, "app", "a+b", "stock")]
    [InlineData("postgresql://app:a#b@db/stock", "db", 5432, "app", "a#b", "stock")]
    [InlineData("postgresql://app:pw@[fd00::1]:5433/stock", "fd00::1", 5433, "app", "pw", "stock")]
    [InlineData("postgresql://app:pw@[fd00::1]/stock", "fd00::1", 5432, "app", "pw", "stock")]
    [InlineData("postgresql://app:pw@%2Frun%2Fpostgresql/stock", "/run/postgresql", 5432, "app", "pw", "stock")]
    [InlineData("postgresql:///stock?host=/run/postgresql&user=app&port=5433", "/run/postgresql", 5433, "app", null, "stock")]
    public void A_url_is_read(string url, string host, int port, string user, string? password, string database)
    {
        var settings = Read(("DATABASE_URL", url));

        Assert.Equal((host, port, user, password, database), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("allow", SslMode.Allow)]
    [InlineData("prefer", SslMode.Prefer)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void The_sslmode_is_read(string value, SslMode mode)
    {
        Assert.Equal(mode, Read(("DATABASE_URL", $"postgresql://app@db/stock?sslmode={value}")).SslMode);
        Assert.Equal(mode, Read(("PGSSLMODE", value)).SslMode);
    }

    [Fact]
    public void The_variables_of_libpq_are_read()
    {
        var settings = Read(("PGHOST", "db"), ("PGPORT", "5433"), ("PGUSER", "app"), ("PGPASSWORD", "p%40@;w"), ("PGDATABASE", "stock"));

        Assert.Equal(("db", 5433, "app", "p%40@;w", "stock"), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Fact]
    public void The_url_wins_over_the_variables_which_fill_what_it_leaves_out()
    {
        var settings = Read(("DATABASE_URL", "postgresql://db/stock"), ("PGHOST", "other"), ("PGUSER", "app"), ("PGPASSWORD", "pw"), ("PGDATABASE", "other"));

        Assert.Equal(("db", "app", "pw", "stock"), (settings.Host, settings.Username, settings.Password, settings.Database));
    }

    [Fact]
    public void An_empty_variable_is_not_set()
    {
        var settings = Read(("DATABASE_URL", ""), ("PGHOST", ""), ("PGPORT", ""), ("PGUSER", "app"));

        Assert.Equal(("localhost", 5432, "app"), (settings.Host, settings.Port, settings.Database));
    }

    [Fact]
    public void Further_parameters_are_read()
    {
        var settings = Read(("DATABASE_URL", "postgresql://app@db/stock?connect_timeout=7&application_name=my%20api&channel_binding=require&options=-c%20x.y%3D1"));

        Assert.Equal((7, "my api", ChannelBinding.Require, "-c x.y=1"), (settings.Timeout, settings.ApplicationName, settings.ChannelBinding, settings.Options));
    }

    [Theory]
    [InlineData("mysql://app:s3cret@db/stock", "must begin with postgresql://")]
    [InlineData("postgresql+asyncpg://app:s3cret@db/stock", "must begin with postgresql://")]
    [InlineData("app:s3cret@db/stock", "must begin with postgresql://")]
    [InlineData("postgresql://app:s3/cret@db/stock", "percent-encode")]
    [InlineData("postgresql://app:s3?cret@db/stock", "percent-encode")]
    [InlineData("postgresql://app:s3%cret@db/stock", "%25")]
    [InlineData("postgresql://app:s3cret%@db/stock", "%25")]
    [InlineData("postgresql://app:s3cret@db:s3cret/stock", "port")]
    [InlineData("postgresql://app:s3cret@db:0/stock", "port")]
    [InlineData("postgresql://app:s3cret@db:65536/stock", "port")]
    [InlineData("postgresql://app:s3cret@fd00::1/stock", "port")]
    [InlineData("postgresql://app:s3cret@[fd00::1/stock", "IPv6")]
    [InlineData("postgresql://app:s3cret@[fd00::1]5432/stock", "IPv6")]
    [InlineData("postgresql://app:s3cret@one,two/stock", "several hosts")]
    [InlineData("postgresql://app:s3cret@db/stock?sslmode=s3cret", "sslmode")]
    [InlineData("postgresql://app:s3cret@db/stock?sslmode", "without a value")]
    [InlineData("postgresql://app:s3cret@db/stock?pool_size=5", "'pool_size'")]
    [InlineData("postgresql://app:s3cret@db/stock?connect_timeout=soon", "connect timeout")]
    public void A_url_that_cannot_be_used_is_refused_without_telling_the_password(string url, string reason)
    {
        var error = Assert.Throws<InvalidSettingException>(() => Read(("DATABASE_URL", url)));

        Assert.StartsWith("DATABASE_URL ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_variable_is_named()
    {
        Assert.StartsWith("PGPORT ", Assert.Throws<InvalidSettingException>(() => Read(("PGPORT", "5432x"))).Message, StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Read(params (string Name, string Value)[] variables) =>
        DatabaseSettings.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
