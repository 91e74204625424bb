"""Whose an e-mail address is: it spells the name, or stands beside it. Text in, numbers and addresses out."""

import re
from collections.abc import Iterator, Sequence

from crm import signature_words as shapes
from crm.signature_roles import folded, unaccented

SHORTEST_WORD = 3
"""Letters of a name that say something inside of an address."""


def is_read(email: str) -> bool:
    """Whether somebody reads what is sent there; noreply@ is nobody's."""
    return shapes.UNREAD.fullmatch(email.partition("@")[0]) is None


def likeness(name: str, email: str) -> int:
    """How surely the address is of this name: 3 for two of its words, 2 for one beside which nothing else is said but initials; 0 for another's.

    ana.ruiz@, anaruiz@, a.ruiz@, aruiz@, ana@ and jp.dupont@ are of Ana Ruiz and Jean-Pierre Dupont; ana.lopez@ and diana@ are not of Ana Ruiz.
    """
    told = [token for token in re.split(r"[\W\d_]+", folded(email.partition("@")[0].partition("+")[0])) if token]
    return max(_likeness(_words(spelled), told) for spelled in (folded(name), unaccented(name)))


def _words(name: str) -> list[str]:
    words = [word for word in re.split(r"[\s-]+", re.sub("['’.]", "", name)) if word]
    return words + ["".join(words[start:]) for start in range(1, len(words) - 1)]  # delatour


def _likeness(words: Sequence[str], told: Sequence[str]) -> int:
    initials = "".join(word[0] for word in words)
    hits, is_all = 0, bool(told)
    for token in told:
        rest, said = token, 0
        for word in sorted(words, key=len, reverse=True):
            if word == token or (len(word) >= SHORTEST_WORD and word in rest):
                rest, said = rest.replace(word, "", 1), said + 1
        hits += said
        is_all = is_all and (_is_within(rest, initials) or (not said and any(_is_short_for(token, word) for word in words)))
    return 3 if hits > 1 else 2 if hits and is_all else 0


def is_anothers(name: str, email: str) -> bool:
    """Whether the address spells the name of somebody else: two words, of which the name has not one."""
    is_spelled = re.fullmatch(r"[^\W\d_]{2,}[._-][^\W\d_]{2,}", email.partition("@")[0])
    return is_spelled is not None and folded(name).isascii() and not likeness(name, email)


def labelled(lines: Sequence[str]) -> Iterator[str]:
    """`Email: ana@acme.com`, as forms on websites send it."""
    for line in lines:
        if found := shapes.LABELLED_EMAIL.match(line):
            yield from shapes.EMAIL.findall(line[found.end() :])[:1]


def _is_short_for(token: str, word: str) -> bool:
    """Tom for Thomas, and Ana for Anna."""
    return len(token) > 1 and token[0] == word[0] and (_is_within(token, word) or _is_within(word, token))


def _is_within(letters: str, word: str) -> bool:
    """Whether they stand there in this order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)
