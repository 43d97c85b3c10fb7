namespace MiniStack.Operator.Core.Resources;

/// <summary>
/// Makes the database in the init container, before any other server can run. The image's entrypoint is a child here, with a server that
/// listens to nobody: whatever the user's scripts do to the shell that sources them, they end that child at most. Only a database whose
/// scripts are all through gets the name under which it is served.
/// </summary>
/// <remarks>
/// A container's restart begins anew, in another directory. A directory is removed on the proof of its name, which nothing that was served
/// has, and of the options of its server; what lies under the served name is never moved or removed. The script holds for Postgres 13 to 18,
/// dash, bash and busybox.
/// </remarks>
internal static class FirstStart
{
    /// <summary>Where the user's init scripts are mounted. What the entrypoint reads are copies.</summary>
    public const string UserScriptsPath = "/etc/ministack/init-scripts";

    /// <summary>Where the image's entrypoint looks for scripts.</summary>
    public const string ScriptsPath = "/docker-entrypoint-initdb.d";

    /// <summary>Begins a line that says what only a person may decide, while the init container waits.</summary>
    public const string Waiting = "Waiting for a person: ";

    /// <summary>Says that the user's scripts are to come yet, while the init container waits for them.</summary>
    public const string AwaitsScripts = "Waiting for the init scripts: their ConfigMap does not exist, or is empty.";

    /// <summary>Stands between what is wrong and the command that keeps the data.</summary>
    public const string Keep = " To keep it: ";

    /// <summary>Stands before the command that puts the data aside.</summary>
    public const string Anew = " To begin anew: ";

    /// <summary>
    /// The entrypoint goes by the order of the names, and digits come before letters and in the same order everywhere. No key of a ConfigMap
    /// has a <c>=</c>.
    /// </summary>
    public const string FirstName = "0=ministack.sh";

    /// <summary>Stands before the names of the user's scripts, which keep their order so.</summary>
    public const string UserPrefix = "1=";

    /// <summary>Comes after the user's.</summary>
    public const string LastName = "2=ministack.sh";

    /// <summary>What the shell of the init container and the entrypoint tell each other.</summary>
    private const string Notes = "/var/run/postgresql/ministack";

    /// <summary>A setting of the server during the first start, as the server writes it too.</summary>
    private const string ListensToNobody = "listen_addresses = ''";

    /// <summary>Ends the line of pg_hba.conf that is there during the first start alone.</summary>
    private const string FirstStartAlone = "# ministack: during the first start";

    /// <summary>The major version that the spec asks for, where nothing but the image itself tells its own.</summary>
    public const string VersionVariable = "MINISTACK_VERSION";

    /// <summary>Sourced by the entrypoint before the user's scripts.</summary>
    private const string FirstScript = $$"""
        # Runs before the stack's own init scripts: makes the API's role, which owns its database and is no superuser.
        set -e
        # Scripts may log in as that role, over the socket that nobody else reaches. Over the network it may not, whomever they let the server
        # listen to: until they are through this database may be thrown away, so nobody may store rows in it.
        { echo "host all \"${{InitScripts.UserVariable}}\" all reject {{FirstStartAlone}}"; cat "$PGDATA/pg_hba.conf"; } > "$PGDATA/pg_hba.conf.new"
        cat "$PGDATA/pg_hba.conf.new" > "$PGDATA/pg_hba.conf"
        rm "$PGDATA/pg_hba.conf.new"
        # A server that a script starts anew, as it may, listens to nobody either.
        echo "{{ListensToNobody}}" >> "$PGDATA/postgresql.auto.conf"

        # The entrypoint has read the names by now: scripts may read each other, and files that are none, by their own names.
        (
          for each in {{UserScriptsPath}}/* {{UserScriptsPath}}/.[!.]*; do
            if [ -f "$each" ]; then cp "$each" {{ScriptsPath}}/; fi
          done
        )

        psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
        {{InitScripts.SayNothing}}

        -- Read inside psql: a command line can be read by everybody.
        \set app_user `printf %s "${{InitScripts.UserVariable}}"`
        \set app_password `printf %s "${{InitScripts.PasswordVariable}}"`

        SET password_encryption = 'scram-sha-256';
        SELECT pg_reload_conf() \g /dev/null
        CREATE ROLE :"app_user" LOGIN PASSWORD :'app_password';
        ALTER DATABASE :"DBNAME" OWNER TO :"app_user";
        ALTER SCHEMA public OWNER TO :"app_user";
        SQL
        """;

