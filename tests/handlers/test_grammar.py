import pytest

from handlers import lines
from handlers.grammar import READING, Verb, note_meant, read, saves, suggestion, write
from handlers.lines import Beginning, Email, Name, Number, Numbers, Phone

OURS = "https://bot.acme.example/leads/{id}"
PLATFORM = "https://crm.acme.example/app/leads/{id}/view"


@pytest.mark.parametrize(
    ("wire", "meant"),
    [
        ("Zoe\u0308", "Zoë"),
        ("“acme” „corp“ «ltd»", '"acme" "corp" "ltd"'),
        ("<mailto:ana@acme.com|ana@acme.com>", "ana@acme.com"),
        ("<mailto:ana@acme.com>", "ana@acme.com"),
        ("<mailto:ana@acme.com?subject=Hi|ana>", "ana@acme.com"),
        ("<tel:+49301234567|+49 30 1234567>", "+49301234567"),
        ("<https://acme.com/?a=1&amp;b=2|acme.com>", "https://acme.com/?a=1&b=2"),
        ("<https://acme.com>", "https://acme.com"),
        ("<http://Acme.io|Acme.io>", "Acme.io"),
        ("<http://acme.io/x|a page>", "http://acme.io/x"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&amp;T"),
        ("AT&T", "AT&T"),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
        ("&lt;mailto:a@b.c|x&gt;", "<mailto:a@b.c|x>"),
        ("&eacute; &quot;", "&eacute; &quot;"),
        ("hi <@UBEN> <@UANA|ana> <#C1|sales> <#C2|> <!channel>", "hi <@UBEN> <@UANA|ana> <#C1|sales> <#C2|> <!channel>"),
        ("  called\u00a0Ana\n\n- twice ", "called\u00a0Ana\n\n- twice"),
        ("\u2068שלום\u2069 :\u2060tada:", "שלום :tada:"),
        ("a\0b", "a\ufffdb"),
        ("", ""),
        (" \u3000\n", ""),
        ("<mailto:> <https://> < >", "<mailto:> <https://> < >"),
    ],
)
def test_a_line_is_cleaned_once(wire, meant):
    assert lines.clean(wire) == meant


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_a_first_word_that_is_exactly_a_verb_is_the_verb_in_any_case(verb, case):
    assert read(case(verb)).verb is verb
    assert read(f" {case(verb)}\u3000x").rest == "x"


@pytest.mark.parametrize("text", ["ana acme", "notes 42 x", "note: 42 x", "find new relic", '"new relic"', "“Note Ltd”", "", "<@UBEN>", "42", "note,"])
def test_every_other_line_is_a_search(text):
    assert read(text).verb is Verb.FIND


def test_find_and_quotes_search_for_what_begins_with_a_verb():
    assert read("find new relic").rest == "new relic"
    assert read('"new relic"').mark == Name("new relic")
    assert read('find "help scout"').mark == Name("help scout")
    assert read("new relic").verb is Verb.NEW
    assert read("New Relic").typed == "New Relic"


@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("42", Number("42")),
        ("#42", Number("42", only_id=True)),
        ("0301234567", Number("0301234567")),
        ("<mailto:Ana@acme.com|Ana@acme.com>", Email("Ana@acme.com")),
        ("+49301234567", Phone("+49301234567")),
        ("+49 (30) 123-4567", Phone("+49301234567")),
        ("<https://bot.acme.example/leads/42>", Number("42", only_id=True)),
        ("“Acme  Corp”", Name("Acme Corp")),
        ("42 north", None),
        ("acme corp: berlin", None),
        ('"acme" berlin', None),
        ("ana acme", None),
        ("<@UBEN>", None),
    ],
)
@pytest.mark.parametrize("verb", ["", *sorted(READING)])
def test_a_verb_that_reads_takes_all_the_rest_and_a_mark_only_if_it_is_all_of_it(verb, query, mark):
    line = read(f"{verb} {query}", lead_links=(OURS,))
    assert (line.mark, line.rest) == (mark, lines.clean(query))
    assert line.beginnings == ()


