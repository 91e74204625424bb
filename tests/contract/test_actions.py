"""Every element that a view emits has a listener, and every listener has an element that leads to it."""

import ast
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

from bot.app import build_routes
from handlers.errors import OPEN_FORM, TRY_AGAIN
from handlers.forms import FIELD

ROOT = Path(__file__).parents[2]
OWN = {OPEN_FORM, TRY_AGAIN, FIELD}
"""The dispatcher's own, and that of inputs that are read when their form is submitted."""
PLACE_OF_THE_ID = 1  # button(label, action_id, value)


def emitted() -> Iterator[tuple[str, str]]:
    """(action id, where) of each call of a builder in handlers and each dict that has an action_id."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if name == "handlers.blocks":
            continue  # the builders themselves
        module = importlib.import_module(name)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "button":
                yield value_of(node.args[PLACE_OF_THE_ID], module), f"{name}:{node.lineno}"
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "action_id":
                        yield value_of(value, module), f"{name}:{node.lineno}"


def is_heard(name: str, routes: Mapping[tuple[str, str], object]) -> bool:
    """Somebody listens to the clicks, or to a menu's entries each on its own, or says what the select offers."""
    entries = any(kind == "action" and heard.startswith(f"{name} ") for kind, heard in routes)
    return ("action", name) in routes or ("options", name) in routes or name in OWN or entries


def value_of(node: ast.expr, module: ModuleType) -> str:
    """A constant: written out, or by its name. Anything else cannot be checked and is an error."""
    found = ast.literal_eval(node) if isinstance(node, ast.Constant) else eval(ast.unparse(node), vars(module))
    assert isinstance(found, str)
    return found


def test_every_action_that_is_emitted_is_listened_to():
    routes = build_routes().table

    assert [(name, where) for name, where in emitted() if not is_heard(name, routes)] == []


def test_every_action_that_is_listened_to_is_emitted():
    listened = {name.partition(" ")[0] for kind, name in build_routes().table if kind == "action"}

    assert listened - {name for name, _ in emitted()} == set()
