"""A campaign as people see it. Frozen values in, blocks out: no query, no clock, no settings. User text is escaped and bounded."""

import math
from typing import Any

from crm.campaign_names import TAKING
from crm.campaigns import Step, steps_from
from crm.fits import Aim, is_aimed
from crm.people import Actor
from handlers import blocks, forms
from handlers.answers import Block, Reply, Shared
from handlers.campaigns.sentences import criteria_wrong
from handlers.leads import views as lead_views
from handlers.mrkdwn import one_line, plain
from handlers.words import day, money
from store.campaigns import FINISHED, CampaignCard, CampaignLine, Goals
from store.campaigns import Step as Came

OPEN = "campaign.open"
MEMBERS = "campaign.members"
STATUS = "campaign.status"
WEEK = "campaign.week"
SHARE = "campaign.share"
MENU = "campaign.menu"
MEMBER = "campaign.member"
ENROLL = "campaign.enroll"
NEW = "campaign.new"
EDIT = "campaign.edit"
STEP = "campaign.step"
ASK = "campaign.ask"
FITS = "campaign.fits"

STEPS: dict[Step, str] = {"start": "Start", "pause": "Pause", "complete": "Complete", "cancel": "Cancel"}

NAME = 60
LABEL = 75
STATE = 30
BAR = 5
PAGE = 10
OF_WEEK = 5


def campaign_card(card: CampaignCard, viewer: Actor, *, shareable: bool = False, aim: Aim | None = None, hint: str = "", result: Block | None = None) -> Reply:
    """One campaign as a message. Its text says the same in one line.

    shareable: it stands in a channel. aim: how many it is aimed at, where that was counted. hint: what else the line may have meant.
    result: of what was just done with it, its first block.
    """
    aim = aim or Aim()
    line = card.line
    told = [
        *([result] if result else []),
        blocks.section(_headline(line)),
        *_numbers(card, viewer),
        *_week(card),
        *([blocks.context(f"Whom it is aimed at cannot be told: {criteria_wrong(aim.wrong)}")] if aim.wrong else []),
        blocks.actions(*_buttons(card, viewer, aim, shareable=shareable)),
        *([blocks.section(hint)] if hint else []),
    ]
    return Reply(f"{campaign_name(line)} (#{line.id}): {', '.join(_in_words(line))}", told)


def _buttons(card: CampaignCard, viewer: Actor, aim: Aim, *, shareable: bool) -> list[dict[str, Any]]:
    """What the viewer may do; the rest is not drawn."""
    line = card.line
    is_manager, has_goals = viewer.is_at_least("manager"), line.goals != Goals()
    enrolls = [blocks.button("Enroll a lead", ENROLL, named(line))] if viewer.is_at_least("sales_rep") and line.status in TAKING else []
    goals = [blocks.button("Set goals", EDIT, str(line.id))] if is_manager and not has_goals and line.status not in FINISHED else []
    is_asked = is_aimed(card.criteria) and line.status not in FINISHED and aim.wrong is None
    fits = [blocks.button("Who fits" + (f" ({aim.count:,})" if aim.count is not None else ""), FITS, f"{line.id} 0")] if is_asked else []
    shares = [blocks.button("Share", SHARE, str(line.id))] if shareable else []
    return [*enrolls, *goals, *fits, *shares, _menu(card, is_manager=is_manager)]


def _menu(card: CampaignCard, *, is_manager: bool) -> dict[str, Any]:
    """What is rarer, at most five. An entry's value: what is chosen, a blank, the campaign's id."""
    line = card.line
    steps = [forms.option(STEPS[step], f"{step} {line.id}") for step in steps_from(line.status)]
    entries = [forms.option("Edit", f"edit {line.id}"), *steps] if is_manager else []
    return {"type": "overflow", "action_id": MENU, "options": [*entries, forms.option("Members", f"members {line.id}")]}


def pending(card: CampaignCard) -> int:
    """How many members nobody has spoken to yet."""
    return dict(card.by_status).get("pending", 0)


def named(line: CampaignLine) -> str:
    """A button's value: the campaign's id, a blank, its name, so that a form can name it before anything is looked up."""
    return f"{line.id} {plain(line.name, LABEL)}".strip()


