"""Which lead a text is about: by the e-mail addresses, phone numbers, links and names that stand in it. Proposed, never assumed."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

import asyncpg

from crm import signature_phones
from crm.people import Actor
from crm.signature_words import LINKEDIN, MARKS
from crm.signatures import region_of
from handlers import lines
from handlers.lines import Number
from handlers.site import Site
from store import leads
from store.leads import LeadLine
from store.search import Kind, find_each_exact

MOST_ASKED = 400
"""Readings of a text that are looked up."""
MOST_NUMBERS = 60
"""Of phone numbers, as they stand there and as they may be stored."""
MOST = 10
LONGEST = 5000
_EMAIL = re.compile(r"[^\s@<>\",:;()\[\]|]+@[^\s@<>\",:;()\[\]|]+\.[^\s@<>\",:;()\[\]|.]+")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{5,}\d")
_WORDS = re.compile(rf"[^\W_][\w'’.&{MARKS}-]*")
_ADDRESS = re.compile(r"(?P<ascii>https?://[!-;=?-{}~]+)[^\s<>|]*")
_BEHIND = ".,;:!?…·)]}\"'*_~`”’»、。，；：！？）】》」"
"""Signs behind an address that belong to the sentence."""
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_ENDING = re.compile(r"(?:-[^-]*\d[^-]*)+$")
"""What tells people of one name apart in their addresses at LinkedIn."""
SIZES = (2, 3, 1, 4, 5)
"""Words of a name, the likeliest first."""
SMALL_SIZES = (2, 3)
"""Of one in small letters: a single such word is rather a word."""
ADDRESSES, NAMES, SMALL = range(3)
"""How sure a reading is. What is less sure says nothing where something surer names a lead."""
Reading = tuple[Kind, str]


async def leads_in(connection: asyncpg.Connection, text: str, actor: Actor, site: Site) -> Sequence[LeadLine]:
    """The leads that a text names exactly: what says more comes first (a link, an e-mail, a phone number, a full name, a company)."""
    text = text[:LONGEST]
    ids = list(_linked(text, site))
    sure: dict[Reading, int] = {}
    for how, reading in _readings(text, region_of(str(actor.zone))):
        if len(sure) == MOST_ASKED:
            break
        sure.setdefault(reading, how)
    hits = await find_each_exact(connection, list(sure))
    for wanted in (ADDRESSES, NAMES, SMALL):
        found = [lead_id for how, each in zip(sure.values(), hits, strict=True) if how == wanted for lead_id in each]
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


def _readings(text: str, region: str | None) -> Iterator[tuple[int, Reading]]:
    """What may name a lead, and how surely. The likelier names of the whole text come first, so that none crowds out what stands behind it."""
    emails = _EMAIL.findall(text)
    yield from ((ADDRESSES, ("email", email)) for email in emails)
    hosts = [email.rpartition("@")[2] for email in emails]
    spelled = islice(signature_phones.spellings(text, home=region, hosts=hosts), MOST_NUMBERS)
    yield from ((ADDRESSES, ("phone", phone)) for phone in (*_PHONE.findall(text)[:MOST_NUMBERS], *spelled))
    for page in LINKEDIN.findall(text):
        yield NAMES, ("name", unquote(_ENDING.sub("", page.rstrip("/.").rpartition("/")[2])).replace("-", " "))
    lines_of_words = [_WORDS.findall(line) for line in text.splitlines()]
    for how, size in (*((NAMES, size) for size in SIZES), *((SMALL, size) for size in SMALL_SIZES)):
        for words in lines_of_words:
            for start in range(len(words) - size + 1):
                name = words[start : start + size]
                if _may_name(name) if how == NAMES else name[0][0].islower():
                    yield from ((how, ("name", said)) for said in _spelled(" ".join(name)))


def _spelled(name: str) -> Iterator[str]:
    """Ana Ruiz's is of Ana Ruiz; Wendy's is called so."""
    yield from dict.fromkeys((name, _POSSESSIVE.sub("", name)))


def _may_name(words: Sequence[str]) -> bool:
    """Whether this may be a person's or a company's name: Jan van der Berg, 42 North, 3M; it begins with a capital or a digit, and so it ends if it is long."""
    first, last = words[0], words[-1]
    ends = len(words) < 4 or _stands_out(last)
    return ends and _stands_out(first) and (not first.isdecimal() or (len(words) > 1 and _stands_out(words[1])))


def _stands_out(word: str) -> bool:
    """Not a word in small letters; of a script that has no others any word."""
    return not word[0].islower()
