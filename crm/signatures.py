"""A person in a message: how to reach them, and from a signature or an introduction who they are. Each only where it is clear: empty rather than wrong."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from babel.core import get_global

from crm import signature_addresses as addresses
from crm import signature_phones
from crm import signature_words as shapes
from crm.signature_roles import LONGEST_PIECE, folded, is_company, is_contact, is_department, is_proper, is_title, may_be_company, places, title_and_company
from crm.signature_words import LONGEST_NAME

LONGEST = 10_000
"""Of a text that is looked at."""
MOST = 10
"""Of each kind that is found."""
LONGEST_LINE = 2000
MOST_LINES = 400
BLOCK = 8
"""Lines of a signature."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a text calls them."""

    name: str
    job_title: str | None = None
    company: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a text says of people, as it stands there, each at most MOST times and once.

    person: whom the first address belongs to, or may. email: theirs, where it spells their name or stands beside it; where nobody is named the first.
    """

    person: Person | None = None
    email: str | None = None
    people: tuple[Person, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    linkedin: tuple[str, ...] = ()


def read_person(text: str, *, region: str | None = None) -> Found:
    """Who a message is from or about. Slack's tokens are read; any string will do.

    region: ISO code of the reader's country, whose phone numbers may stand there without their +, see `region_of`; so may those of the countries
    that addresses and other numbers tell of, which are then given with their +.
    """
    shown = unwrapped(text[:LONGEST])
    parts = [part for part in _parts(shown) if part]
    emails = _emails(line for part in parts for line in part if not shapes.RECIPIENT.match(line)) or _emails(line for part in parts for line in part)
    emails = tuple(filter(addresses.is_read, emails))
    people = _merged([*(person for part in parts for person in _people(part, emails)), *_spelled(shown, emails)])
    websites = _websites(parts, emails)
    hosts = [*(email.rpartition("@")[2] for email in emails), *map(_host, websites)]
    person, email = _whose(parts, people, emails)
    return Found(
        person=person,
        email=email,
        people=people,
        emails=emails,
        phones=_first(phone for part in parts for phone in signature_phones.find("\n".join(part), home=region, hosts=hosts)),
        websites=websites,
        linkedin=_first(address.rstrip("/.,;") for part in parts for address in shapes.LINKEDIN.findall("\n".join(part))),
    )


def region_of(timezone: str) -> str | None:
    """The country of a time zone: `DE` of Europe/Berlin."""
    region = get_global("zone_territories").get(timezone)
    return region if region and re.fullmatch("[A-Z]{2}", region) and region != "ZZ" else None


def unwrapped(text: str) -> str:
    """The text as Slack shows it: links as their addresses, mentions and emoji left out, entities resolved once."""
    shown = shapes.TOKEN.sub(_token, text)
    return unicodedata.normalize("NFC", shapes.INVISIBLE.sub("", shown)).replace("\0", "\ufffd")


def _token(found: re.Match[str]) -> str:
    if found["entity"]:
        return shapes.ENTITIES[found["entity"]]
    address = re.sub("&(amp|lt|gt);", lambda one: shapes.ENTITIES[one[1]], found["address"] or " ")
    return address.partition("?")[0] if found["mail"] else address


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Lines of what was written, then of what it quotes."""
    written: list[str] = []
    older: list[str] = []
    is_older = False
    for line in text.splitlines()[:MOST_LINES]:
        is_older = is_older or shapes.OLDER.search(line.strip(" >")) is not None
        (older if is_older or shapes.QUOTED.match(line) else written).append(shapes.QUOTED.sub("", line).strip(" *_~`\t\u00a0"))
    return written, older


def _people(lines: Sequence[str], emails: Sequence[str]) -> Iterator[Person]:
    """Whoever is called clearly by name, in the order of the lines. What stands under a name or a title is no further name, but by its address."""
    yield from _labelled(lines)
    is_below = was_closing = False
    for place, line in enumerate(lines):
        if not line:
            is_below = was_closing
            continue
        was_closing, above = False, lines[place - 1] if place else ""
        if shapes.RECIPIENT.match(line):
            continue
        if header := shapes.HEADER.match(line):
            sender = line[header.end() :].partition("<")[0]
            if shapes.EMAIL.search(line) and (name := _name(_turned(sender), fewest=1)):
                yield Person(name)
            continue
        closing = shapes.CLOSING.match(line)
        if closing or line in {"--", "—", "- -"}:
            rest = line[closing.end() :] if closing else ""
            following = [rest, *lines[place + 1 :]] if rest else lines[place + 1 :]
            if person := _signature(following, emails, fewest=2 if rest else 1, is_signed=True):
                yield person
            is_below, was_closing = person is not None or not rest, not rest
        elif person := _signature(lines[place:], emails, fewest=2, is_signed=False):
            is_lone = len(_pieces(line)) == 1 and not _belongs(person.name, emails)
            if not is_lone or not (is_below or _is_above_a_company(above, person)):
                yield person
                is_below = True
        yield from _introduced(line)


