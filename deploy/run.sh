#!/usr/bin/env bash
# `make run`: everything in place, the demonstration in the database, the site at 127.0.0.1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash deploy/setup.sh
export PORT=${PORT:-8000}
export DJANGO_SETTINGS_MODULE=${DJANGO_SETTINGS_MODULE:-config.settings.development}
python=.venv/bin/python

if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
    echo "Port $PORT is taken by another program; choose another one: PORT=8001 make run" >&2
    exit 1
fi
$python manage.py migrate --verbosity 0
$python manage.py load_cycle nominations/policy/notices/banan-2023.toml
$python manage.py load_demo --if-empty
if command -v setpriv >/dev/null; then follow='setpriv --pdeathsig TERM'; fi
# The worker goes when the server goes, whatever ends it (this shell becomes the server).
${follow:-} $python manage.py work &
echo "== http://127.0.0.1:$PORT (Ctrl-C stops it)"
exec $python -m gunicorn --config deploy/gunicorn.conf.py config.wsgi
