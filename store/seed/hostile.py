"""Leads that are a nuisance on purpose: whatever a row may hold must neither break a card nor ping anybody. What each is for: docs/sample-data.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from store.seed.leads import Story
from store.seed.people import Row
from store.seed.work import note_row

LARGEST = 2_147_483_647
NOBODY: Row = dict.fromkeys(("email", "first_name", "last_name", "company", "job_title", "phone", "website", "linkedin_url", "notes"))
PARAGRAPH = "They asked again about the export, the notice period and who reads the data. We said: all of it, a month, nobody but them. "


@dataclass(frozen=True, slots=True)
class Nuisance:
    """Columns that replace an ordinary lead's, and the text of a note on it."""

    columns: Row
    note: str | None = None


def named(first: str | None, last: str | None = None, company: str | None = None, note: str | None = None, **columns: Any) -> Nuisance:
    """A lead of that name and company; an e-mail and a phone only where given, so that nothing in the row contradicts the name."""
    return Nuisance({"first_name": first, "last_name": last, "company": company, "email": None} | columns, note)


def only(**columns: Any) -> Nuisance:
    """A lead of which nothing is known but this."""
    return Nuisance(NOBODY | columns)


def zalgo(word: str) -> str:
    """A word under a heap of combining marks."""
    return "".join(letter + "\u0336\u0301\u0323\u0308\u0330\u0311" for letter in word)


