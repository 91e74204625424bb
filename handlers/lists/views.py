"""Acts on many leads, as people see them: the form, the question with the count, how far it is, the summary. Frozen values in, blocks out."""

from collections.abc import Sequence
from typing import Any

from crm.lists import Kind, Plan, Progress
from handlers import blocks, forms
from handlers.answers import Reply, View
from handlers.campaigns.enroll_form import CAMPAIGN, campaign_field
from handlers.campaigns.sentences import OVER
from handlers.campaigns.views import campaign_title
from handlers.forms import FieldsWrong
from handlers.mrkdwn import one_line
from handlers.words import joined
from store.batches import Elsewhere
from store.people import Named

FILLED, CONFIRMED = "list.filled", "list.confirmed"
UNDO = "list.undo"
MINE = "list.mine"
TO = "to"
NAME = 60
MOST_NAMED = 10
MOST_ELSEWHERE = 5
LONGEST_NUMBER = 20
TITLES: dict[Kind, str] = {"assign": "Assign leads", "enroll": "Enroll leads"}


def form(kind: Kind, total: int, metadata: str, *, people: Sequence[str] = (), typed: str = "", trouble: Sequence[str] = ()) -> View:
    """To whom, or where, many leads go."""
    told = [
        *forms.told(typed, *trouble),
        blocks.section(f"*{counted(total)}*"),
    ]
    if kind == "assign":
        preset = {"initial_users": list(people)[:MOST_NAMED]} if people else {}
        to: dict[str, Any] = {"type": "multi_users_select", "max_selected_items": MOST_NAMED, **preset}
        told.append(forms.field("To", TO, to, hint="Several people: the leads are shared out evenly."))
    else:
        told.append(campaign_field())
    return forms.modal(TITLES[kind], FILLED, "Go on", told, metadata)


def filled(kind: Kind, view: dict[str, Any]) -> tuple[list[str], int | None]:
    """Slack users, or the campaign's id. Raises FieldsWrong."""
    put = forms.values(view)
    if kind == "assign" and not put.get(TO):
        raise FieldsWrong({TO: "Pick at least one person."})
    if kind == "enroll" and not put.get(CAMPAIGN):
        raise FieldsWrong({CAMPAIGN: "Pick a campaign."})
    return list(put.get(TO) or []), int(put[CAMPAIGN]) if put.get(CAMPAIGN) else None


def question(plan: Plan, names: Sequence[str], metadata: str, *, unknown: Sequence[str] = ()) -> View:
    """What will be done, counted, before it is; nothing to confirm where nothing will be different. names: of who is to get the leads.

    unknown: numbers that are no lead's.
    """
    told = [blocks.section("\n".join(_planned(plan, [one_line(name, NAME) for name in names], unknown)))]
    if not plan.to_do:
        return blocks.view(TITLES[plan.kind], told)
    verb = "Assign" if plan.kind == "assign" else "Enroll"
    return forms.modal(TITLES[plan.kind], CONFIRMED, f"{verb} {plan.to_do:,}", told, metadata)


def _planned(plan: Plan, names: Sequence[str], unknown: Sequence[str]) -> list[str]:
    campaign = one_line(plan.campaign, NAME)
    if plan.kind == "enroll":
        said = [f"*Enroll {counted(plan.total)} in {campaign}?*"]
        said += [f"{plan.there:,} {'is' if plan.there == 1 else 'are'} in already."] if plan.there else []
        said += [f"{_of(one)} in {campaign_title(one.campaign_id, one.campaign)}, which runs too." for one in plan.elsewhere[:MOST_ELSEWHERE]]
        more = len(plan.elsewhere) - MOST_ELSEWHERE
        said += [f"Some are in {more} more {'campaign' if more == 1 else 'campaigns'} that {'runs' if more == 1 else 'run'} too."] if more > 0 else []
    else:
        said = [f"*Assign {counted(plan.total)} to {joined(names)}?*"]
        if len(names) > 1:
            said.append(", ".join(f"{name} gets {share:,}" for name, share in zip(names, plan.shares, strict=True)) + ".")
        said += [f"{plan.there:,} {'is' if plan.there == 1 else 'are'} theirs already."] if plan.there else []
    if unknown:
        numbers = ", ".join(unknown[:MOST_NAMED]) + (" …" if len(unknown) > MOST_NAMED else "")
        said.append(f"No lead has the number {numbers}.")
    return said if plan.to_do else [_nothing(plan, campaign, names), *said[-1:] * bool(unknown)]