def _is_above_a_company(line: str, person: Person) -> bool:
    """Whether it is a title or may be a name of its own, so that what seems to be a person below is rather their company."""
    may_be_name = len(line.split()) <= 4 and not line[:1].islower() and (line[-1:].isalnum() or line.endswith(")")) and not is_contact(line)
    return (is_title(line) and is_proper(line)) or (person.job_title is None and may_be_name)


def _labelled(lines: Sequence[str]) -> Iterator[Person]:
    """`Name: Ana Ruiz`, `Company: Acme Corp`, as forms on websites send them; each line is said once."""
    said: dict[str, str] = {}
    for line in lines:
        if found := shapes.LABELLED.match(line):
            said.setdefault(str(found.lastgroup), shapes.LINKED.sub("", line[found.end() :]).strip(" *_~`\"'")[:LONGEST_PIECE])
    parts = [said.get("name"), said.get("first"), said.get("last")]
    name = _name(parts[0] or " ".join(part for part in parts[1:] if part), fewest=1)
    if name:
        company, title = said.get("company", ""), said.get("title", "")
        is_company = company and not is_contact(company) and company[0].isalnum()
        yield Person(name, title if title and not is_contact(title) else None, company if is_company else None)


def _signature(lines: Sequence[str], emails: Sequence[str], *, fewest: int, is_signed: bool) -> Person | None:
    """A name and the lines under it. Where no closing stands above, a title or an address beside it says that it is one."""
    block = list(islice((line for line in lines[: BLOCK + 4] if line), BLOCK))
    if not block or (not is_signed and not lines[0]):
        return None
    first = _pieces(block[0])
    name = _name(first[0], fewest=fewest) if first else None
    if name is None:
        return None
    beside = first[1:]
    below = [_pieces(line) for line in _until_a_sentence(block[1:])] if is_signed or not beside else []
    pieces = [beside, *below] if beside else below
    told = [piece for each in pieces for piece in each]
    title, company = _roles(pieces, emails)
    if title is None and _ends_in_a_place(name) and not _belongs(name, emails):
        return None  # Acme India
    contacts = [piece for piece in told if is_contact(piece)]
    if not is_signed and not _is_clear(name, title, company, contacts, emails):
        return None
    if is_signed and " " not in name and (longer := next((piece for piece in told[:3] if piece.startswith(f"{name} ") and _name(piece, fewest=2)), None)):
        name = _name(longer, fewest=2) or name
    unknown = [piece for piece in beside if not is_contact(piece) and piece != title]
    if company is None and len(unknown) == 1 and (contacts or title) and may_be_company(unknown[0]):
        company = unknown[0]
    return Person(name, title, company)


def _is_clear(name: str, title: str | None, company: str | None, contacts: Sequence[str], emails: Sequence[str]) -> bool:
    """Whether what looks like a name is one though no closing stands above: an address of that name, a number beside it, or title and company."""
    numbers = [piece for piece in contacts if piece[0] in "+(0" or shapes.LABEL.match(piece)]
    return _belongs(name, emails) or bool(numbers) or (title is not None and is_proper(title) and (company is not None or bool(contacts)))


def _ends_in_a_place(name: str) -> bool:
    return name.rpartition(" ")[2].lower() in places()


def _roles(pieces: Sequence[Sequence[str]], emails: Sequence[str]) -> tuple[str | None, str | None]:
    """Title and company among the lines of a signature: a company by its form, by the address's domain, or because it stands beside the title."""
    told = [piece for each in pieces for piece in each][: 2 * BLOCK]
    title = company = None
    for place, piece in enumerate(told):
        if is_contact(piece):
            continue
        if title is None and is_title(piece):
            title, at = title_and_company(piece)
            company = company or at
            near = [told[n] for n in (place + 1, place - 1) if 0 <= n < len(told)]
            if company is None:
                likely = [*(one for one in (*near, *told) if is_company(one, emails)), *(one for one in near if may_be_company(one) and not is_department(one))]
                company = next(iter(likely), None)
        elif company is None and is_company(piece, emails):
            company = piece
    return title, company


