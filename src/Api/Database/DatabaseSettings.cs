using System.Globalization;
using Npgsql;

namespace MiniStack.Api.Database;

/// <summary>
/// Reads where the database is from libpq's <c>PG*</c> variables and from <c>DATABASE_URL</c>, whose parts win over them.
/// The rules are libpq's (PostgreSQL manual, "Connection Strings" and "Environment Variables"), several hosts excepted.
/// </summary>
internal static class DatabaseSettings
{
    private const string UrlVariable = "DATABASE_URL";

    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    private static readonly Dictionary<string, string> VariableOfKeyword = new()
    {
        ["host"] = "PGHOST",
        ["port"] = "PGPORT",
        ["user"] = "PGUSER",
        ["password"] = "PGPASSWORD",
        ["dbname"] = "PGDATABASE",
        ["sslmode"] = "PGSSLMODE",
        ["sslrootcert"] = "PGSSLROOTCERT",
        ["channel_binding"] = "PGCHANNELBINDING",
        ["connect_timeout"] = "PGCONNECT_TIMEOUT",
        ["application_name"] = "PGAPPNAME",
        ["options"] = "PGOPTIONS",
    };

    /// <param name="variable">Gives the value of an environment variable; null or empty when it is not set.</param>
    /// <exception cref="InvalidSettingException">
    /// A value cannot be used. The message never quotes it: with a stray character in the URL any part may hold the password.
    /// </exception>
    public static NpgsqlConnectionStringBuilder Read(Func<string, string?> variable)
    {
        var settings = new Dictionary<string, Setting>();
        foreach (var (keyword, name) in VariableOfKeyword)
            if (variable(name) is { Length: > 0 } value) settings[keyword] = new Setting(name, value);

        if (variable(UrlVariable) is { Length: > 0 } url)
            foreach (var (keyword, value) in ParseUrl(url.Trim())) settings[keyword] = new Setting(UrlVariable, value);

        var builder = Defaults();
        foreach (var (keyword, setting) in settings) Apply(builder, keyword, setting);
        builder.Database ??= builder.Username;
        return builder;
    }

    private static NpgsqlConnectionStringBuilder Defaults() => new()
    {
        Host = "localhost",
        Username = Environment.UserName,
        ApplicationName = "ministack-api",
        Timeout = 5,
        CommandTimeout = 10,
        // A few replicas must fit into Postgres's default of 100 connections.
        MaxPoolSize = 16,
        // Finds idle connections whose other end vanished without a word, as a lost node's do.
        TcpKeepAlive = true,
        TcpKeepAliveTime = 10,
        TcpKeepAliveInterval = 3,
    };

    private static IEnumerable<(string Keyword, string Value)> ParseUrl(string url)
    {
        var scheme = Array.Find(Schemes, s => url.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid(UrlVariable, "must begin with postgresql:// or postgres://");
        var rest = url[scheme.Length..];

        var authorityEnd = rest.AsSpan().IndexOfAny('/', '?');
        var authority = authorityEnd < 0 ? rest : rest[..authorityEnd];
        var tail = authorityEnd < 0 ? "" : rest[authorityEnd..];
        if (tail.Contains('@'))
            throw Invalid(UrlVariable, "has an '@' behind its host; percent-encode '/', '?' and '@' in the user name and the password");

        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var colon = authority.IndexOf(':');
            var userEnd = colon >= 0 && colon < at ? colon : at;
            if (userEnd > 0) yield return ("user", Decode(authority[..userEnd]));
            if (userEnd < at) yield return ("password", Decode(authority[(userEnd + 1)..at]));
        }

        var (host, port) = SplitHost(authority[(at + 1)..]);
        if (host.Length > 0) yield return ("host", Decode(host));
        if (port.Length > 0) yield return ("port", port);

        var question = tail.IndexOf('?');
        var path = question < 0 ? tail : tail[..question];
        if (path.Length > 1) yield return ("dbname", Decode(path[1..]));

        var query = question < 0 ? "" : tail[(question + 1)..];
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals < 0) throw Invalid(UrlVariable, "has a parameter without a value");
            var keyword = Decode(pair[..equals]);
            if (!VariableOfKeyword.ContainsKey(keyword))
                throw Invalid(UrlVariable, $"has the parameter '{keyword}', which is not one of {string.Join(", ", VariableOfKeyword.Keys)}");
            yield return (keyword, Decode(pair[(equals + 1)..]));
        }
    }

    private static (string Host, string Port) SplitHost(string hostAndPort)
    {
        if (hostAndPort.Contains(',')) throw Invalid(UrlVariable, "names several hosts; name one");
        if (hostAndPort.StartsWith('['))
        {
            var bracket = hostAndPort.IndexOf(']');
            var behind = bracket < 0 ? "" : hostAndPort[(bracket + 1)..];
            if (bracket < 2 || (behind.Length > 0 && behind[0] != ':')) throw Invalid(UrlVariable, "has an IPv6 address that is not written as [address]:port");
            return (hostAndPort[1..bracket], behind.TrimStart(':'));
        }

        var colon = hostAndPort.IndexOf(':');
        return colon < 0 ? (hostAndPort, "") : (hostAndPort[..colon], hostAndPort[(colon + 1)..]);
    }

    private static string Decode(string text)
    {
        for (var percent = text.IndexOf('%'); percent >= 0; percent = text.IndexOf('%', percent + 1))
        {
            if (percent + 2 >= text.Length || !char.IsAsciiHexDigit(text[percent + 1]) || !char.IsAsciiHexDigit(text[percent + 2]))
                throw Invalid(UrlVariable, "has a '%' that begins no percent-encoded byte; write a plain '%' as %25");
        }

        return Uri.UnescapeDataString(text);
    }

    private static void Apply(NpgsqlConnectionStringBuilder builder, string keyword, Setting setting)
    {
        var (source, value) = setting;
        switch (keyword)
        {
            case "host": builder.Host = value; break;
            case "port": builder.Port = Number(source, "port", value, 1, 65535); break;
            case "user": builder.Username = value; break;
            case "password": builder.Password = value; break;
            case "dbname": builder.Database = value; break;
            case "sslmode": builder.SslMode = SslModeOf(source, value); break;
            case "sslrootcert": builder.RootCertificate = value; break;
            case "channel_binding": builder.ChannelBinding = ChannelBindingOf(source, value); break;
            case "connect_timeout": builder.Timeout = Number(source, "connect timeout in seconds", value, 0, 1024); break;
            case "application_name": builder.ApplicationName = value; break;
            case "options": builder.Options = value; break;
        }
    }

    private static int Number(string source, string what, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Invalid(source, $"has a {what} that is not a number from {least} to {most}");

    private static SslMode SslModeOf(string source, string value) => value switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw Invalid(source, "has an sslmode that is not one of disable, allow, prefer, require, verify-ca, verify-full"),
    };

    private static ChannelBinding ChannelBindingOf(string source, string value) => value switch
    {
        "disable" => ChannelBinding.Disable,
        "prefer" => ChannelBinding.Prefer,
        "require" => ChannelBinding.Require,
        _ => throw Invalid(source, "has a channel_binding that is not one of disable, prefer, require"),
    };

    private static InvalidSettingException Invalid(string source, string problem) => new($"{source} {problem}.");

    private readonly record struct Setting(string Source, string Value);
}
