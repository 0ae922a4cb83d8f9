.PHONY: run test bench audit trust backup restore

# Set everything up and serve the site with its demonstration data at http://127.0.0.1:8000 (PORT=… for another port).
run:
	@bash deploy/run.sh

# Set up what the tests need and run them all: on SQLite, and on PostgreSQL where one answers (TEST_POSTGRES_URL).
test:
	@bash deploy/test.sh

# Measure what has a number to keep, side by side with the naive way; fails where one is missed. Takes a quarter of an hour.
bench:
	@bash deploy/setup.sh --tests
	@failed=0; for file in benchmarks/*.py; do echo "== $$file"; .venv/bin/python $$file || failed=1; done; exit $$failed

# What the site runs on, with versions and licences (var/sbom.json, CycloneDX), and what is known against it. Not part of
# `make test`: it asks an advisory service on the network, whose news come without a change here.
audit:
	@bash deploy/audit.sh

# Kill, crowd, storm and pester a real server for a long time, with seeds that are printed; says at the end what held.
# Takes an hour or two; SHORT=1 ten minutes, in which chance finds less.
trust:
	@bash deploy/trust.sh $(if $(SHORT),--short)

# Database and files into a new folder while the site runs (TO=…); and back into an empty place. docs/operations.md
backup: TO ?= var/backups/$(shell date -u +%Y%m%dT%H%M%SZ)
backup:
	@bash deploy/setup.sh
	@.venv/bin/python manage.py backup "$(TO)"

restore:
	@[ -n "$(FROM)" ] || { echo "Name the backup: make restore FROM=…" >&2; exit 2; }
	@bash deploy/setup.sh
	@.venv/bin/python manage.py restore "$(FROM)"
