"""`list_urls` names every address, each of which the table has rows for."""

import json
from io import StringIO

from django.core.management import call_command

from .table import patterns


def listed(**options):
    said = StringIO()
    call_command("list_urls", stdout=said, **options)
    return said.getvalue()


def test_the_list_has_what_the_table_has():
    found = json.loads(listed(json=True))
    assert sorted((one["route"], one["name"]) for one in found) == sorted(("/" + text, entry.name) for text, entry in patterns())
    assert all(one["route"].startswith("/") and one["view"] for one in found)
    assert len(listed().splitlines()) == len(found)
