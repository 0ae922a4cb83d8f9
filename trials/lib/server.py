"""A statement to a PostgreSQL server, beside all databases; also as a program: the server's URL and the statement."""

import sys
from urllib.parse import urlsplit

import psycopg2


def on_server(server: str, statement: str) -> None:
    parts = urlsplit(server)
    link = psycopg2.connect(
        host=parts.hostname, port=parts.port or 5432, user=parts.username, password=parts.password, dbname="postgres"
    )
    try:
        link.autocommit = True
        link.cursor().execute(statement)
    finally:
        link.close()


if __name__ == "__main__":
    on_server(*sys.argv[1:])
