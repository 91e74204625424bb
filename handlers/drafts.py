"""How a typed line travels in a button: as it is, or as the number of a draft where it is too long."""

LONGEST = 1900
"""Characters of a line in a button's value, which holds 2,000."""
PREFIX = "draft:"


def number(typed: str) -> int | None:
    """The draft that a button names; None where it carries the line itself."""
    digits = typed.removeprefix(PREFIX)
    return int(digits) if typed.startswith(PREFIX) and digits.isascii() and digits.isdecimal() else None


def carried(typed: str, draft: int | None) -> str | None:
    """What a button carries of a line; None where it is too long and was not kept."""
    if len(typed) <= LONGEST:
        return typed
    return None if draft is None else f"{PREFIX}{draft}"