MARKUP = (
    named("<!channel>", "& Sons", "<!channel> & Sons", note="<!here> please look: <@UBEN> & <https://files.example|this> *now*"),
    named("*bold* _it_", "~x~ `code`", "```block```", job_title="> quoted"),
    named("<@U0123ABCD>", "<#C0123ABCD|sales>", "@here & @channel"),
    named("&lt;b&gt;", "&amp;amp;", "AT&T-like & Co"),
    named("Link", "<https://files.example|Click me>", "https://evil.example/?a=1&b=<x>|click", website="javascript:alert(1)", linkedin_url="not an address"),
    named(":tada:", ":no_entry:", ":+1: Supplies"),
    named("{{name}}", "${last}", "%s %d {0} Ltd"),
    named("# Heading", "- item", "1. Numbered & Co", notes="# Title\n\n* one\n* two\n\n> quote\n\n---\n| a | b |"),
)
SCRIPTS = (
    named("ليلى", "الهاشمي", "شركة النخلة الزرقاء", notes="تفضل المكالمات في الصباح (09:00)."),
    named("נועה", "ברקוביץ'", "מעבדות אורן", job_title='סמנכ"ל מכירות'),
    named("Mira \u202enoraM", "Tabor", "\u202egnp.ecivres\u202c Oy"),
    named("\u2067Sela", "\u2066Open Isolate", "\u200fNir\u200e & Co"),
    named(zalgo("Zoran"), zalgo("Deep"), zalgo("Abyss Labs")),
    named("👩‍👩‍👧‍👦", "Rivera 🏳️‍🌈", "🦄 Studio 🧑🏽‍🚀🇩🇪"),
    named("क्षितिज", "ศรีสุข", "பனிமலை நிறுவனம்"),
    named("明子", "欧阳", "株式会社あおぞら工房"),
    named("İpek", "Işık", "DİYARBAKIR ışıkları"),
    named("Ｆｕｌｌ", "Ｗｉｄｔｈ", "ﬁne ﬂowers № ①"),
    named("Zero\u200bWidth", "Soft\u00adHyphen", "Non\u00a0Breaking\u2007Space\ufeff"),
    named("Jose\u0301", "Nu\u0301n\u0303ez", "Cafe\u0301 Decomposed"),
    named("ᚠᚢᚦ", "𓀀𓂀", "\ue000 Private Use"),
)
SIZES = (
    named("A" * 255, "B" * 255, "C" * 255, job_title="D" * 255),
    named("𝔘" * 255, None, "𝔘" * 255),
    named("word " * 51, "&" * 255, "<" * 255),
    named("X", "Y", "Z", email="x@y.example"),
    only(email=f"{'long.address.' * 18}a@mail.example"),
    named("Sixty", "Tags", "Label Works", tags=[f"tag {place} of sixty" for place in range(1, 61)]),
    named("Odd", "Tags", "Label Makers", tags=["", "   ", "t" * 200, "<!everyone>", "a,b", "-minus", "Vip", "vip"]),
    named("Long", "Notes", "Archive House", note=(PARAGRAPH * 200)[:20_000], notes=(PARAGRAPH * 200)[:20_000]),
    named("No", "Spaces", "Pneumo", note="x" * 4_000, notes="y" * 4_000),
)
EMPTY = (
    only(),
    only(company="Onlya Company"),
    only(email="only.email@mail.example"),
    only(phone="+49 30 23125 777"),
    only(first_name="Onlyfirst"),
    named("Emptyco", "Person", ""),
    named("", "", "", email="", phone="", job_title="", notes="", website=""),
    named("   ", "\u00a0", "\t", phone=" ", notes="\n\n"),
    named("Nulls", "Everywhere", None, tags=None, custom_fields=None, enrichment_data=None, source=None, lead_temperature=None, score=None, value=None),
    named("Score", "Unknown", "Blank Slate", score=None),
)
LOOKALIKES = (
    named("Katrin", "Sommer", "Tarnvale Tools", email="katrin.sommer@tarnvaletools.example"),
    named("Katrin", "Sommer", "Isorbridge Freight", email="k.sommer@isorbridgefreight.example"),
    named("Katrin", "Sommer", "Yarrholm Solar", email="katrin@yarrholmsolar.example"),
    named("Paul", "Amadi", "Kestwick Hotels", email="office@kestwickhotels.example"),
    named("Paula", "Amadi", "Kestwick Hotels", email="office@kestwickhotels.example"),
    named("Greta", "Voss", "Pellgarde Press", email="greta.voss@pellgardepress.example"),
    named("Greta", "Voß", "Pellgarde Press", email="Greta.Voss@PellgardePress.example"),
    named("Nadia", "Note", "Note Ltd", email="nadia@note.example"),
    named("Lars", "Log", "Log Works", email="lars@logworks.example"),
    named("Newton", "Harbor", "New Harbor", email="newton@newharbor.example"),
    named("Today", "Mine", "Top Find"),
    named("42", "North", "42 North", email="hello@42north.example"),
    named("007", "4930", "12345"),
    named("Colon:", "Ana: Ben", "10:00 Club: Late"),
)
QUOTES = (
    named('Sean "Ace"', "O'Malley", "“Curly” ‘Quotes’ & „Low“", email="sean.o'malley+crm@mail.example"),
    named("100%", "Cot_ton", "%_% Textiles"),
    named("Back\\slash", "\\N", "C:\\new\\table\\"),
    named("Robert'); DROP TABLE leads;--", '"; select 1', "' or ''='"),
    named("Line\nBreak", "Tab\tStop", "Carriage\r\nReturn", note="one\r\ntwo\n\n\n\nthree\ttabbed"),
    named("  Leading", "Trailing  ", "  Inner   Blanks  "),
    only(email="no-at-sign", phone="call me, or +49 30 23125 000 ext. 5; fax"),
    only(email="UPPER.CASE@MAIL.EXAMPLE", company="lower case llc"),
)
NUMBERS = (
    named("Value", "Zero", "Nil Goods", value=0),
    named("Value", "Below", "Refund House", value=-1_250_000),
    named("Value", "Huge", "Bottomless Capital", value=LARGEST, status="closed_won"),
    named("Odd", "Cents", "Penny Wise", value=1_234_501),
    named("Close", "Never", "Endless Estates", expected_close_date=date(9999, 12, 31)),
    named("Close", "Long Ago", "First Century Foods", expected_close_date=date(1, 1, 1)),
    named(
        "Nested",
        "Fields",
        "Deep Boxes",
        custom_fields={
            "seats": {"min": 5, "max": [10, {"or": None}]},
            "contract_ends": "<!channel>",
            "": "no key",
            "*k*": "v" * 500,
            "list": [1, "two", [3]],
            "yes": True,
        },
        enrichment_data={"industry": ["Technology", "Finance"], "company_size": 120, "nested": {"a": {"b": {"c": "deep"}}}},
    ),
)

ALL: Sequence[Nuisance] = (*MARKUP, *SCRIPTS, *SIZES, *EMPTY, *LOOKALIKES, *QUOTES, *NUMBERS)


def spoil(random: Random, story: Story, nuisance: Nuisance, owners: Sequence[int | None]) -> None:
    """Make the ordinary lead this nuisance."""
    kept = {"phone": story.lead["phone"], "website": None, "linkedin_url": None, "notes": None}
    story.lead |= kept | nuisance.columns | {"assigned_to_id": random.choice(owners)}
    story.is_plain = False


def annotate(story: Story, nuisance: Nuisance) -> None:
    """The nuisance's note, by the lead's owner."""
    if nuisance.note is not None:
        story.notes.append(note_row(story.number, story.lead["assigned_to_id"], "general", nuisance.note, story.lead["created_at"]))
