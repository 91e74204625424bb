"""App manifests: what Slack takes and refuses, next to its own published schema."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
import yaml

from playground.manifest import Manifest, ManifestRefused, validate_manifest
from tests.playground.conftest import MANIFEST as OURS
from tests.playground.whole.conftest import MANIFEST as WHOLE

SCHEMA = jsonschema.Draft7Validator(json.loads((Path(__file__).resolve().parents[2] / "data" / "manifest-schema.json").read_text()))
SMALLEST = {"display_information": {"name": "Leadbot"}}
COMMAND = {"command": "/lead", "description": "Find a lead"}
SHORTCUT = {"name": "Find a lead", "type": "global", "callback_id": "lead.find", "description": "Opens the form"}
SERVER = {"url": "https://mcp.acme.example", "auth_type": "no_auth"}
FUNCTION = {"title": "Add a lead", "description": "Adds one", "input_parameters": {"name": {"type": "string"}}, "output_parameters": {}}
STEPS = {"org_deploy_enabled": True, "function_runtime": "remote", "event_subscriptions": {"bot_events": ["function_executed"]}}


def at(path: str, value: Any, base: dict[str, Any] | None = None) -> dict[str, Any]:
    """The smallest manifest with a value somewhere in it."""
    made: dict[str, Any] = copy.deepcopy(base or SMALLEST)
    *parents, last = path.split(".")
    here = made
    for name in parents:
        here = here.setdefault(name, {})
    here[last] = value
    return made


def texts(path: str, least: int, most: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A text of all lengths that pass, and of those just outside."""
    outside = [at(path, "x" * (most + 1))] + ([at(path, "x" * (least - 1))] if least else [])
    return [at(path, "x" * least), at(path, "x" * most)], outside


