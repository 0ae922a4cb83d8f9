.PHONY: run test

# Set everything up and serve the site with its demonstration data at http://127.0.0.1:8000 (PORT=… for another port).
run:
	@bash deploy/run.sh

# Set up what the tests need and run them all: on SQLite, and on PostgreSQL where one answers (TEST_POSTGRES_URL).
test:
	@bash deploy/test.sh