def _spelled(text: str, emails: Sequence[str]) -> Iterator[Person]:
    """Whom an address spells: Tom Baxter, where tom.baxter@… stands beside."""
    words = [word.rstrip(".") for word in shapes.WORD.findall(text)]
    for email in emails:
        spelled = re.split("[._-]", folded(email.partition("@")[0]))
        if len(spelled) < 2 or not all(one.isalpha() and len(one) > 1 for one in spelled):
            continue
        for start in range(len(words) - len(spelled) + 1):
            said = words[start : start + len(spelled)]
            if all(word[0].isupper() and folded(word) == one for word, one in zip(said, spelled, strict=True)):
                yield Person(" ".join(said))
                break


def _introduced(line: str) -> Iterator[Person]:
    """I'm Ana Ruiz, VP Sales at Acme Corp; met Ana Ruiz from Acme; Ana Ruiz, VP Sales at Acme Corp; Ana Ruiz <ana@acme.com>."""
    line = line[:LONGEST_LINE]
    for found in _each(shapes.TITLED, line):
        if (name := _called(found["name"])) and is_title(found["title"]):
            is_all = is_department(company := found["company"]) and line[found.end("title")] == ","
            yield Person(name, f"{found['title']}, {company}", None) if is_all else Person(name, found["title"], _company(company))
    for found in _each(shapes.INTRODUCED, line):
        if name := _called(found["name"]):
            title = found["title"] if found["title"] and is_title(found["title"]) else None
            yield Person(name, title, _company(found["company"] or ""))
    for found in _each(shapes.ADDRESSED, line):
        if (name := _called(_turned(found["name"]))) and (found["bracket"] or _belongs(name, [found["email"]])):
            yield Person(name)


def _each(pattern: re.Pattern[str], line: str) -> Iterator[re.Match[str]]:
    """Matches; the next may begin where the name of this one ends, for what follows may be a name too."""
    start = 0
    for _ in range(3 * MOST):
        found = pattern.search(line, start)
        if found is None:
            return
        yield found
        start = found.end("name")


def _called(name: str) -> str | None:
    """The name without the words that a sentence begins with."""
    words = name.split()
    while len(words) > 2 and words[0].casefold() in shapes.BEFORE_A_NAME:
        words = words[1:]
    return _name(" ".join(words), fewest=2)


def _company(text: str) -> str | None:
    """Without the full stop of the sentence that it ends."""
    company = text.rstrip(",;:-")
    company = company if "." in company.rstrip(".") else company.rstrip(".")
    return company if company and may_be_company(company) else None


