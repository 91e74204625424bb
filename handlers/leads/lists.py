"""Lists of leads as people see them: what a search found, somebody's open leads, nothing."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from crm.people import Actor
from crm.search import PAGE, Found, How
from handlers import blocks, drafts
from handlers.answers import Block, Reply
from handlers.errors import OPEN_FORM, TRY_AGAIN
from handlers.leads.views import DATA, LABEL, NEW, lead_name, list_line, person
from handlers.lines import MENTION
from handlers.mrkdwn import one_line, plain
from handlers.site import Site
from store.leads import LeadLine

MORE, LESS = "lead.more", "lead.less"
ASSIGN, ENROLL = "list.assign", "list.enroll"
NAME = 60
NOT_EXACT = frozenset({"similar", "partly"})
LONGEST_QUERY = 500
"""Of a typed line that a button carries: more than a search reads."""
MOST_NAMED = 5
"""People in a line that is shown as it was meant; further ones stand there as Slack writes them."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a list a page begins; typed: the line that asked for it."""

    typed: str
    skip: int = 0
    how: How = "typed"

    def written(self, skip: int) -> str:
        """As a button's value, for the page that begins there."""
        return json.dumps({"typed": self.typed[:LONGEST_QUERY], "skip": skip, "how": self.how}, ensure_ascii=False)


def lead_list(asked: str, found: Found, page: Page, viewer: Actor, *, hint: Block | None = None) -> Reply:
    """A page of what was found. hint: a line that the first word nearly begins."""
    heading, advice = _heading(len(found.lines), one_line(asked, NAME), found, page)
    told = [blocks.section(f"*{heading}*{f' {advice}' if advice else ''}"), *lead_lines(found.lines, viewer, page), *_turns(page, more=found.more)]
    if found.how in NOT_EXACT:
        told.append(blocks.context("Misspelt? These are the nearest, none matches exactly."))
    if found.near:
        told += [blocks.context("Misspelt? These are near it."), *lead_lines(found.near, viewer, page)]
    return Reply(heading, [*told, *([hint] if hint else [])])


def owned_list(lines: Sequence[LeadLine], whose: str | None, total: int, page: Page, viewer: Actor, *, owner_id: int) -> Reply:
    """Open leads of a person, hottest first; a manager can act on all of them at once. whose: None for the viewer's own."""
    if not lines:
        sentence = f"{one_line(whose, NAME)} owns no open leads." if whose else "You own no open leads."
        new = [blocks.actions(blocks.button("New lead", NEW, " "))] if not whose and viewer.is_at_least("sales_rep") else []
        return Reply(sentence, [blocks.section(sentence), *new])
    owner = f"{one_line(whose, NAME)} has" if whose else "You have"
    last = page.skip + len(lines)
    shown = f" {page.skip + 1} to {last}, hottest first:" if total > len(lines) else ""
    heading = f"{owner} {total:,} open {'lead' if total == 1 else 'leads'}{'.' if shown else ', hottest first.' if total > 1 else '.'}"
    several = total > 1 and viewer.is_at_least("manager")
    all_of_them = [blocks.button("Assign all", ASSIGN, str(owner_id)), blocks.button("Enroll all", ENROLL, str(owner_id))] if several else []
    turns = [*_turns(page, more=total > last), *([blocks.actions(*all_of_them)] if all_of_them else [])]
    return Reply(heading, [blocks.section(f"*{heading}*{shown}"), *lead_lines(lines, viewer, page), *turns])


def only_mine(rest: str, site: Site) -> list[Block]:
    """What follows `mine` does not narrow it, and how to look for that."""
    words = one_line(rest, NAME)
    return [blocks.context(f'`{site.command} mine` lists all your leads; "{words}" was ignored. `{site.command} {words}` looks for it among all leads.')]


def one_colleague(site: Site) -> Reply:
    """Several people are named, and nothing else."""
    sentence = f"Name one colleague: `{site.command} @ben` shows their open leads."
    return Reply(sentence, [blocks.section(sentence)])


def not_of_theirs(reply: Reply, people: Sequence[str], site: Site) -> Reply:
    """What was found by the words beside a colleague's name, which does not narrow it. people: Slack user ids."""
    named = ", ".join(f"<@{one}>" for one in people)
    told = blocks.context(f"{named} was not looked at, only the other words. `{site.command} @ben` shows a colleague's open leads.")
    return Reply(reply.text, [*reply.blocks, told])


def lead_lines(lines: Sequence[LeadLine], viewer: Actor, page: Page | None = None) -> list[Block]:
    """A section a lead, with Open. Leads of one name are told apart by their e-mail. page: which page of a list this is, to come back to."""
    names = Counter(person(line) for line in lines)
    back = page.written(page.skip) if page else ""
    return [list_line(line, viewer, twin=names[person(line)] > 1, page=back) for line in lines]


