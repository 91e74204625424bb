"""App manifests: what Slack's published schema says, with what the live reference has beyond it (rich_previews, search, user_connections)."""

from dataclasses import dataclass
from typing import Any

from playground.rules import Anything, Bool, Items, Num, Of, Report, Rule, Shape, Str

ADDRESS = Str(3500, url=True)
WORD = Str(50, min=0)
LINE = Str(min=0)
HOST = r"[a-z0-9]([-a-z0-9.]*[a-z0-9])"
SCOPES = Items(WORD, 255, min=0)
IP_RANGE = r"((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(/(3[0-2]|[12]?\d))?"


@dataclass(frozen=True)
class Named:
    """An object whose keys are names of one's own, each with a value of one kind."""

    rule: Rule
    max: int | None = None

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """Type, count, each value."""
        if not isinstance(value, dict):
            report.add(pointer, "must provide an object")
            return
        if self.max is not None and len(value) > self.max:
            report.add(pointer, f"no more than {self.max} items allowed", "max_items", self.max, len(value))
        for name, held in value.items():
            self.rule.check(held, f"{pointer}/{name}", report)


@dataclass(frozen=True)
class Parameter:
    """A function's parameter: it has a type, of Slack's or the app's own, and whatever that type asks for."""

    def check(self, value: Any, pointer: str, report: Report) -> None:
        """The type."""
        if not isinstance(value, dict):
            report.add(pointer, "must provide an object")
        elif "type" not in value:
            report.add(pointer, "missing required field: type")
        else:
            Str().check(value["type"], f"{pointer}/type", report)


PARAMETERS = Named(Parameter(), 50)
PROMPTS = Items(Of("prompt"), 4, min=0)
FUNCTION: dict[str, Rule] = {"title": LINE, "description": LINE}
NEEDED = ("title", "description", "input_parameters", "output_parameters")

MANIFEST: dict[str, Shape] = {
    "manifest": Shape(
        {
            "$schema": Str(),
            "_metadata": Of("metadata"),
            "display_information": Of("display_information"),
            "features": Of("features"),
            "oauth_config": Of("oauth_config"),
            "settings": Of("settings"),
            "functions": Named(Of("function"), 50),
            "mcp_servers": Named(Of("mcp_server"), 20),
            "outgoing_domains": Items(Str(50, pattern=HOST), 10, min=0),
            **dict.fromkeys(("app_directory", "workflows", "datastores", "types", "external_auth_providers"), Anything()),
        },
        ("display_information",),
    ),
    "metadata": Shape(dict.fromkeys(("schema_version", "min_version", "major_version", "minor_version"), Num())),
    "display_information": Shape(
        {
            "name": Str(35),
            "description": Str(140),
            "background_color": Str(7, min=4, pattern="#([0-9a-fA-F]{3}){1,2}"),
            "long_description": Str(4000, min=175),
        },
        ("name",),
    ),
    "features": Shape(
        {
            "app_home": Of("app_home"),
            "bot_user": Of("bot_user"),
            "shortcuts": Items(Of("shortcut"), 10),
            "slash_commands": Items(Of("slash_command"), 50),
            "unfurl_domains": Items(Str(255, pattern=HOST), 5, unique=True),
            "functions": Items(Anything(), 50, min=0),
            "workflow_steps": Items(Anything(), 10),
            "assistant_view": Of("assistant_view"),
            "agent_view": Of("agent_view"),
            "rich_previews": Of("rich_previews"),
            "search": Anything(),
            "user_connections": Of("user_connections"),
        }
    ),
    "app_home": Shape(dict.fromkeys(("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"), Bool())),
    "bot_user": Shape({"display_name": Str(80), "always_online": Bool()}, ("display_name",)),
    "shortcut": Shape(
        {"name": Str(24), "type": Str(choices=("message", "global")), "callback_id": Str(255), "description": Str(150)},
        ("name", "type", "callback_id", "description"),
    ),
    "slash_command": Shape(
        {"command": Str(32, min=2, pattern=r"/\S+"), "url": Str(3000, url=True), "description": Str(2000), "usage_hint": Str(1000), "should_escape": Bool()},
        ("command", "description"),
    ),
    "assistant_view": Shape({"assistant_description": LINE, "suggested_prompts": Items(Of("prompt"), min=0)}, ("assistant_description",)),
    "agent_view": Shape({"agent_description": Str(300, min=0), "suggested_prompts": PROMPTS, "actions": Items(Of("agent_action"), min=0)}),
    "prompt": Shape({"title": LINE, "message": LINE}, ("title", "message")),
    "agent_action": Shape({"name": LINE, "description": LINE}, ("name", "description")),
    "rich_previews": Shape({"is_active": Bool(), "entity_types": Items(Str(), min=0)}),
    "user_connections": Shape({"auth_hosts": Items(Str(pattern=HOST))}),
    "oauth_config": Shape(
        {
            "redirect_urls": Items(Str(2500, min=0), 1000, min=0, unique=True),
            "scopes": Of("scopes"),
            "token_management_enabled": Bool(),
            "pkce_enabled": Bool(),
        }
    ),
    "scopes": Shape(dict.fromkeys(("bot", "user", "bot_optional", "user_optional"), SCOPES)),
    "settings": Shape(
        {
            "event_subscriptions": Of("event_subscriptions"),
            "interactivity": Of("interactivity"),
            "allowed_ip_address_ranges": Items(Str(pattern=IP_RANGE), 50, unique=True),
            "incoming_webhooks": Of("incoming_webhooks"),
            "siws_links": Of("siws_links"),
            "hermes_app_type": Str(),
            "function_runtime": Str(),
            **dict.fromkeys(("org_deploy_enabled", "socket_mode_enabled", "is_hosted", "token_rotation_enabled", "is_mcp_enabled"), Bool()),
        }
    ),
    "event_subscriptions": Shape(
        {
            "request_url": ADDRESS,
            "bot_events": Items(WORD, 100, min=0, unique=True),
            "user_events": Items(WORD, 100, min=0, unique=True),
            "metadata_subscriptions": Items(Of("metadata_subscription"), 20, unique=True),
        }
    ),
    "metadata_subscription": Shape({"app_id": LINE, "event_type": WORD}, ("app_id", "event_type")),
    "interactivity": Shape({"is_enabled": Bool(), "request_url": ADDRESS, "message_menu_options_url": ADDRESS}, ("is_enabled",)),
    "incoming_webhooks": Shape({"incoming_webhooks_enabled": Bool()}),
    "siws_links": Shape({"initiate_uri": Str(3500, pattern="https://.+")}),
    "mcp_server": Shape(
        {
            "url": Str(500, pattern="https://.+"),
            "headers": Named(LINE),
            "auth_provider_key": Str(255, min=0),
            "auth_type": Str(choices=("dynamic_client_registration", "no_auth", "manual_auth", "slack_identity_auth")),
        },
        ("url", "auth_type"),
    ),
    "function": Shape({**FUNCTION, "input_parameters": PARAMETERS, "output_parameters": PARAMETERS}, NEEDED),
}
VERSION_2: dict[str, Shape] = {
    **MANIFEST,
    "function": Shape({**FUNCTION, "input_parameters": Of("parameters"), "output_parameters": Of("parameters")}, NEEDED),
    "parameters": Shape({"properties": PARAMETERS, "required": Items(Str(), min=0)}, ("properties",)),
}
