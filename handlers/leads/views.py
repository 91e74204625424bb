"""Leads as people see them. Frozen values in, blocks out: no query, no clock, no settings. User text is escaped and bounded."""

from datetime import date
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from crm.people import Actor, CustomField
from handlers import blocks
from handlers.answers import Block, Reply, Shared
from handlers.mrkdwn import bounded, one_line, plain
from handlers.site import Site
from handlers.words import ago, day, money, since, when
from store.leads import LeadCard, LeadLine, Owner, Step

OPEN = "lead.open"
SHARE = "lead.share"
NOTE = "note.form"
LOG = "activity.form"
EDIT_NOTE = "note.edit"
EDIT_ACTIVITY = "activity.edit"
CLAIM = "lead.claim"
MENU = "lead.menu"
EDIT = "lead.edit"
ENROLL = "lead.enroll"
HISTORY = "history.show"
NEW = "lead.new"
BACK = "lead.back"
MY_DAY = "due.more"
"""A page of what is due. Its value: how many lines are skipped."""

STATUSES = {
    "new": "New",
    "contacted": "Contacted",
    "qualified": "Qualified",
    "proposal": "Proposal",
    "negotiation": "Negotiation",
    "closed_won": "Won",
    "closed_lost": "Lost",
}
SOURCES = {
    "website": "Website",
    "email": "E-mail",
    "social_media": "Social media",
    "referral": "Referral",
    "advertising": "Advertising",
    "cold_outreach": "Cold outreach",
    "event": "Event",
    "other": "Other",
}
ACTIVITIES = {"email": "E-mail", "call": "Call", "meeting": "Meeting", "linkedin": "LinkedIn", "sms": "SMS", "task": "Task"}

NAME = 60
DATA = 120
LABEL = 75


def lead_card(
    card: LeadCard, viewer: Actor, site: Site, *, shareable: bool = False, hint: Block | None = None, result: Block | None = None, back: str = ""
) -> Reply:
    """One lead as a message. Its text says the same in one line.

    shareable: it stands in a channel. hint: what else the line may have meant. result: of what was just done with it, its first block.
    back: the page of the list that it was opened from.
    """
    line = card.line
    buttons = [*_buttons(line, viewer, shareable=shareable), *([blocks.button("Back to list", BACK, back)] if back else [])]
    told = [
        *([result] if result else []),
        blocks.section(_headline(line, site)),
        blocks.fields(_facts(card, viewer)),
        *([blocks.section(bounded(card.notes or "", 200))] if _given(card.notes) else []),
        blocks.section("\n".join(_steps(card, viewer))),
        *(blocks.context(" · ".join(parts)) for parts in (_belongings(card), _small_print(card)) if parts),
        *([blocks.actions(*buttons)] if buttons else []),
        *([hint] if hint else []),
    ]
    return Reply(f"{lead_name(line)} (#{line.id}): {' · '.join(lead_state(line, viewer))}", told)


def _buttons(line: LeadLine, viewer: Actor, *, shareable: bool) -> list[dict[str, Any]]:
    """What the viewer may do; the rest is not drawn."""
    free = [blocks.button("Claim", CLAIM, str(line.id)) | {"style": "primary"}] if line.owner is None else []
    name = named(line)
    writes = [*free, blocks.button("Note", NOTE, name), blocks.button("Log", LOG, name)] if viewer.is_at_least("sales_rep") else []
    history = blocks.button("History", HISTORY, str(line.id))
    shares = [blocks.button("Share here", SHARE, str(line.id))] if shareable else []
    return [*writes, history, *shares, *_menu(line, viewer, name)]


def _menu(line: LeadLine, viewer: Actor, name: str) -> list[dict[str, Any]]:
    """What is rarer. An entry's value: what is chosen, a blank, the lead's number; of one whose form names the lead, its label too (see named)."""
    mine = line.owner is None or line.owner.user_id == viewer.user_id
    entries = [("Edit", "edit")] if viewer.is_at_least("manager") or (mine and viewer.is_at_least("sales_rep")) else []
    entries += [("Assign", "assign")] if viewer.is_at_least("manager") else []
    options = [{"text": blocks.text(label), "value": f"{what} {line.id}"} for label, what in entries]
    options += [{"text": blocks.text("Enroll"), "value": f"enroll {name}"}] if viewer.is_at_least("sales_rep") else []
    options.append({"text": blocks.text("All fields"), "value": f"fields {line.id}"})
    return [{"type": "overflow", "action_id": MENU, "options": options}]


