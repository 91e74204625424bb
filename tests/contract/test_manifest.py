"""manifest.yml and what the bot listens to are one."""

from pathlib import Path

import pytest
import yaml

from bot import slack
from bot.app import build_app, build_routes
from bot.authorize import Workspace
from bot.manifest import PLACEHOLDER, manifest
from bot.settings import Settings

APP = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text())
LISTENED = build_routes().table


def listened(kind):
    return {name for of, name in LISTENED if of == kind}


def named(entries, key):
    return {entry[key] for entry in entries or []}


async def test_the_commands_are_those_that_the_bot_reads(database):
    async with slack.open_session("https://slack.com/api/") as session:
        client = slack.client(session, api_url="https://slack.com/api/", token=None)
        command = Settings.model_fields["command"].default
        bot = build_app(database=database, workspace=Workspace(1, "xoxb-1"), client=client, signing_secret="a secret", command=command, lead_url=None)

    assert named(APP["features"].get("slash_commands"), "command") == set(bot.dispatcher.readers)


def test_the_shortcuts_are_those_that_somebody_listens_to():
    assert named(APP["features"].get("shortcuts"), "callback_id") == listened("shortcut")


def test_the_events_are_those_that_somebody_listens_to():
    assert set(APP["settings"].get("event_subscriptions", {}).get("bot_events", [])) == listened("event")


def test_every_scope_is_explained_in_the_security_page():
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text()
    scopes = APP["oauth_config"]["scopes"]

    assert [scope for scope in (*scopes["bot"], *scopes["bot_optional"]) if f"`{scope}`" not in page] == []


def test_the_printed_manifest_for_socket_mode_has_no_address():
    printed = yaml.safe_load(manifest(socket=True, url=None, command="/lead"))

    assert printed["settings"]["socket_mode_enabled"] is True
    assert PLACEHOLDER not in str(printed)


@pytest.mark.parametrize("url", ["https://bot.acme.example", "https://bot.acme.example/"])
def test_the_printed_manifest_for_http_has_the_given_address_and_command(url):
    printed = yaml.safe_load(manifest(socket=False, url=url, command="/crm", campaign_command="/drive"))

    assert PLACEHOLDER not in str(printed)
    assert printed["settings"]["interactivity"]["request_url"] == "https://bot.acme.example/slack/events"
    assert [entry["command"] for entry in printed["features"]["slash_commands"]] == ["/crm", "/drive"]


def test_the_printed_manifest_names_the_hosts_whose_links_show_leads():
    both = yaml.safe_load(manifest(socket=False, url="https://bot.acme.example", command="/lead", lead_url="https://crm.acme.example/leads/{id}"))
    platform = yaml.safe_load(manifest(socket=True, url=None, command="/lead", lead_url="https://crm.acme.example/leads/{id}"))
    none = yaml.safe_load(manifest(socket=True, url=None, command="/lead"))

    assert both["features"]["unfurl_domains"] == ["crm.acme.example", "bot.acme.example"]
    assert platform["features"]["unfurl_domains"] == ["crm.acme.example"]
    assert "unfurl_domains" not in none["features"]
    assert "event_subscriptions" not in none["settings"]
    assert not [scope for scope in none["oauth_config"]["scopes"]["bot"] if scope.startswith("links:")]
