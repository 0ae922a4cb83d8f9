"""What the architecture demands, as functions from sources to sentences of complaint. No complaint: it holds."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tests.architecture.sources import PACKAGES, Module

# A module imports from its own level or lower ones; the levels are those of the two apps' files and folders.
LEVELS = {
    name: level
    for level, names in enumerate(
        [
            "append_only encryption policy enums labels characters glyphs messages notice_keys notice_words audit_words workbooks"
            " xlsx cleaning malware uploads photos retention pinyin"
            " stages grounds workflow guards duties reliance tally consultation proposing passages objecting telling",
            "models",
            "selectors permissions audit_chain key_rotation units_workbook sheet_workbook reply_workbook calendar_lines",
            "services administration second_factor identities site_backup edits inquiries",
            "invariants health",
            "forms documents dossier_export importing tasks demo",
            "views admin management templatetags context_processors middleware apps navigation",
            "urls urls_unit urls_office urls_panel urls_opinions urls_district urls_public urls_messages urls_administration",
        ]
    )
    for name in names.split()
}
APPS = {"nominations": 0, "review": 1}  # a higher app may import a lower one
PURE = (
    "nominations.policy", "review.guards", "review.reliance", "review.tally",
    "review.consultation", "review.duties", "review.proposing", "review.passages", "review.objecting",
)  # fmt: skip
FRAMEWORKS = ("django", "config", "crispy_forms", "openpyxl", "xlsxwriter", "typst", "pikepdf")

FUNCTION_LINES = 50
FILE_LINES = 350
TYPED_SHARE = 0.95

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported module or name (`target` is dotted), and whether a function does it."""

    target: str
    line: int
    in_function: bool


def imports(module: Module) -> list[Import]:
    """All imports of a file, wherever they stand; relative ones resolved."""
    return list(_imports(module, module.tree, in_function=False))


def _imports(module: Module, node: ast.AST, in_function: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, in_function) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            origin = _origin(module, child)
            yield from (Import(f"{origin}.{alias.name}", child.lineno, in_function) for alias in child.names)
        else:
            yield from _imports(module, child, in_function or isinstance(child, FunctionNode | ast.Lambda))


def _origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _top(dotted: str) -> str:
    return dotted.partition(".")[0]


def _is_under(dotted: str, prefixes: Iterable[str]) -> bool:
    return any(dotted == prefix or dotted.startswith(f"{prefix}.") for prefix in prefixes)


def _level(dotted: str) -> int | None:
    parts = dotted.split(".")
    return LEVELS.get(parts[1]) if len(parts) > 1 else None


def undeclared_levels(modules: Iterable[Module]) -> list[str]:
    """Modules of the apps that have no place in LEVELS."""
    return [
        f"{module.name}: give it a level in tests/architecture/checks.py"
        for module in modules
        if _top(module.name) in APPS and "." in module.name and _level(module.name) is None
    ]


def wrong_directions(modules: Iterable[Module]) -> list[str]:
    """Imports upwards: from a lower level to a higher one, from nominations to review, from an app to config."""
    return [
        f"{module.name}:{found.line} imports {found.target}"
        for module in modules
        for found in imports(module)
        if _top(found.target) in PACKAGES and not _may_import(module.name, found.target)
    ]


def _may_import(source: str, target: str) -> bool:
    if _top(source) == "config":
        return True
    if _top(target) == "config" or APPS[_top(target)] > APPS[_top(source)]:
        return False
    source_level, target_level = _level(source), _level(target)
    return target_level is None or (source_level is not None and target_level <= source_level)


def hidden_references(modules: Iterable[Module]) -> list[str]:
    """References of nominations to review that are no import: "review.Case" in a string."""
    return [
        f"{module.name}:{node.lineno} names {node.value}"
        for module in modules
        if _top(module.name) == "nominations"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"review\.\S+", node.value)
    ]


def impure(modules: Iterable[Module]) -> list[str]:
    """Frameworks imported by modules that must be plain Python, and the clock read in them."""
    return [
        f"{module.name}:{line} uses {what}"
        for module in modules
        if _is_under(module.name, PURE)
        for what, line in _impurities(module)
    ]


def _impurities(module: Module) -> Iterator[tuple[str, int]]:
    for found in imports(module):
        if _is_under(found.target, FRAMEWORKS) or _is_under(found.target, ("time",)):
            yield found.target, found.line
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", None) in ("today", "now", "utcnow"):
            yield "the clock", node.lineno


def imports_in_functions(modules: Iterable[Module]) -> list[str]:
    """First-party imports inside functions: they hide a cycle."""
    return [
        f"{module.name}:{found.line} imports {found.target} inside a function"
        for module in modules
        for found in imports(module)
        if found.in_function and _top(found.target) in PACKAGES
    ]


def cycle(modules: Iterable[Module]) -> list[str]:
    """One cycle of imports as the names along it, or nothing."""
    listed = list(modules)
    names = {module.name for module in listed}
    graph = {module.name: {_module_of(found.target, names) for found in imports(module)} - {None} for module in listed}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _module_of(target: str, names: set[str]) -> str | None:
    """The module an import reaches: `a.b.name` is module `a.b` unless `a.b.name` is itself one."""
    if target in names:
        return target
    parent = target.rpartition(".")[0]
    return parent if parent in names else None


def functions(module: Module) -> list[FunctionNode]:
    """All functions and methods of a file, nested ones too."""
    return [node for node in ast.walk(module.tree) if isinstance(node, FunctionNode)]


def long_functions(modules: Iterable[Module]) -> list[str]:
    """Functions of more than FUNCTION_LINES lines, docstring included."""
    return [
        f"{module.name}.{node.name}: {lines} lines"
        for module in modules
        for node in functions(module)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]


def long_files(texts: dict[str, str]) -> list[str]:
    """Files of more than FILE_LINES lines."""
    return [f"{name}: {lines} lines" for name, text in texts.items() if (lines := len(text.splitlines())) > FILE_LINES]


def untyped(modules: Iterable[Module]) -> tuple[list[str], float]:
    """The functions without hints, and the share of those with: every parameter but self and cls, and the result."""
    all_functions = [(module, node) for module in modules for node in functions(module)]
    bare = [f"{module.name}.{node.name}:{node.lineno}" for module, node in all_functions if not _is_typed(node)]
    return bare, 1 - len(bare) / max(len(all_functions), 1)


def _is_typed(node: FunctionNode) -> bool:
    given = node.args
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    hinted = all(one.annotation for one in parameters if one is not None and one.arg not in ("self", "cls"))
    return hinted and node.returns is not None


INLINE = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script without a file": r"<script\b(?![^>]*\ssrc=)",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript: address": r"javascript:",
    "a file of another host": r"<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)\s*=\s*[\"']?(?:https?:)?//",
}


def inline_code(texts: dict[str, str]) -> list[str]:
    """What the Content-Security-Policy would refuse, in templates: path and kind."""
    return [
        f"{name}:{text[: match.start()].count(chr(10)) + 1} has {what}"
        for name, text in texts.items()
        for what, pattern in INLINE.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


def loose_requirements(text: str) -> list[str]:
    """Lines of a requirements file that do not say `name==version  # what for`."""
    return [
        line
        for line in text.splitlines()
        if line.strip()
        and not line.startswith(("#", "-r "))
        and not re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*  # .{5,}", line)
    ]
