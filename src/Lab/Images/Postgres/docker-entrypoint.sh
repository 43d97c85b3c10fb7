#!/bin/bash
# Starts PostgreSQL, and first makes the database cluster where $PGDATA holds none. Keeps the contract of the official image:
#   POSTGRES_PASSWORD          password of the superuser; required, unless POSTGRES_HOST_AUTH_METHOD=trust
#   POSTGRES_USER              name of the superuser (postgres)
#   POSTGRES_DB                a database to create (the superuser's name)
#   POSTGRES_INITDB_ARGS       further arguments of initdb
#   POSTGRES_<any of these>_FILE  a file that holds the value
#   POSTGRES_HOST_AUTH_METHOD  how other hosts authenticate (scram-sha-256)
#   /docker-entrypoint-initdb.d/*   run once, in order of name, on a server that listens on its socket only:
#                              .sh (executed, or sourced where not executable), .sql, .sql.gz, .sql.xz, .sql.zst
# Sourced scripts run in this shell, and so see its options, functions and variables: those are the official image's, and no others.
# Passwords never stand on a command line: other processes can read those.
set -Eeo pipefail

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

# file_env NAME [DEFAULT]: exports NAME from itself, else from the file that NAME_FILE names, else the default.
file_env() {
    local name=$1 file=$1_FILE value
    if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then
        fail "$name and $file are both set: set one of them"
    fi
    value=${!name:-${2:-}}
    if [ -n "${!file:-}" ]; then
        [ -r "${!file}" ] || fail "$file names ${!file}, which cannot be read by $(id -un)"
        value=$(<"${!file}")
    fi
    export "$name=$value"
    unset "$file"
}

docker_process_sql() {
    PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc \
        --username "$POSTGRES_USER" ${POSTGRES_DB:+--dbname "$POSTGRES_DB"} "$@"
}

# docker_temp_server_start [postgres] [SERVER ARGUMENT...]
docker_temp_server_start() {
    [ "${1:-}" != postgres ] || shift
    pg_ctl -w -o "$(printf '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}")" start
}

docker_temp_server_stop() { pg_ctl -w -m fast stop; }

# docker_process_init_files FILE...
docker_process_init_files() {
    psql=(docker_process_sql) # scripts for earlier images call "${psql[@]}"
    local f
    for f; do
        case $f in
            *.sh)
                if [ -x "$f" ]; then
                    printf '%s: running %s\n' "$0" "$f"
                    "$f"
                else
                    printf '%s: sourcing %s\n' "$0" "$f"
                    . "$f"
                fi
                ;;
            *.sql) printf '%s: running %s\n' "$0" "$f"; docker_process_sql -f "$f" ;;
            *.sql.gz) printf '%s: running %s\n' "$0" "$f"; gunzip -c "$f" | docker_process_sql ;;
            *.sql.xz) printf '%s: running %s\n' "$0" "$f"; xzcat "$f" | docker_process_sql ;;
            *.sql.zst) printf '%s: running %s\n' "$0" "$f"; zstd -dc "$f" | docker_process_sql ;;
            *) printf '%s: ignoring %s\n' "$0" "$f" ;;
        esac
        printf '\n'
    done
}

# initialise [SERVER ARGUMENT...]
initialise() {
    local method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256} password=''
    [ -z "$POSTGRES_PASSWORD" ] || password='--pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD")'
    # Evaluated, since POSTGRES_INITDB_ARGS may quote arguments that hold spaces.
    eval "initdb --username=\"\$POSTGRES_USER\" $password $POSTGRES_INITDB_ARGS"
    printf "\nlisten_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
    printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

    export PGPASSWORD=${PGPASSWORD:-$POSTGRES_PASSWORD} # for scripts, where initdb was told not to trust the socket
    docker_temp_server_start "$@"
    if [ "$POSTGRES_DB" != postgres ]; then
        POSTGRES_DB=postgres docker_process_sql -v name="$POSTGRES_DB" <<<'CREATE DATABASE :"name";'
    fi
    docker_process_init_files /docker-entrypoint-initdb.d/*
    docker_temp_server_stop
    unset PGPASSWORD
}

serves() {
    local argument
    [ "${1:-}" = postgres ] || return 1
    for argument; do
        case $argument in
            -'?' | --help | --describe-config | -V | --version) return 1 ;;
        esac
    done
}

[ "${1:-}" = "${1#-}" ] || set -- postgres "$@"

if serves "$@"; then
    mkdir -p "$PGDATA"
    if [ "$(id -u)" = 0 ]; then
        chown postgres:postgres "$PGDATA" /var/run/postgresql
        chmod 0700 "$PGDATA"
        exec setpriv --reuid=postgres --regid=postgres --init-groups --inh-caps=-all -- "$BASH_SOURCE" "$@"
    fi
    chmod 0700 "$PGDATA" || true # already right where a volume's owner is another

    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        file_env POSTGRES_PASSWORD
        file_env POSTGRES_USER postgres
        file_env POSTGRES_DB "$POSTGRES_USER"
        file_env POSTGRES_INITDB_ARGS
        if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
            fail "there is no database yet, and no password for its superuser: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, not empty"
        fi
        initialise "${@:2}"
        printf '\nPostgreSQL init process complete; ready for start up.\n\n'
    fi
    # The server needs none of them, and they would stay readable in its environment.
    unset POSTGRES_PASSWORD
fi
exec "$@"
