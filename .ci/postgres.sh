# A PostgreSQL for tests, of this checkout's own. `source .ci/postgres.sh`, then `ensure_postgres`.
#
# It listens on 127.0.0.1:54329, where the tests look for it unless REGULARS_TEST_POSTGRES names another
# one, and keeps its files in target/postgres (or REGULARS_PG_DIR). Tests end programs, never the machine, so nothing
# waits for the disk; REGULARS_PG_SETTINGS says otherwise.

REGULARS_PG_PORT="${REGULARS_PG_PORT:-54329}"
REGULARS_PG_SETTINGS="${REGULARS_PG_SETTINGS:--c fsync=off -c full_page_writes=off}"

_pg_bin() {
    local dir
    for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n -r); do
        if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
            echo "$dir"
            return 0
        fi
    done
    dir="$(command -v initdb)" && dirname "$(readlink -f "$dir")"
}

_pg_install() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "PostgreSQL is not installed. Install it (Debian: apt-get install postgresql) and try again." >&2
        return 1
    fi
    echo "installing PostgreSQL ..." >&2
    # Only the programs are wanted, not a server on the usual port.
    mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/regulars.conf
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql >/dev/null 2>&1 ||
        { apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql >/dev/null; }
}

# PostgreSQL refuses to run as root.
_pg_as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

_pg_answers() {
    "$1/pg_isready" -q -h 127.0.0.1 -p "$REGULARS_PG_PORT" 2>/dev/null
}

_pg_start() {
    local bin="$1" dir="$2" major
    major="$("$bin/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')"
    dir="$dir/$major"
    mkdir -p "$dir"
    if [ "$(id -u)" = 0 ]; then
        # The checkout may lie where only root may go.
        if ! _pg_as_owner test -x "$dir"; then
            dir="/var/tmp/regulars-postgres/$major"
            mkdir -p "$dir"
        fi
        chown postgres "$dir"
    fi
    if [ ! -f "$dir/cluster/PG_VERSION" ]; then
        rm -rf "$dir/cluster"
        _pg_as_owner "$bin/initdb" -D "$dir/cluster" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$dir.initdb.log" 2>&1 ||
            { cat "$dir.initdb.log" >&2; return 1; }
    fi
    local settings="-c port=$REGULARS_PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 $REGULARS_PG_SETTINGS"
    if ! _pg_as_owner "$bin/pg_ctl" -D "$dir/cluster" -l "$dir/log" -o "$settings" -w -t 60 start >/dev/null 2>&1; then
        _pg_answers "$bin" && return 0
        tail -n 20 "$dir/log" >&2
        return 1
    fi
}

# Leaves a PostgreSQL running. Costs a few milliseconds when there is one.
ensure_postgres() {
    local root bin dir
    root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
    dir="${REGULARS_PG_DIR:-$root/target/postgres}"
    bin="$(_pg_bin)" || { _pg_install && bin="$(_pg_bin)"; } || return 1
    _pg_answers "$bin" && return 0
    mkdir -p "$dir"
    # One at a time. The server must not inherit the lock, or it would hold it for as long as it runs.
    (
        flock 9
        _pg_answers "$bin" || _pg_start "$bin" "$dir" 9>&-
    ) 9>"$dir/lock"
}