def test_a_search_for_one_person_says_whose_leads_are_meant():
    assert lines.person(read("<@UBEN|ben>").rest) == "UBEN"
    assert lines.person(read("<@UBEN> acme").rest) is None


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("42", Number("42")),
        ("42:", Number("42")),
        ("٤٢", Number("42")),
        ("\u200e42\u200f", Number("42")),
        ("0042", Number("0042")),
        ("#42", Number("42", only_id=True)),
        ("#42:", Number("42", only_id=True)),
        ("ana@acme.com", Email("ana@acme.com")),
        ("<mailto:ana@acme.com|ana@acme.com>:", Email("ana@acme.com")),
        ("+49301234567", Phone("+49301234567")),
        ("<tel:+49301234567|+49 30 1234567>", Phone("+49301234567")),
        ("\u202a+49-30-1234567\u202c", Phone("+49301234567")),
        ('"+49 30 1234567"', Phone("+49301234567")),
        ("+49 30 1234567:", Phone("+49301234567")),
        ("https://bot.acme.example/leads/42", Number("42", only_id=True)),
        ("<https://bot.acme.example/leads/42?tab=notes>:", Number("42", only_id=True)),
        ("<https://crm.acme.example/app/leads/42/view/#top>", Number("42", only_id=True)),
        ("<http://bot.acme.example/leads/42|bot.acme.example/leads/42>", Number("42", only_id=True)),
        ('"acme corp"', Name("acme corp")),
        ('"acme corp":', Name("acme corp")),
        ("«acme\u00a0 corp»", Name("acme corp")),
        ('"42"', Name("42")),
        ("acme corp:", Name("acme corp")),
        ("acme 10:00 club:", Name("acme 10:00 club")),
        ("AT&amp;T:", Name("AT&T")),
        ("a" * 80 + ":", Name("a" * 80)),
    ],
)
@pytest.mark.parametrize("verb", ["note", "tag", "enroll", "run", "edit"])
def test_a_mark_in_front_is_read(verb, written, mark):
    line = read(f"{verb} {written} talked to <@UBEN>", lead_links=(OURS, PLATFORM))
    assert (line.mark, line.rest) == (mark, "talked to <@UBEN>")


@pytest.mark.parametrize(
    "text",
    [
        "acme corp talked to Ana",
        "42nd street called",
        "42, called",
        "42:called",
        "at 10:00 called",
        "+1 from me",
        "+ 4930 1234567 called",
        "@dan called",
        "<@UBEN> called",
        "ana@acme called",
        "https://elsewhere.example/leads/42 called",
        "https://bot.acme.example/leads/ called",
        "https://bot.acme.example/leads/42x called",
        '"acme corp called',
        '"" called',
        '"  " called',
        '"acme"corp called',
        ": called",
        "#x called",
        "# 42 called",
        "a" * 81 + ": called",
        "42,57 called",
        "",
    ],
)
def test_what_is_not_a_mark_opens_the_form(text):
    line = read(f"note {text}", lead_links=(OURS,))
    assert (line.mark, line.rest, saves(line)) == (None, text, False)


def test_the_mark_in_front_wins_over_a_later_colon():
    assert read("note 42 pricing: too high").rest == "pricing: too high"
    assert read('note "acme" pricing: too high').mark == Name("acme")
    assert read("note 42 : called").rest == ": called"
    assert read("note acme: Re: x").rest == "Re: x"


def test_only_one_colon_is_dropped_after_a_mark():
    assert read("note 42:: called").mark == Name("42:")
    assert read("note 42: : called").rest == ": called"


def test_line_breaks_and_spacing_of_the_text_are_kept_as_typed():
    assert read("note 42\ncalled\u00a0 Ana\n\n  - price\n").rest == "called\u00a0 Ana\n\n  - price"
    assert read("note acme corp:\n- one\n- two").rest == "- one\n- two"


def test_a_number_knows_its_id_and_when_it_may_be_a_phone():
    assert Number("0042").id == 42
    assert (Number("123456").phone, Number("0301234").phone, Number("0301234", only_id=True).phone) == (None, "0301234", None)
    assert Number("2147483647").id == 2147483647
    assert [Number(digits).id for digits in ("2147483648", "0", "9" * 10_000)] == [None, None, None]