def shared_card(card: LeadCard, sharer: Actor, site: Site, *, minimal: bool) -> Shared:
    """A lead for everyone in a channel, as it is now. minimal: where guests or another company's people are or might be."""
    line = card.line
    owner = f"owner {one_line(line.owner.name, NAME)}" if line.owner else "owner nobody"
    moment = line.seen_at
    at = f"<!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} {one_line(str(moment.tzname()), 20)}>"
    small = blocks.context(f"Shared by {one_line(sharer.name, NAME)}, {at}. As it was then.")
    button = blocks.actions(blocks.button("Open", OPEN, str(line.id)))
    if minimal:
        called = ", ".join(dict.fromkeys(part for part in (_title(line), one_line(line.company, NAME) if _given(line.company) else "") if part))
        return Shared(f"{one_line(sharer.name, NAME)} shared {called}", [blocks.section(f"{called} · {owner}"), small, button])
    value = money(card.value, sharer.ways.currency) if card.value is not None else ""
    state = [part for part in (STATUSES.get(line.status, one_line(line.status, NAME)), _score(line, sharer), owner, value) if part]
    return Shared(
        f"{one_line(sharer.name, NAME)} shared {lead_name(line)}", [blocks.section(_headline(line, site)), blocks.section(" · ".join(state)), small, button]
    )


def is_shareable(body: dict[str, Any]) -> bool:
    """Whether a card in this place can be shared there: in a channel, not in direct messages, nor in a view."""
    channel = str(body.get("channel_id") or (body.get("channel") or {}).get("id") or "")
    return channel.startswith(("C", "G"))


def lead_name(line: LeadLine) -> str:
    """First Last · Company; without a name the e-mail, else the company, else Lead #42. Escaped and bounded."""
    who = person(line)
    if who and _given(line.company):
        return f"{who} · {one_line(line.company, NAME)}"
    return who or _title(line)


def lead_label(line: LeadLine) -> str:
    """`Ana Ruiz · Acme Corp · #42`, plain, for an option or a button: at most 75 characters, the number kept."""
    who = " ".join(part.strip() for part in (line.first_name, line.last_name) if _given(part))
    called = [part for part in (who, line.company) if _given(part)] or [part for part in (line.email,) if _given(part)] or ["Lead"]
    return plain(" · ".join(called), LABEL, keep=f" · #{line.id}")


def whose(line: LeadLine, viewer: Actor) -> str:
    """`yours`, `Ben Tanaka's` or `nobody's`."""
    if line.owner is None:
        return "nobody's"
    return "yours" if line.owner.user_id == viewer.user_id else f"{one_line(line.owner.name, NAME)}'s"


def named(line: LeadLine) -> str:
    """A button's value: the lead's id, a blank, its label, so that a form can name it before anything is looked up."""
    return f"{line.id} {lead_label(line)}"


def open_button(line: LeadLine) -> Block:
    """Open, under what was said of the lead."""
    return blocks.actions(blocks.button("Open", OPEN, str(line.id)))


def gone(lead_id: int) -> Reply:
    """The lead was deleted since the list was shown."""
    sentence = f"Lead {lead_id} no longer exists."
    return Reply(sentence, [blocks.section(sentence)])


def _headline(line: LeadLine, site: Site) -> str:
    title, link = _title(line), site.lead_link(line.id)
    under = ", ".join(one_line(part, DATA) for part in (line.job_title, line.company if person(line) or _given(line.email) else None) if _given(part))
    return f"*{f'<{link}|{title}>' if link else title}*  #{line.id}" + (f"\n{under}" if under else "")


def _facts(card: LeadCard, viewer: Actor) -> list[str]:
    line, ways = card.line, viewer.ways
    facts = [
        ("Status", STATUSES.get(line.status, one_line(line.status, NAME))),
        ("Score", _score(line, viewer)),
        ("Owner", _owner(line.owner)),
        ("Value", money(card.value, ways.currency) if card.value is not None else ""),
        ("Close", day(card.expected_close_date, card.line.seen_at.date()) if card.expected_close_date else ""),
        ("Source", SOURCES.get(card.source or "", one_line(card.source, NAME)) if _given(card.source) else ""),
        ("E-mail", one_line(line.email, DATA) if _given(line.email) else ""),
        ("Phone", one_line(card.phone, DATA) if _given(card.phone) else ""),
        *((one_line(field.label, NAME), _custom(field, card)) for field in ways.custom_fields[:2]),
    ]
    return [f"*{label}* {value}" for label, value in facts if value]


def _custom(field: CustomField, card: LeadCard) -> str:
    """A custom field's value; a date in words, what is no plain value not at all."""
    value = card.custom_fields.get(field.key)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if not isinstance(value, str | int | float) or not _given(str(value)):
        return ""
    try:
        return day(date.fromisoformat(str(value)), card.line.seen_at.date()) if field.kind == "date" else one_line(str(value), DATA)
    except ValueError:
        return one_line(str(value), DATA)


def _steps(card: LeadCard, viewer: Actor) -> list[str]:
    steps = []
    if card.next and card.next.at:
        at, seen = card.next.at, card.line.seen_at
        overdue = at.date() < seen.date()
        moment = since(at, seen) if overdue else when(at, seen, viewer.zone)
        steps.append(f"*{'Overdue' if overdue else 'Due' if at < seen else 'Next'}* {_step(card.next)}, {moment}")
    if card.last:
        by = f" by {one_line(card.last.by, NAME)}" if _given(card.last.by) else ""
        at_last = f", {ago(card.last.at, card.line.seen_at)}" if card.last.at else ""
        steps.append(f"*Last* {_activity(card.last.activity_type)}{by}{at_last}")
    return steps or ["No activity yet."]


