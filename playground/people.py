"""Who and what is in the workspace at the start."""

from dataclasses import dataclass, field
from typing import Any

TEAM_ID = "T0ACME"
TEAM_DOMAIN = "acme"
TEAM_NAME = "Acme"
OTHER_TEAM_ID = "T0OTHER"
APP_ID = "A0LEADBOT"
BOT_USER_ID = "ULEADBOT"
BOT_ID = "B0LEADBOT"
SLACKBOT_ID = "USLACKBOT"

ZONES = {  # seconds from UTC in winter, and the label that users.info gives
    "Europe/Berlin": (3600, "Central European Time"),
    "Europe/London": (0, "Greenwich Mean Time"),
    "America/New_York": (-18000, "Eastern Standard Time"),
    "Asia/Tokyo": (32400, "Japan Standard Time"),
}


@dataclass
class Person:
    """A member, guest, stranger or bot. Tests may change any of it at any time."""

    id: str
    name: str
    email: str
    zone: str = "Europe/Berlin"
    role: str = ""  # what the page says about them
    team_id: str = TEAM_ID
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_email_confirmed: bool | None = True  # None: the field is missing, as in some workspaces

    @property
    def handle(self) -> str:
        """What people type after @: the first name."""
        return self.name.split()[0].lower()

    def as_slack(self, *, with_email: bool) -> dict[str, Any]:
        """The user object of users.info."""
        offset, label = ZONES.get(self.zone, (0, self.zone))
        profile: dict[str, Any] = {"real_name": self.name, "display_name": self.name, "team": self.team_id}
        if with_email and not self.is_bot and not self.is_stranger:
            profile["email"] = self.email
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.handle,
            "deleted": self.deleted,
            "real_name": self.name,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1767225600,
        }
        if not self.deleted:
            user |= {"tz": self.zone, "tz_label": label, "tz_offset": offset, "is_admin": False, "is_owner": False, "is_primary_owner": False}
            user |= {"is_restricted": self.is_restricted, "is_ultra_restricted": self.is_ultra_restricted}
        if self.is_email_confirmed is not None:
            user["is_email_confirmed"] = self.is_email_confirmed
        if self.is_stranger:
            user["is_stranger"] = True
        return user


@dataclass
class Channel:
    """A channel, a DM or a group DM, with its members' ids."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    is_mpim: bool = False
    is_restricted: bool = False  # only some people may post there, and no app

    @property
    def kind(self) -> str:
        """The family of scopes that reads it: channels, groups, im or mpim."""
        if self.is_im or self.is_mpim:
            return "im" if self.is_im else "mpim"
        return "groups" if self.is_private else "channels"

    def as_slack(self, bot_user_id: str) -> dict[str, Any]:
        """The channel object of conversations.info."""
        common: dict[str, Any] = {"id": self.id, "created": 1767225600, "is_archived": self.is_archived, "is_im": self.is_im}
        if self.is_im:
            return {**common, "is_org_shared": False, "user": next(iter(self.members - {bot_user_id})), "is_open": True}
        return {
            **common,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_mpim": self.is_mpim,
            "is_private": self.is_private,
            "is_general": False,
            "is_member": bot_user_id in self.members,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "context_team_id": TEAM_ID,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass
class Group:
    """A user group: what @sales-team means."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)

    def as_slack(self, *, with_users: bool, with_count: bool) -> dict[str, Any]:
        """The object of usergroups.list."""
        group: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": 1767225600,
            "date_update": 1767225600,
            "date_delete": 0,
        }
        return group | ({"users": list(self.users)} if with_users else {}) | ({"user_count": len(self.users)} if with_count else {})


def groups() -> list[Group]:
    """The user groups of the sample workspace."""
    return [Group("SREPS", "sales-team", "Sales team", ["UANA", "UBEN"])]


def everyone() -> list[Person]:
    """The people of the sample workspace, the bot's own user among them."""
    return [
        Person("UDORA", "Dora Lindqvist", "dora@acme.example", "Europe/Berlin", "admin"),
        Person("UCARA", "Cara Okafor", "cara@acme.example", "Europe/London", "manager"),
        Person("UANA", "Ana Moreau", "ana@acme.example", "America/New_York", "rep"),
        Person("UBEN", "Ben Tanaka", "ben@acme.example", "Asia/Tokyo", "rep"),
        Person("UVERA", "Vera Novak", "vera@acme.example", "Europe/Berlin", "viewer"),
        Person("UDAN", "Dan Price", "dan@acme.example", "Europe/London", "not in the CRM"),
        Person("UGUS", "Gus Ferro", "gus@partner.example", "Europe/Berlin", "guest of one channel", is_restricted=True, is_ultra_restricted=True),
        Person("UOLGA", "Olga Brandt", "olga@other.example", "Europe/Berlin", "of another company", team_id=OTHER_TEAM_ID, is_stranger=True),
        Person(BOT_USER_ID, "Leadbot", "", "America/New_York", is_bot=True),
    ]


def channels(people: list[Person]) -> list[Channel]:
    """The channels of the sample workspace."""
    members = {person.id for person in people if not (person.is_restricted or person.is_stranger or person.is_bot)}
    all_people = {person.id for person in people}
    return [
        Channel("CGENERAL", "general", set(members)),
        Channel("CSALES", "sales", members | {BOT_USER_ID}),
        Channel("GDEALS", "deals", {"UCARA", "UBEN"} & all_people, is_private=True),
        Channel("CSHARED", "acme-partners", set(all_people), is_ext_shared=True),
        Channel("COLD", "old-stuff", members | {BOT_USER_ID}, is_archived=True),
    ]