    /// <summary>Sourced by the entrypoint after the user's scripts: tells so, and waits while the objects are handed over.</summary>
    private const string LastScript = $$"""
        # Runs after the stack's own init scripts. What they left in this shell must not reach what comes next, so another shell does it.
        # Fails where they took the programs away.
        sleep 0.1
        : > {{Notes}}/last
        until [ -e {{Notes}}/done ]; do sleep 0.1; done
        """;

    /// <summary>The init container's script, with the parameters of the server as arguments.</summary>
    public const string Prepare = $$"""
        set -e
        # The first process of a container gets no signal that it does not ask for.
        trap 'exit 143' TERM INT

        # The last line is what the status tells.
        fail() {
          printf '%s\n' "$1"
          exit 1
        }

        {{InitScripts.ServedNobody}}

        # Prints what only a person may decide.
        undecided() {
          for each in "$PGDATA".new.*; do
            # Beside a database that is whole it stays as it is.
            if [ -d "$each" ] && [ ! -s "$PGDATA/PG_VERSION" ] && ! served_nobody "$each"; then
              echo "Clients may have used the database in $each, whose first start did not end.{{Keep}}mv $each $PGDATA{{Anew}}mv $each $PGDATA.aside"
              return
            fi
          done
          if [ ! -e "$PGDATA" ] && [ ! -L "$PGDATA" ]; then
            if [ -d "$PGDATA.incomplete" ] && ! served_nobody "$PGDATA.incomplete"; then
              echo "Clients may have used the database in $PGDATA.incomplete, which an earlier release put aside.{{Keep}}mv $PGDATA.incomplete $PGDATA{{Anew}}mv $PGDATA.incomplete $PGDATA.aside"
            fi
          elif [ -e {{InitScripts.Marker}} ]; then
            echo "The first start of the database in $PGDATA did not end, and clients may have used it since.{{Keep}}rm {{InitScripts.Marker}}{{Anew}}mv $PGDATA $PGDATA.aside"
          elif [ ! -s "$PGDATA/PG_VERSION" ]; then
            echo "$PGDATA holds files and no database.{{Anew}}mv $PGDATA $PGDATA.aside"
          fi
        }

        # Removes what first starts left that did not end. Its name goes first: a pod that is on its way out can't give it the served one any more.
        remove_halves() {
          for each in "$PGDATA".new.*; do
            if [ -d "$each" ] && served_nobody "$each"; then
              case $each in *.gone) gone=$each ;; *) gone=$each.gone && mv "$each" "$gone" ;; esac
              rm -rf "$gone"
            fi
          done
        }

        write_scripts() {
          # Copies of an earlier try. The directory is the pod's own, and holds nothing else.
          rm -rf {{ScriptsPath}}/*
          # By their suffixes the entrypoint knows what to run.
          for each in {{UserScriptsPath}}/*.sh {{UserScriptsPath}}/*.sql {{UserScriptsPath}}/*.sql.gz {{UserScriptsPath}}/*.sql.xz {{UserScriptsPath}}/*.sql.zst; do
            if [ -f "$each" ]; then cp "$each" "{{ScriptsPath}}/{{UserPrefix}}${each##*/}"; fi
          done
          cat > {{ScriptsPath}}/{{FirstName}} <<'SCRIPT'
        {{FirstScript}}
        SCRIPT
          cat > {{ScriptsPath}}/{{LastName}} <<'SCRIPT'
        {{LastScript}}
        SCRIPT
        }

        # Line NUMBER of what the running server wrote down about itself: 1 its process, 4 its port, 5 the directory of its socket, 8 its state.
        server() { sed -n "$1p" "$new/postmaster.pid" 2> /dev/null || :; }

        # In the database $1. Further arguments: psql's. As an option, a name with a = in it would be read as a connection.
        ask_in() {
          database=$1
          shift
          PGHOST=$(server 5) PGPORT=$(server 4) PGPASSWORD=$POSTGRES_PASSWORD PGDATABASE=$database \
            psql --no-psqlrc --no-password --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" "$@"
        }

        hand_over_in() {
          ask_in "$1" <<'SQL'
        -- What the scripts made as the superuser becomes the API's, so that its migrations may ALTER it.
        -- Members of extensions stay the superuser's, and so do SECURITY DEFINER routines.
        \set app_user `printf %s "${{InitScripts.UserVariable}}"`

        SELECT format('ALTER DATABASE %I OWNER TO %I', datname, :'app_user')
        FROM pg_database WHERE datname = current_database() AND datdba = current_user::regrole \gexec
        SELECT format('ALTER SCHEMA public OWNER TO %I', :'app_user')
        FROM pg_namespace WHERE nspname = 'public' AND nspowner = current_user::regrole \gexec
        {{InitScripts.AlterOwners}}
        SQL
        }

        # The stack's own database, and those that the scripts made.
        hand_over() {
          hand_over_in "$POSTGRES_DB" || return
          others=$(ask_in "$POSTGRES_DB" --command="SELECT oid FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname NOT IN ('postgres', current_database())") \
            || return
          for each in $others; do
            other=$(ask_in "$POSTGRES_DB" --command="SELECT datname FROM pg_database WHERE oid = $each") && hand_over_in "$other" || return
          done
          ask_in "$POSTGRES_DB" <<'SQL'
        \set app_user `printf %s "${{InitScripts.UserVariable}}"`
        ALTER ROLE :"app_user" LOGIN;
        SQL
        }

        # It has ended, though nobody may have asked for its exit code yet.
        ended() {
          read -r state 2> /dev/null < "/proc/$1/stat" || return 0
          case $state in *') Z '*) ;; *) return 1 ;; esac
        }

        # Keeps what the next start of a server wipes out. Looks twice, since a server that starts writes its options anew.
        note_listening() {
          if [ -e "$new/postmaster.opts" ] && [ ! -e "$new/{{InitScripts.Listened}}" ] && ! served_nobody "$new" && ! served_nobody "$new"; then
            : > "$new/{{InitScripts.Listened}}"
            save
          fi
        }

        # Waits until the condition that follows holds; fails when the entrypoint has ended, or is not to go on.
        await() {
          until "$@"; do
            if ended "$child"; then return 1; fi
            # The entrypoint must not come upon the database of another pod by that name.
            if [ ! "$PGDATA" -ef "$new" ]; then
              reason="An init script, or another pod, put something else in the place of $PGDATA."
              return 1
            fi
            note_listening
            sleep 0.1 || :
          done
        }

        scripts_are_through() { [ -e {{Notes}}/last ] || is_server; }
        # The entrypoint comes to run the server itself in the end.
        is_server() { [ "$(server 1)" = "$child" ]; }
        is_ready() { is_server && case $(server 8) in ready*) ;; *) false ;; esac; }

        # Runs beside the entrypoint. Where the first start is not to go on, it says why and ends the entrypoint.
        accompany() {
          if await scripts_are_through; then
            if [ ! -e {{Notes}}/last ]; then
              is_short=yes
            elif ! listens=$(ask_in "$POSTGRES_DB" --command="SHOW listen_addresses") || { [ -z "$listens" ] && ! hand_over; }; then
              reason="What the init scripts made could not be handed over to the API's role: the lines before tell why."
            elif [ -n "$listens" ]; then
              reason="The init scripts let the server listen to the network ($listens), where clients could use it before it is whole."
            else
              : > {{Notes}}/done
              # That it comes up shows that it can: a script may have changed its settings.
              if await is_ready; then
                is_through=yes
                pg_ctl --silent --wait --mode=fast --pgdata="$new" stop && return 0
              fi
            fi
          fi
          kill -KILL "$child" 2> /dev/null || :
        }

        # Ends what the scripts left behind, but for the writer of the log, which ends when nobody writes to it any more. In the container's
        # own namespace that is every other process.
        end_rest() {
          [ ${$} -eq 1 ] || return 0
          for try in 1 2 3 4 5; do
            for each in /proc/[0-9]*; do
              case ${each#/proc/} in 1 | "$log") ;; *) kill -KILL "${each#/proc/}" 2> /dev/null || : ;; esac
            done
            if ended "$log"; then break; fi
            sleep 0.2 || :
          done
        }

        # Says why the first start did not end well.
        tell_failure() {
          if [ -n "$reason" ]; then fail "$reason"; fi
          # What a script writes may look like the entrypoint's own lines, but for the name of a script that is there.
          script=$(sed -n -E 's/^(.*: )?(running|sourcing) [^ ]*\/docker-entrypoint-initdb\.d\/([012]=[-._a-zA-Z0-9]+)$/\3/p' {{Notes}}/log | tail -n 1)
          if [ -z "$script" ] || [ ! -e "{{ScriptsPath}}/$script" ]; then
            if [ -n "$is_short" ]; then fail "The image's docker-entrypoint.sh runs no init scripts, and without them the API has no role."; fi
            if grep -q 'could not look up effective user ID' {{Notes}}/log; then
              fail "The image has no user $(id -u), as whom this pod runs; its own user postgres is $(id -u postgres 2> /dev/null || echo missing)."
            fi
            fail "The image's docker-entrypoint.sh ended (exit code $code) before it ran the init scripts."
          fi
          script=${script#{{UserPrefix}}}
          if [ -n "$is_short" ]; then fail "Init script $script was the last that the image's entrypoint ran, and not all were."; fi
          if [ -e {{Notes}}/done ]; then fail "The server did not start with what the init scripts left (exit code $code)."; fi
          fail "Init script $script ended the first start (exit code $code) before it was through."
        }

        owner() { stat -c %u "$1"; }

        has_scripts() {
          for each in {{UserScriptsPath}}/* {{UserScriptsPath}}/.[!.]*; do
            if [ -e "$each" ]; then return; fi
          done
          return 1
        }

        # A database that is there needs no scripts any more, so the pod does without their ConfigMap; a first start does not. The node brings
        # what comes to be in it.
        await_scripts() {
          if [ -d {{UserScriptsPath}} ] && ! has_scripts; then
            echo "{{AwaitsScripts}}"
            until has_scripts; do sleep 1; done
          fi
        }

        # Arguments: the server's parameters.
        first_start() {
          entrypoint=$(command -v docker-entrypoint.sh) \
            || fail "The image has no docker-entrypoint.sh on its PATH: it has to keep the contract of the official postgres image."
          [ -w {{InitScripts.VolumePath}} ] \
            || fail "The volume belongs to user $(owner {{InitScripts.VolumePath}}), and user $(id -u) of group $(id -g), as whom this pod runs, may not write to it."
          if [ -n "${{VersionVariable}}" ] && major=$(postgres --version | sed -n -E 's/^[^0-9]*([0-9]+).*/\1/p') && [ -n "$major" ]; then
            [ "$major" = "${{VersionVariable}}" ] || fail "The image is PostgreSQL $major, but spec.database.version is ${{VersionVariable}}."
          fi
          # A node may hand out a Secret that is some moments old.
          [ "${{InitScripts.SecretHashVariable}}" = "${{InitScripts.SuperuserHashVariable}}" ] \
            || fail "The database was not made: this pod got another password than it was made for, and tries again."

          await_scripts

          # Of a server of this pod that was killed. None can be running.
          rm -rf {{Notes}} /var/run/postgresql/.s.PGSQL.* /dev/shm/PostgreSQL.*
          rm -f {{InitScripts.Marker}}
          mkdir {{Notes}}
          mkfifo {{Notes}}/output
          write_scripts
          new=$(mktemp -d "$PGDATA.new.XXXXXX")
          # Scripts may write the path of PGDATA somewhere, so it has to be the one that stays.
          ln -s "${new##*/}" "$PGDATA"

          tee {{Notes}}/log < {{Notes}}/output &
          log=$!
          "$entrypoint" postgres "$@" -c listen_addresses= > {{Notes}}/output 2>&1 &
          child=$!
          is_through= is_short= reason=
          accompany
          wait "$child" && code=0 || code=$?
          end_rest
          if [ -z "$is_through" ] || [ "$code" -ne 0 ]; then tell_failure; fi
          [ "$(readlink "$PGDATA")" = "${new##*/}" ] || fail "An init script, or another pod, put something else in the place of $PGDATA."
          let_listen "$new"

          # Whole on the disk before it has the name, and the name before anybody is served.
          save
          rm "$PGDATA"
          mv "$new" "$PGDATA"
          rm -f "$PGDATA/{{InitScripts.Listened}}"
          save
          printf %s "${{InitScripts.SuperuserHashVariable}}" > {{InitScripts.SuperuserNote}}.new
          mv {{InitScripts.SuperuserNote}}.new {{InitScripts.SuperuserNote}}
        }

        # From here on a server in the directory listens to whom the spec says, and the API's role may come over the network.
        let_listen() {
          if grep -q "{{FirstStartAlone}}\$" "$1/pg_hba.conf" 2> /dev/null; then
            sed -i "/{{FirstStartAlone}}\$/d" "$1/pg_hba.conf"
          fi
          if grep -q "^{{ListensToNobody}}\$" "$1/postgresql.auto.conf" 2> /dev/null; then
            sed -i "/^{{ListensToNobody}}\$/d" "$1/postgresql.auto.conf"
          fi
        }

        # Writes the volume's file system to the disk; where sync knows no files, all of them.
        save() {
          case $(sync --help 2>&1) in
            *-f*) sync -f {{InitScripts.VolumePath}} ;;
            *) sync ;;
          esac || fail "The volume could not be written to."
        }

        # The link of a first start that was cut off: without -r, rm removes no directory. And rmdir removes none that holds something.
        case $(readlink "$PGDATA" || :) in "${PGDATA##*/}".new.*) rm "$PGDATA" ;; esac
        rmdir "$PGDATA" 2> /dev/null || :
        # A marker speaks of a database that is there.
        if [ -e "$PGDATA" ]; then
          [ "$(owner "$PGDATA")" = "$(id -u)" ] || fail "What lies in $PGDATA belongs to user $(owner "$PGDATA"), and this pod runs as user $(id -u)."
          ls "$PGDATA" > /dev/null
        else
          rm -f {{InitScripts.Marker}}
        fi
        said=
        while :; do
          problem=$(undecided)
          if [ -z "$problem" ]; then break; fi
          if [ "$problem" != "$said" ]; then echo "{{Waiting}}$problem"; fi
          said=$problem
          sleep 1
        done
        remove_halves
        # Of a first start that did not end, somebody may have kept what it made.
        if [ -e "$PGDATA" ]; then let_listen "$PGDATA"; else first_start "$@"; fi
        # The server that was killed had the process id of this shell, in a namespace of its own: its lock must not count as held.
        export PG_GRANDPARENT_PID=${$}

        # In a shell of its own, which it may end.
        (
        {{InitScripts.SetSuperuserPassword}}
        )

        # What the operator is told of the data, once all went well: of an end that did not, the node hands on the last lines instead.
        { cat "$PGDATA/PG_VERSION" > /dev/termination-log; } 2> /dev/null || :
        """;
}
