#!/usr/bin/env bash
# `make test`: everything in place, the linter, all tests on SQLite, and all again on PostgreSQL where one answers.
# TEST_POSTGRES_URL names another server than the one of this machine. Only Django's own test databases are made there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash deploy/setup.sh --tests
python=.venv/bin/python
$python -m ruff check .

postgres=${TEST_POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/honours}
# Four workers keep two cores busy: some of them usually wait for a browser or the database. tests/conftest.py says which
# tests stay together, and which come first.
run_tests() {
    TEST_DATABASE_URL=$1 TEST_RUN_NOTE=$2 $python -m pytest -n "${TEST_WORKERS:-4}" --dist loadscope --no-loadscope-reorder \
        "${@:3}"
}

if answer=$(TEST_DATABASE_URL=$postgres $python tests/postgres_answers.py 2>&1); then
    failed=''
    run_tests '' 'SQLite (PostgreSQL follows)' "$@" || failed=' (FAILED, see above)'
    run_tests "$postgres" "SQLite$failed and $answer" "$@"
    [ -z "$failed" ]
elif [ -n "${TEST_POSTGRES_URL:-}" ]; then
    echo "TEST_POSTGRES_URL cannot be used: $answer" >&2
    exit 1
else
    run_tests '' "SQLite only; PostgreSQL: $answer" "$@"
fi