def _until_a_sentence(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > LONGEST_PIECE or line.endswith(("!", "?")) or shapes.CLOSING.match(line) or (line.endswith(".") and len(line.split()) > 6):
            return
        yield line


def _pieces(line: str) -> list[str]:
    """What stands between separators; after a comma where that is a title."""
    pieces = [piece.strip(" ,;*_~`") for piece in shapes.SEPARATOR.split(shapes.LINKED.sub("", line)[: 3 * LONGEST_PIECE]) if piece]
    if pieces and "," in pieces[0]:
        name, _, rest = pieces[0].partition(",")
        if is_title(rest) and not is_title(name):
            pieces[:1] = [name.strip(), rest.strip()]
    return [piece for piece in pieces if piece]


def _name(text: str, *, fewest: int) -> str | None:
    """The text where it is a person's name: capitals, particles, letters of a script that has none; no place, title or company."""
    called = shapes.CREDENTIALS.sub("", shapes.HONORIFIC.sub("", text.strip(" ,;*_~`\"'"))).strip(" ,.")
    words = called.split()
    if not fewest <= len(words) <= 5 or len(called) > LONGEST_NAME or not all(shapes.WORD.fullmatch(word) for word in words):
        return None
    is_word = (
        any(word.lower().strip(".") in shapes.NO_NAME for word in (words if words[-1] != "An" else words[:-1]))
        or shapes.TITLE.search(called)
        or shapes.SUFFIX.search(called)
        or called.lower() in places()
    )
    capital = all(word[0].isupper() or not word[0].islower() or word in shapes.PARTICLES for word in words) and not words[-1].islower()
    caseless_alone = len(words) == 1 and not words[0][0].isupper() and not 2 <= len(called) <= 6
    return None if is_word or not capital or caseless_alone or (len(words) == 1 and len(called) < 2) else " ".join(words)


def _turned(name: str) -> str:
    """`Ruiz, Ana` of an address book as it is said."""
    last, comma, first = name.strip(" \"'").partition(",")
    return f"{first.strip()} {last.strip()}" if comma and len(first.split()) == 1 and len(last.split()) <= 2 else name


def _emails(lines: Iterable[str]) -> tuple[str, ...]:
    return _first(email for line in lines for email in shapes.EMAIL.findall(line))


def _websites(parts: Sequence[Sequence[str]], emails: Sequence[str]) -> tuple[str, ...]:
    """Home pages: of an address's domain first, and links to no page below it. What only links to something to read is none."""
    domains = [email.rpartition("@")[2].lower() for email in emails]
    found = [address.rstrip(".,;:!?)") for part in parts for address in shapes.ADDRESS.findall("\n".join(part))]
    home = [address for address in found if "." in (host := _host(address)) and not _path(address) and (host in domains or not _is_of_others(host))]
    return _first(sorted(home, key=lambda address: _host(address) not in domains))


def _is_of_others(host: str) -> bool:
    """Whether it, or what it is a part of, belongs to no company that people sign for."""
    names = host.split(".")
    return any(".".join(names[start:]) in shapes.OTHERS for start in range(len(names)))


def _host(address: str) -> str:
    return _bare(address).partition("/")[0].lower()


def _path(address: str) -> str:
    return _bare(address).partition("/")[2]


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address, flags=re.IGNORECASE)


def _merged(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each person once: what one mention leaves out another may say; a first name alone is the person's who has it."""
    known: dict[str, Person] = {}
    for person in people:
        key = folded(person.name)
        same = next((one for one in known if one == key or one.startswith(f"{key} ") or key.startswith(f"{one} ")), None)
        if same is None:
            known[key] = person
        else:
            old = known[same]
            longer = max(old.name, person.name, key=len)
            known[same] = replace(old, name=longer, job_title=old.job_title or person.job_title, company=old.company or person.company)
    return tuple(islice(known.values(), MOST))


def _whose(parts: Sequence[Sequence[str]], people: Sequence[Person], emails: Sequence[str]) -> tuple[Person | None, str | None]:
    """Who it is, and their address. With doubt whose an address is, one of the two is left out."""
    if not emails or not people:
        return next(iter(people), None), next(iter(emails), None)
    for part in parts:
        named, email = next(_labelled(part), None), next(addresses.labelled(part), None)
        if named and email in emails:
            return next((one for one in people if one.name.startswith(named.name)), named), email
    for email in emails:
        owner = max(people, key=lambda person: addresses.likeness(person.name, email))
        how = addresses.likeness(owner.name, email)
        if how and how == max(addresses.likeness(owner.name, one) for one in emails):
            return owner, email
    if addresses.is_anothers(people[0].name, emails[0]):
        return None, emails[0]
    beside = ((person, email) for person in people for email in _beside(person, people, parts) if email in emails)
    return next(((person, email) for person, email in beside if not addresses.is_anothers(person.name, email)), (people[0], None))


def _beside(person: Person, people: Sequence[Person], parts: Sequence[Sequence[str]]) -> Iterator[str]:
    """The addresses in the lines where a person is named, and in those that follow as a signature's do."""
    for part in parts:
        for place, line in enumerate(part):
            if person.name not in line:
                continue
            block = islice((below for below in part[place + 1 : place + BLOCK + 4] if below), BLOCK - 1)
            for told in (line, *_until_a_sentence(block)):
                if told is not line and any(other.name in told for other in people if other is not person):
                    break
                yield from shapes.EMAIL.findall(told)


def _belongs(name: str, emails: Sequence[str]) -> bool:
    """Whether an address is of this name."""
    return any(addresses.likeness(name, email) for email in emails)


def _first(found: Iterable[str]) -> tuple[str, ...]:
    """Each once, whatever its case, in order; not too many."""
    once: dict[str, str] = {}
    for one in found:
        once.setdefault(one.casefold(), one)
    return tuple(islice(once.values(), MOST))
