"""`leadbot manifest`: the Slack app's manifest for this installation."""

from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).resolve().parent.parent / "manifest.yml"
PLACEHOLDER = "https://leadbot.example.com"


def manifest(*, socket: bool, url: str | None, command: str) -> str:
    """YAML to paste into Slack: with addresses under url, or without any, for Socket Mode."""
    app: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))
    for slash_command in app["features"]["slash_commands"]:
        slash_command["command"] = command if slash_command["command"] == "/lead" else slash_command["command"]
    if socket:
        app["settings"]["socket_mode_enabled"] = True
        app = _without_addresses(app)
    elif url:
        app = _moved(app, url.rstrip("/"))
    return yaml.safe_dump(app, sort_keys=False, allow_unicode=True, width=120)


def _without_addresses(part: Any) -> Any:
    """Everything but the entries that hold an address of ours."""
    if isinstance(part, dict):
        return {key: _without_addresses(value) for key, value in part.items() if not (isinstance(value, str) and value.startswith(PLACEHOLDER))}
    return [_without_addresses(one) for one in part] if isinstance(part, list) else part


def _moved(part: Any, url: str) -> Any:
    """The same with another host in its addresses."""
    if isinstance(part, dict):
        return {key: _moved(value, url) for key, value in part.items()}
    if isinstance(part, list):
        return [_moved(one, url) for one in part]
    return part.replace(PLACEHOLDER, url) if isinstance(part, str) else part