def test_a_bare_number_keeps_the_longer_beginnings_that_may_be_a_name_too():
    assert [one.name for one in read("note 42 North called").beginnings] == ["42 North", "42 North called"]
    assert read("note 42 North called").beginnings[0].rest == "called"
    assert [read(f"note {mark} North").beginnings for mark in ("#42", "42:", '"42"', "+49301234567")] == [(), (), (), ()]
    assert [one.name for one in read("log call 42 North rang").beginnings] == ["42 North", "42 North rang"]


def test_without_a_mark_the_first_one_to_six_words_may_be_the_lead():
    line = read("note acme  corp talked to Ana Ruiz\ntoday")
    assert line.beginnings == (
        Beginning("acme", "corp talked to Ana Ruiz\ntoday"),
        Beginning("acme corp", "talked to Ana Ruiz\ntoday"),
        Beginning("acme corp talked", "to Ana Ruiz\ntoday"),
        Beginning("acme corp talked to", "Ana Ruiz\ntoday"),
        Beginning("acme corp talked to Ana", "Ruiz\ntoday"),
        Beginning("acme corp talked to Ana Ruiz", "today"),
    )
    assert read("note acme").beginnings == (Beginning("acme", ""),)
    assert read("note").beginnings == ()


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("log 42 call left a voicemail", Number("42"), "call left a voicemail"),
        ("log call 42 left a voicemail", Number("42"), "call left a voicemail"),
        ('log CALL "acme corp": left a voicemail', Name("acme corp"), "CALL left a voicemail"),
        ("log call acme corp: left a voicemail", Name("acme corp"), "call left a voicemail"),
        ("log call center: email sent", Name("call center"), "email sent"),
        ("log call: left a voicemail", Name("call"), "left a voicemail"),
        ("log call 42 call back due fri 10:00", Number("42"), "call call back due fri 10:00"),
        ("log call", None, "call"),
    ],
)
def test_the_type_word_may_stand_before_the_lead(text, mark, rest):
    line = read(text)
    assert (line.mark, line.rest) == (mark, rest)


def test_without_a_mark_the_type_word_stays_with_the_remainder():
    assert read("log call acme corp rang").beginnings[1] == Beginning("acme corp", "call rang")


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("assign ana ruiz acme <@UBEN>", Name("ana ruiz acme"), "<@UBEN>"),
        ("assign ana ruiz acme <@UBEN|ben>", Name("ana ruiz acme"), "<@UBEN|ben>"),
        ("assign acme corp: <@UBEN>", Name("acme corp"), "<@UBEN>"),
        ("assign 42 <@UBEN>", Number("42"), "<@UBEN>"),
        ("assign <@UANA> acme <@UBEN>", None, "<@UANA> acme <@UBEN>"),
        ("assign acme <@UBEN> please", None, "acme <@UBEN> please"),
        ("assign <@UBEN>", None, "<@UBEN>"),
        ("assign acme @ben", None, "acme @ben"),
        ("note acme <@UBEN>", None, "acme <@UBEN>"),
        ("status ana ruiz acme qualified", Name("ana ruiz acme"), "qualified"),
        ("status ana ruiz  Closed  Won", Name("ana ruiz"), "Closed  Won"),
        ("status new new", Name("new"), "new"),
        ("status qualified", None, "qualified"),
        ("status acme soon", None, "acme soon"),
        ("claim acme qualified", None, "acme qualified"),
    ],
)
def test_only_assign_and_status_read_a_closed_end(text, mark, rest):
    line = read(text)
    assert (line.mark, line.rest) == (mark, rest)


@pytest.mark.parametrize("verb", ["enroll", "run"])
def test_enroll_and_run_take_a_list_of_numbers(verb):
    line = read(f"{verb} 42,#57,  60 Spring webinar")
    assert line.mark == Numbers((Number("42"), Number("57", only_id=True), Number("60")))
    assert line.rest == "Spring webinar"
    assert not saves(line)
    assert read(f"{verb} 42 Spring, 2027").mark == Number("42")