def shared_card(card: CampaignCard, sharer: Actor, *, minimal: bool) -> Shared:
    """A campaign for everyone in a channel, as it is now. minimal: where guests or another company's people are or might be, who get no numbers.

    Its chart says again what stands in words: a Slack that refuses it gets the rest.
    """
    line, moment = card.line, card.line.seen_at
    at = f"<!date^{int(moment.timestamp())}^{{time}}|{moment:%H:%M} {one_line(str(moment.tzname()), 20)}>"
    small = blocks.context(f"Shared by {one_line(sharer.name, NAME)}, {at}. As it was then.")
    button = blocks.actions(blocks.button("Open", OPEN, str(line.id)))
    said = f"{one_line(sharer.name, NAME)} shared {campaign_name(line)}"
    if minimal:
        return Shared(said, [blocks.section(_headline(line, numbered=False)), small, button])
    told = [blocks.section(_headline(line)), *_numbers(card, sharer)]
    plainer = [*told, small, button]
    chart = _chart(card)
    return Shared(said, [*told, *chart, small, button], plainer=plainer) if chart else Shared(said, plainer)


def campaign_name(line: CampaignLine) -> str:
    """Its name, else its number. Escaped and bounded."""
    return campaign_title(line.id, line.name)


def campaign_title(campaign_id: int, name: str) -> str:
    """The name, else the number. Escaped and bounded."""
    return one_line(name, NAME) or f"Campaign #{campaign_id}"


def gone(campaign_id: int) -> Reply:
    """The campaign was deleted since its button was drawn."""
    sentence = f"Campaign {campaign_id} no longer exists."
    return Reply(sentence, [blocks.section(sentence)])


def list_line(line: CampaignLine, *, errand: str = OPEN) -> Block:
    """A campaign in a list: name, status, members, goals. errand: what its button does."""
    members = f"{line.members:,} {'member' if line.members == 1 else 'members'}"
    state = [_status(line), members, *(said for _, said in _goals(line)), f"#{line.id}"]
    return blocks.section(f"*{campaign_name(line)}*\n{' · '.join(state)}", _errand(line, errand))


def _errand(line: CampaignLine, errand: str) -> dict[str, Any]:
    """OPEN, MEMBERS, EDIT, ENROLL, or a step of the campaign's way, which its card asks about. What it does not allow is Open instead."""
    if step := next((one for one in steps_from(line.status) if one == errand), None):
        return blocks.button(STEPS[step], ASK, f"{step} {line.id}")
    if errand == MEMBERS:
        return blocks.button("Members", MEMBERS, str(line.id))
    if errand == EDIT:
        return blocks.button("Edit", EDIT, str(line.id))
    return blocks.button("Enroll", ENROLL, named(line)) if errand == ENROLL and line.status in TAKING else blocks.button("Open", OPEN, str(line.id))


def _headline(line: CampaignLine, *, numbered: bool = True) -> str:
    """`*Spring webinar*  #7 · active, 1 Nov to 15 Dec`."""
    return f"*{campaign_name(line)}*{f'  #{line.id}' if numbered else ''} · {', '.join(part for part in (_status(line), _dates(line)) if part)}"


def _status(line: CampaignLine) -> str:
    return one_line(line.status, STATE)


def _dates(line: CampaignLine) -> str:
    today = line.seen_at.date()
    start, end = (day(on, today) if on else "" for on in (line.start_date, line.end_date))
    return f"{start} to {end}" if start and end else f"from {start}" if start else f"until {end}" if end else ""


def _numbers(card: CampaignCard, viewer: Actor) -> list[Block]:
    """Facts in two columns, goals, members by status."""
    line = card.line
    goals = "\n".join(f"{bar} {said}" for bar, said in _goals(line)) or "No goals set."
    return [blocks.fields(_facts(line, viewer)), blocks.section(goals), blocks.section(_by_status(card))]


