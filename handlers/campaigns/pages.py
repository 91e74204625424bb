"""Pages of a campaign: who is in it, and what happened this week. Frozen values in, blocks out. User text is escaped and bounded."""

from itertools import groupby
from typing import Any

from crm.people import Actor
from handlers import blocks, forms
from handlers.answers import Block, Reply
from handlers.campaigns.views import MEMBER, MEMBERS, OPEN, PAGE, STATUS, WEEK, campaign_name, member_status
from handlers.leads import views as lead_views
from handlers.mrkdwn import plain
from handlers.words import when
from store.campaigns import CampaignCard, Member, Members

LONGEST_STATUS = 100
"""Of a member, in an option's value."""
EVERYBODY = "everybody"


def members_page(members: Members, viewer: Actor, *, status: str | None, skip: int, result: Block | None = None) -> Reply:
    """Ten members, those of one status together. status: of one alone. result: of what was just done with one of them, the first block."""
    line, last = members.line, skip + len(members.page)
    where = f"{skip + 1:,} to {last:,} of {members.total:,}" if members.page and (skip or members.total > last) else f"{members.total:,}"
    heading = f"Members of {campaign_name(line)}"
    told: list[Block] = []
    for one, group in groupby(members.page, key=lambda member: member.status):
        total = next((count for known, count in members.by_status if known == one), None)
        told.append(blocks.section(f"*{member_status(one).capitalize()}*" + (f" {total:,}" if total is not None else "")))
        told += [_member(member, viewer, f"{skip} {status or ''}".rstrip()) for member in group]
    if not members.page:
        told = [blocks.section("No leads in it yet." if not members.by_status else "None of these any more." if status else "No more members.")]
    more = [blocks.button(f"Show {PAGE} more", MEMBERS, _place(line.id, last, status))] if members.total > last and members.page else []
    back = blocks.button("Back to campaign", OPEN, str(line.id))
    chosen = f" {member_status(status)}" if status else ""
    pick = _statuses(members, status) if len(members.by_status) > 1 or status else None
    first = [*([result] if result else []), blocks.section(f"*{heading}*  {where}{chosen}", pick)]
    return Reply(f"{heading}: {where}{chosen}", [*first, *told, blocks.actions(*more, back)])


def _member(member: Member, viewer: Actor, page: str) -> Block:
    """A member's lead; who may change its place here gets a menu for Open. page: what is passed over, of which status alone: drawn again afterwards."""
    line = lead_views.list_line(member.lead, viewer, twin=False)
    if not viewer.is_at_least("sales_rep"):
        return line
    about = f"{member.id} {member.lead.id} {page}"
    entries = (("Open", "open"), ("Change status", "status"), ("Take out", "remove"))
    return line | {"accessory": {"type": "overflow", "action_id": MEMBER, "options": [forms.option(label, f"{what} {about}") for label, what in entries]}}


def week_page(card: CampaignCard, viewer: Actor, *, skip: int) -> Reply:
    """Ten of what happened this week, each with its lead."""
    line, last = card.line, skip + len(card.week)
    heading = f"This week in {campaign_name(line)}"
    told = [
        blocks.section(
            f"*{lead_views.lead_name(step.lead)}* → {step.what}, {when(step.at, line.seen_at, viewer.zone)}",
            blocks.button("Open", lead_views.OPEN, str(step.lead.id)),
        )
        for step in card.week
    ] or [blocks.section("Nothing more.")]
    more = [blocks.button(f"Show {PAGE} more", WEEK, f"{line.id} {last}")] if card.week and card.week_total > last else []
    back = blocks.button("Back to campaign", OPEN, str(line.id))
    where = f"{skip + 1:,} to {last:,} of {card.week_total:,}" if card.week else f"{card.week_total:,}"
    return Reply(f"{heading}: {where}", [blocks.section(f"*{heading}*  {where}"), *told, blocks.actions(*more, back)])


def place_of(value: str) -> tuple[int, int, str | None]:
    """What a button or a pick of members asks for: the campaign, how many are passed over, of which status alone."""
    campaign_id, skip, status = (*value.split(" ", 2), "", "")[:3]
    return int(campaign_id), int(skip or 0), status or None


def _place(campaign_id: int, skip: int = 0, status: str | None = None) -> str:
    return f"{campaign_id} {skip} {status or ''}".rstrip()


def _statuses(members: Members, status: str | None) -> dict[str, Any]:
    """Which members are shown: all, or those of one status."""
    line = members.line
    known = [one for one, _ in members.by_status if len(one) <= LONGEST_STATUS]
    asked = [None, *dict.fromkeys([*known, *([status] if status else [])])]
    options = [forms.option(plain(_label(members, one), lead_views.LABEL), _place(line.id, 0, one)) for one in asked]
    chosen = next(option for option in options if option["value"] == _place(line.id, 0, status))
    return {"type": "static_select", "action_id": STATUS, "options": options, "initial_option": chosen}


def _label(members: Members, status: str | None) -> str:
    count = members.line.members if status is None else dict(members.by_status).get(status, 0)
    return f"{(status or EVERYBODY).replace('_', ' ').capitalize()} ({count:,})"