def _nothing(plan: Plan, campaign: str, names: Sequence[str]) -> str:
    """Why there is nothing to ask."""
    them = "It" if plan.total == 1 else f"All {plan.total:,}"
    are = "is" if plan.total == 1 else "are"
    there = f"{are} in {campaign} already" if plan.kind == "enroll" else f"{are} {names[0]}'s already" if len(names) == 1 else f"{are} theirs already"
    return f"{them} {there}: there is nothing to do."


def _of(one: Elsewhere) -> str:
    return f"{one.count:,} {'is' if one.count == 1 else 'are'}"


def begun(progress: Progress) -> Reply:
    """What stands where the act began, when it takes longer."""
    said = f"{_doing(progress)}: {progress.batch.position:,} of {progress.total:,} so far. The rest is under way; our direct messages tell how far it is."
    return Reply(said, [blocks.section(said)])


def under_way(progress: Progress) -> Reply:
    """The message that tells how far it is."""
    said = f"{_doing(progress)}: {progress.batch.position:,} of {progress.total:,}"
    return Reply(said, [blocks.section(f"{said}  {_bar(progress)}")])


def summary(progress: Progress, people: Sequence[tuple[Named, int]], campaign: str) -> Reply:
    """What was done, once for all, with Undo for a day. people: who was given how many."""
    said = " ".join(_done(progress, people, one_line(campaign, NAME)))
    can_undo = progress.batch.kind != "undo" and progress.changed
    buttons = [blocks.actions(blocks.button("Undo", UNDO, str(progress.batch.id)) | {"confirm": _confirm(progress)})] if can_undo else []
    return Reply(said, [blocks.section(said), *buttons])


def _done(progress: Progress, people: Sequence[tuple[Named, int]], campaign: str) -> list[str]:
    batch, changed = progress.batch, progress.changed
    left = batch.position - changed
    if batch.kind == "undo":
        said = [f"Put back: {counted(changed)}."]
        return [
            *said,
            *([f"{counted(left)} {'was changed since and stays as it is' if left == 1 else 'were changed since and stay as they are'}."] if left else []),
        ]
    if batch.kind == "enroll":
        said = [f"Enrolled {counted(changed)} in {campaign}."]
        said += _left(progress, "there")
    else:
        names = [f"{one_line(person.name, NAME)} ({count:,})" for person, count in people]
        said = [f"Assigned {counted(changed)}" + (f" to {joined(names)}." if names else ".")]
        said += _left(progress, "theirs")
    if batch.state == "stopped":
        why = f"the campaign {OVER.get(batch.reason or '', 'is not there any more')}"
        if batch.kind == "assign":
            why = f"{one_line(batch.reason or '', NAME)} can have no leads any more"
        said.append(f"It stopped after {batch.position:,} of {progress.total:,}: {why}.")
    return said


def _left(progress: Progress, so: str) -> list[str]:
    """What is as it was. Of somebody's open leads: those that were given away or closed between the question and the answer."""
    left = progress.batch.position - progress.changed
    was, has = ("was", "is") if left == 1 else ("were", "are")
    why = f"{was} changed since" if progress.batch.owner_id else f"{has} gone"
    return [f"{left:,} {was} {so} already or {why}."] if left else []


def taken(by: str, count: int, progress: Progress) -> Reply:
    """The direct message of whose leads they were."""
    before = "it was" if count == 1 else "they were"
    what = f"put {counted(count)} back where {before} before" if progress.batch.kind == "undo" else f"assigned {counted(count)} of yours to others"
    said = f"{one_line(by, NAME)} {what}."
    return Reply(said, [blocks.section(said), blocks.actions(blocks.button("Show mine", MINE, "mine"))])


def given(by: str, count: int, progress: Progress) -> Reply:
    """The direct message of whose leads they are now."""
    what = f"gave {counted(count)} back to you" if progress.batch.kind == "undo" else f"assigned {counted(count)} to you"
    said = f"{one_line(by, NAME)} {what}."
    return Reply(said, [blocks.section(said), blocks.actions(blocks.button("Show mine", MINE, "mine"))])


def counted(count: int) -> str:
    """`1 lead`, `1,200 leads`."""
    return f"{count:,} {'lead' if count == 1 else 'leads'}"


def _doing(progress: Progress) -> str:
    return {"assign": "Assigning leads", "enroll": "Enrolling leads", "undo": "Putting leads back"}[progress.batch.kind]


def _bar(progress: Progress) -> str:
    full = 5 * progress.batch.position // max(progress.total, 1)
    return "▰" * full + "▱" * (5 - full)


def _confirm(progress: Progress) -> dict[str, Any]:
    return {
        "title": blocks.text("Undo"),
        "text": blocks.text(f"Put back {counted(progress.changed)}? What others changed in between stays."),
        "confirm": blocks.text("Put back"),
        "deny": blocks.text("Leave it"),
    }