def _facts(line: CampaignLine, viewer: Actor) -> list[str]:
    currency = viewer.ways.currency
    spent = money(line.budget_spent or 0, currency)
    has_budget = line.budget_allocated is not None or line.budget_spent
    budget = f"{spent} of {money(line.budget_allocated, currency)}" if line.budget_allocated is not None else f"{spent} spent"
    conversion = f" ({_percent(line.conversion)})" if line.conversion is not None else ""
    facts = [
        ("Budget", budget if has_budget else ""),
        ("Members", f"{line.members:,}"),
        ("Converted", f"{line.converted:,}{conversion}"),
        ("ROI", _percent(line.roi) if line.roi is not None else "not yet: nothing spent"),
    ]
    return [f"*{label}* {value}" for label, value in facts if value]


def _goals(line: CampaignLine) -> list[tuple[str, str]]:
    """Each goal that is set: its bar, and in words how far it is."""
    goals, told = line.goals, []
    if goals.target_leads:
        told.append((_bar(line.members, goals.target_leads), f"{line.members:,} of {_number(goals.target_leads)} leads"))
    if goals.conversion_rate:
        reached = line.conversion or 0
        told.append((_bar(reached, goals.conversion_rate), f"{_number(_rounded(reached))} of {_number(goals.conversion_rate)} % conversion"))
    if goals.roi_target and line.roi is None:
        told.append((_bar(0, goals.roi_target), f"ROI not yet, goal {_number(goals.roi_target)} %"))
    elif goals.roi_target and line.roi is not None:
        told.append((_bar(line.roi, goals.roi_target), f"ROI {_number(_rounded(line.roi))} of {_number(goals.roi_target)} %"))
    return told


def _bar(reached: float, goal: float) -> str:
    """Five boxes; the last one is full when the goal is reached, not before."""
    full = max(0, min(BAR, math.floor(BAR * reached / goal)))
    return "▇" * full + "▁" * (BAR - full)


def _by_status(card: CampaignCard) -> str:
    if not card.by_status:
        return "No leads in it yet."
    others = card.line.members - sum(count for _, count in card.by_status)
    told = [f"{member_status(status)} {count:,}" for status, count in card.by_status]
    return " · ".join([*told, *([f"others {others:,}"] if others > 0 else [])])


def member_status(status: str) -> str:
    """How far a member is, escaped and bounded."""
    return one_line(status.replace("_", " "), STATE) or "other"


def _week(card: CampaignCard) -> list[Block]:
    """What members did this week. Of a campaign that does not run nothing is nothing to tell."""
    if not card.week:
        return [blocks.section("*This week* Nothing yet.")] if card.line.status == "active" else []
    more = card.week_total - len(card.week)
    accessory = blocks.button(f"{more:,} more", WEEK, f"{card.line.id} {len(card.week)}") if more > 0 else None
    return [blocks.section(f"*This week* {', '.join(_step(step) for step in card.week)}", accessory)]


def _step(step: Came) -> str:
    return f"{lead_views.person(step.lead) or lead_views.lead_name(step.lead)} → {step.what}"


def _chart(card: CampaignCard) -> list[Block]:
    """Members by status. A status is a category: short, and no two alike."""
    counts: dict[str, int] = {}
    for status, count in card.by_status[:20]:
        label = plain(status.replace("_", " "), 20) or "pending"
        counts[label] = counts.get(label, 0) + count
    if not counts:
        return []
    points = [{"label": label, "value": count} for label, count in counts.items()]
    series = {"name": "Members", "data": points}
    return [
        {
            "type": "data_visualization",
            "title": "Members by status",
            "chart": {"type": "bar", "series": [series], "axis_config": {"categories": list(counts)}},
        }
    ]


def _in_words(line: CampaignLine) -> list[str]:
    """For the message's text."""
    members = f"{line.members:,} {'member' if line.members == 1 else 'members'}"
    converted = f"{line.converted:,} converted" + (f" ({_percent(line.conversion)})" if line.conversion is not None else "")
    return [_status(line), members, converted]


def _percent(value: float) -> str:
    return f"{_number(_rounded(value))} %"


def _rounded(value: float) -> float:
    """Whole percent; below one, tenths, so that something is not nothing."""
    return math.floor(value + 0.5) if abs(value) >= 1 or value == 0 else round(value, 1) + 0.0  # no minus before a zero


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
