#!/usr/bin/env bash
# `make trust`: every trial after the other, on every database that is there; in the end which held, with their numbers.
# Options go to each of them, for instance --short. All that they say is kept in var/trust.log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash deploy/setup.sh --tests
mkdir -p var
log=var/trust.log
: >"$log"
missed=''
for trial in trials/*.py; do
    echo "== $trial" | tee -a "$log"
    .venv/bin/python "$trial" "$@" 2>&1 | tee -a "$log" || missed="$missed $trial"
done
echo "== In the end"
grep -E '^-- .*(held|faults|no server|not on)' "$log" || true
echo "== did not hold:${missed:- none}"
[ -z "$missed" ]
