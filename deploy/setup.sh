#!/usr/bin/env bash
# Puts everything in place that the site (or, with --tests, also its tests) needs, and only what is still missing:
# system packages, fonts, .venv, .env. Can be run as often as one likes.
# On Debian as root it installs by itself; elsewhere it says what to install, and goes on once that is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

requirements=requirements.txt
[ "${1:-}" = --tests ] && requirements=requirements-dev.txt

say() { printf '== %s\n' "$*"; }
warn() { printf '!! %s\n' "$*" >&2; }
stop() { warn "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

debian_root=no
if have apt-get && have dpkg-query && [ "$(id -u)" = 0 ]; then debian_root=yes; fi

installed() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]; }

apt_updated=no
apt() {
    if [ $apt_updated = no ]; then
        apt-get -qq update || warn 'apt-get update failed; going on with the package lists that are there'
        apt_updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o APT::Sandbox::User=root "$@"
}

# --- System packages -------------------------------------------------------------------------------------------
# One line each: Debian's package, and a command that succeeds where the thing itself is there, on any system.
# No `grep -q` behind a pipe: it leaves early, the program before it dies of SIGPIPE, and pipefail calls that a failure.
library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -F "$1" >/dev/null; }
font() { have fc-list && fc-list "$1" family | grep . >/dev/null; }
module() { "$python" -c "import $1" 2>/dev/null; }

# The system's own first: distributions build theirs with profile-guided optimisation, a third quicker than a plain build.
find_python() {
    local name
    for name in ${PYTHON:-} /usr/bin/python3.11 python3.11 python3; do
        if have "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo python3
}
python=$(find_python)

needed=(
    "python3|have $python && $python -c 'import sys; sys.exit(sys.version_info < (3, 11))'"
    "python3-venv|module ensurepip && module venv"
    "fontconfig|have fc-cache"
    "fonts-noto-cjk|font 'Noto Serif CJK SC'"
)
if [ $requirements = requirements-dev.txt ]; then
    needed+=(
        "chromium-headless-shell|[ -x '${CHROMIUM:-/usr/bin/chromium-headless-shell}' ]"
        "libatomic1|library libatomic.so.1"
        "libpangoft2-1.0-0|library libpangoft2-1.0.so.0"
        "libharfbuzz-subset0|library libharfbuzz-subset.so.0"
        "libreoffice-calc|have soffice && { [ $debian_root = no ] || installed libreoffice-calc; }"
    )
fi
# pg_dump and pg_restore, for backups: where the site's database is PostgreSQL, or that of the tests.
answers() { (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; }
case "${DATABASE_URL:-$(sed -n "s/^DATABASE_URL=[\"']\{0,1\}//p" .env 2>/dev/null)}" in
    postgres*) postgres=yes ;;
    *) postgres=no ;;
esac
if [ $requirements = requirements-dev.txt ] && { [ -n "${TEST_POSTGRES_URL:-}" ] || answers; }; then postgres=yes; fi
[ $postgres = no ] || needed+=("postgresql-client|have pg_dump && have pg_restore")

missing_packages() {
    local line
    for line in "${needed[@]}"; do
        eval "${line#*|}" >/dev/null 2>&1 || echo "${line%%|*}"
    done
}

missing=$(missing_packages)
if [ -n "$missing" ] && [ $debian_root = yes ]; then
    say "Installing" $missing
    # shellcheck disable=SC2086 # one word a package
    apt install -y --no-install-recommends $missing >/dev/null
    missing=$(missing_packages)
fi
if [ -n "$missing" ]; then
    warn 'Still missing, by the names of Debian 12 packages:' $missing
    stop "Install them, on Debian or Ubuntu with: sudo apt-get install --no-install-recommends" $missing
fi

# --- Fonts that make the forms look like the printed ones; with Noto alone everything still works ------------------
fandol_fonts() {  # only four files out of the package, not the TeX system it belongs to
    local work
    work=$(mktemp -d)
    (cd "$work" && apt download texlive-lang-chinese >/dev/null \
        && dpkg-deb --fsys-tarfile texlive-lang-chinese_*.deb \
        | tar -x --wildcards --transform 's,.*/,,' '*/FandolFang-Regular.otf' '*/FandolKai-Regular.otf' \
            '*/FandolHei-Regular.otf' '*/FandolSong-Bold.otf' \
        && install -D -m 644 -t /usr/local/share/fonts/fandol Fandol*.otf && fc-cache)
    local result=$?
    rm -rf "$work"
    return $result
}

if [ $debian_root = yes ]; then
    font 'LXGW WenKai' || apt install -y --no-install-recommends fonts-lxgw-wenkai >/dev/null \
        || warn 'fonts-lxgw-wenkai cannot be had: rare characters will be drawn in Noto Serif CJK SC'
    { font FandolFang && font FandolHei; } || { say 'Fetching the Fandol fonts'; fandol_fonts; } \
        || warn 'texlive-lang-chinese cannot be had: 仿宋 will be drawn in Noto Serif CJK SC'
elif ! font FandolFang; then
    warn 'No FandolFang (of Debian: texlive-lang-chinese): 仿宋 will be drawn in another font'
fi

# --- Python packages ---------------------------------------------------------------------------------------------
# The stamp lies in .venv and holds what was installed last; the tests' packages include the site's.
venv_python="$PWD/.venv/bin/python"
stamp() { { cat "$@" deploy/build-constraints.txt; "$venv_python" -V; } | sha256sum | cut -d' ' -f1; }

if ! "$venv_python" -m pip --version >/dev/null 2>&1; then
    say 'Making .venv'
    rm -rf .venv
    "$python" -m venv .venv
fi
site_stamp=$(stamp requirements.txt)
full_stamp=$(stamp requirements.txt requirements-dev.txt)
have_stamp=$(cat .venv/requirements.sha256 2>/dev/null || true)
if [ $requirements = requirements.txt ]; then wanted=$site_stamp; else wanted=$full_stamp; fi
if [ "$have_stamp" != "$wanted" ] && [ "$have_stamp" != "$full_stamp" ]; then
    say "Installing $requirements"
    constraints="$PWD/deploy/build-constraints.txt"  # older pip reads the first variable for builds, newer the second
    PIP_CONSTRAINT=$constraints PIP_BUILD_CONSTRAINT=$constraints PIP_USE_PEP517=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
        "$venv_python" -m pip install --quiet -r $requirements
    echo "$wanted" >.venv/requirements.sha256
fi

# --- Secrets -----------------------------------------------------------------------------------------------------
[ -e .env ] || { say 'Writing .env with secrets of its own'; (umask 077 && cp .env.example .env); }
for name in SECRET_KEY AUDIT_KEY FIELD_KEYS; do
    grep -q "^$name=." .env && continue
    version=''
    [ $name = FIELD_KEYS ] && version=1:
    secret=$version$("$venv_python" -c 'import secrets; print(secrets.token_urlsafe(48))')
    if grep -q "^$name=" .env; then sed -i "s/^$name=.*/$name=$secret/" .env; else echo "$name=$secret" >>.env; fi
done
