"""What the playground reads from manifest.yml."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class SlashCommand:
    """A command as Slack knows it."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    """An entry of a message's menu (type message) or of the composer's (type global)."""

    name: str
    type: str
    callback_id: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """The parts of an app manifest that decide what the playground offers."""

    commands: dict[str, SlashCommand]
    bot_scopes: frozenset[str]
    bot_optional_scopes: frozenset[str]
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    bot_events: frozenset[str] = frozenset()
    unfurl_domains: tuple[str, ...] = ()
    auth_hosts: tuple[str, ...] = ()
    redirect_urls: tuple[str, ...] = ()
    has_home: bool = False
    has_messages: bool = True
    messages_read_only: bool = False
    has_rich_previews: bool = False

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """From the YAML file. Raises OSError, yaml.YAMLError, KeyError."""
        whole: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        features, oauth = whole.get("features", {}), whole.get("oauth_config", {})
        scopes, home = oauth.get("scopes", {}), features.get("app_home", {})
        commands = [
            SlashCommand(one["command"], one["description"], one.get("usage_hint", ""), one.get("should_escape", False))
            for one in features.get("slash_commands", [])
        ]
        shortcuts = [Shortcut(one["name"], one["type"], one["callback_id"], one["description"]) for one in features.get("shortcuts", [])]
        return cls(
            {one.command: one for one in commands},
            frozenset(scopes.get("bot", [])),
            frozenset(scopes.get("bot_optional", [])),
            {one.callback_id: one for one in shortcuts},
            frozenset(whole.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])),
            tuple(features.get("unfurl_domains", [])),
            tuple(features.get("user_connections", {}).get("auth_hosts", [])),
            tuple(oauth.get("redirect_urls", [])),
            home.get("home_tab_enabled", False),
            home.get("messages_tab_enabled", True),
            home.get("messages_tab_read_only_enabled", False),
            features.get("rich_previews", {}).get("is_active", False),
        )
