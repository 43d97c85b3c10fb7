namespace MiniStack.Operator.Core.Diagnosis.Rules;

/// <content>
/// The table, what is most special first. A pattern is asked of one line at a time; <c>${name}</c> in a hint is a group of it, and <c>$$</c> a
/// dollar sign.
/// </content>
internal sealed partial class KnownWords
{
    /// <summary>No sentence that is known is longer. Patterns look back, so that a long line would take long.</summary>
    private const int MaximumLength = 1000;

    private const string BuildAgain = "and build the image again";
    private const string Mount = "or mount it there: spec.api.volumes, spec.api.volumeMounts";

    private static readonly KnownWords[] All =
    [
        // The program and what it is made of.
        new(@"No module named '(?<module>[^'.]+)", $"Add ${{module}} to what the image installs (requirements.txt), {BuildAgain}; if it is the program's own, start it from the folder that has it"),
        new(@"cannot import name '(?<name>[^']+)' from '(?<module>[^'.]+)", $"Pin a version of ${{module}} that has ${{name}}, {BuildAgain}"),
        new(@"Could not import module ""(?<module>[^""]+)""", "Name the module as the image has it, uvicorn PACKAGE.MODULE:app, or give its folder by --app-dir: spec.api.command"),
        new(@"Attribute ""(?<name>[^""]+)"" not found in module ""(?<module>[^""]+)""", "Start it as uvicorn ${module}:NAME, with the application's variable in ${module} for NAME: spec.api.command, or mend the code"),
        new(@"Failed to find attribute '(?<name>[^']+)' in '(?<module>[^']+)'", "Start it as gunicorn ${module}:NAME, with the application's variable in ${module} for NAME: spec.api.command, or mend the code"),
        new(@"Failed to find Flask application|Could not locate a Flask application|Could not import '(?<module>[^']+)'", "Name the module with the application: spec.api.env[FLASK_APP]"),
        new(@"(?<file>lib(?!cu|nv)[\w.+-]+\.so[.\d]*): cannot open shared object file", $"Install the package that has ${{file}} in the image, {BuildAgain}"),
        new(@"version [`'](?<version>GLIBC_[\d.]+)' not found", "Build the program on the same base image as it runs on: this one has an older C library"),
        new(@"Cannot find (?:module|package) '(?<file>[./][^']*)'", "The image has no ${file}: mend the path in spec.api.command, or build the file into the image (npm run build)"),
        new(@"Cannot find (?:module|package) '(?<package>[^']+)'", $"Add ${{package}} to dependencies (not devDependencies) in package.json, {BuildAgain}"),
        new(@"Cannot use import statement outside a module|require is not defined in ES module scope", "Set \"type\" in package.json to the kind of modules that the program uses"),
        new(@"Missing script: ""(?<name>[^""]+)""", "package.json of the image has no script ${name}: mend spec.api.command or the image's own command"),
        new(@"Could not read package\.json", "Start it in the folder that has package.json: WORKDIR of the image, or npm --prefix FOLDER in spec.api.command"),
        new(@"Unable to access jarfile (?<file>\S+)", "The image has no ${file}: mend the path in spec.api.command or in the image's own command"),
        new(@"Could not find or load main class (?<name>\S+)", "Mend the class or the class path in spec.api.command or in the image's own command"),
        new(@"class file version (?<class>\d{2})", "Run it on the Java that it was compiled for, {java:${class}}: the base image is older"),
        new(@"UnsupportedClassVersionError|class file version", "Run it on the Java that it was compiled for: the base image is older"),
        new(@"[Ff]ramework:? 'Microsoft\.\w+\.App', version '(?<version>[^']+)'", "Build on the runtime image of .NET ${version}, or set spec.api.env[DOTNET_ROLL_FORWARD] to Major, so that the program takes a newer one"),
        new(@"You must install or update \.NET", "Build on the runtime image of the version that the program is compiled for"),
        new(@"(?:GemNotFound|Could not find gem|Could not find \S+ in (?:any of the sources|locally installed gems|rubygems))", $"Run bundle install while the image is built, {BuildAgain}"),
        new(@"bundler: command not found: (?<program>\S+)", $"Add ${{program}} to the Gemfile and run bundle install while the image is built, {BuildAgain}"),
        new(@"did not initialize yet|[Qq]uery [Ee]ngine (?:library|binary)?.*(?:could not be found|for runtime)|could not locate the Query Engine", $"Run npx prisma generate while the image is built, for its own platform (binaryTargets), {BuildAgain}"),
        new(@"invalid ELF header|was compiled against a different Node\.js version", "Install the packages while the image is built (npm ci), and keep those of your machine out of it: node_modules in .dockerignore"),
        new(@"digital envelope routines::unsupported", "Set spec.api.env[NODE_OPTIONS] to --openssl-legacy-provider, or use an older Node"),
        new(@"install [`'""]?pg[`'""]? package manually|Postgres package has not been found installed", $"Add pg to dependencies in package.json, {BuildAgain}"),
        new(@"Error loading psycopg\d? (?:or psycopg )?module", $"Add psycopg to what the image installs (requirements.txt), {BuildAgain}"),
        new(@"could not find driver|PDOException.*driver not found|undefined function pg_connect", $"The image has no driver of Postgres for PHP: RUN docker-php-ext-install pdo_pgsql, {BuildAgain}"),
        new(@"No suitable driver(?: found)?(?: for jdbc:postgresql)?|Cannot load driver class: org\.postgresql|Failed to load driver class org\.postgresql|ClassNotFoundException: org\.postgresql", $"Add org.postgresql:postgresql to the program's dependencies, {BuildAgain}"),
        new(@"Specified 'postgresql' for database adapter, but the gem is not loaded|pg is not part of the bundle", $"Add pg to the Gemfile, {BuildAgain}"),
        new(@"unknown driver ""(?<name>postgres|pgx)""", "Import the driver where the program starts (_ \"github.com/lib/pq\", or github.com/jackc/pgx/v5/stdlib as pgx), and build the image again"),
        new(@"valid ICU package", "Set spec.api.env[DOTNET_SYSTEM_GLOBALIZATION_INVARIANT] to 1, or install libicu (Alpine: icu-libs) in the image"),
        new(@"exec format error", "Build the image for the processor that the node has: kubectl get nodes -L kubernetes.io/arch"),
        new(@"\\r['’](?::| )|\^M(?:$|: )", "Save the script with Unix line ends (dos2unix), " + BuildAgain),
        new(@"Illegal option -o pipefail|\[\[: not found|Syntax error: ""\("" unexpected", "It is a script for bash, run by sh: begin it with #!/usr/bin/env bash, or start it by bash in spec.api.command"),
        new(@"exec: ""(?<program>[^""]+)"": executable file not found|(?<program>[\w./+-]+): command not found|\b(?:ba|da|z)?sh: (?:(?:line )?\d+: )?(?:exec: )?(?<program>[\w./+-]+): not found|env: ['‘](?<program>[^'’\\]+)['’]: No such file", "The image has no ${program}: install it, or mend spec.api.command or the image's own command"),
        new(@"exec (?<program>/\S+): no such file or directory", "Neither ${program} nor what its first line names is in the image; Windows line ends do the same: mend the image or spec.api.command"),
        new(@"Illegal instruction|SIGILL", "The program or a library of it was built for a newer processor than the node has: use another build of it"),

        // Files.
        new(@"[Rr]ead-only file system:? ?'?(?<file>/[^',]*)?|EROFS", "Mount an emptyDir where it writes (spec.api.volumes, spec.api.volumeMounts), or leave out spec.api.securityContext.readOnlyRootFilesystem"),
        new(@"System limit for number of file watchers|inotify (?:watch|instance)", "Start the server itself and not one that watches files for changes: spec.api.command"),
        new(@"could not resize shared memory segment", "Lower spec.database.parameters[max_parallel_workers_per_gather] or work_mem: a query needs more shared memory than there is"),
        new(@"No space left on device|ENOSPC|Disk quota exceeded", "Give it room: a volume of its own for what it writes (spec.api.volumes), or a larger one"),
        new(@"[Tt]oo many open files|EMFILE", "Let it keep fewer files and connections open, or raise the limit of open files on the node"),
        new(@"\b(?:bind|listen|bind on address)\b.*(?:[Pp]ermission denied|EACCES|Errno 13)|EACCES: permission denied (?:0\.0\.0\.0|::|\[::\]):(?<number>\d+)|SocketException \(13\)|^\s+self\.socket\.bind\(", "A port below 1024 is for root: let it listen on another one, such as {high}, and set spec.api.port to it"),
        new(@"nginx.*(?:13: Permission denied)|mkdir\(\) ""/var/cache/nginx", "Use an image that runs without root (nginxinc/nginx-unprivileged), or mount emptyDirs at /var/cache/nginx and /var/run"),
        new(@"(?:[Pp]ermission denied|EACCES)[^'/]*'?(?<file>/[^'"":\s)]+)|(?<file>/[^\s:'""]+): [Pp]ermission denied|open (?<file>/\S+): permission denied|Access to the path '(?<file>[^']+)' is denied|(?<file>/\S+) \(Permission denied\)", "Let the program's user have ${file}: chown it in the image, mount a volume there, or set spec.api.securityContext.runAsUser to its owner"),
        new(@"(?:chown|chmod|setgid|setuid|setgroups|initgroups|failed switching to|su-exec|gosu).*[Oo]peration not permitted", "Its entrypoint changes its user, which needs root and rights that the pod does not have: start it as that user, spec.api.securityContext.runAsUser"),
        new(@"PermissionDenied\b|\(os error 13\)", "Let the program's user read and write what it opens: chown it in the image, mount an emptyDir where it writes (spec.api.volumes, spec.api.volumeMounts), or set spec.api.securityContext.runAsUser to the owner"),
        new(@"Os \{ code: 2, kind: NotFound|No such file or directory \(os error 2\)", $"Put what it opens into the image, {Mount}; a relative path begins at the image's WORKDIR"),
        new(@"No such file or directory:? '(?<file>[^']+)'|ENOENT: no such file or directory, \w+ '(?<file>[^']+)'|(?:open|stat) (?<file>/\S+): no such file or directory|FileNotFoundException: (?<file>\S+) \(No such file|No such file or directory @ \w+ - (?<file>\S+)|Could not find (?:file|a part of the path) '(?<file>[^']+)'", $"Put ${{file}} into the image, {Mount}"),

        // Ports and memory.
        new(@"EADDRINUSE|[Aa]ddress already in use|Port \d+ is (?:already )?in use", "Two servers of this container want one port: start it once, or give the other one another port: spec.api.command"),
        new(@"Address family not supported by protocol|EAFNOSUPPORT", "The pod has no IPv6: let it listen on 0.0.0.0 and not on [::]"),
        new(@"No server certificate was specified|Unable to configure HTTPS endpoint", "Let it serve plain HTTP: spec.api.env[ASPNETCORE_URLS] as http://+:{port}"),
        new(@"heap out of memory", "Raise spec.api.resources.limits.memory, and let Node use it: spec.api.env[NODE_OPTIONS] as --max-old-space-size=MEBIBYTES"),
        new(@"CUDA out of memory|cuda\.OutOfMemoryError", "The GPU's memory is too small for it: a smaller model or batch, or a larger GPU"),
        new(@"pthread_create failed|can't start new thread|unable to create (?:new )?native thread|Cannot create worker GC thread", "The pod may start no more threads: its node bounds them, or has a container runtime that is older than the image's C library, and forbids what it does (clone3): update the runtime, or take an older base image"),
        new(@"OutOfMemory(?:Error|Exception)|^MemoryError|Cannot allocate memory|std::bad_alloc", "Raise spec.api.resources.limits.memory, or let the program need less"),
        new(@"Found no NVIDIA driver|libcuda\.so|CUDA driver version is insufficient|no CUDA-capable device", "Ask for a GPU: spec.api.resources.limits[nvidia.com/gpu], with spec.api.nodeSelector, tolerations and runtimeClassName as the cluster wants them"),

        // Variables that are missing.
        new(@"SECRET_KEY setting must not be empty", "Set spec.api.env[SECRET_KEY], or the variable that the program's settings read it from"),
        new(@"[Mm]issing `?secret_key_base`?", "Set spec.api.env[SECRET_KEY_BASE] from a Secret"),
        new(@"No application encryption key has been specified", "Set spec.api.env[APP_KEY] from a Secret, to what php artisan key:generate --show gives"),
        new(@"MessageEncryptor::InvalidMessage", "Set spec.api.env[RAILS_MASTER_KEY] from a Secret: the one that its credentials were encrypted with"),
        new(@"\(Parameter '(?<name>\w*(?:[uU]ri|[uU]rl|[cC]onnection|[hH]ost)\w*)'\)|^Parameter name: (?<name>\w*(?:[uU]ri|[uU]rl|[cC]onnection|[hH]ost)\w*)|(?<name>ConnectionString) property has not been initialized|Invalid (?<name>URI): The URI is empty", "A setting for ${name} is missing, which the line of the program below tells: set its variable in spec.api.env (.NET: ConnectionStrings__NAME, SECTION__NAME)"),
        new(@"Failed to configure a DataSource: 'url' attribute is not specified", "Set spec.api.env[SPRING_DATASOURCE_URL] to jdbc:postgresql://$$(PGHOST):$$(PGPORT)/$$(PGDATABASE), SPRING_DATASOURCE_USERNAME to $$(PGUSER) and SPRING_DATASOURCE_PASSWORD to $$(PGPASSWORD)"),
        new(@"Host can't be null", "Its connection string names no host: Host=$$(PGHOST);Port=$$(PGPORT);Username=$$(PGUSER);Password=$$(PGPASSWORD);Database=$$(PGDATABASE), in the variable of spec.api.env that the program takes it from (.NET: ConnectionStrings__NAME)"),
        new(@"Format of the initialization string does not conform|Couldn't set \S+ \(Parameter|[Kk]eyword not supported", "The connection string is not in Npgsql's form: Host=$$(PGHOST);Port=$$(PGPORT);Username=$$(PGUSER);Password=$$(PGPASSWORD);Database=$$(PGDATABASE), in the variable of spec.api.env that has it"),
        new(@"[Ii]nvalid sslmode value", "This driver knows other values of sslmode than the variable of spec.api.env has: disable is known to all, and what the stack's database serves"),
        new(@"The stream or file ""(?<file>[^""]+)"" could not be opened", "Let it write its log to the container's: spec.api.env[LOG_CHANNEL] as stderr; or let its user have ${file}, by an emptyDir there (spec.api.volumes, spec.api.volumeMounts)"),
        new(@"not initialized, you can force it with", "The tables have to be made first: {migrate}"),
        new(@"(?:define|environment variable|set) .*DJANGO_SETTINGS_MODULE", "Set spec.api.env[DJANGO_SETTINGS_MODULE] to the program's settings"),
        new(@"KeyError: '(?<variable>[A-Z][A-Z0-9_]+)'|key not found: ""(?<variable>[A-Z][A-Z0-9_]+)""|[Ss]et the (?<variable>[A-Z][A-Z0-9_]+) environment variable|[Ee]nvironment variable (?:not found|is missing|missing|not set):? ?[`""']?(?<variable>[A-Z][A-Z0-9_]+)|[Mm]issing (?:required )?(?:env(?:ironment)?(?: variable)?s?):? [`""']?(?<variable>[A-Z][A-Z0-9_]+)|\b(?<variable>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b[`""']? (?:environment variable |env var )?(?:is not set|is not defined|is required|must be set|is missing|not found|not set|is undefined)|required key (?<variable>[A-Z][A-Z0-9_]+) missing", "Set spec.api.env[${variable}]"),
        new(@"ValidationError: \d+ validation errors? for \w*(?:Settings|Config)", "Set in spec.api.env what it misses: the names of the settings in capitals"),

        // The database and what is in it.
        new(@"extension ""?(?<name>[\w-]+)""? is not available|could not open extension control file "".*?/(?<name>[\w-]+)\.control""", "Set spec.database.image to one that has ${name}, such as pgvector/pgvector:pg17 for vector or postgis/postgis:17-3.5 for postgis, and list it in spec.database.extensions"),
        new(@"permission denied to create extension ""(?<name>[^""]+)""", "Only the superuser makes it: list ${name} in spec.database.extensions"),
        new(@"type ""(?<name>vector|halfvec|sparsevec)"" does not exist", "List vector in spec.database.extensions, with an image that has it in spec.database.image, such as pgvector/pgvector:pg17"),
        new(@"type ""(?<name>geometry|geography)"" does not exist", "List postgis in spec.database.extensions, with an image that has it in spec.database.image, such as postgis/postgis:17-3.5"),
        new(@"type ""(?<name>citext|hstore|ltree|cube)"" does not exist", "List ${name} in spec.database.extensions"),
        new(@"function uuid_generate_v\d", "List uuid-ossp in spec.database.extensions"),
        new(@"function (?:crypt|gen_salt|digest|hmac|pgp_\w+)\(", "List pgcrypto in spec.database.extensions"),
        new(@"function (?:similarity|show_trgm|word_similarity)\(|operator class ""gin_trgm_ops""", "List pg_trgm in spec.database.extensions"),
        new(@"[Pp]ermission denied for (?<kind>table|relation|sequence|view|materialized view) (?<name>[\w.""]+)|must be owner of (?<kind>table|relation|sequence|view) (?<name>[\w.""]+)", "Another role owns ${name}; give it to the API's: kubectl exec {db}-0 -- psql -U postgres {database} -c 'ALTER TABLE ${name} OWNER TO {user}'"),
        new(@"[Pp]ermission denied for (?:schema|database|function|procedure|type) (?<name>[\w.""]+)|must be owner of (?:schema|database|function|procedure|type) (?<name>[\w.""]+)", "Another role owns ${name} than the one that the program logs in as, which is {user} unless its variables name another: give it to that role (ALTER … OWNER TO), as {user} owns schema public of database {database}"),
        new(@"[Pp]ermission denied to create (?<kind>database|role)|must be superuser", "The API's role is no superuser: do this in an init script (spec.database.initScripts), or as the superuser: kubectl exec -it {db}-0 -- psql -U postgres {database}"),
        new(@"PendingMigration|[Mm]igrations are pending|unapplied migration|[Tt]arget database is not up to date|pending model changes", "The tables have to be brought up to date: {migrate}"),
        new(@"[Cc]an't locate revision identified by|No such revision or branch|migration directory is corrupt|applied migration not resolved locally|no migration found for version", "The database was migrated by a newer image than this one: set spec.api.image to that one, or downgrade by it first"),
        new(@"[Dd]irty database version (?<version>\d+)", "Migration ${version} was cut off: put right what it left half done, then mark it: migrate force with the version before it"),
        new(@"\bP3009\b|failed migrations in the target database", "A migration failed before: put right what it left half done, then mark it, once in spec.api.migrate.command: npx prisma migrate resolve --rolled-back NAME, and prisma migrate deploy"),
        new(@"\bP3005\b|database schema is not empty", "The database has tables that no migration made: mark those that it has, npx prisma migrate resolve --applied NAME"),
        new(@"[Nn]on-empty schema.*without (?:schema history|metadata) table", "The database has tables that Flyway did not make: set spec.api.env[FLYWAY_BASELINE_ON_MIGRATE] to true (Spring: SPRING_FLYWAY_BASELINE_ON_MIGRATE)"),
        new(@"previously applied but has been modified|[Cc]hecksum mismatch for migration|changesets? check sum|check ?sums? .*\bwas: ", "A migration that has run was changed since: give it its old text back, or take the new one for right (flyway repair, liquibase clear-checksums, its row of _sqlx_migrations)"),
        new(@"InconsistentMigrationHistory", "The database was migrated in another order than this image has: bring table django_migrations in order, or insert the row that it lacks"),
        new(@"Schema-validation: (?:missing|wrong)", "The tables have to be brought up to date: {migrate}"),
        new(@"invalid interpolation syntax in", "ConfigParser takes each % of the URL's encoded password for its own: give it the URL with %% for % (alembic: url.replace('%', '%%') in set_main_option), or choose a password of letters and digits"),
        new(@"receive_message: .*timeout|canceling statement due to (?:statement timeout|user request)|Query read timeout|[Cc]ommand timed? ?out|Timeout during reading attempt", "The database takes longer than the program waits: raise the program's own limit (its variable in spec.api.env), or give the database more: spec.database.resources"),
        new(@"duplicate column name: (?<name>\w+)|(?:relation|table|type|column|constraint|index|sequence) ""?(?<name>[\w.]+)""?(?: (?:of|for) relation ""?[\w.]+""?)? already exists|(?:\b|SQLSTATE\[)(?:42P07|42701)(?:: |\])", "The database has it already, and the history of its migrations does not say so: mark that migration as done (alembic stamp, migrate --fake, prisma migrate resolve --applied), or drop what it made where that holds no row to keep"),
        new(@"[Mm]ultiple head revisions", "Merge the heads (alembic merge heads), " + BuildAgain),
        new(@"relation ""(?<name>[^""]+)"" does not exist|\bno such table: (?<name>\S+)|table [`""](?<name>[^`""]+)[`""] does not exist|(?:\b|SQLSTATE\[)42P01(?:: |\])|UndefinedTable", "The tables have to be made first: {migrate}"),
        new(@"column ""?(?<name>[\w.]+)""? (?:of relation ""[^""]+"" )?does not exist|(?:\b|SQLSTATE\[)42703(?:: |\])|UndefinedColumn", "The tables have to be brought up to date: {migrate}"),
        new(@"(?:role|user) ""(?<name>[^""]+)"" is not permitted to log in", "The database's first start was not through: kubectl logs {db}-0 -c prepare"),
        new(@"too many clients|remaining connection slots|too many connections for (?:role|database)|Too many database connections", "Raise spec.database.parameters[max_connections], or let each pod of the API keep fewer: pool size times workers times spec.api.replicas"),
        new(@"QueuePool limit|[Tt]imeout (?:acquiring|exceeded when trying to connect|waiting for connection from pool)|connection pool (?:has been )?exhausted", "Its own pool has no connection left: give them back after use, or enlarge the pool and spec.database.parameters[max_connections]"),
        new(@"out of shared memory|max_locks_per_transaction", "Raise spec.database.parameters[max_locks_per_transaction]"),
        new(@"\(Connection: mysql\b|HY000\] \[2002\]|MySQL server|driver.*mysql", "It asks for a MySQL: let it use the driver of Postgres, with the values of PGHOST, PGUSER, PGPASSWORD and PGDATABASE (Laravel: spec.api.env[DB_CONNECTION] as pgsql)"),
        new(@"[Cc]ould not acquire change log lock", "A run of Liquibase that was cut off has left its lock behind; while no other one runs: kubectl exec {db}-0 -- psql -U postgres {database} -c 'UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL'"),
        new(@"\block timeout|Lock wait timeout", "Something holds the lock: kubectl exec {db}-0 -- psql -U postgres {database} -c 'SELECT pid, pg_blocking_pids(pid), state, query FROM pg_stat_activity WHERE datname IS NOT NULL'"),
        new(@"SCRAM authentication requires|authentication (?:method|type) 10 is not supported|SASL.*(?:not supported|mechanism)", "The client library is too old for passwords by SCRAM: update the driver of Postgres in the image"),
        new(@"unsupported (?:options )?startup parameter", "A PgBouncer refuses that: take the parameter out of the URL, or connect to PGHOST, which is Postgres itself"),
        new(@"prepared statement ""[^""]*"" (?:already exists|does not exist)", "A pooler gives each transaction another connection: turn prepared statements off in the driver, or connect to PGHOST, which is Postgres itself"),
        new(@"claims to not accept jdbcUrl|'url' must start with ""jdbc""", "Let the URL begin with jdbc:postgresql://, as jdbc:postgresql://$$(PGHOST):$$(PGPORT)/$$(PGDATABASE), with PGUSER and PGPASSWORD beside it"),
        new(@"loaded '(?<driver>\w+)' is not async|requires an async driver", "Write the driver into the URL (postgresql+asyncpg://), made from PGHOST, PGUSER, PGPASSWORD and PGDATABASE: DATABASE_URL begins with postgresql://"),
        new(@"scheme is expected to be either|sqlalchemy\.dialects:postgres\b|URL must start with the protocol", "Let the URL begin with postgresql://, as DATABASE_URL does"),
        new(@"invalid literal for int\(\) with base 10: '|Port could not be cast to integer|[Ii]nvalid port number|invalid integer value "".*"" for connection option ""port""|invalid userinfo|Could not parse (?:SQLAlchemy|rfc1738) URL|invalid percent-encoded|host (?:name )?['""][^'""]*@", "A password in a URL has to be percent-encoded: take DATABASE_URL, in which it is, in place of one made of $$(PGPASSWORD)"),
        new(@"database is locked|SQLITE_BUSY", "It is a file of SQLite, held by another pod, or on a shared volume that does not lock: let it use the stack's Postgres (PGHOST, PGUSER, PGPASSWORD, PGDATABASE), or set spec.api.strategy to Recreate and spec.api.replicas to 1"),
        new(@"unable to open database file", "It opens a file of SQLite whose folder is not there or not its own: let it use DATABASE_URL, the stack's Postgres"),

        // What is outside.
        new(@"CERTIFICATE_VERIFY_FAILED|certificate signed by unknown authority|unable to get local issuer certificate|PKIX path building failed|self.signed certificate", "Put the certificates that it is to trust into the image (package ca-certificates), or mount them"),
        new(@"(?:connect|resolve|reach|retries|offline|locate).*(?:huggingface\.co|hf\.co)|(?:huggingface\.co|hf\.co).*(?:[Mm]ax retries|refused|not known|timed out)", "The pod does not reach the model hub: build the model into the image, or mount it: spec.api.volumes"),
        new(@"^(?=.*(?:redis|6379)).*(?:[Rr]efused|REFUSED|111 connecting|ENOTFOUND|EAI_AGAIN|not known|no such host|Error -[23] connecting)", "The stack has no Redis: run one beside it, and name its Service in spec.api.env"),
        new(@"getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (?<host>[\w.-]+)|lookup (?<host>[\w.-]+)(?: on \S+)?: |UnknownHostException: (?<host>[\w.-]+)|(?:resolve|translate) host(?: name)? ['""](?<host>[^'""]+)['""]|host='(?<host>[^']+)'.*(?:resolve|resolution|not known)", "No name ${host} is known here: in Kubernetes a Service of the namespace stands for Compose's service (kubectl get services); name it in spec.api.env"),
        new(@"Name or service not known|[Tt]emporary failure in name resolution|Name does not resolve|nodename nor servname|No address associated with hostname", "A host that it looks for has no such name here: in Kubernetes a Service of the namespace stands for Compose's service (kubectl get services); {hosts}"),
        new(@"^(?=.*(?:127\.0\.0\.1|localhost|::1)).*(?:[Rr]efused|REFUSED|Connect call failed|[Cc]an't connect|[Ff]ailed to connect)", "127.0.0.1 is the API's own pod: name the Service of what it looks for in spec.api.env"),

        // The way it is run.
        new(@"unsupported locale|can't decode byte .* ordinal not in range|codec can't encode", "Set spec.api.env[LANG] to C.UTF-8"),
        new(@"A server is already running", "Remove the file of the former server first: rm -f tmp/pids/server.pid && exec … in spec.api.command"),
        new(@"[Pp]lease install (?:the )?latest version of (?<package>@?[\w./-]+)|(?:npm install|yarn add|pnpm add|bun add|pip install|gem install) (?:-\S+ )*(?<package>@?[\w./-]*\w)", $"Add ${{package}} to the program's dependencies, of a version that fits the rest, {BuildAgain}"),
        new(@"\bNotPresent\b|environment variable not found", "Set in spec.api.env the variable that the program's own line speaks of: it has none; those of the database are PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE"),
        new(@"^\s*[Uu](?:sage|SAGE): (?<program>[\w./-]+)", "It shows how ${program} is called, so that its arguments lack something: mend the command, its arguments, or the variables that stand for them (spec.api.env)"),
        new(@"Health check (?<name>.{1,60}?) with status (?:Unhealthy|Degraded)", "Its check ${name} asks others, and goes down with them: let the probes ask a path without it (spec.api.health.livenessPath, readinessPath), or mend what it asks"),
        new(@"[Cc]onfig(?:uration)? file (?:\S+ )?(?:was )?not found|[Cc]ould not find (?:the )?(?:a )?config(?:uration)? file", $"Put the configuration file into the image (COPY), {Mount}"),
        new(@"^(?=.*(?:missing|[Rr]equired?|must be|not (?:set|defined|provided|configured|present)|unset|undefined|is empty|[Pp]rovide|[Ss]pecify|[Pp]lease set)).*?(?<![\w.\[])(?<variable>(?!ERR_|E[A-Z]+_?\b)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w\]:])(?!.*\bsetting is not set to\b)", "Set spec.api.env[${variable}]"),
        new(@"[Uu]nrecognized (?:arguments|option)|[Nn]o such option|unknown (?:flag|option)|bad option", "Mend the options in spec.api.command or spec.api.args"),
    ];
}
