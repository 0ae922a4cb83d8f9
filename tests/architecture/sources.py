"""The repository's own files, as the checks want them."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "nominations", "review")


@dataclass(frozen=True)
class Module:
    """One Python file: `name` is dotted, a package's `__init__` has the package's name."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def package(self) -> str:
        """What a relative import of this file starts from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the site; migrations are written by Django and left out."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                found.append(_read(path))
    return tuple(found)


def templates() -> dict[str, str]:
    """Every template that a browser sees: path from the root → text. Printed documents have styles of their own."""
    paths = [path for folder in ("templates", *PACKAGES) for path in sorted((ROOT / folder).rglob("*.html"))]
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths if "documents" not in path.parts}


def _read(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    return Module(".".join(parts[:-1] if is_package else parts), path.read_text(), is_package)
