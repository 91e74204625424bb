"""docs/configuration.md tells every setting, and none that is not there."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import MUST_BE, Settings

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(LEADBOT_[A-Z_]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
TOLD = {name: (default, purpose) for name, default, purpose in ROW.findall((ROOT / "docs" / "configuration.md").read_text())}
THERE = {f"LEADBOT_{name.upper()}": field for name, field in Settings.model_fields.items()}


def test_every_setting_is_told_and_no_other():
    assert sorted(TOLD) == sorted(THERE)


def test_the_defaults_that_are_told_are_true():
    for name, field in THERE.items():
        default = field.get_default()
        if default is not None and not field.default_factory:
            assert TOLD[name][0] == f"`{default}`", name


def test_each_setting_says_of_itself_what_it_is_for():
    assert [name for name, field in THERE.items() if not field.description] == []


def test_no_page_and_no_sentence_names_a_setting_that_is_not_there():
    written = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "bot").glob("*.py"), *(ROOT / "store").rglob("*.py")]
    named = {(name, path.name) for path in written for name in re.findall(r"LEADBOT_[A-Z]+(?:_[A-Z]+)*", path.read_text())}

    assert {(name, page) for name, page in named if name not in THERE} == set()


@pytest.mark.parametrize("value", ["\x01 neither this nor that", "-1", "ftp://"])
def test_each_setting_that_can_be_wrong_has_a_sentence(monkeypatch, value):
    wrong = set()
    for name in THERE:
        monkeypatch.setenv(name, value)
        try:
            Settings(_env_file=None)
        except ValidationError:
            wrong.add(name.removeprefix("LEADBOT_").lower())
        monkeypatch.delenv(name)

    assert wrong <= set(MUST_BE)
    assert wrong
