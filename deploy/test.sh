#!/usr/bin/env bash
# `make test`: everything in place, the linter, all tests on SQLite and, where one answers, on PostgreSQL.
# TEST_POSTGRES_URL names another server than the one of this machine. Only Django's own test databases are made there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash deploy/setup.sh --tests
python=.venv/bin/python
$python -m ruff check .

postgres=${TEST_POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/honours}
# Four processes keep two cores busy: some of them usually wait for a browser or the database. tests/conftest.py says which
# tests stay together, and which come first.
workers=${TEST_WORKERS:-4}
run_tests() {
    TEST_DATABASE_URL=$1 TEST_RUN_NOTE=$2 $python -m pytest -n "$3" --dist loadscope --no-loadscope-reorder "${@:4}"
}

if answer=$(TEST_DATABASE_URL=$postgres $python tests/postgres_answers.py 2>&1); then
    # Both at once, each with half of the processes; what the second says is kept until the first has spoken.
    half=$(((workers + 1) / 2))
    said=$(mktemp)
    run_tests "$postgres" "$answer, beside SQLite (above)" "$half" --output var/test-results/postgresql "$@" >"$said" 2>&1 &
    other=$!
    trap 'exit 130' INT
    trap 'kill "$other" 2>/dev/null || true; rm -f "$said"' EXIT
    failed=0
    run_tests '' "SQLite (PostgreSQL is under way, and follows)" "$half" --output var/test-results/sqlite "$@" || failed=1
    [ $failed = 0 ] || echo "FAILED on SQLite, see above; PostgreSQL follows."
    wait "$other" || failed=1
    cat "$said"
    exit $failed
elif [ -n "${TEST_POSTGRES_URL:-}" ]; then
    echo "TEST_POSTGRES_URL cannot be used: $answer" >&2
    exit 1
else
    run_tests '' "SQLite only; PostgreSQL: $answer" "$workers" "$@"
fi
