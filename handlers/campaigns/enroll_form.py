"""Putting leads into campaigns, as people see it: the form, receipts, and the small form for how far a member is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.enrolling import Enrolled, Stepped
from handlers import blocks, forms
from handlers.answers import Block, Reply, View
from handlers.blocks import text
from handlers.campaigns.sentences import OVER
from handlers.forms import FieldsWrong
from handlers.leads.picking import LEAD, lead_field
from handlers.leads.views import OPEN, lead_name
from handlers.mrkdwn import one_line, plain
from handlers.words import day
from store.campaigns import MEMBER_STATUSES, Name
from store.leads import LeadLine
from store.memberships import Membership

SAVE = "campaign.enroll_save"
STATUS_SAVE = "campaign.status_save"
PICK = "campaign.pick"
UNDO = "campaign.undo"
CHANGE = "campaign.member_status"
REMOVE = "campaign.member_remove"
CAMPAIGN, STATUS = "campaign", "status"
UNDONE = {"enroll": "Taken out again.", "status": "The status is what it was.", "remove": "In the campaign again."}
NAME, LABEL = 60, 75


@dataclass(frozen=True, slots=True)
class ToUndo:
    """What an Undo button is about. what: enroll, status or remove. place: where it stands: "lead" or "campaign", or "members" and a page."""

    what: str
    membership_id: int
    lead_id: int
    campaign_id: int
    at: str = ""
    place: str = ""

    def written(self) -> str:
        """As a button's value."""
        return json.dumps([self.what, self.membership_id, self.lead_id, self.campaign_id, self.at, self.place])

    @property
    def moment(self) -> datetime:
        """The transaction's time."""
        return datetime.fromisoformat(self.at)


def to_undo(value: str) -> ToUndo:
    """What `written` wrote."""
    return ToUndo(*json.loads(value))


def campaign_option(campaign_id: int, name: str) -> dict[str, Any]:
    """`Spring webinar · #7`."""
    return forms.option(plain(name, LABEL, keep=f" · #{campaign_id}"), str(campaign_id))


def campaign_field(preset: dict[str, Any] | None = None) -> Block:
    """Which campaign. preset: an option."""
    element: dict[str, Any] = {"type": "external_select", "action_id": PICK, "min_query_length": 0, "placeholder": text("Name of a campaign")}
    return forms.field("Campaign", CAMPAIGN, element | ({"initial_option": preset} if preset else {}))


def form(
    metadata: str,
    *,
    lead: dict[str, Any] | None = None,
    campaign: dict[str, Any] | None = None,
    typed: str = "",
    trouble: Sequence[str] = (),
    more: Sequence[Block] = (),
) -> View:
    """A lead and a campaign. trouble: what is to be known before."""
    told = [
        *forms.told(typed, *trouble),
        *more,
        lead_field(lead),
        campaign_field(campaign),
    ]
    return forms.modal("Enroll", SAVE, "Enroll", told, metadata)


def filled(put: Mapping[str, Any]) -> tuple[int, int]:
    """The lead's id and the campaign's. Raises FieldsWrong."""
    wrong = {name: f"Pick a {name}." for name in (LEAD, CAMPAIGN) if not put.get(name)}
    if wrong:
        raise FieldsWrong(wrong)
    return int(put[LEAD]), int(put[CAMPAIGN])


def unclear(typed: str, likely: Name | None = None) -> str:
    """Plain text, of words that no campaign or several may be meant by. likely: the one that they are near to, which is filled in."""
    if likely:
        state = f", which is {likely.status}" if likely.status != "active" else ""
        return f'"{plain(typed, 60)}" may mean {plain(likely.name, 60)}{state}. Look, then enroll.'
    return f'No campaign is clearly meant by "{plain(typed, 60)}". Pick one.'


def not_taking(campaign: str, status: str) -> str:
    """Why a campaign takes no leads. Plain."""
    return f"{plain(campaign, NAME)} {OVER.get(status, 'takes no leads now')}."