def nothing_found(asked: str, site: Site, *, hint: Block | None = None, instead: Block | None = None, viewer: Actor) -> Reply:
    """No lead is like this. hint: a line that the first word nearly begins, which then is what was meant, not a lead to be created; instead: that may be."""
    sentence = f'No lead matches "{one_line(asked, NAME)}".'
    told = blocks.section(f"*{sentence}* I looked at names, companies, e-mails, phone numbers and what stands under About.")
    if hint:
        return Reply(sentence, [told, hint])
    return Reply(sentence, [told, *([instead] if instead else []), *_create(asked, viewer), blocks.context(f"`{site.command} help` shows what can be typed.")])


def did_you_mean(suggestion: str, site: Site, *, opens: bool) -> Block:
    """For a first word that nearly is a verb. suggestion: the line with that verb; opens: in its form."""
    value = f"{site.command} {suggestion}"
    said = f"Did you mean {_typed(value)}?"
    if len(suggestion) > drafts.LONGEST:  # cut, it would lose what was typed
        return blocks.section(said)
    return blocks.section(said, blocks.button("Open the form", OPEN_FORM, value) if opens else blocks.button("Show it", TRY_AGAIN, value))


def _typed(line: str) -> str:
    """As code, but for people, whom Slack names only outside of it."""
    parts = MENTION.split(line, maxsplit=MOST_NAMED)  # text, id, label, text, …
    words = [f"`{one_line(part, DATA)}`" if part.strip() else "" for part in parts[::3]]
    people = [f"<@{user_id}>" for user_id in parts[1::3]]
    return " ".join(part for pair in zip_longest(words, people, fillvalue="") for part in pair if part)


def _create(asked: str, viewer: Actor) -> list[Block]:
    if not any(character.isalnum() for character in asked):
        return []
    if not viewer.is_at_least("sales_rep"):
        return [blocks.context("Ask a rep to create it.")]
    return [blocks.actions(blocks.button(plain(f'Create "{asked}', LABEL, keep='"'), NEW, asked[:LONGEST_QUERY]))]


def beside_one(asked: str, near: Sequence[LeadLine]) -> Block | None:
    """What else the word of the one lead found may be a misspelling of."""
    said = f'Misspelt? Near "{one_line(asked, NAME)}": {", ".join(f"{lead_name(line)} (#{line.id})" for line in near)}.'
    return blocks.section(said) if near else None


def no_such_lead(number: str, site: Site) -> Reply:
    """The number is no lead's."""
    sentence = f"There is no lead {one_line(number, 30)}."
    return Reply(sentence, [blocks.section(f"*{sentence}* Type a name, a company, an e-mail or a phone number: `{site.command} ana acme`.")])


def instead_of(number: str, listed: Reply) -> Reply:
    """The number is no lead's, but others match its digits."""
    sentence = f"There is no lead {one_line(number, 30)}."
    return Reply(f"{sentence} {listed.text}", [blocks.section(f"*{sentence}* But:"), *listed.blocks])


def nobody_linked(slack_user_id: str) -> Reply:
    """The colleague has no leads here, for nobody knows who they are."""
    return Reply("That person is not linked to Leadbot.", [blocks.section(f"<@{slack_user_id}> is not linked to Leadbot, so no lead is known to be theirs.")])


def page_of(value: str) -> Page:
    """The page that a button of ours asks for."""
    read = json.loads(value)
    return Page(read["typed"], read["skip"], read["how"])


def _heading(shown: int, what: str, found: Found, page: Page) -> tuple[str, str]:
    """What the list is, and how to make it shorter."""
    if found.how in NOT_EXACT:
        return f'No exact match for "{what}".', ""
    beyond = page.skip + shown
    total = f"{found.total:,}" if found.total is not None else f"more than {COUNTED:,}"
    one = found.total == 1
    matches = f'{"matches" if one else "match"} "{what}"' if found.how == "typed" else f'{"has" if one else "have"} "{what}" under About'
    where = f"{'lead' if one else 'leads'} {matches}"
    if not found.more and not page.skip:
        return f"{total} {where}.", ""
    part = f"{beyond}" if not page.skip or shown == 1 else f"{page.skip + 1} to {beyond}"
    return f"{part} of {total} {where}.", "" if found.how == "notes" else "Add a last name or a company to narrow it."


COUNTED = 250
"""What matches more leads than this is not counted (migrations/search)."""


def _turns(page: Page, *, more: bool) -> list[Block]:
    """The ten before and the next ten, in place of these."""
    before = [blocks.button(f"Previous {PAGE}", LESS, page.written(max(page.skip - PAGE, 0)))] if page.skip else []
    after = [blocks.button(f"Show {PAGE} more", MORE, page.written(page.skip + PAGE))] if more else []
    return [blocks.actions(*before, *after)] if before or after else []
