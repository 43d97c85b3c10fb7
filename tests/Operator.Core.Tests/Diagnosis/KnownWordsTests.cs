namespace MiniStack.Operator.Core.Tests.Diagnosis;

/// <summary>Last words of real programs, and the hint that they get: a row of the table each, at the least.</summary>
public sealed class KnownWordsTests
{
    /// <summary>The output of a program that ended with code 1, and what its hint says.</summary>
    public static TheoryData<string, string> Words => new()
    {
        { "Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    import sklearn.linear_model\nModuleNotFoundError: No module named 'sklearn'", "Add sklearn to what the image installs" },
        { "  File \"/app/main.py\", line 2, in <module>\n    from pydantic import BaseSettings\nImportError: cannot import name 'BaseSettings' from 'pydantic' (/usr/local/lib/python3.11/site-packages/pydantic/__init__.py)", "Pin a version of pydantic that has BaseSettings" },
        { "  File \"/app/app.py\", line 10, in <module>\n    model=pickle.load(f)\n          ^^^^^^^^^^^^^^\nAttributeError: Can't get attribute '_RemainderColsList' on <module 'sklearn.compose._column_transformer' from '/usr/local/lib/python3.11/site-packages/sklearn/compose/_column_transformer.py'>", "made with another version of the library" },
        { "  File \"/app/app.py\", line 10, in <module>\n    model = joblib.load(path)\nAttributeError: Can't get attribute 'DropColumns' on <module '__main__' from '/usr/local/bin/uvicorn'>", "needs DropColumns, which the script that saved it defined itself" },
        { "  File \"/app/main.py\", line 4, in <module>\n    model = pickle.load(f)\nModuleNotFoundError: No module named 'numpy._core'", "made with another version of the library" },
        { "  File \"/app/main.py\", line 4, in <module>\n    model = joblib.load(f)\nValueError: node array from the pickle has an incompatible dtype:\n- expected: {'names': ['left_child']}", "made with another version of the library" },
        { "  File \"/app/main.py\", line 9, in <module>\n    model = pickle.load(f)\n_pickle.UnpicklingError: invalid load key, 'v'.", "git lfs pull" },
        { "  File \"/app/main.py\", line 9, in <module>\n    model = pickle.load(f)\nEOFError: Ran out of input", "unchanged and of the same size" },
        { "  File \"/app/main.py\", line 9, in <module>\n    model = torch.load(\"model.pt\")\nRuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU.", "map_location=\"cpu\"" },
        { "  File \"/app/main.py\", line 9, in <module>\n    model = torch.load(\"model.pt\")\n_pickle.UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two options", "weights_only=False" },
        { "A module that was compiled using NumPy 1.x cannot be run in\nNumPy 2.1.0 as it may crash.\nTraceback (most recent call last):\n  File \"/app/main.py\", line 2, in <module>\n    import pandas\nImportError: numpy.core.multiarray failed to import", "numpy<2" },
        { "  File \"/app/main.py\", line 5, in <module>\n    nlp = spacy.load(\"en_core_web_sm\")\nOSError: [E050] Can't find model 'en_core_web_sm'. It doesn't seem to be a Python package or a valid path to a data directory.", "spacy download en_core_web_sm" },
        { "  File \"/app/main.py\", line 5, in <module>\n    tokens = word_tokenize(text)\nLookupError: \n**********************************************************************\n  Resource punkt not found.\n  Please use the NLTK Downloader to obtain the resource:\n\n  >>> import nltk\n  >>> nltk.download('punkt')\n**********************************************************************", "nltk_data punkt" },
        { "huggingface_hub.errors.GatedRepoError: 401 Client Error. (Request ID: Root=1-6)\n\nCannot access gated repo for url https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json.", "spec.api.env[HF_TOKEN]" },
        { "OSError: models/intent is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'", "mount its folder there" },
        { "  File \"/app/main.py\", line 5, in load\n    s3.download_file(bucket, key, path)\nbotocore.exceptions.NoCredentialsError: Unable to locate credentials", "spec.api.env[AWS_ACCESS_KEY_ID]" },
        { "  File \"/app/main.py\", line 5, in load\n    model = mlflow.pyfunc.load_model(uri)\nmlflow.exceptions.RestException: RESOURCE_DOES_NOT_EXIST: Registered Model with name=churn not found", "MLFLOW_TRACKING_URI" },
        { " ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL  Command \"prisma\" not found\n undefined", "Add prisma to dependencies" },
        { "Error: knex: Required configuration option 'client' is missing.\n    at new Client (/app/node_modules/knex/lib/client.js:54:11)", "spec.api.env[NODE_ENV]" },
        { "org.flywaydb.core.api.FlywayException: Unsupported Database: PostgreSQL 16.1\n\tat org.flywaydb.core.internal.database.DatabaseTypeRegister.getDatabaseTypeForConnection(DatabaseTypeRegister.java:105)", "flyway-database-postgresql" },
        { "/app/prestart.sh: 2: /app/prestart.sh: \r: not found\r\n", "Unix line ends" },
        { "env: can't execute 'php\r': No such file or directory", "Unix line ends" },
        { "/bin/sh: 1: [streamlit,: not found", "[\"streamlit\", …]" },
        { "Unhandled exception. System.IO.FileNotFoundException: The configuration file 'appsettings.json' was not found and is not optional. The expected physical path was '/appsettings.json'.\n   at Microsoft.Extensions.Configuration.FileConfigurationProvider.HandleException(ExceptionDispatchInfo info)", "let WORKDIR of the image be the folder" },
        { "java.lang.IllegalArgumentException: Could not resolve placeholder 'app.jwt-secret' in value \"${app.jwt-secret}\"\n\tat org.springframework.util.PropertyPlaceholderHelper.parseStringValue(PropertyPlaceholderHelper.java:180)", "without dashes: app.jwt-secret" },
        { "  File \"/app/main.py\", line 34, in startup\n    redis = await aioredis.create_redis_pool(\"redis://localhost\", encoding=\"utf8\")\n  File \"uvloop/loop.pyx\", line 1994, in uvloop.loop.Loop.create_connection\nConnectionRefusedError: [Errno 111] Connection refused\nERROR:    Application startup failed. Exiting.", "the stack has none of redis" },
        { "[api] Traceback (most recent call last):\n[api]   File \"/app/url.py\", line 860, in make_url\n[api]     raise exc.ArgumentError(\n[api] sqlalchemy.exc.ArgumentError: Expected string or URL object, got None\n[api] ERROR:    Application startup failed. Exiting.", "$(DATABASE_URL)" },
        { "Traceback (most recent call last):\n  File \"/app/main.py\", line 5, in <module>\n    url = os.environ.get(\"SHOP_DB_URI\").replace(\"postgres://\", \"postgresql://\")\n          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\nAttributeError: 'NoneType' object has no attribute 'replace'", "Set spec.api.env[SHOP_DB_URI], which the program reads there" },
        { "/app/db.js:3\nconst parts = process.env.SHOP_DB_URI.split('/');\n                                      ^\n\nTypeError: Cannot read properties of undefined (reading 'split')\n    at Object.<anonymous> (/app/db.js:3:39)", "Set spec.api.env[SHOP_DB_URI], which the program reads there" },
        { "  File \"/usr/lib/python3.10/os.py\", line 225, in makedirs\n    mkdir(name, mode)\nPermissionError: [Errno 13] Permission denied: '/.cache'", "set spec.api.env[HOME]" },
        { "│ ❱ 2619 │   raise ValueError( │\n╰──────╯\nValueError: When localhost is not accessible, a shareable link must be created.\nPlease set share=True or check your proxy settings to allow access to localhost.", "spec.api.env[NO_PROXY]" },
        { "  File \"/usr/local/lib/python3.8/site-packages/werkzeug/_reloader.py\", line 184, in restart_with_reloader\n    exit_code = subprocess.call(args, env=new_environ, close_fds=False)\nPermissionError: [Errno 1] Operation not permitted: '/usr/local/bin/python'", "spec.api.env[FLASK_DEBUG] as 0" },
        { "  File \"/src/inference.py\", line 19, in load\n    self.model = xgb.Booster(path)\nxgboost.core.XGBoostError: [19:37:37] ../src/learner.cc:1017: Check failed: fi->Read(&mparam_, sizeof(mparam_)) == sizeof(mparam_) (132 vs. 136) : BoostLearner: wrong model format", "git lfs pull" },
        { "  File \"/app/settings.py\", line 2, in <module>\n    from pydantic import BaseSettings\npydantic.errors.PydanticImportError: `BaseSettings` has been moved to the `pydantic-settings` package.", "Add pydantic-settings to what the image installs" },
        { "  File \"<frozen importlib._bootstrap>\", line 1004, in _find_and_load_unlocked\nModuleNotFoundError: No module named '.wsgi'", "The name before .wsgi is empty" },
        { "no main manifest attribute, in shop-1.0.jar", "spring-boot:repackage" },
        { "Unhandled exception. System.InvalidOperationException: Unable to resolve service for type 'Shop.IRepository' while attempting to activate 'Shop.Backend'.\n   at Microsoft.Extensions.DependencyInjection.ServiceLookup.CallSiteFactory.CreateArgumentCallSites()", "Register Shop.IRepository in the code" },
        { "java.lang.IllegalArgumentException: Unable to resolve Configuration with the provided Issuer of \"https://id.example.com\"\n\tat org.springframework.security.oauth2.jwt.JwtDecoderProviderConfigurationUtils.getConfiguration(JwtDecoderProviderConfigurationUtils.java:190)", "does not reach https://id.example.com" },
        { "thread 'main' panicked at src/main.rs:38:10:\nFailed to run database migrations.: MigrationError(ExecuteMigration(Database(PgDatabaseError { severity: Error, code: \"42P07\", message: \"relation \\\"users\\\" already exists\", detail: None })))\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace", "mark that migration as done" },
        { "Database [{{DB_DRIVER}}] not configured.", "DB_DRIVER stands there unfilled: set it in spec.api.env" },
        { "  File \"/app/main.py\", line 9, in <module>\n    model = joblib.load(\"model.pkl\")\n  File \"/usr/local/lib/python3.11/site-packages/joblib/numpy_pickle.py\", line 658, in load\n    obj = _unpickle(fobj, filename, mmap_mode)\nKeyError: 118", "made with another version of the library" },
        { "Traceback (most recent call last):\n  File \"/app/main.py\", line 2, in <module>\n    from passlib.context import CryptContext\n  File \"/usr/local/lib/python3.12/site-packages/passlib/context.py\", line 10, in <module>\n    from passlib import exc\nValueError: no such thing", "Package passlib, or one that it needs," },
        { "Traceback (most recent call last):\n  File \"/app/main.py\", line 8, in <module>\n    client = OpenAI(api_key=key)\n  File \"/usr/local/lib/python3.12/site-packages/openai/_base_client.py\", line 821, in __init__\n    super().__init__(**kwargs)\nTypeError: Client.__init__() got an unexpected keyword argument 'proxies'", "Package openai, or one that it needs," },
        { "Traceback (most recent call last):\n  File \"/app/random.py\", line 2, in <module>\n    import requests\nAttributeError: partially initialized module 'random' has no attribute 'Random' (most likely due to a circular import)", "rename it" },
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
        { "Error: LinkageError occurred while loading main class com.shop.Main\n\tjava.lang.UnsupportedClassVersionError: com/shop/Main has been compiled by a more recent version of the Java Runtime (class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0", "the Java that it was compiled for, Java 21" },
        { "You must install or update .NET to run this application.\n\nApp: /app/Shop.dll\nArchitecture: x64\nFramework: 'Microsoft.AspNetCore.App', version '9.0.0' (x64)", "runtime image of .NET 9.0.0" },
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
        { "ValueError: invalid interpolation syntax in 'postgresql://app:***@demo-db:5432/app' at position 26", "%% for %" },
        { "Error: [PostgreSQL error] failed to run migration '000_base' up: receive_message: failed to get type: timeout", "longer than the program waits" },
        { "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) duplicate column name: color", "alembic stamp" },
        { "thread 'main' panicked at 'User env var should exist: NotPresent', src/libcore/result.rs:997:5", "Set in spec.api.env the variable" },
        { "Error: ✗ migration failed (id = create migration_log table): database is locked", "a file of SQLite" },
        { "Unhandled exception. System.ArgumentException: Host can't be null\n   at Npgsql.NpgsqlConnectionStringBuilder.PostProcessAndValidate()", "names no host: Host=$(PGHOST)" },
        { "PermissionError: [Errno 13] Permission denied: 'log.txt'", "Let the program's user have log.txt, a path from the image's WORKDIR on" },
        { "django.db.utils.IntegrityError: insert or update on table \"comment\" violates foreign key constraint \"comment_item_fk\"", "put them right first" },
        { "django.db.utils.OperationalError: the connection is closed", "kubectl annotate ms demo --overwrite ministack.dev/restartedAt=\"$(date -u +%FT%TZ)\"" },
        { "error: terminating connection due to administrator command\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)", "check connections before use" },
        { "Error: start.lua:28: the current database schema does not match this version of Kong. Please run `kong migrations up` to update/initialize the database schema.", "Run kong migrations up before it starts" },
        { "Error: Error in migration engine.\nReason: [libs/sql-schema-describer/src/postgres.rs:1039:28] no entry found for key", "this version of Prisma" },
        { "/app/server.js:12\n  async #run() {\n        ^\nSyntaxError: Unexpected token {", "FROM node:VERSION" },
        { "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 10000ms.", "Its own pool has no connection left" },
        { "Failed to create CoreCLR, HRESULT: 0x80004005", "DOTNET_EnableDiagnostics" },
        { "Unhandled exception. System.InvalidOperationException: An error was generated for warning 'Microsoft.EntityFrameworkCore.Migrations.PendingModelChangesWarning': The model for context 'ShopContext' has pending changes.\n   at Program.Main()", "dotnet ef migrations add" },
        { "panic: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `tcp://1...` into int\n\ngoroutine 1 [running]:", "as Kubernetes sets NAME_PORT" },
        { "ERROR! Config provider Config.Reader failed with:\n** (ArgumentError) errors were found at the given arguments:\n\n  * 1st argument: not a textual representation of an integer\n\n    :erlang.binary_to_integer(\"tcp://203.0.113.9:5432\")", "as Kubernetes sets NAME_PORT" },
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
        { "psycopg2.errors.DiskFull: could not resize shared memory segment \"/PostgreSQL.1\" to 8388608 bytes: No space left on device", "max_parallel_workers_per_gather" },
        { "liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by shop-1 (203.0.113.9) since 8/16/19, 5:26 AM", "UPDATE databasechangeloglock" },
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
        { "/app/node_modules/bcrypt/lib/binding/napi-v3/bcrypt_lib.node: invalid ELF header", "node_modules in .dockerignore" },
        { "Error: error:0308010C:digital envelope routines::unsupported\n    at new Hash (node:internal/crypto/hash:71:19)", "spec.api.env[NODE_OPTIONS]" },
        { "Error: Please install pg package manually\n    at ConnectionManager._loadDialectModule (/app/node_modules/sequelize/lib/dialects/abstract/connection-manager.js:55:15)", "Add pg to dependencies" },
        { "DriverPackageNotInstalledError: Postgres package has not been found installed. Try to install it: npm install pg --save\n    at PostgresDriver.loadDependencies (/app/node_modules/typeorm/driver/postgres/PostgresDriver.js:1067:19)", "Add pg to dependencies" },
        { "django.core.exceptions.ImproperlyConfigured: Error loading psycopg2 or psycopg module", "Add psycopg to" },
        { "  could not find driver (SQL: select * from information_schema.tables where table_schema = public and table_name = migrations)", "docker-php-ext-install pdo_pgsql" },
        { "Caused by: java.sql.SQLException: No suitable driver found for jdbc:postgresql://demo-db:5432/app\n\tat java.sql/java.sql.DriverManager.getConnection(DriverManager.java:702)", "org.postgresql:postgresql" },
        { "/usr/local/bundle/gems/activerecord-7.1.3/lib/active_record/connection_handler.rb:250:in `rescue in require': Error loading the 'postgresql' Active Record adapter. Specified 'postgresql' for database adapter, but the gem is not loaded. (Gem::LoadError)", "Add pg to the Gemfile" },
        { "panic: sql: unknown driver \"postgres\" (forgotten import?)\n\ngoroutine 1 [running]:", "Import the driver" },
        { "Process terminated. Couldn't find a valid ICU package installed on the system. Please install libicu (or icu-libs) using your package manager and try again.\n   at System.Environment.FailFast(System.String)\n   at System.Globalization.GlobalizationMode+Settings..cctor()", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT" },
        { "Error: Os { code: 13, kind: PermissionDenied, message: \"Permission denied\" }", "emptyDir where it writes" },
        { "Error: Permission denied (os error 13)", "emptyDir where it writes" },
        { "Error: Os { code: 2, kind: NotFound, message: \"No such file or directory\" }", "WORKDIR" },
        { "2026/01/02 03:04:05 [emerg] 1#1: socket() [::]:80 failed (97: Address family not supported by protocol)", "listen on 0.0.0.0" },
        { "In EncryptionServiceProvider.php line 79:\n                                                  \n  No application encryption key has been specified.  ", "spec.api.env[APP_KEY]" },
        { "/usr/local/bundle/gems/activesupport-7.1.3/lib/active_support/message_encryptor.rb:373:in `decrypt': ActiveSupport::MessageEncryptor::InvalidMessage (ActiveSupport::MessageEncryptor::InvalidMessage)", "RAILS_MASTER_KEY" },
        { "[19:35:23 FTL] Program terminated unexpectedly (Shop)!\nSystem.ArgumentNullException: Value cannot be null.\nParameter name: uriString\n   at System.Uri..ctor(String uriString)\n   at Shop.Startup.ConfigureServices(IServiceCollection services) in /src/Startup.cs:line 43", "A setting for uriString is missing" },
        { "Unhandled exception. System.ArgumentNullException: Value cannot be null. (Parameter 'connectionString')\n   at System.ArgumentNullException.Throw(String paramName)", "A setting for connectionString is missing" },
        { "Unhandled exception. System.InvalidOperationException: The ConnectionString property has not been initialized.\n   at Npgsql.NpgsqlConnection.Open(Boolean async)", "A setting for ConnectionString is missing" },
        { "INFO[0000]main.go:901 Loaded migration scripts\nPANI[0000]main.go:903 Dirty database version 103. Fix and force version.\npanic: (*logrus.Entry) 0xc0014ce380\n\ngoroutine 1 [running]:\ngithub.com/sirupsen/logrus.Entry.log(0xc0000d6000)\n\t/go/pkg/mod/github.com/sirupsen/logrus@v1.6.0/entry.go:259 +0x2fc", "Migration 103 was cut off" },
        { "33 migrations found in prisma/migrations\n\nError: P3009\n\nmigrate found failed migrations in the target database, new migrations will not be applied. Read more: https://pris.ly/d/migrate-resolve\nThe `20230719181459_init` migration started at 2024-03-29 16:21:53.387465 UTC failed\n\nerror Command failed with exit code 1.", "prisma migrate resolve --rolled-back" },
        { "Error: P3005\n\nThe database schema is not empty. Read more about how to baseline an existing production database: https://pris.ly/d/migrate-baseline", "prisma migrate resolve --applied" },
        { "Caused by: org.flywaydb.core.api.FlywayException: Found non-empty schema(s) \"public\" but no schema history table. Found non-empty schema(s) \"public\" without schema history table! Use baseline() or set baselineOnMigrate to true to initialize the schema history table.", "FLYWAY_BASELINE_ON_MIGRATE" },
        { "Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\nMigration checksum mismatch for migration version 1\n-> Applied to database : 1523485384\n-> Resolved locally    : -1063186862", "give it its old text back" },
        { "Caused by: liquibase.exception.ValidationFailedException: Validation Failed:\n     1 changesets check sum\n          db/changelog.xml::1::shop was: 9:1b2c but is now: 9:3d4e", "give it its old text back" },
        { "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration admin.0001_initial is applied before its dependency users.0001_initial on database 'default'.", "django_migrations" },
        { "Caused by: org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing table [price]\n\tat org.hibernate.tool.schema.internal.AbstractSchemaValidator.validateTable(AbstractSchemaValidator.java:121)", "brought up to date" },
        { "PG::DuplicateTable: ERROR:  relation \"users\" already exists", "mark that migration as done" },
        { "SEVERE 2024-06-13T13:55:41.344506517 Error booting runtime: Migration V0_0_3__Add_Columns.sql failed ------ SQL State  : 42701 Error Code : 0 Message    : ERROR: column \"expiration_timestamp\" of relation \"edc_edr_cache\" already exists Location   : org/eclipse/V0_0_3__Add_Columns.sql", "mark that migration as done" },
        { "Startup Error: The migration directory is corrupt, the following files are missing: 20260119174530_stream_proxy_ssl.js", "set spec.api.image to that one" },
        { "Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\nDetected applied migration not resolved locally: 7.", "set spec.api.image to that one" },
        { "java.sql.SQLException: Cannot create PoolableConnectionFactory (The authentication type 10 is not supported. Check that you have configured the pg_hba.conf file to include the client's IP address or subnet.)", "driver of Postgres" },
        { "org.postgresql.util.PSQLException: FATAL: unsupported startup parameter: options", "A PgBouncer refuses that" },
        { "Unhandled exception. Npgsql.PostgresException (0x80004005): 26000: prepared statement \"_p1\" does not exist\n   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async)", "A pooler" },
        { "Caused by: java.lang.RuntimeException: Driver org.postgresql.Driver claims to not accept jdbcUrl, postgresql://demo-db:5432/app", "jdbc:postgresql://$(PGHOST)" },
        { "Error: while executing migrations: migration 20250318120849 was previously applied but has been modified", "give it its old text back" },
        { "Description:\n\nFailed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.\n\nReason: Failed to determine a suitable driver class", "spec.api.env[SPRING_DATASOURCE_URL] to jdbc:postgresql://$(PGHOST):$(PGPORT)/$(PGDATABASE)" },
        { "Unhandled exception. System.ArgumentException: Format of the initialization string does not conform to specification starting at index 0.\n   at System.Data.Common.DbConnectionOptions.GetKeyValuePair(String connectionString)", "Host=$(PGHOST);" },
        { "Caused by: org.postgresql.util.PSQLException: Invalid sslmode value: true", "disable is known to all" },
        { "production.ERROR: The stream or file \"/var/www/storage/logs/laravel.log\" could not be opened in append mode: Failed to open stream: Permission denied", "spec.api.env[LOG_CHANNEL] as stderr" },
        { "2026-01-02 03:04:05,123 1 ERROR app odoo.modules.loading: Database app not initialized, you can force it with `-i base`", "spec.api.migrate.command" },
        { "10:00AM ERR Error getting nodes error=\"pq: remaining connection slots are reserved for roles with the SUPERUSER attribute\"", "spec.database.parameters[max_connections]" },
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
    [InlineData("Traceback (most recent call last):\n  File \"<stdin>\", line 3, in <module>\nValueError: too small")]
    [InlineData("WARNING: SENTRY_DSN is not set, errors are not reported\nbye")]
    [InlineData("Using environment variable DATABASE_URL\nbye")]
    [InlineData("+ export DJANGO_SETTINGS_MODULE=app.settings\nbye")]
    [InlineData("h11._util.LocalProtocolError: Illegal header value b'Bearer x\\r\\n'")]
    [InlineData("deadlock timeout is 1s\nbye")]
    [InlineData("INFO: redis is fine\nINFO: files are not found in the cache\nbye")]
    public void Words_that_nobody_knows_lead_to_the_log(string output) =>
        Assert.Equal("kubectl logs demo-api-1 --previous", TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!.Hint);

    /// <summary>Where a hint rests on another line than the one that would be told, that one is told.</summary>
    [Theory]
    [InlineData(" ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL  Command \"prisma\" not found\n undefined", "ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL Command \"prisma\" not found", "Add prisma to")]
    [InlineData("Running script /app/prestart.sh\n/app/prestart.sh: 2: /app/prestart.sh: \r: not found\r\n", "/app/prestart.sh: 2: /app/prestart.sh: \\r: not found", "Unix line ends")]
    [InlineData("[web] Traceback (most recent call last):\n[web]   File \"/app/url.py\", line 860, in make_url\n[web]     raise exc.ArgumentError(\n[web] sqlalchemy.exc.ArgumentError: Expected string or URL object, got None\n[web] ERROR:    Application startup failed. Exiting.", "sqlalchemy.exc.ArgumentError: Expected string or URL object, got None", "$(DATABASE_URL)")]
    [InlineData("[12:20:23 FTL] Unable to start Kestrel.\nSystem.Net.Sockets.SocketException (13): Permission denied\n   at System.Net.Sockets.Socket.DoBind(EndPoint endPointSnapshot, SocketAddress socketAddress)", "Unable to start Kestrel: System.Net.Sockets.SocketException (13): Permission denied", "A port below 1024")]
    [InlineData("[12:20:23 FTL] Host terminated unexpectedly: no worker", "Host terminated unexpectedly: no worker", "kubectl logs")]
    [InlineData("Traceback (most recent call last):\n  File \"/app/main.py\", line 34, in startup\n    redis = await create_redis_pool(\"redis://localhost\")\n  File \"uvloop/loop.pyx\", line 2024, in create_connection\n  File \"uvloop/loop.pyx\", line 2001, in create_connection\nConnectionRefusedError: [Errno 111] Connection refused", "ConnectionRefusedError: [Errno 111] Connection refused: redis = await create_redis_pool(\"redis://localhost\")", "the stack has none of redis")]
    [InlineData("{\"level\":\"error\",\"message\":\"UnknownDependenciesException [Error]: Nest can't resolve dependencies of the UserService (UserRepo, ?). Please make sure that the argument Symbol(AUDIT_SERVICE) at index [1] is available in the UserModule context.\\n\\nPotential solutions:\\n- Is UserModule a valid NestJS module?\\n- If Symbol(AUDIT_SERVICE) is a provider, is it part of the current UserModule?\"}", "UnknownDependenciesException [Error]: Nest can't resolve dependencies of the UserService (UserRepo, ?). Please make sure that the argument Symbol(AUDIT_SERVICE) at index [1] is available in the UserModule context", "Let the module provide or import Symbol(AUDIT_SERVICE)")]
    [InlineData("/app/node_modules/zod/lib/types.js:143\n        throw result.error;\n        ^\n\nZodError: [\n  {\n    \"code\": \"invalid_type\",\n    \"expected\": \"string\",\n    \"received\": \"undefined\",\n    \"path\": [\n      \"SESSION_SECRET\"\n    ],\n    \"message\": \"Required\"\n  },\n  {\n    \"path\": [\n      \"PORT\"\n    ],\n    \"message\": \"Expected number\"\n  }\n]\n    at get error [as error] (/app/node_modules/zod/lib/types.js:55:31)\n    at Object.<anonymous> (/app/build/index.js:18771:9)", "ZodError: SESSION_SECRET: Required, PORT: Expected number", "Set spec.api.env[SESSION_SECRET], and what else it misses there")]
    [InlineData("xgboost.core.XGBoostError: [19:37:37] /src/learner.cc:1017: BoostLearner: wrong model format", "xgboost.core.XGBoostError: /src/learner.cc:1017: BoostLearner: wrong model format", "git lfs pull")]
    [InlineData("A server is already running. Check /app/tmp/pids/server.pid.\nExiting", "A server is already running. Check /app/tmp/pids/server.pid", "Remove the file of the former server")]
    [InlineData("=> Booting Puma\nExiting\nA server is already running. Check /app/tmp/pids/server.pid.", "A server is already running. Check /app/tmp/pids/server.pid", "Remove the file of the former server")]
    [InlineData("goose: no command given\nUsage: goose [OPTIONS] DRIVER DBSTRING COMMAND\n\nCommands:\n    up        Migrate the DB to the most recent version available\n    down      Roll back the version by 1", "Usage: goose [OPTIONS] DRIVER DBSTRING COMMAND", "how goose is called")]
    [InlineData("Error: MikroORM config file not found in ['./src/mikro-orm.config.ts', './mikro-orm.config.js']", "Error: MikroORM config file not found in ['./src/mikro-orm.config.ts', './mikro-orm.config.js']", "Put the configuration file into the image")]
    [InlineData("org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\nMigration checksum mismatch for migration version 1.33.0\n-> Applied to database : 1290\n-> Resolved locally    : -77", "org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation: Migration checksum mismatch for migration version 1.33.0", "flyway repair")]
    [InlineData("[0.026s][warning][os,thread] Failed to start thread \"GC Thread#0\" - pthread_create failed (EPERM) for attributes: stacksize: 1024k, guardsize: 4k, detached.\n#\n# There is insufficient memory for the Java Runtime Environment to continue.\n# Cannot create worker GC thread. Out of system resources.\n# An error report file with more information is saved as:\n# /home/shop/hs_err_pid7.log", "# Cannot create worker GC thread. Out of system resources", "clone3")]
    [InlineData("#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n# There is insufficient memory for the Java Runtime Environment to continue.\n# Cannot allocate memory\n# /home/shop/hs_err_pid7.log", "# Cannot allocate memory", "spec.api.resources.limits.memory")]
    [InlineData("Reading config file '/app/packages/db/drizzle.config.ts'\nPlease install latest version of drizzle-orm\nerror: script \"db:migrate\" exited with code 1", "Please install latest version of drizzle-orm", "Add drizzle-orm to")]
    [InlineData("You must install or update .NET to run this application.\n\nApp: /app/shop.dll\nArchitecture: x64\nFramework: 'Microsoft.NETCore.App', version '7.0.0' (x64)\n.NET location: /usr/share/dotnet\n\nThe following frameworks were found:\n  8.0.6 at [/usr/share/dotnet/shared/Microsoft.NETCore.App]", "You must install or update .NET to run this application: Framework: 'Microsoft.NETCore.App', version '7.0.0' (x64)", "runtime image of .NET 7.0.0")]
    [InlineData("Waiting on database connection, retrying... 1 seconds left\nDatabase connection failed after multiple attempts.\ns6-rc: warning: unable to start service 50-shop: command exited 1\n/run/s6/basedir/scripts/rc.init: fatal: stopping the container.", "Database connection failed after multiple attempts", "The stack's own is ready at demo-db:5432")]
    [InlineData("Error: Error in migration engine.\nReason: [libs/sql-schema-describer/src/postgres.rs:1039:28] no entry found for key", "Error in migration engine: [libs/sql-schema-describer/src/postgres.rs:1039:28] no entry found for key", "this version of Prisma")]
    [InlineData("error: LICENSE_SERVER_URL must be provided to start", "LICENSE_SERVER_URL must be provided to start", "Set spec.api.env[LICENSE_SERVER_URL]")]
    [InlineData("alembic.util.exc.CommandError: Can't locate revision identified by '08ec4f75af5e'", "alembic.util.exc.CommandError: Can't locate revision identified by '08ec4f75af5e'", "newer image")]
    public void The_line_that_a_hint_rests_on_is_told(string output, string says, string hint)
    {
        var root = TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!;

        Assert.Equal($"Container api of pod demo-api-1 exited with code 1: {says}.", root.Message);
        Assert.Contains(hint, root.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fatal error: unknown storage class: glacier", "STORAGE", "glacier", "Mend spec.api.env[STORAGE], whose value it speaks of")]
    [InlineData("ValueError: 'glacier' is no storage class", "STORAGE", "glacier", "Mend spec.api.env[STORAGE], whose value it speaks of")]
    [InlineData("Error: could not parse STORAGE_CLASS", "STORAGE_CLASS", "glacier", "Mend spec.api.env[STORAGE_CLASS], of which it speaks")]
    [InlineData("Exception in thread \"main\" java.io.FileNotFoundException: /app/config.yml (No such file or directory)", "CONFIG_PATH", "/app/config.yml", "Put /app/config.yml into the image, or mount it there: spec.api.volumes, spec.api.volumeMounts; spec.api.env[CONFIG_PATH] names it")]
    [InlineData("Error: could not parse STORAGE_CLASS", "STORAGE", "glacier", "kubectl logs demo-api-1 --previous")]
    [InlineData("Error: all of glacier is gone", "STORAGE", "glacier", "kubectl logs demo-api-1 --previous")]
    public void A_variable_of_which_an_unknown_line_speaks_is_named(string output, string name, string value, string hint) => Assert.Equal(
        hint, TestPod.OfApi(spec => spec.Api.Env = [new() { Name = name, Value = value }]).Ended(1, output).Restarted(1).Diagnose().Root!.Hint);

    /// <summary>What nobody knows is the program's own matter: the hint says where in it.</summary>
    [Theory]
    [InlineData("Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    check()\n  File \"/usr/local/lib/python3.11/site-packages/shop/check.py\", line 7, in check\nValueError: too small", "/app/main.py:3")]
    [InlineData("Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    host = os.environ.get(\"PGHOST\").lower(1)\nTypeError: 'NoneType' object is not callable", "/app/main.py:3")]
    [InlineData("╭──── Traceback (most recent call last) ────╮\n│ /app/shop/main.py:12 in main              │\n│ /app/.venv/lib/python3.10/site-packages/gradio/blocks.py:2619 in launch │\n╰───────────────────────────────────────────╯\nValueError: too small", "/app/shop/main.py:12")]
    [InlineData("TypeError: Cannot read properties of undefined (reading 'a')\n    at check (/app/node_modules/shop/check.js:7:2)\n    at Object.<anonymous> (/app/server.js:3:9)\n    at Module._compile (node:internal/modules/cjs/loader:1358:14)", "/app/server.js:3")]
    [InlineData("Unhandled exception. System.FormatException: too small\n   at System.Number.Parse(String s)\n   at Shop.Program.Main(String[] args) in /src/Program.cs:line 12", "/src/Program.cs:12")]
    [InlineData("Exception in thread \"main\" java.lang.IllegalStateException: too small\n\tat java.base/java.lang.Integer.parseInt(Integer.java:652)\n\tat org.springframework.boot.Loader.run(Loader.java:9)\n\tat com.shop.Main.main(Main.java:12)", "Main.java:12")]
    [InlineData("panic: too small\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/cmd/main.go:12 +0x1d", "/src/cmd/main.go:12")]
    [InlineData("/app/config.rb:12:in `check': too small (ArgumentError)\n\tfrom /usr/local/bundle/gems/rack-3.1/lib/rack.rb:9:in `run'", "/app/config.rb:12")]
    [InlineData("PHP Fatal error:  Uncaught DomainException: too small in /var/www/html/index.php:12\nStack trace:\n#0 {main}\n  thrown in /var/www/html/index.php on line 12", "/var/www/html/index.php:12")]
    public void A_stack_tells_where_in_the_program_to_look(string output, string place) => Assert.Equal(
        $"Look at {place}, where it happens: kubectl logs demo-api-1 --previous", TestPod.OfApi().Ended(1, output).Restarted(1).Diagnose().Root!.Hint);

    [Fact]
    public void Tables_that_a_migration_did_not_make_are_told_beside_it()
    {
        const string output = "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedTable) relation \"price\" does not exist";
        var root = TestPod.OfApi(spec => spec.Api.Migrate = new Core.Entities.MigrateSpec { Command = ["migrate"] }).Ended(1, output).Restarted(1).Diagnose().Root!;

        Assert.Contains("let spec.api.migrate.command do it, which runs again for another tag of spec.api.image, or by kubectl annotate ms demo", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_the_program_does_not_name_is_looked_for_in_its_variables()
    {
        var root = TestPod.OfApi(spec => spec.Api.Env = [new() { Name = "DATABASE_URI", Value = "asyncpg://app:pw@db:5432/app" }, new() { Name = "CACHE_HOST", Value = "cache" }, new() { Name = "SITE_HOST", Value = "shop.example.com" }])
            .Ended(3, "socket.gaierror: [Errno -3] Temporary failure in name resolution").Restarted(1).Diagnose().Root!;

        Assert.EndsWith("see spec.api.env[DATABASE_URI], which names db, spec.api.env[CACHE_HOST], which names cache", root.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_only_root_may_have_is_no_example_of_another()
    {
        var root = TestPod.OfApi(spec => spec.Api.Port = 80).Ended(1, "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)").Restarted(1).Diagnose().Root!;

        Assert.Contains("such as 8080", root.Hint, StringComparison.Ordinal);
    }
}
