import pytest

from handlers import remainders
from handlers.grammar import CampaignLine, CampaignVerb, read_campaign
from handlers.remainders import Assignment, Log, NewLead, Status, Tags, Top


def test_a_note_names_who_is_told_and_who_could_not_be():
    note = remainders.note("talked to <@UBEN> and @dan, <@UANA|ana>, <@UBEN>; mail x@acme.com, see https://a.example/@x @Dan.")
    assert note.people == ("UBEN", "UANA")
    assert note.unlinked == ("dan", "Dan")
    assert note.text.startswith("talked to <@UBEN> and @dan")


@pytest.mark.parametrize(
    ("rest", "read"),
    [
        ("call left a voicemail", Log("call", "left a voicemail")),
        ("Call: left a voicemail", Log("call", "left a voicemail")),
        ("e-mail sent the offer", Log("email", "sent the offer")),
        ("task send offer tomorrow 10:00", Log("task", "send offer tomorrow 10:00")),
        ("meeting", Log("meeting", "")),
        ("left a voicemail", Log(None, "left a voicemail")),
        ("calls made", Log(None, "calls made")),
        ("", Log(None, "")),
    ],
)
def test_an_activity_begins_with_its_type(rest, read):
    assert remainders.log(rest) == read


@pytest.mark.parametrize(
    ("rest", "meant"),
    [
        ("phone call left word", ("phone call", Log("call", "left word"))),
        ("Phone: left word", ("Phone:", Log("call", "left word"))),
        ("video call demo", ("video call", Log("meeting", "video call demo"))),
        ("zoom demo", ("zoom", Log("meeting", "zoom demo"))),
        ("calls two", ("calls", Log("call", "two"))),
        ("emails two", ("emails", Log("email", "two"))),
        ("ask him", ("ask", Log("task", "ask him"))),
        ("calling him", ("calling", Log("call", "calling him"))),
        ("remind", ("remind", Log("task", "remind"))),
        ("voicemail for Ana", None),
        ("tag vip", None),
        ("", None),
    ],
)
def test_another_word_for_a_type_is_understood_and_says_which_word_that_was(rest, meant):
    assert remainders.meant(rest) == meant


@pytest.mark.parametrize("kind", ["call", "email", "meeting", "linkedin", "sms", "task"])
def test_every_type_of_activity_is_a_type_word(kind):
    assert remainders.log(f"{kind} x") == Log(kind, "x")


def test_tags_are_split_by_comma_and_a_minus_removes():
    assert remainders.tags("vip, -old,, big deal , - x,–dash") == Tags(add=("vip", "big deal"), remove=("old", "x", "dash"))
    assert remainders.tags("") == remainders.tags("-, ") == Tags((), ())


@pytest.mark.parametrize(
    ("rest", "read"),
    [
        ("qualified", Status("qualified", "")),
        ("Won", Status("closed_won", "")),
        ("lost", Status("closed_lost", "")),
        ("closed_won", Status("closed_won", "")),
        ("Closed Lost", Status("closed_lost", "")),
        ("closed-won", Status("closed_won", "")),
        ("to negotiation", Status("negotiation", "to")),
        ("won the deal", Status(None, "won the deal")),
        ("", Status(None, "")),
    ],
)
def test_a_status_is_read_from_the_end(rest, read):
    assert remainders.status(rest) == read


@pytest.mark.parametrize("word", ["new", "contacted", "qualified", "proposal", "negotiation", "closed_won", "closed_lost"])
def test_every_status_of_a_lead_is_a_status_word(word):
    assert remainders.status(word.upper()) == Status(word, "")


def test_an_assignment_names_people_and_keeps_what_it_does_not_understand():
    assert remainders.assignment("<@UBEN>") == Assignment(("UBEN",), (), "")
    assert remainders.assignment("to <@UBEN|ben>") == Assignment(("UBEN",), (), "to")
    assert remainders.assignment("@ben") == Assignment((), ("ben",), "@ben")


def test_top_is_mine_a_saved_search_or_text():
    assert [remainders.top(rest) for rest in ("", "Mine", '"EMEA  new"', "EMEA", '""', '"a" "b"')] == [
        Top(),
        Top(mine=True),
        Top(saved="EMEA new"),
        Top(text="EMEA"),
        Top(text='""'),
        Top(text='"a" "b"'),
    ]


