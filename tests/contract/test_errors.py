"""Each refusal has one sentence, whatever values it carries."""

import importlib
import inspect
import pkgutil
import re
import typing

import pytest

import bot
import crm
import handlers
import store
from crm.errors import UserError
from handlers import blocks, errors
from handlers.site import Site
from playground.validator import validate_message

for package in (bot, crm, handlers, store):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith(("__main__", "bot.setup")):
            importlib.import_module(found.name)

HOSTILE = "<!channel> <https://evil.example|click> *b* _i_ `c` & \u202e😀" + "x" * 5000
PLAIN = "Acme"


def classes(of=UserError):
    """What is raised: a class that others are made of is not."""
    for one in of.__subclasses__():
        yield from classes(one) if one.__subclasses__() else [one]


CLASSES = sorted(set(classes()), key=lambda one: one.__name__)


def built(one, text):
    """One of the class, each of its values this text."""
    if one.__init__ is UserError.__init__:
        return [one(text)]
    hints = typing.get_type_hints(one.__init__)
    names = [name for name in inspect.signature(one).parameters if name != "kind"]
    shapes = {tuple: (text,) * 3, dict: {"field": f"{text}."}}  # sentences at fields
    values = {name: shapes.get(typing.get_origin(hints[name]), text) for name in names}
    literals = typing.get_args(hints.get("kind")) or ("command", "slash_command", "action")
    kinds = literals if "kind" in inspect.signature(one).parameters else (None,)
    return [one(**values, **({"kind": kind} if kind else {})) for kind in kinds]


def told(error):
    said = errors.said_of(error, Site())
    return [blocks.section(said)] if isinstance(said, str) else said


def test_every_refusal_has_a_sentence_and_no_sentence_is_left_over():
    assert set(errors.SENTENCES) == set(CLASSES)


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.__name__)
def test_a_sentence_says_what_is_the_case_and_blames_nobody(one):
    for error in built(one, PLAIN):
        sentence = errors.sentence(error, Site())
        assert sentence[0].isupper() or sentence.startswith("/")
        assert sentence.rstrip().endswith((".", "?"))
        assert not re.search(r"error:|invalid|oops|sorry|you must|failed", sentence, re.IGNORECASE)


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.__name__)
def test_a_sentence_of_hostile_values_pings_nobody_links_nowhere_and_fits(one):
    for error in built(one, HOSTILE):
        message = told(error)
        text = str(message)
        assert validate_message({"blocks": message}) == []
        assert "<!channel>" not in text
        assert "<https://evil.example" not in text
