"""Prints the version of the PostgreSQL that TEST_DATABASE_URL names; else says why not, and exits with 1."""

import os
import sys

import environ
import psycopg2


def version(url: str) -> str:
    """`PostgreSQL 15.2` and the like. Raises psycopg2.Error when the server does not answer or refuses."""
    config = environ.Env.db_url_config(url)
    with psycopg2.connect(
        host=config["HOST"],
        port=config["PORT"] or 5432,
        user=config["USER"],
        password=config["PASSWORD"] or None,
        dbname="postgres",  # the one that is always there; Django makes its test databases from it
        connect_timeout=5,
    ) as connection:
        number = connection.server_version
    return f"PostgreSQL {number // 10000}.{number % 10000}"


if __name__ == "__main__":
    try:
        print(version(os.environ["TEST_DATABASE_URL"]))
    except psycopg2.Error as error:
        sys.exit(" ".join(str(error).split()))
