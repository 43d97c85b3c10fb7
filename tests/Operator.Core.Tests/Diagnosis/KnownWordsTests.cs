namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Last words of real programs, and the hint that they get: a row of the table each, at the least.</summary>
public sealed class KnownWordsTests
{
    /// <summary>The output of a program that ended with code 1, and what its hint says.</summary>
    public static TheoryData<string, string> Words => new()
    {
        { "Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    import sklearn.linear_model\nModuleNotFoundError: No module named 'sklearn'", "Add sklearn to what the image installs" },
        { "  File \"/app/main.py\", line 2, in <module>\n    from pydantic import BaseSettings\nImportError: cannot import name 'BaseSettings' from 'pydantic' (/usr/local/lib/python3.11/site-packages/pydantic/__init__.py)", "Pin a version of pydantic that has BaseSettings" },
        { "ERROR:    Error loading ASGI app. Could not import module \"app.main\".", "uvicorn PACKAGE.MODULE:app" },
        { "ERROR:    Error loading ASGI app. Attribute \"app\" not found in module \"main\".", "uvicorn main:NAME" },
        { "Failed to find attribute 'app' in 'wsgi'.\n[2026-01-02 03:04:05 +0000] [1] [INFO] Shutting down: Master\n[2026-01-02 03:04:05 +0000] [1] [INFO] Reason: App failed to load.", "gunicorn wsgi:NAME" },
        { "Usage: flask run [OPTIONS]\nTry 'flask run --help' for help.\n\nError: Could not locate a Flask application. Use the 'flask --app' option, 'FLASK_APP' environment variable, or a 'wsgi.py' or 'app.py' file in the current directory.", "spec.api.env[FLASK_APP]" },
        { "  File \"/app/main.py\", line 1, in <module>\n    import cv2\nImportError: libGL.so.1: cannot open shared object file: No such file or directory", "Install the package that has libGL.so.1" },
        { "./server: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./server)", "same base image" },
        { "node:internal/modules/cjs/loader:1148\n  throw err;\n  ^\n\nError: Cannot find module '/app/dist/main.js'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1145:15)\n    at node:internal/main/run_main_module:28:49 {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v20.15.0", "The image has no /app/dist/main.js" },
        { "node:internal/modules/cjs/loader:1148\n  throw err;\n  ^\n\nError: Cannot find module 'express'\nRequire stack:\n- /app/server.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1145:15)", "Add express to dependencies" },
        { "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'dotenv' imported from /app/index.mjs\n    at packageResolve (node:internal/modules/esm/resolve:844:9)", "Add dotenv to dependencies" },
        { "/app/index.js:1\nimport express from 'express';\n^^^^^^\n\nSyntaxError: Cannot use import statement outside a module\n    at wrapSafe (node:internal/modules/cjs/loader:1350:18)", "Set \"type\" in package.json" },
        { "npm ERR! Missing script: \"start:prod\"\nnpm ERR! \nnpm ERR! To see a list of scripts, run:\nnpm ERR!   npm run", "no script start:prod" },
        { "npm error code ENOENT\nnpm error syscall open\nnpm error path /package.json\nnpm error errno -2\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/package.json'", "folder that has package.json" },
        { "Error: Unable to access jarfile app.jar", "The image has no app.jar" },
        { "Error: Could not find or load main class com.shop.Main\nCaused by: java.lang.ClassNotFoundException: com.shop.Main", "class path" },
        { "Error: LinkageError occurred while loading main class com.shop.Main\n\tjava.lang.UnsupportedClassVersionError: com/shop/Main has been compiled by a more recent version of the Java Runtime (class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0", "the Java that it was compiled for" },
        { "You must install or update .NET to run this application.\n\nApp: /app/Shop.dll\nArchitecture: x64\nFramework: 'Microsoft.AspNetCore.App', version '9.0.0' (x64)", "runtime image of the version" },
        { "bundler: failed to load command: puma (/usr/local/bundle/bin/puma)\n/usr/local/lib/ruby/3.3.0/bundler/definition.rb:594:in `materialize': Could not find pg-1.5.6 in locally installed gems (Bundler::GemNotFound)", "bundle install" },
        { "bundler: command not found: puma\nInstall missing gem executables with `bundle install`", "Add puma to the Gemfile" },
        { "Error: @prisma/client did not initialize yet. Please run \"prisma generate\" and try to import it again.\n    at new PrismaClient (/app/node_modules/.prisma/client/default.js:43:11)", "npx prisma generate" },
        { "PrismaClientInitializationError: Prisma Client could not locate the Query Engine for runtime \"linux-musl-openssl-3.0.x\".", "npx prisma generate" },
        { "bundler: failed to load command: puma (/app/bin/puma)\n/app/vendor/puma/dsl.rb:81:in `read': No such file or directory @ rb_sysopen - config/puma.rb (Errno::ENOENT)", "Put config/puma.rb into the image" },
        { "alembic.script.revision.ResolutionError: No such revision or branch '10b52ebd31f7'", "newer image" },
        { "  SQLSTATE[HY000] [2002] Connection refused (Connection: mysql, SQL: select * from information_schema.tables)", "spec.api.env[DB_CONNECTION] as pgsql" },
        { "exec /usr/local/bin/app: exec format error", "kubernetes.io/arch" },
        { "/usr/bin/env: 'bash\\r': No such file or directory", "Unix line ends" },
        { "/app/start.sh: /bin/bash^M: bad interpreter: No such file or directory", "Unix line ends" },
        { "/app/start.sh: 2: set: Illegal option -o pipefail", "script for bash" },
        { "/bin/sh: 1: uvicorn: not found", "The image has no uvicorn" },
        { "/docker-entrypoint.sh: line 12: gunicorn: command not found", "The image has no gunicorn" },
        { "exec /app/entrypoint.sh: no such file or directory", "Neither /app/entrypoint.sh nor" },
        { "OSError: [Errno 30] Read-only file system: '/app/logs'", "emptyDir" },
        { "Error: EROFS: read-only file system, mkdir '/app/.cache'\n    at Object.mkdirSync (node:fs:1379:26)", "readOnlyRootFilesystem" },
        { "Error: ENOSPC: System limit for number of file watchers reached, watch '/app'\n    at FSWatcher.<computed> (node:internal/fs/watchers:247:19)", "not one that watches files" },
        { "OSError: [Errno 28] No space left on device", "Give it room" },
        { "accept: too many open files", "fewer files and connections" },
        { "Error: listen EACCES: permission denied 0.0.0.0:80\n    at Server.setupListenHandle [as _listen2] (node:net:1800:21)", "A port below 1024 is for root" },
        { "PermissionError: [Errno 13] error while attempting to bind on address ('0.0.0.0', 80): permission denied", "A port below 1024 is for root" },
        { "  File \"/usr/lib/python3.13/socketserver.py\", line 478, in server_bind\n    self.socket.bind(self.server_address)\n    ~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^\nPermissionError: [Errno 13] Permission denied", "A port below 1024 is for root" },
        { "Unhandled exception. System.Net.Sockets.SocketException (13): Permission denied\n   at System.Net.Sockets.Socket.DoBind(EndPoint endPointSnapshot, SocketAddress socketAddress)", "A port below 1024 is for root" },
        { "2026/01/02 03:04:05 [emerg] 1#1: mkdir() \"/var/cache/nginx/client_temp\" failed (13: Permission denied)", "nginxinc/nginx-unprivileged" },
        { "PermissionError: [Errno 13] Permission denied: '/data/uploads'", "Let the program's user have /data/uploads" },
        { "Error: EACCES: permission denied, open '/app/tmp/log.txt'\n    at Object.openSync (node:fs:601:3)", "Let the program's user have /app/tmp/log.txt" },
        { "Unhandled exception. System.UnauthorizedAccessException: Access to the path '/app/keys' is denied.\n   at System.IO.FileSystem.CreateDirectory(String fullPath)", "Let the program's user have /app/keys" },
        { "chown: changing ownership of '/data': Operation not permitted", "spec.api.securityContext.runAsUser" },
        { "error: failed switching to \"app\": operation not permitted", "spec.api.securityContext.runAsUser" },
        { "FileNotFoundError: [Errno 2] No such file or directory: '/models/house.pkl'", "Put /models/house.pkl into the image" },
        { "panic: open /etc/shop.yaml: no such file or directory\n\ngoroutine 1 [running]:", "Put /etc/shop.yaml into the image" },
        { "ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use", "want one port" },
        { "Error: listen EADDRINUSE: address already in use :::3000\n    at Server.setupListenHandle [as _listen2] (node:net:1817:16)", "want one port" },
        { "Unhandled exception. System.InvalidOperationException: Unable to configure HTTPS endpoint. No server certificate was specified, and the default developer certificate could not be found or is out of date.\n   at Microsoft.AspNetCore.Hosting.ListenOptionsHttpsExtensions.UseHttps(ListenOptions listenOptions)", "spec.api.env[ASPNETCORE_URLS] as http://+:8000" },
        { "<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb090e0 node::Abort() [node]", "spec.api.env[NODE_OPTIONS]" },
        { "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", "The GPU's memory" },
        { "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space\n\tat shop.Main.main(Main.java:5)", "spec.api.resources.limits.memory" },
        { "RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU", "nvidia.com/gpu" },
        { "django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.", "spec.api.env[SECRET_KEY]" },
        { "/usr/local/bundle/gems/railties-7.1.3/lib/rails/application.rb:640:in `validate_secret_key_base': Missing `secret_key_base` for 'production' environment, set this string with `bin/rails credentials:edit` (ArgumentError)", "spec.api.env[SECRET_KEY_BASE]" },
        { "django.core.exceptions.ImproperlyConfigured: Requested setting INSTALLED_APPS, but settings are not configured. You must either define the environment variable DJANGO_SETTINGS_MODULE or call settings.configure() before accessing settings.", "spec.api.env[DJANGO_SETTINGS_MODULE]" },
        { "  File \"/app/main.py\", line 5, in <module>\n    key = os.environ[\"OPENAI_API_KEY\"]\nKeyError: 'OPENAI_API_KEY'", "Set spec.api.env[OPENAI_API_KEY]" },
        { "PrismaClientInitializationError: error: Environment variable not found: SHADOW_URL.", "Set spec.api.env[SHADOW_URL]" },
        { "Error: STRIPE_KEY environment variable is required\n    at Object.<anonymous> (/app/config.js:3:9)", "Set spec.api.env[STRIPE_KEY]" },
        { "panic: required key JWT_SECRET missing value", "Set spec.api.env[JWT_SECRET]" },
        { "  File \"/app/main.py\", line 9, in <module>\n    settings = Settings()\npydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\napi_key\n  Field required [type=missing, input_value={}, input_type=dict]", "names of the settings in capitals" },
        { "sqlalchemy.exc.NotSupportedError: (psycopg2.errors.FeatureNotSupported) extension \"vector\" is not available", "one that has vector" },
        { "psycopg2.errors.UndefinedFile: could not open extension control file \"/usr/share/postgresql/17/extension/postgis.control\": No such file or directory", "one that has postgis" },
        { "psycopg2.errors.InsufficientPrivilege: permission denied to create extension \"uuid-ossp\"", "list uuid-ossp in spec.database.extensions" },
        { "psycopg2.errors.UndefinedObject: type \"vector\" does not exist", "List vector in spec.database.extensions" },
        { "PG::UndefinedObject: ERROR:  type \"citext\" does not exist", "List citext in spec.database.extensions" },
        { "ERROR: function uuid_generate_v4() does not exist", "List uuid-ossp in spec.database.extensions" },
        { "error: function gen_salt(unknown) does not exist", "List pgcrypto in spec.database.extensions" },
        { "psycopg2.errors.InsufficientPrivilege: permission denied for table price", "ALTER TABLE price OWNER TO app" },
        { "ERROR: permission denied for schema reporting", "Another role owns reporting" },
        { "ERROR: permission denied to create role", "as the superuser: kubectl exec -it demo-db-0" },
        { "ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run:", "spec.api.migrate.command" },
        { "ERROR [alembic.util.messaging] Can't locate revision identified by '3f2a9c'\nFAILED: Can't locate revision identified by '3f2a9c'", "newer image" },
        { "FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision", "alembic merge heads" },
        { "Unhandled exception. Npgsql.PostgresException (0x80004005): 42P01: relation \"Core_AppSetting\" does not exist\n\nPOSITION: 31\n   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async)", "spec.api.migrate.command" },
        { "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedColumn) column item.price does not exist", "brought up to date" },
        { "psycopg2.OperationalError: connection to server at \"demo-db\" (203.0.113.9), port 5432 failed: FATAL:  sorry, too many clients already", "spec.database.parameters[max_connections]" },
        { "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00", "Its own pool" },
        { "psycopg2.errors.OutOfMemory: out of shared memory\nHINT:  You might need to increase max_locks_per_transaction.", "spec.database.parameters[max_locks_per_transaction]" },
        { "psycopg2.errors.DiskFull: could not resize shared memory segment \"/PostgreSQL.1\" to 8388608 bytes: No space left on device", "Give it room" },
        { "django.db.utils.OperationalError: canceling statement due to lock timeout", "pg_blocking_pids" },
        { "psycopg2.OperationalError: SCRAM authentication requires libpq version 10 or above", "driver of Postgres" },
        { "sqlalchemy.exc.InvalidRequestError: The asyncio extension requires an async driver to be used. The loaded 'psycopg2' is not async.", "postgresql+asyncpg://" },
        { "sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgres", "begin with postgresql://" },
        { "ValueError: invalid literal for int() with base 10: '***'", "percent-encoded" },
        { "sqlite3.OperationalError: unable to open database file", "SQLite" },
        { "requests.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate", "ca-certificates" },
        { "OSError: We couldn't connect to 'https://huggingface.co' to load this file", "model hub" },
        { "redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.", "no Redis" },
        { "Error: getaddrinfo ENOTFOUND rabbitmq\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26)", "No name rabbitmq is known here" },
        { "panic: dial tcp: lookup kafka on 10.96.0.10:53: no such host", "No name kafka is known here" },
        { "socket.gaierror: [Errno -2] Name or service not known", "no such name here" },
        { "ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 9200)", "the API's own pod" },
        { "UnicodeDecodeError: 'ascii' codec can't decode byte 0xc3 in position 7: ordinal not in range(128)", "spec.api.env[LANG]" },
        { "A server is already running. Check /app/tmp/pids/server.pid.\nExiting", "server.pid" },
        { "Error: No such option: --relaod (Possible options: --reload, --reload-dir)", "Mend the options" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Last_words_that_are_known_get_a_hint_that_mends(string output, string hint)
    {
        var root = TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!;

        Assert.Contains(hint, root.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("kubectl logs", root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bye")]
    [InlineData("Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\nValueError: too small")]
    [InlineData("WARNING: SENTRY_DSN is not set, errors are not reported\nbye")]
    [InlineData("Using environment variable DATABASE_URL\nbye")]
    [InlineData("+ export DJANGO_SETTINGS_MODULE=app.settings\nbye")]
    [InlineData("h11._util.LocalProtocolError: Illegal header value b'Bearer x\\r\\n'")]
    [InlineData("deadlock timeout is 1s\nbye")]
    [InlineData("INFO: redis is fine\nINFO: files are not found in the cache\nbye")]
    public void Words_that_nobody_knows_lead_to_the_log(string output) =>
        Assert.Equal("kubectl logs demo-api-1 --previous", TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!.Hint);
}
