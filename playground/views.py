"""Modals and Homes: stacks, hashes, what people typed into them, and what an update keeps of it."""

import copy
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground import people
from playground.checks import offered
from playground.naming import name_blocks
from playground.values import PICKED, Values, chosen, placed, presets

if TYPE_CHECKING:
    from playground.state import State

DEEPEST = 3
KEPT = ("callback_id", "private_metadata", "external_id")
FLAGS = ("clear_on_close", "notify_on_close")


@dataclass(eq=False)
class View:
    """A view in front of one person. `errors` are sentences by block_id, `trouble` is what Slack itself says at its foot."""

    id: str
    person: str
    payload: dict[str, Any]
    workspace: "State" = field(repr=False)
    root_id: str
    previous_id: str | None = None
    hash: str = ""
    values: Values = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)  # block_ids that the person changed
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    saving: bool = False
    is_open: bool = True

    @property
    def is_home(self) -> bool:
        """The App Home, which has no stack."""
        return bool(self.payload["type"] == "home")

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks, each with its block_id."""
        found: list[dict[str, Any]] = self.payload["blocks"]
        return found

    @property
    def callback_id(self) -> str:
        """What its author calls it."""
        return str(self.payload.get("callback_id", ""))

    def replace(self, payload: dict[str, Any]) -> None:
        """Show something else. What stands under the same block_id and action_id keeps what the person put in; all else starts anew."""
        before = self.values
        self.payload = copy.deepcopy(payload)
        name_blocks(self.blocks)
        self.values = presets(self.blocks)
        for one in placed(self.blocks):
            kept = before.get(one.block_id, {}).get(one.action_id)
            if kept is not None and kept["type"] == one.element["type"] and _still_offered(one.element, kept):
                self.values[one.block_id][one.action_id] = kept
        self.edited &= set(self.values)
        self.errors, self.trouble = {}, ""
        self.hash = f"{int(self.workspace.clock.now())}.{secrets.token_hex(4)}"

    def put(self, block_id: str, action_id: str, value: Any) -> None:
        """A person puts something in. Raises ValueError where there is no such element or option."""
        one = next((one for one in placed(self.blocks) if (one.block_id, one.action_id) == (block_id, action_id)), None)
        if one is None or one.element["type"] not in PICKED:
            raise ValueError(f"the view has no input {block_id}/{action_id}; it has {[(each.block_id, each.action_id) for each in placed(self.blocks)]}")
        entry = chosen(one.element, value)
        for file in entry.get("files", []):
            if file not in self.workspace.files:
                raise ValueError(f"there is no file {file}")
        self.values[block_id][action_id] = entry
        self.edited.add(block_id)

    def as_slack(self, *, with_values: bool = True) -> dict[str, Any]:
        """The view object of payloads and answers."""
        shown: dict[str, Any] = {
            "id": self.id,
            "team_id": people.TEAM_ID,
            "type": self.payload["type"],
            "blocks": self.blocks,
            **{name: self.payload.get(name, "") for name in KEPT},
            "state": {"values": self._state() if with_values else {}},
            "hash": self.hash,
            "title": self.payload.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
            **{name: bool(self.payload.get(name, False)) for name in FLAGS},
            "close": self.payload.get("close"),
            "submit": self.payload.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": people.APP_ID,
            "app_installed_team_id": people.TEAM_ID,
            "bot_id": people.BOT_ID,
        }
        return copy.deepcopy(shown)

    def _state(self) -> Values:
        """state.values; files are told as objects."""
        shown = copy.deepcopy(self.values)
        for block in shown.values():
            for entry in block.values():
                if entry["type"] == "file_input":
                    entry["files"] = [self.workspace.files[one].as_slack() for one in entry["files"]]
        return shown


class Views:
    """All open modals, as stacks by person, and each person's Home."""

    def __init__(self, state: "State") -> None:
        self.state = state
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def forget(self) -> None:
        """Nobody has a view any more."""
        self.stacks, self.homes = {}, {}

    def top(self, person: str) -> View | None:
        """The modal in front of a person."""
        stack = self.stacks.get(person)
        return stack[-1] if stack else None

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """An open modal or a Home."""
        for view in [*(one for stack in self.stacks.values() for one in stack), *self.homes.values()]:
            if view.id == view_id or (external_id and view.payload.get("external_id") == external_id):
                return view
        return None

    async def open(self, person: str, payload: dict[str, Any]) -> View:
        """The first of a new stack; what was open is gone."""
        self.clear(person)
        return await self.push(person, payload)

    async def push(self, person: str, payload: dict[str, Any]) -> View:
        """One more on top. The caller has looked at is_full."""
        stack = self.stacks.setdefault(person, [])
        new = self.state.new_id("V")
        view = View(new, person, {}, self.state, stack[0].id if stack else new, stack[-1].id if stack else None)
        view.replace(payload)
        stack.append(view)
        await self.state.tell("view", view=view.id, user=person)
        return view

    def is_full(self, person: str) -> bool:
        """Whether three are open."""
        return len(self.stacks.get(person, [])) >= DEEPEST

    async def update(self, view: View, payload: dict[str, Any]) -> View:
        """Replace what a view shows."""
        view.replace(payload)
        await self.state.tell("home" if view.is_home else "view", view=view.id, user=view.person)
        return view

    async def publish(self, person: str, payload: dict[str, Any]) -> View:
        """A person's Home."""
        view = self.homes.get(person)
        if view is None:
            new = self.state.new_id("V")
            view = self.homes[person] = View(new, person, {}, self.state, new)
        return await self.update(view, payload)

    async def close(self, view: View) -> None:
        """Take one modal away, with all above it."""
        stack = self.stacks.get(view.person, [])
        if view in stack:
            for gone in stack[stack.index(view) :]:
                gone.is_open = False
            del stack[stack.index(view) :]
        await self.state.tell("view", view=view.id, user=view.person)

    def clear(self, person: str) -> None:
        """Take the whole stack away."""
        for view in self.stacks.pop(person, []):
            view.is_open = False


def _still_offered(element: dict[str, Any], entry: dict[str, Any]) -> bool:
    """A choice that the new view does not offer any more is dropped."""
    if "options" not in element and "option_groups" not in element:
        return True
    values = {option["value"] for option in offered(element)}
    picked = entry.get("selected_options") or ([entry["selected_option"]] if entry.get("selected_option") else [])
    return all(option["value"] in values for option in picked)
