"""Lists of campaigns: those that run, those that are over, those that a line may have meant, and none."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from crm.campaign_names import Found
from crm.people import Actor
from handlers import blocks
from handlers.answers import Block, Reply
from handlers.campaigns.views import NAME, NEW, OPEN, list_line
from handlers.mrkdwn import one_line
from handlers.site import Site
from store.campaigns import FINISHED, CampaignLine, Listed

MORE = "campaign.more"
OVER = "campaign.finished"
PAGE = 10
LONGEST_QUERY = 255
"""Of a name that a button carries: as much as is looked for."""
LONGEST = 120
"""Characters of a typed line that are said back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is of, and where in it a page begins. name: what was looked for; without one: all that run, or that are over.

    errand: what each line's button does, see views.list_line.
    """

    name: str = ""
    is_quoted: bool = False
    is_over: bool = False
    errand: str = OPEN
    skip: int = 0

    def written(self, skip: int) -> str:
        """As a button's value."""
        return json.dumps([self.name[:LONGEST_QUERY], self.is_quoted, self.is_over, self.errand, skip], ensure_ascii=False)


def asked_for(value: str) -> Asked:
    """What `written` wrote."""
    return Asked(*json.loads(value))


def campaign_list(listed: Listed, asked: Asked, viewer: Actor) -> Reply:
    """A page of those that run, or of those that are over, and the way to the others."""
    over = sum(listed.counts.get(status, 0) for status in FINISHED)
    new = [blocks.button("New campaign", NEW, " ")] if viewer.is_at_least("manager") else []
    if not listed.counts:
        none = _sentence("No campaigns yet.")
        return Reply(none.text, [*none.blocks, *([blocks.actions(*new)] if new else [])])
    counted = ", ".join(f"{count:,} {status}" for status in _ORDER if (status in FINISHED) == asked.is_over and (count := listed.counts.get(status, 0)))
    last = asked.skip + len(listed.lines)
    part = f" {asked.skip + 1:,} to {last:,}:" if listed.total > len(listed.lines) else ""
    nobody = "None has been completed or cancelled." if asked.is_over else "None runs or is being prepared."
    others = len(listed.counts) and sum(listed.counts.values()) - listed.total
    turns = [blocks.button(f"Show {PAGE} more", MORE, asked.written(last))] if listed.total > last else []
    if others:
        turned = Asked(is_over=not asked.is_over, errand=asked.errand)
        turns.append(blocks.button("Show running" if asked.is_over else f"Show finished ({over:,})", OVER, turned.written(0)))
    if not asked.skip and not asked.is_over:
        turns += new
    heading = f"Campaigns: {counted or nobody}"
    told = [blocks.section(f"*Campaigns*  {counted or nobody}{part}"), *_lines(listed.lines, asked)]
    return Reply(heading, [*told, *([blocks.actions(*turns)] if turns else [])])


def found_list(lines: Sequence[CampaignLine], found: Found, asked: Asked, *, hint: str = "") -> Reply:
    """A page of campaigns that were meant. hint: a line that the first word nearly begins."""
    what, total = one_line(asked.name, NAME), len(found.ids)
    last = asked.skip + len(lines)
    part = f"{last}" if not asked.skip else f"{asked.skip + 1} to {last}"
    matches = f'{"campaign matches" if total == 1 else "campaigns match"} "{what}".'
    heading = f'No exact match for "{what}".' if found.how == "similar" else f"{total} {matches}" if total == len(lines) else f"{part} of {total} {matches}"
    told = [blocks.section(f"*{heading}*"), *_lines(lines, asked)]
    if total > last:
        told.append(blocks.actions(blocks.button(f"Show {PAGE} more", MORE, asked.written(last))))
    if found.how == "similar":
        told.append(blocks.context("Misspelt? These are the nearest, none matches exactly."))
    return Reply(heading, [*told, *_meant(hint)])


def nothing_found(nearest: Sequence[CampaignLine], asked: Asked, site: Site, *, hint: str = "") -> Reply:
    """No campaign is called so. nearest: those whose names are most like it, none where there are no campaigns at all."""
    what = one_line(asked.name, NAME)
    sentence = f'No campaign is called exactly "{what}".' if asked.is_quoted else f'No campaign matches "{what}".'
    told = [blocks.section(f"*{sentence}*" + (" The nearest:" if nearest else ""))]
    return Reply(sentence, [*told, *_lines(nearest, asked), *(_meant(hint) or [blocks.context(f"`{site.campaign_command}` shows them all.")])])


def no_such_campaign(number: str) -> Reply:
    """The number is no campaign's."""
    return _sentence(f"There is no campaign {one_line(number, 30)}.")


def did_you_mean(suggestion: str, site: Site) -> str:
    """For a first word that nearly is a verb. suggestion: the line with that verb."""
    return f"Did you mean `{site.campaign_command} {one_line(suggestion, LONGEST)}`?"


def of_one_lead(typed: str, site: Site) -> str:
    """For a line that begins with a lead's number. typed: what follows the verb."""
    return f"To put a lead into a campaign, type `{site.command} enroll {one_line(typed, LONGEST)}`."


_ORDER = ("active", "paused", "draft", "completed", "cancelled")


def _lines(lines: Sequence[CampaignLine], asked: Asked) -> list[Block]:
    return [list_line(line, errand=asked.errand) for line in lines]


def _meant(hint: str) -> list[Block]:
    return [blocks.section(hint)] if hint else []


def _sentence(sentence: str) -> Reply:
    return Reply(sentence, [blocks.section(sentence)])
