namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// The scripts of the database's containers. Those of pods of template revision 1 are <see cref="PrepareVolume"/>,
/// <see cref="CreateAppRole"/> and <see cref="HandOverObjects"/>; later ones begin by <see cref="FirstStart.Prepare"/>.
/// </summary>
/// <remarks>They hold for Postgres 13 to 18, bash and dash.</remarks>
internal static class InitScripts
{
    public const string UserVariable = "MINISTACK_APP_USER";
    public const string PasswordVariable = "MINISTACK_APP_PASSWORD";
    public const string SuperuserHashVariable = "MINISTACK_SUPERUSER_HASH";
    public const string SecretHashVariable = "MINISTACK_SECRET_HASH";
    public const string VerifierVariable = "MINISTACK_APP_VERIFIER";

    /// <summary>Revision 1: the entrypoint goes by the order of the names, digits before letters, so this one comes before most of the user's.</summary>
    public const string FirstName = "00000000-ministack.sh";

    /// <summary>Revision 1: this one comes after most of the user's.</summary>
    public const string LastName = "zzzzzzzz-ministack.sh";

    /// <summary>Where the data volume is mounted.</summary>
    public const string VolumePath = "/var/lib/ministack";

    /// <summary>
    /// In revision 1, stands from before the first start until <see cref="HandOverObjects"/> is through. Its path does not come from
    /// PGDATA, which an entrypoint may change while it initialises.
    /// </summary>
    public const string Marker = $"{VolumePath}/first-start";

    /// <summary>Holds the fingerprint of the superuser's password that the data knows.</summary>
    public const string SuperuserNote = $"{VolumePath}/superuser-hash";

    /// <summary>In a directory of which a server was seen that may have listened to somebody.</summary>
    public const string Listened = "ministack-listened";

    /// <summary>
    /// A function that succeeds where no client can have connected over a network to what lies in the directory <c>$1</c>. A server writes
    /// down at its start with which options it was started: the last that is given counts, and none after it could be another.
    /// </summary>
    public const string ServedNobody = $$"""
        # Succeeds where no server ran in a directory, or the last one listened to nobody and none was seen that did. Fails where nothing can be seen.
        served_nobody() {
          local files
          files=$(ls -a "$1" 2> /dev/null) || return 1
          case $files in
            *{{Listened}}*) return 1 ;;
            *postmaster.opts*)
              tail -n 1 "$1/postmaster.opts" 2> /dev/null | sed 's/.*"-c" "listen_addresses=/=/' \
                | grep -Eq '^="( "-p" "[0-9]+"| "-c" "[a-z_.]+=[^"]*")*$'
              ;;
          esac
        }
        """;

    /// <summary>For the start of psql's input: keeps a password that follows out of logs, statistics and errors.</summary>
    public const string SayNothing = """
        -- No setting of the server may bring the password into a log or into statistics, and psql may not quote it in an error.
        \set VERBOSITY terse
        SET log_statement = 'none';
        SET log_min_duration_statement = -1;
        SET log_min_duration_sample = -1;
        SET log_transaction_sample_rate = 0;
        SET log_min_error_statement = 'panic';
        SET pg_stat_statements.track = 'none';
        """;

