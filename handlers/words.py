"""Money and moments in words, as every screen writes them. Plain text: what goes into mrkdwn is escaped there."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_symbol

LOCALE = Locale.parse("en_US")  # parsed once: its name is parsed at every call
_CODE = re.compile(r"[A-Z]{3}")


MOST_SHOWN = 10**24


@lru_cache(maxsize=4096)  # babel takes a seventh of a card's time for one amount
def money(cents: int, currency: str) -> str:
    """`$12,000`, `$12,000.50`: cents only where there are any. A code without a sign of its own stands behind: `12,000 CHF`."""
    if abs(cents) > MOST_SHOWN:  # which no column of the platform holds, and no decimal of babel's
        return f"{Decimal(cents).scaleb(-2):.3g} {currency.strip().upper()}"
    amount = Decimal(cents) / 100
    pattern = "#,##0.00" if cents % 100 else "#,##0"
    code = currency.strip().upper()
    sign = get_currency_symbol(code, locale=LOCALE) if _CODE.fullmatch(code) else ""
    if sign and sign != code:
        return format_currency(amount, code, format=f"¤{pattern}", locale=LOCALE, currency_digits=False)
    number = format_decimal(amount, format=pattern, locale=LOCALE)
    return f"{number} {code}" if sign else number


@lru_cache(maxsize=4096)
def day(on: date, today: date) -> str:
    """`3 Nov`, with the year when it is not this one."""
    return format_date(on, "d MMM" if on.year == today.year else "d MMM y", locale=LOCALE)


def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `5 minutes ago`, `3 hours ago`, `yesterday`, `3 days ago`, from 7 days on the day. Both aware; days are those of `now`'s zone."""
    moment = moment.astimezone(now.tzinfo)
    passed = now.astimezone(UTC) - moment.astimezone(UTC)
    days = (now.date() - moment.date()).days
    if days < 0 or days >= 7:
        return day(moment.date(), now.date())
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return _counted(passed // timedelta(minutes=1), "minute")
    if days == 0 or passed < timedelta(hours=6):
        return _counted(passed // timedelta(hours=1), "hour")
    return "yesterday" if days == 1 else _counted(days, "day")


def when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`today 14:02`, `tomorrow 10:00`, `yesterday 10:00`, in the six days to come `Fri 10:00`, else `3 Nov 10:00`. Both aware, written in `zone`."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    distance = (local.date() - today).days
    if distance in _NEAR:
        name = _NEAR[distance]
    elif 1 < distance < 7:
        name = format_date(local.date(), "EEE", locale=LOCALE)
    else:
        name = day(local.date(), today)
    return f"{name} {local:%H:%M}"


def opening(words: str) -> str:
    """As a sentence begins."""
    return words[:1].upper() + words[1:]


def echo(moment: datetime, now: datetime) -> str:
    """A moment that was typed in words, with its weekday: `tomorrow (Mon 23 Nov) 10:00`, `Fri 27 Nov 10:00`. Both aware and of one zone."""
    distance = (moment.date() - now.date()).days
    weekday = format_date(moment.date(), "EEE d MMM" if moment.year == now.year else "EEE d MMM y", locale=LOCALE)
    return f"{_NEAR[distance]} ({weekday}) {moment:%H:%M}" if distance in _NEAR else f"{weekday} {moment:%H:%M}"


def since(moment: datetime, now: datetime) -> str:
    """`since yesterday`, in the six days past `since Friday`, else `since 3 Nov`. Both aware; days are those of `now`'s zone."""
    on, today = moment.astimezone(now.tzinfo).date(), now.date()
    passed = (today - on).days
    if passed == 1:
        return "since yesterday"
    return f"since {format_date(on, 'EEEE', locale=LOCALE) if 1 < passed < 7 else day(on, today)}"


_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def joined(names: Sequence[str], last: str = "and") -> str:
    """`Dora, Eli and Cara`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)} ago"
