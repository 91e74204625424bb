"""Typing errors as fingers make them: a letter missing, doubled, its neighbour on the keyboard instead, two swapped."""

from random import Random

from rapidfuzz.distance import OSA

from bench.inventing import folded

ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "ςερτυθιοπ",
    "ασδφγηξκλ",
    "ζχψωβνμ",
    "ضصثقفغعهخحجد",
    "شسيبلاتنمكط",
    "קראטוןםפ",
    "שדגכעיחלךף",
)
NEIGHBOURS = {letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in ROWS for place, letter in enumerate(row)}
LONG = 6
"""Letters from which a word may be misspelt twice."""


def misspelt(word: str, chance: Random, edits: int = 1) -> str:
    """The word with so many errors in it, whatever its accents. The first letter is right but for once in seven times. A word of one letter stays."""
    if len(folded(word)) < 2:
        return word
    while True:
        typed = word
        for _ in range(edits):
            typed = _one(typed, chance)
        if OSA.distance(folded(word), folded(typed)) == edits:
            return typed


def slipped(text: str, chance: Random) -> str:
    """Every word misspelt; one in three of the long ones twice."""
    return " ".join(misspelt(word, chance, 2 if len(word) >= LONG and chance.random() < 1 / 3 else 1) for word in text.split())


def _one(word: str, chance: Random) -> str:
    place = chance.randrange(0 if chance.random() < 1 / 7 else 1, len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    match chance.choice(("missing", "doubled", "neighbour", "swapped")):
        case "missing":
            return before + after
        case "doubled":
            return before + letter * 2 + after
        case "neighbour":
            wrong = chance.choice(NEIGHBOURS.get(letter.lower()) or letter)
            return before + (wrong.upper() if letter.isupper() else wrong) + after
        case _:
            return before + after[:1].lower() + letter.lower() + after[1:] if after else before[:-1] + letter + before[-1]