    /// <summary>The end of the init container's script: lets the data know the superuser's password.</summary>
    /// <remarks>
    /// No login over the network could give the superuser a password in place of one that nobody knows any more, so it is set here, while
    /// no server runs. The single-user server takes each line of its input for a statement, and goes on after an error unless told otherwise.
    /// </remarks>
    public const string SetSuperuserPassword = $"""
        if [ "$(cat {SuperuserNote} 2> /dev/null)" = "${SuperuserHashVariable}" ]; then
          exit
        fi

        # A node may hand out a Secret that is some moments old.
        if [ "${SecretHashVariable}" != "${SuperuserHashVariable}" ]; then
          echo "The superuser's password was not changed: this pod got another one than it was made for, and tries again."
          exit 1
        fi

        # Without data, the first start makes the superuser with this password.
        if [ -s "$PGDATA/PG_VERSION" ]; then
          if [ "$(printf %s "$POSTGRES_PASSWORD" | wc -l)" -ne 0 ]; then
            echo "The superuser's password was not changed: it must not have a line break."
            exit 1
          fi
          password=$(printf %s "$POSTGRES_PASSWORD" | sed "s/'/''/g")
          # The password passes through pipes between builtins alone: a command line can be read by everybody.
          if ! said=$(printf "ALTER ROLE {DatabaseAdminSecret.Superuser} PASSWORD '%s'\n" "$password" | postgres --single "$@" \
            -c exit_on_error=on -c default_transaction_read_only=off -c password_encryption=scram-sha-256 -c standard_conforming_strings=on \
            -c log_statement=none -c log_min_duration_statement=-1 -c log_min_duration_sample=-1 -c log_transaction_sample_rate=0 \
            -c log_min_error_statement=panic -c log_min_messages=warning -c log_destination=stderr -c lc_messages=C \
            template1 2>&1 > /dev/null)
          then
            reason=$(printf '%s\n' "$said" | sed -n -E 's/^.*(PANIC|FATAL|ERROR|DETAIL):  /\1: /p')
            [ -n "$reason" ] || reason=$(printf '%s\n' "$said" | tail -n 1)
            echo "The superuser's password was not changed:" "$(printf %s "$reason" | tr '\n' ' ')"
            exit 1
          fi
        fi
        # After the change, so that one that is cut off is made again.
        printf %s "${SuperuserHashVariable}" > {SuperuserNote}.new
        mv {SuperuserNote}.new {SuperuserNote}
        """;

    /// <summary>In SQL for psql: what the superuser made becomes the role's whose name is in the variable <c>app_user</c>.</summary>
    /// <remarks>
    /// Not REASSIGN OWNED, which refuses the bootstrap superuser. SECURITY DEFINER routines stay as they are: whoever wrote one as the
    /// superuser wants it to run as the superuser.
    /// </remarks>
    public const string AlterOwners = """
        WITH object (classid, objid, owner) AS (
          SELECT tableoid, oid, nspowner FROM pg_namespace WHERE nspname !~ '^pg_'
          UNION ALL SELECT tableoid, oid, relowner FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
          UNION ALL SELECT tableoid, oid, proowner FROM pg_proc WHERE NOT prosecdef
          UNION ALL SELECT tableoid, oid, typowner FROM pg_type WHERE typisdefined
          UNION ALL SELECT tableoid, oid, oprowner FROM pg_operator
          UNION ALL SELECT tableoid, oid, opcowner FROM pg_opclass
          UNION ALL SELECT tableoid, oid, opfowner FROM pg_opfamily
          UNION ALL SELECT tableoid, oid, collowner FROM pg_collation
          UNION ALL SELECT tableoid, oid, conowner FROM pg_conversion
          UNION ALL SELECT tableoid, oid, cfgowner FROM pg_ts_config
          UNION ALL SELECT tableoid, oid, dictowner FROM pg_ts_dict
          UNION ALL SELECT tableoid, oid, stxowner FROM pg_statistic_ext
          UNION ALL SELECT tableoid, oid, srvowner FROM pg_foreign_server
          UNION ALL SELECT 'pg_largeobject'::regclass, oid, lomowner FROM pg_largeobject_metadata
        )
        SELECT format(
          'ALTER %s %s OWNER TO %I',
          CASE
            WHEN identified.type IN ('function', 'procedure', 'aggregate') THEN 'ROUTINE'
            WHEN identified.type = 'statistics object' THEN 'STATISTICS'
            ELSE upper(identified.type)
          END,
          identified.identity,
          :'app_user')
        FROM object, pg_identify_object(object.classid, object.objid, 0) AS identified
        WHERE owner = current_user::regrole
          AND (objid >= 16384 OR classid = 'pg_largeobject'::regclass) -- initdb's own objects have lower numbers; a large object may have any
          AND NOT EXISTS (
            SELECT FROM pg_depend AS d
            WHERE d.classid = object.classid AND d.objid = object.objid AND d.objsubid = 0
              AND (d.deptype IN ('e', 'i') -- a member of an extension, or part of another object: a row type, an identity's sequence
                OR d.deptype = 'a' AND d.classid = 'pg_class'::regclass AND d.refobjsubid > 0)) -- a serial column's sequence
        \gexec
        """;