@pytest.mark.parametrize(
    ("text", "at_once"),
    [
        ("note 42 talked to <@UBEN>", True),
        ('note "acme corp" called', True),
        ("note acme corp: called", True),
        ("note acme corp talked to Ana", False),
        ("note 42", False),
        ("note", False),
        ("log 42 call", True),
        ("log 42 voicemail", False),
        ("edit 42", False),
        ("edit 42 phone", False),
        ("tag 42 vip, -old", True),
        ("tag 42 , -", False),
        ("status 42 qualified", True),
        ("status 42 won", False),
        ("status 42 to qualified", False),
        ("status ana ruiz qualified", True),
        ("assign 42 <@UBEN>", True),
        ("assign ana ruiz acme <@UBEN>", True),
        ("assign 42 to <@UBEN>", False),
        ("assign 42 <@UBEN> <@UANA>", False),
        ("assign 42 @ben", False),
        ("claim 42", True),
        ("claim 42 please", False),
        ("claim acme", False),
        ("enroll 42 Spring webinar", True),
        ("enroll 42", False),
        ("run 42 Company lookup", True),
        ("new Ana Ruiz, Acme Corp", False),
        ("42", False),
        ("score 42", False),
    ],
)
def test_a_line_saves_at_once_only_with_a_mark_and_all_that_its_verb_needs(text, at_once):
    assert saves(read(text)) is at_once


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("note acme corp: called", 'note "acme corp" called'),
        ("NOTE  #42:  called", "note #42 called"),
        ("log call 42 rang", "log 42 call rang"),
        ("note 42: North called", "note 42: North called"),
        ("note 42 North called", "note 42 North called"),
        ("assign ana ruiz <@UBEN>", 'assign "ana ruiz" &lt;@UBEN&gt;'),
        ("run 42, 57 lookup", "run 42,57 lookup"),
        ("note <mailto:Ana@acme.com|Ana@acme.com>: called", "note Ana@acme.com called"),
        ("note +49 30 1234567: called", "note +49301234567 called"),
        ("note <https://bot.acme.example/leads/42> AT&amp;T", "note #42 AT&amp;T"),
        ('note the "acme": called', 'note the "acme": called'),
        ("ana &amp; ben", "ana &amp; ben"),
        ("note acme called", "note acme called"),
    ],
)
def test_a_line_is_written_back_with_its_mark(text, again):
    assert write(read(text, lead_links=(OURS,))) == again


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("noet", Verb.NOTE),
        ("nots", Verb.NOTE),
        ("asign", Verb.ASSIGN),
        ("enrol", Verb.ENROLL),
        ("hepl", Verb.HELP),
        ("Campain", Verb.CAMPAIGN),
        ("stauts", Verb.STATUS),
        ("nte", Verb.NOTE),
        ("hot", None),
        ("lgo", None),
        ("tga", None),
        ("acmeco", None),
        ("42", None),
        ("", None),
        ("n" * 10_000, None),
    ],
)
def test_a_word_two_letters_apart_from_a_longer_verb_is_nearly_that_verb(word, verb):
    assert read(f"{word} 42 x" if word else "").near is verb


def test_a_number_and_words_may_be_a_note():
    assert note_meant(read("57 called, wants offer")) == "note 57 called, wants offer"
    assert note_meant(read("57: called twice")) == "note 57: called twice"
    assert note_meant(read("57")) == note_meant(read("42 North")) == note_meant(read("ana 57 x")) == ""


def test_a_nearly_right_line_is_suggested_whole():
    assert suggestion(read("noet 42  called\nback")) == "note 42  called\nback"
    assert suggestion(read("hepl")) == "help"
    assert suggestion(read("call 42 left a voicemail")) == "log 42 call left a voicemail"
    assert suggestion(read('Task "acme corp": send offer')) == 'log "acme corp": task send offer'
    assert suggestion(read("lgo 42 call left a voicemail")) == "log 42 call left a voicemail"
    assert suggestion(read("tga ana ruiz")) == suggestion(read("lag 42 x")) == ""
    assert suggestion(read("call ana ruiz")) == suggestion(read("claim ana ruiz")) == ""
    assert suggestion(read('"noet" 42')) == suggestion(read("find noet")) == suggestion(read("ana acme corp")) == ""
