"""The tree as a whole: sizes, and what must not stand in it."""

import ast
import re
import statistics
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", "leadbot.egg-info"}
ROOMS = ("bot", "handlers", "crm", "store", "migrations", "playground", "bench", "tests")
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEST = 50, 400, 600


@cache
def files() -> list[Path]:
    return [path for path in ROOT.rglob("*") if path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts)]


@cache
def modules() -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ROOMS]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_function_is_longer_than_fifty_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]

    assert long == []


def test_no_file_is_too_long_and_most_are_short():
    limits = {path: LONGEST_TEST if path.relative_to(ROOT).parts[0] == "tests" else LONGEST_FILE for path in modules()}

    assert [f"{path.relative_to(ROOT)}: {lines(path)}" for path, limit in limits.items() if lines(path) > limit] == []
    assert statistics.median(lines(path) for path in modules() if limits[path] == LONGEST_FILE) <= 100


def test_every_make_command_of_the_pages_is_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"), ROOT / ".ci" / "run"]
    named = {name for page in pages for name in re.findall(r"(?:^|`|    )make ([a-z]+)\b", page.read_text(), re.MULTILINE)}

    assert {"demo", "smoke", "test", "check", "bench"} <= named
    assert named - targets == set()


def test_every_leadbot_command_of_the_pages_is_one():
    from bot.__main__ import cli

    commands = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"(?:`|\.venv/bin/)leadbot ([a-z]+)", page.read_text())}

    assert named - commands == set()
    assert commands - named == set()


def test_every_link_between_the_pages_leads_somewhere():
    pages = [path for path in files() if path.suffix == ".md"]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())]

    assert [f"{page.relative_to(ROOT)} → {link}" for page, link in links if not (page.parent / link).exists()] == []
