"""What a piece of a signature may be: a title, a company, a way to reach somebody, a place."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from crm import signature_words as shapes
from crm.signature_words import LONGEST_NAME

LONGEST_PIECE = 100


def is_title(piece: str) -> bool:
    """A few words, one of them of a job; in small letters only where that is the first of at most three."""
    words = piece.split()
    if not words or len(piece) > LONGEST_PIECE or len(words) > 8 or piece.endswith((".", "!", "?")) or is_contact(piece):
        return False
    found = shapes.TITLE.search(piece.partition(",")[0])
    return found is not None and (not piece[0].islower() or (found.start() == 0 and len(words) <= 3))


def title_and_company(piece: str) -> tuple[str, str | None]:
    """`VP Sales at Acme Corp`, `VP Sales, Acme Corp`."""
    for between in (r"\s+(?:at|@|bei|chez)\s+", r",\s+"):
        title, *rest = re.split(between, piece, maxsplit=1)
        if rest and is_title(title) and may_be_company(rest[0].strip()) and not shapes.TITLE.search(rest[0]) and not is_department(rest[0]):
            return title.strip(), rest[0].strip()
    if japanese := shapes.COMPANY_FIRST.fullmatch(piece):
        return japanese["title"], japanese["company"]
    return piece, None


def is_department(piece: str) -> bool:
    """`Engineering`, `Global Sales & Marketing`: part of a title rather than a company."""
    return shapes.DEPARTMENT.fullmatch(piece.strip()) is not None


def is_proper(title: str) -> bool:
    """Whether it is written as titles are, and not as a sentence is."""
    return all(word[0] in "&/-(" or not word[0].islower() or word in shapes.SMALL_IN_TITLES for word in title.split())


def is_contact(piece: str) -> bool:
    """Whether it says how somebody is reached: an address, a number, what begins with `tel.`."""
    return (
        shapes.EMAIL.search(piece) is not None
        or shapes.ADDRESS.search(piece) is not None
        or shapes.LABEL.match(piece) is not None
        or sum(map(str.isdigit, piece)) >= 6
    )


def is_company(piece: str, emails: Sequence[str]) -> bool:
    """By its legal form, or because addresses are at a domain of its name."""
    if is_contact(piece) or len(piece) > LONGEST_NAME or len(piece.split()) > 7:
        return False
    is_long = len(piece.split()) > 1 or (piece.lower() == piece.upper() and len(piece) > 4)  # of a script without capitals, perhaps without blanks
    if shapes.SUFFIX.search(piece) and is_long and not piece[0].islower():
        return True
    called = "".join(character for character in folded(piece) if character.isalnum())
    return len(called) > 2 and any(called == "".join(filter(str.isalnum, email.rpartition("@")[2].rpartition(".")[0])) for email in emails)


def may_be_company(piece: str) -> bool:
    """Short, begins as a name does, and is no place, address, title or sentence."""
    words = piece.split()
    fits = 1 < len(piece) <= LONGEST_NAME and 1 <= len(words) <= 6 and not piece[0].islower() and piece[0].isalnum()
    return fits and not shapes.PLACES.search(piece) and not is_contact(piece) and not is_title(piece) and piece.lower() not in places()


@cache
def places() -> frozenset[str]:
    """Cities and countries that are no names: of time zones, and of the world in English."""
    cities = {zone.rpartition("/")[2].replace("_", " ").lower() for zone in available_timezones()}
    return frozenset(
        cities | {name.lower() for name in Locale("en").territories.values()} | {"usa", "uk", "munich", "hamburg", "barcelona", "milan", "san francisco"}
    )


def folded(text: str) -> str:
    """Without case and accents; ü is ue, as in addresses."""
    return unaccented(unicodedata.normalize("NFC", text).casefold().translate(shapes.GERMAN))


def unaccented(text: str) -> str:
    """Without case and accents; ü is u."""
    return "".join(character for character in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(character))
