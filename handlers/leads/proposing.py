"""Which lead a text is about: by the e-mail addresses, phone numbers, links and names that stand in it. Proposed, never assumed."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import asyncpg

from crm.people import Actor
from crm.signature_words import MARKS
from handlers import lines
from handlers.lines import Number
from handlers.site import Site
from store import leads
from store.leads import LeadLine
from store.search import Kind, find_each_exact

MOST_ASKED = 150
"""Readings of a text that are looked up."""
MOST = 10
LONGEST = 5000
_EMAIL = re.compile(r"[^\s@<>\",:;()\[\]|]+@[^\s@<>\",:;()\[\]|]+\.[^\s@<>\",:;()\[\]|.]+")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{5,}\d")
_WORDS = re.compile(rf"[^\W_][\w'’.&{MARKS}-]*")
_ADDRESS = re.compile(r"(?P<ascii>https?://[!-;=?-{}~]+)[^\s<>|]*")
_BEHIND = ".,;:!?…·)]}\"'*_~`”’»、。，；：！？）】》」"
"""Signs behind an address that belong to the sentence."""
LONGEST_NAME = 5
"""Words."""


async def leads_in(connection: asyncpg.Connection, text: str, actor: Actor, site: Site) -> Sequence[LeadLine]:
    """The leads that a text names exactly: what says more comes first (a link, an e-mail, a phone number, a full name, a company)."""
    text = text[:LONGEST]
    ids = list(_linked(text, site))
    asked = list(islice(dict.fromkeys(_readings(text)), MOST_ASKED))
    hits = await find_each_exact(connection, asked)
    for kinds in (("email", "phone"), ("name",)):
        found = [lead_id for (kind, _), each in zip(asked, hits, strict=True) if kind in kinds for lead_id in each]
        if ids or found:
            ids += found
            break  # an address or a number says who it is; names beside it are of other people
    return await leads.list_lines(connection, list(dict.fromkeys(ids))[:MOST], organization_id=actor.organization_id, viewer=actor)


def _linked(text: str, site: Site) -> Iterator[int]:
    for address in _ADDRESS.finditer(text):
        for whole in (address[0], address["ascii"]):  # words of a script without blanks follow at once
            found = lines.front_mark(whole.rstrip(_BEHIND), site.lead_links())
            if found and isinstance(found[0], Number) and found[0].id:
                yield found[0].id


def _readings(text: str) -> Iterator[tuple[Kind, str]]:
    for email in _EMAIL.findall(text):
        yield "email", email
    for phone in _PHONE.findall(text):
        yield "phone", phone
    for line in text.splitlines():
        words = _WORDS.findall(line)
        for size in range(LONGEST_NAME, 0, -1):
            for start in range(len(words) - size + 1):
                name = words[start : start + size]
                if _may_name(name):
                    yield "name", " ".join(name)


def _may_name(words: Sequence[str]) -> bool:
    """Whether this may be a person's or a company's name: Jan van der Berg, 42 North, 3M; it begins with a capital or a digit, and so it ends if it is long."""
    first, last = words[0], words[-1]
    ends = len(words) < 4 or _stands_out(last)
    return ends and _stands_out(first) and (not first.isdecimal() or (len(words) > 1 and _stands_out(words[1])))


def _stands_out(word: str) -> bool:
    """Not a word in small letters; of a script that has no others any word."""
    return not word[0].islower() or not word.isascii()