def overlap(other: Membership, today: datetime) -> str:
    """A campaign that the lead is in besides. Plain."""
    return plain(f"In another running campaign already: {plain(other.campaign, NAME)}, {_since(other, today)}.", 190)


def there(membership: Membership, today: datetime) -> str:
    """`In Spring webinar since 3 Nov, contacted.` Plain."""
    return f"In {plain(membership.campaign, NAME)} {_since(membership, today)}."


def _since(membership: Membership, now: datetime) -> str:
    status = plain(membership.status.replace("_", " "), 30)
    added = membership.added_at
    return f"since {'today' if added.date() == now.date() else day(added.date(), now.date())}, {status}" if added else status


def receipt(done: Enrolled, *, more: Sequence[Block] = ()) -> Reply:
    """What stands where the act began; where the lead was there already, what can be done about it."""
    lead, membership = done.lead, done.membership
    said = _said(done, f"{lead_name(lead)} (#{lead.id})")
    opens = blocks.button("Open", OPEN, str(lead.id))
    if done.is_new:
        return Reply(said, [blocks.section(said), blocks.actions(blocks.button("Undo", UNDO, _undo(membership, "enroll")), opens), *more])
    about = f"{membership.id} {lead.id}"
    change = [blocks.button("Change status", CHANGE, about), blocks.button("Take out", REMOVE, about)]
    return Reply(said, [blocks.section(said), blocks.actions(*change, opens), *more])


def result(done: Enrolled, place: str) -> Block:
    """The first line of the card that is drawn anew. place: whose, "lead" or "campaign"."""
    said = _said(done, "This lead" if place == "lead" else f"{lead_name(done.lead)} (#{done.lead.id})")
    return blocks.section(said, blocks.button("Undo", UNDO, _undo(done.membership, "enroll", place=place)) if done.is_new else None)


def _said(done: Enrolled, lead: str) -> str:
    membership = done.membership
    if not done.is_new:
        return f"{lead} is in {one_line(membership.campaign, NAME)} {one_line(_since(membership, done.lead.seen_at), NAME)}."
    paused = ", which is paused" if membership.campaign_status == "paused" else ""
    return f"{lead} is now in {one_line(membership.campaign, NAME)}{paused}."


def _undo(membership: Membership, what: str, *, at: datetime | None = None, place: str = "") -> str:
    return ToUndo(what, membership.id, membership.lead_id, membership.campaign_id, at.isoformat() if at else "", place).written()


def status_form(lead: LeadLine, member: Membership, metadata: str) -> View:
    """How far a member is. A status of the platform's own is none of the choices."""
    options = [forms.option(status.capitalize(), status) for status in MEMBER_STATUSES]
    now = [option for option in options if option["value"] == member.status]
    choice = {"type": "radio_buttons", "options": options, **({"initial_option": now[0]} if now else {})}
    told = [blocks.section(f"*{lead_name(lead)}*  in {one_line(member.campaign, NAME)}"), forms.field("Status", STATUS, choice)]
    return forms.modal("Status", STATUS_SAVE, "Save", told, metadata)


def stepped(done: Stepped, *, place: str = "") -> tuple[str, Block]:
    """After a change of how far a member is: a sentence, and the block that says it, with Undo."""
    name, campaign, status = lead_name(done.lead), one_line(done.membership.campaign, NAME), one_line(done.membership.status, 30)
    if done.at is None:
        said = f"{name} is {status} in {campaign} already."
        return said, blocks.section(said)
    said = f"{name} is now {status} in {campaign}."
    return said, blocks.section(said, blocks.button("Undo", UNDO, _undo(done.membership, "status", at=done.at, place=place)))


def removed(done: Stepped, *, place: str = "") -> tuple[str, Block]:
    """After a lead was taken out."""
    said = f"{lead_name(done.lead)} is not in {one_line(done.membership.campaign, NAME)} any more."
    return said, blocks.section(said, blocks.button("Undo", UNDO, _undo(done.membership, "remove", at=done.at, place=place)))