def lists(path: str, item: Any, most: int, least: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A list as long as it may be and one longer; items that must differ carry their number."""

    def several(count: int) -> list[Any]:
        return [item.replace("#", str(number)) if isinstance(item, str) else item for number in range(count)]

    return [at(path, several(most))], [at(path, several(most + 1))] + ([at(path, [])] if least else [])


def command(**more: Any) -> dict[str, Any]:
    return at("features.slash_commands", [COMMAND | more])


def shortcut(**more: Any) -> dict[str, Any]:
    return at("features.shortcuts", [SHORTCUT | more])


FACTS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "only display_information is required": ([SMALLEST], [{}, {"display_information": {}}]),
    "an unknown field is refused everywhere": (
        [SMALLEST],
        [SMALLEST | {"nonsense": 1}, at("features.nonsense", {}), at("settings.nonsense", 1), command(icon="x")],
    ),
    "a name has 1 to 35 characters": texts("display_information.name", 1, 35),
    "a description has up to 140 characters": texts("display_information.description", 1, 140),
    "a long description has 175 to 4,000 characters": texts("display_information.long_description", 175, 4000),
    "a background colour has 4 to 7 characters": (
        [at("display_information.background_color", one) for one in ("#fff", "#1264a3")],
        [at("display_information.background_color", one) for one in ("#ff", "#1264a3f")],
    ),
    "app_home has three switches": (
        [at("features.app_home", {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False})],
        [at("features.app_home", {"home_tab_enabled": "yes"}), at("features.app_home", {"about_tab_enabled": True})],
    ),
    "a bot user needs a display name of up to 80 characters": (
        [at("features.bot_user", {"display_name": "x" * 80, "always_online": True})],
        [at("features.bot_user", {"display_name": "x" * 81}), at("features.bot_user", {"always_online": True})],
    ),
    "ten shortcuts are the most": lists("features.shortcuts", SHORTCUT, 10),
    "a shortcut is of a message or global and names all four": (
        [shortcut(type="message", name="x" * 24, callback_id="x" * 255, description="x" * 150)],
        [
            shortcut(type="channel"),
            shortcut(name="x" * 25),
            shortcut(callback_id="x" * 256),
            shortcut(description="x" * 151),
            at("features.shortcuts", [{"name": "x"}]),
        ],
    ),
    "fifty commands are the most": lists("features.slash_commands", COMMAND, 50),
    "a command begins with a slash and has 2 to 32 characters": (
        [command(command="/l"), command(command="/" + "x" * 31)],
        [command(command="/"), command(command="lead"), command(command="/" + "x" * 32)],
    ),
    "a command has a description, a hint, an address and may be escaped": (
        [command(description="x" * 2000, usage_hint="x" * 1000, url="https://acme.example/slack", should_escape=True)],
        [
            command(description="x" * 2001),
            command(usage_hint="x" * 1001),
            command(url="acme.example"),
            command(should_escape="yes"),
            at("features.slash_commands", [{"command": "/x"}]),
        ],
    ),
    "five unfurl domains are the most, each once, in lower case": (
        [at("features.unfurl_domains", [f"d{number}.acme.example" for number in range(5)])],
        [
            at("features.unfurl_domains", one)
            for one in ([f"d{number}.acme.example" for number in range(6)], ["a.example", "a.example"], ["A.example"], ["https://a.example"], [])
        ],
    ),
    "an agent has a description of 300 characters and four prompts": (
        [
            at(
                "features.agent_view",
                {"agent_description": "x" * 300, "suggested_prompts": [{"title": "x", "message": "x"}] * 4, "actions": [{"name": "x", "description": "x"}]},
            )
        ],
        [
            at("features.agent_view", one)
            for one in (
                {"agent_description": "x" * 301},
                {"suggested_prompts": [{"title": "x", "message": "x"}] * 5},
                {"suggested_prompts": [{"title": "x"}]},
                {"actions": [{"name": "x"}]},
            )
        ],
    ),
    "an assistant needs its description": ([at("features.assistant_view", {"assistant_description": "x"})], [at("features.assistant_view", {})]),
    "a thousand redirect addresses are the most": lists("oauth_config.redirect_urls", "https://acme.example/#", 1000, least=0),
    "scopes are of bots and users, optional or not, 255 of each": (
        [at("oauth_config.scopes", {name: ["chat:write"] * 255 for name in ("bot", "user", "bot_optional", "user_optional")})],
        [at("oauth_config.scopes", {"bot": ["x"] * 256}), at("oauth_config.scopes", {"app": ["x"]})],
    ),
    "tokens may be managed and codes proven": (
        [at("oauth_config", {"token_management_enabled": True, "pkce_enabled": True})],
        [at("oauth_config", {"pkce_enabled": "yes"})],
    ),
    "a hundred events are the most, each once": (
        [at("settings.event_subscriptions", {"bot_events": [f"e{number}" for number in range(100)], "user_events": []})],
        [at("settings.event_subscriptions.bot_events", [f"e{number}" for number in range(101)]), at("settings.event_subscriptions.bot_events", ["a", "a"])],
    ),
    "metadata is subscribed to by app and type, twenty at most": (
        [at("settings.event_subscriptions.metadata_subscriptions", [{"app_id": f"A{number}", "event_type": "x"} for number in range(20)])],
        [
            at("settings.event_subscriptions.metadata_subscriptions", one)
            for one in ([{"app_id": f"A{number}", "event_type": "x"} for number in range(21)], [], [{"app_id": "A1"}])
        ],
    ),
    "interactivity says whether it is on, and where": (
        [at("settings.interactivity", {"is_enabled": True, "request_url": "https://a.example", "message_menu_options_url": "https://a.example"})],
        [at("settings.interactivity", {"request_url": "https://a.example"}), at("settings.interactivity", {"is_enabled": True, "request_url": "a.example"})],
    ),
    "an app has its switches": (
        [at("settings", dict.fromkeys(("org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled", "is_hosted", "is_mcp_enabled"), True))],
        [at("settings", {"socket_mode_enabled": "true"})],
    ),
    "fifty ranges of addresses are the most": (
        [at("settings.allowed_ip_address_ranges", [f"10.0.0.{number}" for number in range(49)] + ["10.1.0.0/16"])],
        [at("settings.allowed_ip_address_ranges", one) for one in ([f"10.0.0.{number}" for number in range(51)], ["10.0.0.256"], ["10.0.0.1/33"], [])],
    ),
    "webhooks and sign-in links have their place": (
        [at("settings", {"incoming_webhooks": {"incoming_webhooks_enabled": True}, "siws_links": {"initiate_uri": "https://a.example"}})],
        [at("settings.siws_links", {"initiate_uri": "http://a.example"})],
    ),
    "twenty servers of tools are the most": (
        [
            at("mcp_servers", {f"s{number}": SERVER for number in range(20)}),
            at("mcp_servers", {"s": SERVER | {"headers": {"X-Team": "sales"}, "auth_provider_key": "x"}}),
        ],
        [at("mcp_servers", {f"s{number}": SERVER for number in range(21)})],
    ),
    "a server of tools is reached by https and says how it knows us": (
        [at("mcp_servers", {"s": SERVER | {"auth_type": one}}) for one in ("dynamic_client_registration", "no_auth", "manual_auth", "slack_identity_auth")],
        [
            at("mcp_servers", {"s": one})
            for one in (
                SERVER | {"auth_type": "basic"},
                SERVER | {"url": "http://a.example"},
                SERVER | {"url": "https://" + "x" * 493},
                {"url": "https://a.example"},
            )
        ],
    ),
    "a function has four parts, its parameters by their names": (
        [at("functions", {"add": FUNCTION}, SMALLEST | {"settings": STEPS})],
        [
            at("functions", {"add": one}, SMALLEST | {"settings": STEPS})
            for one in (
                {"title": "x"},
                FUNCTION | {"icon": "x"},
                FUNCTION | {"input_parameters": {"name": {"type": 1}}},
                FUNCTION | {"input_parameters": {"name": {}}},
            )
        ],
    ),
    "a function's parameter is of a type of Slack's or of its own": (
        [
            at("functions", {"add": FUNCTION | {"input_parameters": {"it": {"type": kind, "title": "x"}}}}, SMALLEST | {"settings": STEPS})
            for kind in (
                "string",
                "number",
                "boolean",
                *(f"slack#/types/{one}" for one in ("user_id", "channel_id", "usergroup_id", "rich_text", "timestamp", "date", "message_context", "blocks")),
            )
        ],
        [at("functions", {"add": FUNCTION | {"input_parameters": {"it": {"title": "x"}}}}, SMALLEST | {"settings": STEPS})],
    ),
    "fifty functions are the most": (
        [at("functions", {f"f{number}": FUNCTION for number in range(50)}, SMALLEST | {"settings": STEPS})],
        [at("functions", {f"f{number}": FUNCTION for number in range(51)}, SMALLEST | {"settings": STEPS})],
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_of_manifests(fact):
    takes, refuses = FACTS[fact]

    for manifest in takes:
        assert [str(one) for one in validate_manifest(manifest)] == []
        assert SCHEMA.is_valid(manifest)
    for manifest in refuses:
        assert validate_manifest(manifest), manifest
        assert not SCHEMA.is_valid(manifest), manifest


@pytest.mark.parametrize(
    "features",
    [
        {"rich_previews": {"is_active": True, "entity_types": ["slack#/entities/item"]}},
        {"search": {}},
        {"user_connections": {"auth_hosts": ["crm.acme.example"]}},
    ],
)
def test_the_live_reference_is_ahead_of_the_published_schema(features):
    manifest = at("features", features)

    assert validate_manifest(manifest) == []
    assert not SCHEMA.is_valid(manifest)


def test_parameters_are_named_directly_in_version_1_and_as_properties_in_version_2():
    first, second = {"name": {"type": "string"}}, {"properties": {"name": {"type": "string"}}, "required": ["name"]}

    def manifest(parameters: dict[str, Any], version: int | None) -> dict[str, Any]:
        more = {"_metadata": {"major_version": version}} if version else {}
        return {**SMALLEST, **more, "settings": STEPS, "functions": {"add": FUNCTION | {"input_parameters": parameters, "output_parameters": parameters}}}

    assert validate_manifest(manifest(first, None)) == validate_manifest(manifest(first, 1)) == validate_manifest(manifest(second, 2)) == []
    assert validate_manifest(manifest(second, 1))
    assert validate_manifest(manifest(first, 2))


def test_functions_need_an_app_for_organizations_and_their_event():
    said = [str(one) for one in validate_manifest(SMALLEST | {"functions": {"add": FUNCTION}})]

    assert said == [
        "must be true to use `functions` [json-pointer:/settings/org_deploy_enabled]",
        "must include function_executed to use `functions` [json-pointer:/settings/event_subscriptions/bot_events]",
    ]
    assert validate_manifest(SMALLEST | {"functions": {"add": FUNCTION}, "settings": STEPS}) == []


def test_only_with_socket_mode_may_addresses_be_left_out():
    manifest = at("settings", {"interactivity": {"is_enabled": True}, "event_subscriptions": {"bot_events": ["app_home_opened"]}}, command())

    assert [one.pointer for one in validate_manifest(manifest, saving=True)] == [
        "/features/slash_commands/0/url",
        "/settings/interactivity/request_url",
        "/settings/event_subscriptions/request_url",
    ]
    assert validate_manifest(at("settings.socket_mode_enabled", True, manifest), saving=True) == []


def test_a_distributed_app_is_reached_by_https():
    manifest = command(url="http://acme.example/slack")

    assert validate_manifest(manifest, saving=True) == []
    assert [str(one) for one in validate_manifest(manifest, distributed=True)] == ["must be https [json-pointer:/features/slash_commands/0/url]"]


def test_our_own_manifest_can_be_saved_and_distributed():
    assert validate_manifest(yaml.safe_load(OURS.read_text()), saving=True, distributed=True) == []


def test_a_command_brings_its_scope(tmp_path):
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(command()))

    assert Manifest.read(path).bot_scopes == {"commands"}
    path.write_text(yaml.safe_dump(SMALLEST))
    assert Manifest.read(path).bot_scopes == frozenset()


def test_a_command_is_not_escaped_unless_it_says_so(tmp_path):
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(command()))

    assert Manifest.read(path).commands["/lead"].should_escape is False


def test_a_playground_does_not_start_with_a_manifest_that_slack_refuses(tmp_path):
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(at("features.slash_commands", [COMMAND | {"command": "lead"}], WHOLE)))

    with pytest.raises(ManifestRefused) as refused:
        Manifest.read(path)

    assert str(refused.value) == "does not match the required pattern [json-pointer:/features/slash_commands/0/command]"


def test_token_rotation_cannot_be_turned_off_again():
    rotating = at("settings.token_rotation_enabled", True)

    assert validate_manifest(rotating, before=SMALLEST) == validate_manifest(rotating, before=rotating) == []
    assert [one.pointer for one in validate_manifest(SMALLEST, before=rotating)] == ["/settings/token_rotation_enabled"]
