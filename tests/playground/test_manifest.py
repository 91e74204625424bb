import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # ships no types
import yaml

from playground.manifest import Manifest

from .conftest import MANIFEST

SCHEMA = Path(__file__).resolve().parents[1] / "data" / "manifest-schema.json"


def test_the_manifest_is_one_that_slack_takes():
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(yaml.safe_load(MANIFEST.read_text()))


def test_the_playground_reads_its_commands_and_scopes():
    manifest = Manifest.read(MANIFEST)

    assert manifest.commands["/lead"].should_escape is True
    assert "chat:write" in manifest.bot_scopes
    assert manifest.bot_optional_scopes == {"channels:history", "groups:history", "im:history", "reactions:write", "files:read", "files:write"}


def test_scopes_that_a_call_cannot_do_without_are_not_optional():
    manifest = Manifest.read(MANIFEST)

    assert not manifest.bot_scopes & manifest.bot_optional_scopes


async def test_declined_optional_scopes_are_missing(slack, client):
    slack.installation.scopes -= slack.ground.manifest.bot_optional_scopes

    answer = await client.api_call("auth.test")

    assert "history" not in {name.lower(): value for name, value in answer.headers.items()}["x-oauth-scopes"]