    /// <summary>
    /// Revision 1: run by an init container, with the parameters of the server as arguments. It puts data aside that has a marker with
    /// content, which no script of this build writes any more.
    /// </summary>
    public const string PrepareVolume = $"""
        set -e
        if [ ! -e "$PGDATA" ]; then
          : > {Marker}
        elif [ -s {Marker} ] || [ -e {Marker} -a ! -e "$PGDATA/postmaster.opts" ]; then
          echo "The first start was cut off and begins anew."
          rm -rf "$PGDATA.incomplete"
          mv "$PGDATA" "$PGDATA.incomplete"
          : > {Marker}
        fi

        {SetSuperuserPassword}
        """;

    /// <summary>Revision 1: runs before the stack's own init scripts.</summary>
    public const string CreateAppRole = $$"""
        # Runs before the stack's own init scripts: makes the API's role, which owns its database and is no superuser.
        set -e

        {{ServedNobody}}

        # An earlier release put aside what it took for a half. An empty database must not take the place of one that served.
        if [ -e "$PGDATA.incomplete" ] && ! served_nobody "$PGDATA.incomplete"; then
          echo "Error: Database is uninitialized while $PGDATA.incomplete may hold rows: see docs/data.md"
          # The init container takes an empty directory without the marker as it is. With the marker it would remove what was put aside; without
          # the directory it would make the marker.
          rm -f {{Marker}}
          pg_ctl --silent --mode=immediate stop || :
          if served_nobody "$PGDATA"; then rm -rf "$PGDATA"/*; fi
          exit 1
        fi

        # From here on a failure empties the volume again, so that the container's restart shows the same error and not a database without
        # its role. Proof: the server of this shell listens to nobody, and PGDATA was empty before it.
        trap 'if [ $? -ne 0 ]; then pg_ctl --silent --mode=immediate stop || :; if served_nobody "$PGDATA"; then rm -rf "$PGDATA"; fi; fi' EXIT

        psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
        {{SayNothing}}

        -- Read inside psql: a command line can be read by everybody.
        \set app_user `printf %s "$MINISTACK_APP_USER"`
        \set app_password `printf %s "$MINISTACK_APP_PASSWORD"`

        SET password_encryption = 'scram-sha-256';
        -- The last script lets it log in: until then this database may be thrown away, so nobody may store rows in it.
        CREATE ROLE :"app_user" NOLOGIN PASSWORD :'app_password';
        ALTER DATABASE :"DBNAME" OWNER TO :"app_user";
        ALTER SCHEMA public OWNER TO :"app_user";
        SQL

        """;

    /// <summary>Revision 1: runs after the stack's own init scripts.</summary>
    public const string HandOverObjects = $"""
        # Runs after the stack's own init scripts: what they made as the superuser becomes the API's, so that its migrations may ALTER it.
        # Members of extensions stay the superuser's, and so do SECURITY DEFINER routines.
        set -e

        psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
        \set app_user `printf %s "$MINISTACK_APP_USER"`

        {AlterOwners}
        SQL

        # What lies on the volume from now on is data, and never thrown away.
        rm -f {Marker}
        psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
        \set app_user `printf %s "$MINISTACK_APP_USER"`
        ALTER ROLE :"app_user" LOGIN;
        SQL
        trap - EXIT

        """;

    /// <summary>
    /// Run by a Job: gives the app role another password over a connection of the superuser, in the form that the server stores. Once it
    /// got through, running it again changes nothing.
    /// </summary>
    public const string ChangeAppPassword = $"""
        psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 <<'SQL'
        {SayNothing}

        -- Read inside psql: a command line can be read by everybody.
        \set app_user `printf %s "${UserVariable}"`
        \set verifier `printf %s "${VerifierVariable}"`
        ALTER ROLE :"app_user" PASSWORD :'verifier';
        SQL
        """;
}
