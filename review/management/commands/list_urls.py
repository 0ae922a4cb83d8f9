"""manage.py list_urls: every address of the site, for whoever examines it from outside."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver


class Command(BaseCommand):
    help = "List every address: its route, its name, and the view that answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of objects instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        found = sorted(_found(get_resolver(), "/"), key=lambda one: one["route"])
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=1))
            return
        for one in found:
            self.stdout.write(f"{one['route']}  {one['name']}  {one['view']}")


def _found(resolver: URLResolver, before: str) -> Iterator[dict[str, str]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield {"route": route, "name": entry.name or "", "view": entry.lookup_str}
        else:
            yield from _found(entry, route)
