"""What the playground reads from manifest.yml."""

from dataclasses import dataclass
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
class Manifest:
    """The parts of an app manifest that decide what the playground offers."""

    commands: dict[str, SlashCommand]
    bot_scopes: frozenset[str]
    bot_optional_scopes: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """From the YAML file. Raises OSError, yaml.YAMLError, KeyError."""
        whole: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        scopes = whole.get("oauth_config", {}).get("scopes", {})
        commands = [
            SlashCommand(one["command"], one["description"], one.get("usage_hint", ""), one.get("should_escape", False))
            for one in whole.get("features", {}).get("slash_commands", [])
        ]
        return cls({one.command: one for one in commands}, frozenset(scopes.get("bot", [])), frozenset(scopes.get("bot_optional", [])))
