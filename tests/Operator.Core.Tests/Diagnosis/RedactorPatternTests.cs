using MiniStack.Operator.Core.Diagnosis;

namespace MiniStack.Operator.Core.Tests.Diagnosis;

public sealed class RedactorPatternTests
{
    [Theory]
    // Userinfo.
    [InlineData("postgres://u:p@h/db", "postgres://u:***@h/db")]
    [InlineData("postgresql+asyncpg://app:p@ss/w:rd#?@demo-db:5432/app failed", "postgresql+asyncpg://app:***@demo-db:5432/app failed")]
    [InlineData("redis://:p@h:6379/0", "redis://:***@h:6379/0")]
    [InlineData("amqp://u:12345@h", "amqp://u:***@h")]
    [InlineData("postgres://u:123/x@h/db", "postgres://u:***@h/db")]
    [InlineData("postgres://u:my pass\"word@h/db", "postgres://u:***@h/db")]
    [InlineData("dsn=postgres%3A%2F%2Fu%3Ap%40h", "dsn=postgres%3A%2F%2Fu%3A***%40h")]
    [InlineData("https://user:tok@registry.example/v2/", "https://user:***@registry.example/v2/")]
    [InlineData("jdbc:postgresql://h:5432/db?user=u&password=p&ssl=true", "jdbc:postgresql://h:5432/db?user=u&password=***&ssl=true")]
    [InlineData("app:hunter2@tcp(db:3306)/app", "app:***@tcp(db:3306)/app")]
    // Connection strings of keywords.
    [InlineData("host=h password=p user=u", "host=h password=*** user=u")]
    [InlineData("host=h password='a b\\'c' user=u", "host=h password='***' user=u")]
    [InlineData("Host=h;Password=p;Database=d", "Host=h;Password=***;Database=d")]
    [InlineData("Server=h;Pwd=a,b;Uid=u", "Server=h;Pwd=***;Uid=u")]
    [InlineData("PGPASSWORD=hunter2 psql -h h", "PGPASSWORD=*** psql -h h")]
    [InlineData("AccountName=a;AccountKey=abc+/==;Suffix=s", "AccountName=a;AccountKey=***;Suffix=s")]
    // Headers.
    [InlineData("Authorization: Bearer abc", "Authorization: ***")]
    [InlineData("> authorization: Basic dXNlcjpwYXNz\n> Host: h", "> authorization: ***\n> Host: h")]
    [InlineData("Authorization: Digest username=\"u\", response=\"abc\"", "Authorization: ***")]
    [InlineData("{\"Authorization\": \"Bearer abc\", \"Accept\": \"*/*\"}", "{\"Authorization\": \"***\", \"Accept\": \"*/*\"}")]
    [InlineData("{'authorization': 'Bearer abc', 'accept': '*/*'}", "{'authorization': '***', 'accept': '*/*'}")]
    [InlineData("[(b'authorization', b'Bearer abc'), (b'accept', b'*/*')]", "[(b'authorization', b'***'), (b'accept', b'*/*')]")]
    [InlineData("map[Accept:[*/*] Authorization:[Bearer abc] Cookie:[a=b; c=d]]", "map[Accept:[*/*] Authorization:[***] Cookie:[***]]")]
    [InlineData("curl -H 'Authorization: Token abc' http://h/", "curl -H 'Authorization: ***' http://h/")]
    [InlineData("Authorization: Bearer abc status=401", "Authorization: *** status=401")]
    [InlineData("Set-Cookie: session=abc; Path=/", "Set-Cookie: ***")]
    [InlineData("Cookie: a=b; c=d\nHost: h", "Cookie: ***\nHost: h")]
    [InlineData("X-Api-Key: abc", "X-Api-Key: ***")]
    [InlineData("sent Bearer 0a1b2c3d4e5f", "sent Bearer ***")]
    // Names.
    [InlineData("DB_PASSWORD=hunter2", "DB_PASSWORD=***")]
    [InlineData("{\"password\":\"hunter2\",\"user\":\"u\"}", "{\"password\":\"***\",\"user\":\"u\"}")]
    [InlineData("{\"msg\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}", "{\"msg\":\"{\\\"password\\\":\\\"***\\\"}\"}")]
    [InlineData("{'client_secret': 'hunter2', 'x': 1}", "{'client_secret': '***', 'x': 1}")]
    [InlineData("password: correct horse\nuser: u", "password: ***\nuser: u")]
    [InlineData("login with user: u, password: hunter2, host: h", "login with user: u, password: ***, host: h")]
    [InlineData("map[password:hunter2 user:u]", "map[password:*** user:u]")]
    [InlineData("{User:u Password:hunter2}", "{User:u Password:***}")]
    [InlineData("Config(password='hunter2', port=1)", "Config(password='***', port=1)")]
    [InlineData("AWS_SECRET_ACCESS_KEY=abc/def+ghi", "AWS_SECRET_ACCESS_KEY=***")]
    [InlineData("SECRET_KEY_BASE: abc", "SECRET_KEY_BASE: ***")]
    [InlineData("accessToken=abc&x=1", "accessToken=***&x=1")]
    [InlineData("--db-password hunter2 --port 1", "--db-password *** --port 1")]
    [InlineData("--token=abc --port 1", "--token=*** --port 1")]
    [InlineData("headers['X-Auth-Token'] = 'abc'", "headers['X-Auth-Token'] = '***'")]
    [InlineData("passphrase => abc", "passphrase => ***")]
    [InlineData("credentials=abc", "credentials=***")]
    [InlineData("ALTER ROLE app PASSWORD 'it''s'", "ALTER ROLE app PASSWORD '***'")]
    [InlineData("Can't locate revision identified by '08ec4f75af5e'", "Can't locate revision identified by '08ec4f75af5e'")]
    [InlineData("set this string with `bin/rails credentials:edit`", "set this string with `bin/rails credentials:edit`")]
    [InlineData("CREATE USER a IDENTIFIED BY 'x'", "CREATE USER a IDENTIFIED BY '***'")]
    [InlineData("{\"auths\":{\"r\":{\"auth\":\"dTpw\"}}}", "{\"auths\":{\"r\":{\"auth\":\"***\"}}}")]
    // Shapes.
    [InlineData("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_def.", "got ***")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE,", "key ***,")]
    [InlineData("ghp_0123456789abcdefghijklmnopqrstuvwxyz", "***")]
    [InlineData("github_pat_0123456789abcdefghij_x", "***")]
    [InlineData("xoxb-1234567890-abcdef", "***")]
    [InlineData("used sk-proj-abcdefghijklmnopqrstuvwx0123 for it", "used *** for it")]
    [InlineData("AIzaSyA0123456789abcdefghijklmnopqrstuv", "***")]
    [InlineData("SCRAM-SHA-256$4096:c2FsdA==$a=:b=", "***")]
    [InlineData("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nb", "a\n***\nb")]
    [InlineData("MIIEpAIBAAKCAQEA0123\nabcd\n-----END PRIVATE KEY-----\nb", "***\nb")]
    // What clients say who take part of a password for something else.
    [InlineData("parse \"postgres://u:p#q@h\": invalid port \":p#q\" after host", "parse \"postgres://u:***@h\": invalid port \":***\" after host")]
    [InlineData("could not translate host name \"word@demo-db\" to address", "could not translate host name \"***@demo-db\" to address")]
    public void A_secret_is_known_by_its_shape_or_its_name(string text, string expected)
    {
        Assert.Equal(expected, Redactor.PatternsOnly.Redact(text));
        Assert.Equal(expected, Redactor.PatternsOnly.Redact(expected));
    }

    [Theory]
    [InlineData("FATAL:  password authentication failed for user \"app\"")]
    [InlineData("couldn't find key password in Secret shop/demo")]
    [InlineData("ERROR:    Error loading ASGI app. Attribute \"app\" not found in module \"main\".")]
    [InlineData("secret \"nope\" not found")]
    [InlineData("MountVolume.SetUp failed for volume \"tls\" : secret \"demo-tls\" not found")]
    [InlineData("fe_sendauth: no password supplied")]
    [InlineData("secrets \"demo-db\" is forbidden: User \"x\" cannot get resource \"secrets\" in API group \"\" in the namespace \"shop\"")]
    [InlineData("failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://r.example/token?scope=repository%3Aa%2Fb%3Apull&service=r.example: 401 Unauthorized")]
    [InlineData("pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed")]
    [InlineData("failed to fetch anonymous token: Get \"https://auth.example/token?scope=x\": dial tcp: lookup auth.example: no such host")]
    [InlineData("MountVolume.SetUp failed for volume \"kube-api-access-x\" : failed to fetch token: serviceaccounts \"demo-api\" not found")]
    [InlineData("open /run/secrets/token: no such file or directory")]
    [InlineData("cat: /run/secrets/db_password: Permission denied")]
    [InlineData("Back-off pulling image \"docker.io/library/postgres:17@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"")]
    [InlineData("registry.example:5000/team/token:1.0")]
    [InlineData("GET http://localhost:8000/items?id=3&next=/@me HTTP/1.1")]
    [InlineData("see http://h:8080/@scope/name and https://h/a@b.c:d")]
    [InlineData("Listening on http://[::1]:8000 and [fe80::1%eth0]:80, mail ops@example.com")]
    [InlineData("npm ERR! 404 https://registry.example:443/@scope%2fname")]
    [InlineData("postgres://h:5432/app?options=x")]
    [InlineData("postgres://app@demo-db.shop.svc:5432/app")]
    [InlineData("2026-11-26T10:59:16.123456Z 10:59:16,001 12:00:00+01:00")]
    [InlineData("Liveness probe failed: command \"pg_isready -h 127.0.0.1\" timed out")]
    [InlineData("Readiness probe failed: Get \"http://10.244.0.5:8000/health\": dial tcp 10.244.0.5:8000: connect: connection refused")]
    [InlineData("0/1 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {key: value}.")]
    [InlineData("SyntaxError: Unexpected token: '}'")]
    [InlineData("max_tokens=256 prompt_tokens: 12 tokenizer=bpe bypass=1")]
    [InlineData("PWD=/app OLDPWD=/")]
    [InlineData("DB_PASSWORD= TOKEN=None secret: null {\"password\": \"\"}")]
    [InlineData("DATABASE_PASSWORD=$(PGPASSWORD) OTHER_PASSWORD=${PGPASSWORD}")]
    [InlineData("secretKeyRef: {name: demo, key: password}")]
    [InlineData("spec.database.passwordSecretRef: Secret shop/demo has no key password")]
    [InlineData("Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.")]
    [InlineData("This server uses Basic authentication or Bearer authorization")]
    [InlineData("pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\nDB_PASSWORD\n  Field required [type=missing, input_value={}, input_type=dict]")]
    [InlineData("psycopg.OperationalError: connection failed: connection to server at \"10.0.0.1\", port 5432 failed: FATAL:  password authentication failed for user \"app\"")]
    [InlineData("Traceback (most recent call last):\n  File \"/app/main.py\", line 7, in <module>\n    password = os.environ[\"DB_PASSWORD\"]\n  File \"<frozen os>\", line 685, in __getitem__\nKeyError: 'DB_PASSWORD'")]
    [InlineData("  File \"/app/main.py\", line 7, in connect\n    return psycopg.connect(user=user, password=password, host=settings.host)\n           ^^^^^^^^^^^^^^^")]
    [InlineData("const token = process.env.TOKEN.trim();")]
    [InlineData("at Npgsql.Internal.NpgsqlConnector.Authenticate(String username, NpgsqlTimeout timeout) in /src/NpgsqlConnector.Auth.cs:line 40")]
    [InlineData("password must be at least 8 characters; Password: must not be empty")]
    [InlineData("usage: app [--password PASSWORD] [--token-file FILE], --password is required")]
    [InlineData("ministack.dev/v1alpha1 demo-db-6b8f7c9d5-x2x4z 198.51.100.2:6443 \u00e9\u4e2d\ud83d\ude00 \t tab")]
    public void What_is_no_secret_is_left(string text) => Assert.Equal(text, Redactor.PatternsOnly.Redact(text));

    [Fact]
    public void A_secret_in_the_source_of_a_traceback_is_found() => Assert.Equal(
        "  File \"/app/main.py\", line 7, in connect\n    psycopg.connect(user=user, password=\"***\")",
        Redactor.PatternsOnly.Redact("  File \"/app/main.py\", line 7, in connect\n    psycopg.connect(user=user, password=\"hunter2\")"));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Recordings))]
    public void What_a_real_cluster_says_is_left(string name) => Assert.All(
        Texts(Recording.Load(name).Observed.Evidence).OfType<string>(),
        text => Assert.Equal(text, Redactor.PatternsOnly.Redact(text)));

    /// <summary>But for the one whose program tells a piece of a password.</summary>
    public static TheoryData<string> Recordings => [.. Recording.All.Where(each => !each.Contains("/dsn-special-characters/", StringComparison.Ordinal))];

    private static IEnumerable<string?> Texts(Evidence evidence) =>
    [
        .. evidence.Events.Select(each => each.Message),
        .. evidence.Logs.Select(each => each.Text),
        .. evidence.Pods.SelectMany(pod => pod.Status?.ContainerStatuses ?? [])
            .SelectMany(each => new[] { each.State?.Waiting?.Message, each.State?.Terminated?.Message, each.LastState?.Terminated?.Message }),
    ];
}