def _step(step: Step) -> str:
    return f'{_activity(step.activity_type)} "{one_line(step.subject, NAME)}"' if _given(step.subject) else _activity(step.activity_type)


def _activity(activity_type: str) -> str:
    return ACTIVITIES.get(activity_type, one_line(activity_type.replace("_", " ").capitalize(), NAME))


def _belongings(card: LeadCard) -> list[str]:
    parts = []
    if card.tags:
        parts.append("Tags: " + one_line(", ".join(card.tags), DATA))
    parts += [f"In {one_line(m.campaign, NAME)}" + (f" ({one_line(m.status, 30)})" if _given(m.status) else "") for m in card.memberships[:3]]
    parts += [f"Fits {one_line(campaign, NAME)}" for campaign in card.fits[:3]]
    parts += [link for link in (_link(card.website, "website"), _link(card.linkedin_url, "LinkedIn")) if link]
    return parts


def _small_print(card: LeadCard) -> list[str]:
    line = card.line
    wanted = {"name": person(line), "company": line.company, "e-mail": line.email, "phone": card.phone, "close date": card.expected_close_date}
    missing = [name for name, value in wanted.items() if not (_given(value) if isinstance(value, str | None) else value)]
    parts = [f"Missing: {', '.join(missing)}"] if missing and line.status not in {"closed_won", "closed_lost"} else []
    if card.enrichment:
        by = f" by {one_line(card.enrichment.workflow, NAME)}" if _given(card.enrichment.workflow) else ""
        sure = f", {card.enrichment.confidence * 100:.0f} %" if card.enrichment.confidence is not None else ""
        parts.append(f"Enriched {ago(card.enrichment.at, card.line.seen_at)}{by}{sure}")
    if card.private_notes:
        parts.append(f"{card.private_notes} {'note' if card.private_notes == 1 else 'notes'} only you see")
    return parts


def list_line(line: LeadLine, viewer: Actor, *, twin: bool, page: str = "") -> Block:
    """A lead in a list, with Open. twin: another of its name stands there too. page: of the list, to come back to."""
    under = ", ".join(one_line(part, NAME) for part in (line.job_title, line.company) if _given(part))
    first = f"*{_title(line)}*" + (f" · {under}" if under and person(line) else "")
    second = [*lead_state(line, viewer)]
    if line.last_contact_at:
        second.append(f"last contact {ago(line.last_contact_at, line.seen_at)}")
    if twin and _given(line.email):
        second.append(one_line(line.email, DATA))
    return blocks.section(f"{first}\n{' · '.join([*second, f'#{line.id}'])}", blocks.button("Open", OPEN, f"{line.id} {page}".strip()))


def lead_state(line: LeadLine, viewer: Actor) -> list[str]:
    """Status, score with its word, owner: each escaped and bounded."""
    owner = one_line(line.owner.name, NAME) if line.owner else "Nobody"
    return [part for part in (STATUSES.get(line.status, one_line(line.status, NAME)), _score(line, viewer), owner) if part]


def _score(line: LeadLine, viewer: Actor) -> str:
    """The score with its word: "72, hot"."""
    if line.score is None:
        return ""
    by_score = "hot" if line.score >= viewer.ways.hot else "warm" if line.score >= viewer.ways.warm else "cold"
    return f"{line.score}, {line.temperature or by_score}"


def _owner(owner: Owner | None) -> str:
    if owner is None:
        return "Nobody"
    return f"<@{owner.slack_user_id}>" if owner.slack_user_id else one_line(owner.name, NAME)


def _title(line: LeadLine) -> str:
    """What the lead goes by on its own: the name, else the e-mail, else the company, else its number."""
    known = next((one_line(part, NAME) for part in (line.email, line.company) if _given(part)), f"Lead #{line.id}")
    return person(line) or known


def person(line: LeadLine) -> str:
    """First and last name; empty without one."""
    name = " ".join(part.strip() for part in (line.first_name, line.last_name) if part and part.strip())
    return one_line(name, NAME) if _given(name) else ""


def _given(value: str | None) -> TypeGuard[str]:
    """Whether there is anything to show: not empty, not only spaces or invisible characters."""
    return bool(value and value.strip() and ((value.isascii() and value.isprintable()) or one_line(value, DATA)))


def _link(address: str | None, label: str) -> str:
    """A labelled link, only to a web address that is one; anything else in the column is not shown."""
    text = (address or "").strip()
    if not text or any(character in text for character in "<>|\"'`\\ ") or not text.isascii() or not text.isprintable():
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:  # such as a bracket that does not close
        return ""
    good = parts.scheme in {"http", "https"} and parts.hostname and "." in parts.hostname and "@" not in parts.netloc
    return f"<{parts.geturl().replace('&', '&amp;')}|{label}>" if good and len(text) <= 500 else ""


def activity_label(kind: str) -> str:
    """An activity in the midst of a sentence or a title."""
    name = ACTIVITIES.get(kind, "activity")
    return name if kind in {"linkedin", "sms"} else name.lower()


def lead_id_of(action: dict[str, Any]) -> int:
    """The lead that a button of ours, or an entry of a menu, is about."""
    return int(blocks.chosen(action).split(maxsplit=1)[0])