@pytest.mark.parametrize(
    ("rest", "read"),
    [
        ("Ana Ruiz, Acme Corp, ana@acme.com", NewLead("Ana Ruiz", "Acme Corp", "ana@acme.com")),
        ("ana@acme.com, Ana  Ruiz, Acme Corp", NewLead("Ana Ruiz", "Acme Corp", "ana@acme.com")),
        ("Ana Ruiz ana@acme.com", NewLead("Ana Ruiz", email="ana@acme.com")),
        ("Ana O'Neil <ana@acme.com>, Acme", NewLead("Ana O'Neil", "Acme", email="ana@acme.com")),
        ("Ana Ruiz (ana@acme.com)", NewLead("Ana Ruiz", email="ana@acme.com")),
        ("Ana Ruiz +49 30 1234567, Acme", NewLead("Ana Ruiz", "Acme", phone="+49 30 1234567")),
        ("Ana Ruiz, 030 1234567", NewLead("Ana Ruiz", phone="030 1234567")),
        ("Ana, Studio 2024 2025", NewLead("Ana", "Studio 2024 2025")),
        (", Acme Corp", NewLead(company="Acme Corp")),
        (
            "Ana, Acme, https://acme.com, https://www.linkedin.com/in/ana",
            NewLead("Ana", "Acme", website="https://acme.com", linkedin="https://www.linkedin.com/in/ana"),
        ),
        ("Ana, Acme.io, VP Sales, met in Rome", NewLead("Ana", "Acme.io", more=("VP Sales", "met in Rome"))),
        ("Ana, a@acme.com, Acme, b@acme.com", NewLead("Ana", "Acme", "a@acme.com", more=("b@acme.com",))),
        ("Ana, Acme, +49301234567, +49307654321", NewLead("Ana", "Acme", phone="+49301234567", more=("+49307654321",))),
        ("", NewLead()),
        (", ,", NewLead()),
    ],
)
def test_a_new_lead_is_read_by_commas(rest, read):
    assert remainders.new(rest) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", CampaignLine(CampaignVerb.LIST, "")),
        ("spring", CampaignLine(CampaignVerb.FIND, "spring", name="spring")),
        ("#7", CampaignLine(CampaignVerb.FIND, "#7", id=7, name="#7")),
        ("7", CampaignLine(CampaignVerb.FIND, "7", name="7")),
        ("“New  year”", CampaignLine(CampaignVerb.FIND, '"New  year"', name="New year", quoted=True)),
        ("find new year", CampaignLine(CampaignVerb.FIND, "find new year", name="new year")),
        ("new", CampaignLine(CampaignVerb.NEW, "new")),
        ("New Spring  webinar", CampaignLine(CampaignVerb.NEW, "New Spring  webinar", name="Spring webinar")),
        ("enroll Spring", CampaignLine(CampaignVerb.ENROLL, "enroll Spring", name="Spring")),
        ("start #7", CampaignLine(CampaignVerb.START, "start #7", id=7, name="#7")),
        ("start #7 days", CampaignLine(CampaignVerb.START, "start #7 days", name="#7 days")),
        ('cancel "Spring"', CampaignLine(CampaignVerb.CANCEL, 'cancel "Spring"', name="Spring", quoted=True)),
        ("#99999999999", CampaignLine(CampaignVerb.FIND, "#99999999999", name="#99999999999")),
        ("membres Spring", CampaignLine(CampaignVerb.FIND, "membres Spring", name="membres Spring", near=CampaignVerb.MEMBERS)),
    ],
)
def test_a_campaign_line_is_a_verb_and_a_campaign(text, read):
    assert read_campaign(text) == read


@pytest.mark.parametrize("verb", [verb for verb in CampaignVerb if verb])
def test_every_campaign_verb_is_read_in_any_case(verb):
    assert read_campaign(f"{verb.upper()} x").verb is verb


@pytest.mark.parametrize(
    ("text", "name", "company"),
    [
        ("Ana Ruiz, Acme, Inc., ana@acme.com", "Ana Ruiz", "Acme, Inc."),
        ("Ana Ruiz, Müller, GmbH", "Ana Ruiz", "Müller, GmbH"),
        ('"Quoted, the name", Acme', "Quoted, the name", "Acme"),
        ("Ana, Co Operative", "Ana", "Co Operative"),
        ('Ana, "never closed', "Ana", '"never closed'),
    ],
)
def test_a_comma_before_a_legal_form_and_one_in_quotes_part_nothing(text, name, company):
    read = remainders.new(text)

    assert (read.name, read.company) == (name, company)
