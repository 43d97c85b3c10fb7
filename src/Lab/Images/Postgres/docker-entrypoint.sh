#!/bin/bash
# Starts PostgreSQL, and first makes the database cluster where $PGDATA holds none. Keeps the contract of the official image:
#   POSTGRES_PASSWORD          password of the superuser; required, unless POSTGRES_HOST_AUTH_METHOD=trust
#   POSTGRES_USER              name of the superuser (postgres)
#   POSTGRES_DB                a database to create (the superuser's name)
#   POSTGRES_INITDB_ARGS       further arguments of initdb
#   POSTGRES_<any of these>_FILE  a file that holds the value
#   POSTGRES_HOST_AUTH_METHOD  how other hosts authenticate (scram-sha-256)
#   /docker-entrypoint-initdb.d/*   run once, in order of name, on a server that listens on its socket only:
#                              .sh (executed, or sourced where not executable), .sql, .sql.gz
# Passwords never stand on a command line: other processes can read those.
set -Eeuo pipefail
shopt -s nullglob

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

# from_file NAME [DEFAULT]: exports NAME from itself, else from the file that NAME_FILE names, else the default.
from_file() {
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

sql() {
    PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc \
        --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"
}

run_init_script() {
    printf 'running %s\n' "$1"
    case $1 in
        *.sh) if [ -x "$1" ]; then "$1"; else . "$1"; fi ;;
        *.sql) sql -f "$1" ;;
        *.sql.gz) gunzip -c "$1" | sql ;;
        *) printf 'ignoring %s\n' "$1" ;;
    esac
}

# The names that scripts written for the official image may call.
docker_process_sql() { sql "$@"; }

# initialise [SERVER ARGUMENT...]
initialise() {
    local method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256} password='' script
    [ -z "$POSTGRES_PASSWORD" ] || password='--pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD")'
    # Evaluated, since POSTGRES_INITDB_ARGS may quote arguments that hold spaces.
    eval "initdb --username=\"\$POSTGRES_USER\" $password $POSTGRES_INITDB_ARGS"
    printf "\nlisten_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
    printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

    pg_ctl -w -o "$(printf '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}")" start
    export PGPASSWORD=$POSTGRES_PASSWORD # for scripts, where initdb was told not to trust the socket
    if [ "$POSTGRES_DB" != postgres ]; then
        POSTGRES_DB=postgres sql -v name="$POSTGRES_DB" <<<'CREATE DATABASE :"name";'
    fi
    for script in /docker-entrypoint-initdb.d/*; do
        run_init_script "$script"
    done
    pg_ctl -w -m fast stop
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
        from_file POSTGRES_PASSWORD
        from_file POSTGRES_USER postgres
        from_file POSTGRES_DB "$POSTGRES_USER"
        from_file POSTGRES_INITDB_ARGS
        if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
            fail "there is no database yet, and no password for its superuser: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, not empty"
        fi
        initialise "${@:2}"
        printf '\nThe database is initialised: PostgreSQL starts.\n\n'
    fi
    # The server needs none of them, and they would stay readable in its environment.
    unset POSTGRES_PASSWORD PGPASSWORD
fi
exec "$@"
