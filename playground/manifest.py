"""What the playground reads from manifest.yml, and what Slack would refuse in it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from playground.rules import Problem, Report
from playground.shapes.manifest import MANIFEST, VERSION_2


class ManifestRefused(ValueError):
    """Slack would not take this manifest; one line a problem."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def validate_manifest(whole: Any, *, saving: bool = False, distributed: bool = False, before: dict[str, Any] | None = None) -> list[Problem]:
    """What Slack would refuse in an app manifest, as read from YAML or JSON.

    `saving`: its addresses too, which Slack wants where Socket Mode is off; `distributed`: and they are https; `before`: the one that it is to replace.
    """
    version = whole.get("_metadata") if isinstance(whole, dict) else None
    shapes = VERSION_2 if isinstance(version, dict) and version.get("major_version") == 2 else MANIFEST
    report = Report(shapes)
    shapes["manifest"].check(whole, "", report)
    if not report.problems:
        _functions_can_run(whole, report)
        if _rotates(before or {}) and not _rotates(whole):
            report.add("/settings/token_rotation_enabled", "cannot be turned off again")
    if not report.problems and (saving or distributed):
        _addresses(whole, report, distributed=distributed)
    return report.problems


def _rotates(whole: dict[str, Any]) -> bool:
    return bool(whole.get("settings", {}).get("token_rotation_enabled"))


def _functions_can_run(whole: dict[str, Any], report: Report) -> None:
    """Custom steps need an app that can be deployed to an organization, and the event that starts them."""
    settings = whole.get("settings", {})
    if not whole.get("functions"):
        return
    if not settings.get("org_deploy_enabled"):
        report.add("/settings/org_deploy_enabled", "must be true to use `functions`")
    if "function_executed" not in settings.get("event_subscriptions", {}).get("bot_events", []):
        report.add("/settings/event_subscriptions/bot_events", "must include function_executed to use `functions`")


def _addresses(whole: dict[str, Any], report: Report, *, distributed: bool) -> None:
    """Where Slack sends commands, clicks and events."""
    settings, events = whole.get("settings", {}), whole.get("settings", {}).get("event_subscriptions", {})
    wanted = [(f"/features/slash_commands/{index}/url", one.get("url")) for index, one in enumerate(whole.get("features", {}).get("slash_commands", []))]
    if settings.get("interactivity", {}).get("is_enabled"):
        wanted.append(("/settings/interactivity/request_url", settings["interactivity"].get("request_url")))
    if events.get("bot_events") or events.get("user_events"):
        wanted.append(("/settings/event_subscriptions/request_url", events.get("request_url")))
    for pointer, address in wanted:
        if address is None and not settings.get("socket_mode_enabled"):
            report.add(pointer, "must be defined unless socket_mode_enabled is true")
        elif address is not None and distributed and not address.startswith("https://"):
            report.add(pointer, "must be https")


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
        """From the YAML file. With a slash command the scope `commands` comes by itself. Raises OSError, yaml.YAMLError, ManifestRefused."""
        whole: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        if problems := validate_manifest(whole):
            raise ManifestRefused(problems)
        features, oauth = whole.get("features", {}), whole.get("oauth_config", {})
        scopes, home = oauth.get("scopes", {}), features.get("app_home", {})
        commands = [
            SlashCommand(one["command"], one["description"], one.get("usage_hint", ""), one.get("should_escape", False))
            for one in features.get("slash_commands", [])
        ]
        shortcuts = [Shortcut(one["name"], one["type"], one["callback_id"], one["description"]) for one in features.get("shortcuts", [])]
        return cls(
            {one.command: one for one in commands},
            frozenset([*scopes.get("bot", []), *(["commands"] if commands else [])]),
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
