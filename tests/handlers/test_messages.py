"""Messages that are taken from their menus: of any channel, by people and by apps, with files; and a form that Slack does not take."""

import pytest

from playground.validator import validate_view
from tests.leadbot import leadbot

NOTE, LOG, LEAD, PICK = "note.capture", "activity.capture", "lead.capture", "lead.pick"
LONG = "見積書と技術仕様書および契約条件のまとめ第三四半期改訂版" * 7


@pytest.fixture
def taken(slack, bot):
    """Takes a shortcut from a message's menu; gives the form."""

    async def run(message, shortcut=NOTE, *, user="UANA"):
        await slack.message_shortcut(message, shortcut, user=user)
        await bot.dispatcher.drain(5)
        view = slack.state.views.top(user)
        assert validate_view(view.payload) == []
        return view

    return run


async def test_files_with_long_names_of_any_script_are_kept_with_the_note(slack, taken, submit, lead, notes, a_file):  # noqa: PLR0917 - fixtures
    names = [f"{LONG}{number}.pdf" for number in range(5)]
    message = await slack.state.post("CSALES", "UBEN", "Ana Ruiz sent these", files=[a_file(name) for name in names])

    await submit(await taken(message))

    [note] = await notes()
    assert [file["name"] for file in note["attachments"]] == names


@pytest.mark.parametrize("shortcut", [NOTE, LOG, LEAD])
async def test_of_many_files_it_is_said_how_many_are_kept(slack, taken, lead, a_file, shortcut):
    message = await slack.state.post("CSALES", "UBEN", "Ana Ruiz sent these", files=[a_file(f"{number}.pdf") for number in range(8)])

    view = await taken(message, shortcut)

    assert "with the first 5 of its 8 files" in str(view.blocks)


async def test_of_files_that_were_kept_too_long_ago_it_is_said_and_the_form_stays(slack, taken, submit, lead, notes, a_file, execute):  # noqa: PLR0917 - fixtures
    message = await slack.state.post("CSALES", "UBEN", "Ana Ruiz sent these", files=[a_file(f"{LONG}{number}.pdf") for number in range(5)])
    view = await taken(message)
    await execute("update slack.drafts set created_at = now() - interval '25 hours'")

    outcome = await submit(view)

    assert "kept for a day, and that day is over." in str(outcome.errors)
    assert await notes() == []


@pytest.mark.parametrize("shortcut", [NOTE, LOG, LEAD])
async def test_where_slack_does_not_take_the_form_what_is_open_says_so(slack, taken, lead, shortcut):
    message = await slack.say("Ana Ruiz called", user="UBEN")
    slack.faults.add("views.update", kind="refuse", code="invalid_arguments", times=1)

    view = await taken(message, shortcut)

    assert "Nothing is saved." in str(view.blocks)
    assert "One moment" not in str(view.blocks)


@pytest.mark.parametrize("shortcut", [NOTE, LOG, LEAD])
async def test_where_slack_does_not_say_in_time_who_reads_it_it_is_private(slack, taken, lead, shortcut):
    message = await slack.say("Ana Ruiz called", user="UBEN")
    slack.faults.add("conversations.info", kind="slow", seconds=40, times=5)

    view = await taken(message, shortcut)

    assert "This message is from a private conversation." in str(view.blocks)


async def test_where_slack_takes_nothing_in_its_place_a_message_says_so(slack, taken, lead):
    message = await slack.say("Ana Ruiz called", user="UBEN")
    slack.faults.add("views.update", kind="refuse", code="invalid_arguments", times=2)

    await taken(message)

    [said] = [one for one in slack.messages("CSALES", "UANA") if one.is_ephemeral]
    assert "Nothing is saved." in said.text


ENTRY = [
    {"type": "header", "text": {"type": "plain_text", "text": "New form entry"}},
    {
        "type": "section",
        "fields": [
            {"type": "mrkdwn", "text": "*Name:*\nEva Stone"},
            {"type": "mrkdwn", "text": "*Company:*\nBorealis GmbH"},
            {"type": "mrkdwn", "text": "*E-mail:*\n<mailto:eva.stone@borealis.example|eva.stone@borealis.example>"},
        ],
    },
]


@pytest.fixture
def entry(slack):
    """What the app of a website's form posts."""

    async def post(**more):
        return await slack.state.post("CSALES", "ULEADBOT", "New form entry", **({"blocks": ENTRY} | more))

    return post


async def test_what_an_app_posted_becomes_a_note_on_the_lead_that_it_names(taken, submit, a_lead, notes, entry):
    there = await a_lead(email="eva.stone@borealis.example")

    view = await taken(await entry())

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(there.id)
    await submit(view)
    assert (await notes())[0]["content"].startswith(
        "New form entry\nName: Eva Stone\nCompany: Borealis GmbH\nE-mail: eva.stone@borealis.example\n\nFrom #sales, "
    )


async def test_what_an_app_posted_is_logged(taken, submit, a_lead, rows, entry):
    await a_lead(email="eva.stone@borealis.example")

    await submit(await taken(await entry(), LOG))

    assert "Name: Eva Stone" in (await rows("select content from activities"))[0]["content"]


FIELDS = [
    {"title": "Full name", "value": "Eva Stone", "short": True},
    {"title": "Company", "value": "Borealis GmbH"},
    {"title": "Phone", "value": "+49 30 1234567"},
]


@pytest.mark.parametrize("more", [{}, {"blocks": None, "attachments": [{"fallback": "x", "fields": FIELDS}]}])
async def test_what_an_app_posted_fills_the_form_of_a_new_lead(taken, entry, more):
    view = await taken(await entry(**more), LEAD)

    filled = {block["block_id"]: block["element"].get("initial_value", "") for block in view.blocks if block["type"] == "input"}
    assert (filled["name"], filled["company"]) == ("Eva Stone", "Borealis GmbH")
    assert (filled["email"] or filled["phone"]) in {"eva.stone@borealis.example", "+49 30 1234567"}


INSTEAD = {NOTE: "/lead note", LOG: "/lead log", LEAD: "/lead new"}


@pytest.mark.parametrize("shortcut", INSTEAD)
async def test_where_slack_opens_no_form_it_is_said_how_to_get_there(slack, bot, lead, shortcut):
    message = await slack.say("Ana Ruiz called", user="UBEN")
    slack.faults.add("views.open", kind="refuse", code="expired_trigger_id", times=5)

    await slack.message_shortcut(message, shortcut, user="UANA")
    await bot.dispatcher.drain(5)

    [said] = [one for one in slack.messages("CSALES", "UANA") if one.is_ephemeral]
    assert said.text == f"Slack did not open the form in time. Choose the shortcut again, or type {INSTEAD[shortcut]}."


@pytest.mark.parametrize(("shortcut", "line"), [("lead.find", "/lead"), ("activity.new", "/lead log")])
async def test_where_slack_opens_no_form_from_anywhere_it_is_said_in_a_direct_message(slack, bot, lead, shortcut, line):
    slack.faults.add("views.open", kind="refuse", code="fatal_error", times=5)

    await slack.shortcut(shortcut)
    await bot.dispatcher.drain(5)

    [said] = slack.messages(slack.dm("UANA"))
    assert said.fallback == f"Slack did not open the form in time. Choose the shortcut again, or type {line}."


SPOKEN = [
    {"type": "text", "text": "Ana Ruiz is in "},
    {"type": "channel", "channel_id": "CSALES"},
    {"type": "text", "text": ", "},
    {"type": "channel", "channel_id": "GDEALS"},
    {"type": "text", "text": ", ask "},
    {"type": "usergroup", "usergroup_id": "S1"},
]
MENTIONING = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": SPOKEN}]}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "Ana Ruiz is in #sales, #a-private-channel, ask @a-group"),
        ("<#CSALES|> <!subteam^S1|@closers>", "Ana Ruiz is in #sales, #a-private-channel, ask @closers"),
    ],
)
async def test_channels_and_groups_are_kept_by_name(slack, taken, submit, lead, notes, text, said):  # noqa: PLR0917 - fixtures
    await submit(await taken(await slack.state.post("CSALES", "UBEN", text, blocks=MENTIONING)))

    assert (await notes())[0]["content"].startswith(f"{said}\n\n")


async def test_a_channel_of_which_slack_says_nothing_is_no_id(slack, taken, lead):
    message = await slack.state.post("CSALES", "UBEN", "x", blocks=MENTIONING)
    slack.faults.add("conversations.info", kind="refuse", code="missing_scope", times=5)

    assert "Ana Ruiz is in #a-channel, #a-private-channel" in str((await taken(message)).values["note"])


LEAD_URL, OURS = "https://crm.example.com/x/{id}?tab=all", "https://leadbot.example.com"


@pytest.fixture
async def linking(slack, database, acme):
    """A bot that knows where leads are shown; gives the lead that is proposed for a message."""
    async with leadbot(slack, database, acme.id, lead_url=LEAD_URL, public_url=OURS) as bot:

        async def run(text, blocks=None):
            message = await slack.state.post("CSALES", "UBEN", text, blocks=blocks) if blocks else await slack.say(text, user="UBEN")
            await slack.message_shortcut(message, NOTE, user="UANA")
            await bot.dispatcher.drain(5)
            option = slack.state.views.top("UANA").values["lead"][PICK]["selected_option"]
            return option and int(option["value"])

        yield run


@pytest.mark.parametrize(
    "text",
    [
        "<{address}>",
        "see <{address}>.",
        "(<{address}>)",
        "<{address}>, and more",
        "“<{address}>”",
        "*<{address}>*",
        "<{address}>です",
        "<{address}|her page>",
        "see <{address}|her page>!",
    ],
)
@pytest.mark.parametrize("address", [LEAD_URL, OURS + "/leads/{id}#notes"])
async def test_a_lead_is_proposed_by_a_link_whatever_stands_beside_it(linking, a_lead, text, address):
    await a_lead()
    there = await a_lead(first_name="Zoe")

    assert await linking(text.format(address=address.format(id=there.id))) == there.id


@pytest.mark.parametrize("behind", ["", ".", ")"])
async def test_a_lead_is_proposed_by_a_link_with_a_label_in_rich_text(linking, lead, behind):
    link = {"type": "link", "url": f"{OURS}/leads/{lead.id}", "text": "her page"}
    spoken = [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "("}, link, {"type": "text", "text": behind}]}]}
    ]

    assert await linking("x", spoken) == lead.id


@pytest.mark.parametrize(
    ("first", "last", "company", "text"),
    [
        ("Jan", "van der Berg", None, "Jan van der Berg called"),
        ("José Luis", "García López", None, "hablé con José Luis García López."),
        (None, None, "42 North", "42 North wants an offer"),
        (None, None, "3M", "3M wants an offer"),
        (None, None, "Bank of New England Holding", "the Bank of New England Holding called"),
        ("Иван", "Петров", None, "Talked to Иван Петров today"),
        ("محمد", "علي", None, "محمد علي called"),
        ("राहुल", "शर्मा", None, "राहुल शर्मा से बात हुई"),
        ("สมชาย", "ใจดี", None, "คุยกับ สมชาย ใจดี แล้ว"),
        ("太郎", "田中", None, "電話: 太郎 田中"),
        ("김", "민수", None, "김 민수 전화"),
        ("Γιώργος", "Παπαδόπουλος", None, "ο Γιώργος Παπαδόπουλος, ναι"),
        ("Élodie", "Martin", None, "Elodie Martin a appelé"),
    ],
)
async def test_a_lead_is_proposed_by_a_name_of_any_script_and_length(slack, taken, a_lead, first, last, company, text):  # noqa: PLR0917 - fixtures
    there = await a_lead(first_name=first, last_name=last, company=company)

    view = await taken(await slack.say(text, user="UBEN"))

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(there.id)


@pytest.mark.parametrize(
    "text",
    ["Talked about Ana Ruiz's contract", "Ana Ruiz\u2019s boss", "Acme Corp's offer is late", "ana ruiz called", "acme corp wants 40 seats", "von acme corp"],
)
async def test_a_possessive_and_small_letters_hide_no_lead(slack, taken, lead, text):
    view = await taken(await slack.say(text, user="UBEN"))

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(lead.id)


async def test_a_name_in_small_letters_says_nothing_beside_one_that_stands_out(slack, taken, lead, a_lead):
    await a_lead(first_name=None, last_name=None, company="New Deal")

    view = await taken(await slack.say("Ana Ruiz wants a new deal", user="UBEN"))

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(lead.id)


RUSSIAN = (
    "Добрый день коллеги сегодня утром мы провели длинную встречу по новому проекту обсудили сроки бюджет и состав команды решили что следующий шаг за нами "
    "нужно подготовить предложение до пятницы и отправить его клиенту контакт с той стороны это {name} он ждёт нашего звонка"
)
GERMAN = (
    "Guten Morgen Team, heute hatten wir das lange Treffen zum neuen Projekt im Büro in Köln. Die Themen waren Termine, Budget, Umfang, Verträge, Lizenzen, "
    "Schulung, Wartung und Support. Der Einkauf will das Angebot bis Freitag, die Technik braucht das Datenblatt, die Rechtsabteilung den Vertrag, der "
    "Vorstand die Präsentation. Unsere Aufgaben sind Angebot, Vertrag, Datenblatt, Präsentation, Terminplan, Schulungsplan und Wartungsplan. Die Kosten für "
    "Lizenzen, Server, Speicher, Netz und Betrieb sollen im Angebot stehen. Die Ansprechpartnerin ist {name}, sie wartet auf unseren Anruf."
)
HINDI = " ".join(f"शब्द{chr(0x915 + n)}" for n in range(120)) + " {name} से बात हुई"


@pytest.mark.parametrize(("words", "name"), [(RUSSIAN, "Иван Петров"), (GERMAN, "Ana Ruiz"), (HINDI, "राहुल शर्मा")])
async def test_a_lead_is_proposed_by_a_name_behind_many_words(slack, taken, a_lead, words, name):
    first, _, last = name.partition(" ")
    there = await a_lead(first_name=first, last_name=last)

    view = await taken(await slack.say(words.format(name=name), user="UBEN"))

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(there.id)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("+49 30 1234567", "030 1234567"),
        ("030 1234567", "+49 30 1234567"),
        ("+49 (0)30 1234567", "030/1234567"),
        ("+1 212 555 0123", "(212) 555-0123"),
        ("+33 1 42 68 53 00", "01 42 68 53 00, someone@acme.fr"),
    ],
)
async def test_a_lead_is_proposed_by_a_number_with_and_without_its_country(slack, taken, a_lead, execute, stored, said):  # noqa: PLR0917 - fixtures
    await execute("update users set timezone_preference = 'Europe/Berlin'")
    there = await a_lead(phone=stored)

    view = await taken(await slack.say(f"call her at {said}", user="UBEN"))

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(there.id)


@pytest.mark.parametrize("page", ["https://www.linkedin.com/in/ana-ruiz", "https://linkedin.com/in/ana-ruiz-1b2c34/"])
async def test_a_lead_is_proposed_by_the_name_of_a_page_at_linkedin(slack, taken, lead, page):
    view = await taken(await slack.say(f"see <{page}>", user="UBEN"))

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(lead.id)


LINKED = "New contact <https://app.crm.example/contacts/1|Ana Ruiz> of <https://app.crm.example/company/7|Acme Corp>, <https://acme.example|acme.example>"


async def test_what_an_app_links_keeps_its_words(slack, taken, submit, lead, notes):
    message = await slack.state.post("CSALES", "ULEADBOT", "x", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": LINKED}}])

    view = await taken(message)
    await submit(view)

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(lead.id)
    said = "New contact Ana Ruiz (https://app.crm.example/contacts/1) of Acme Corp (https://app.crm.example/company/7), https://acme.example"
    assert (await notes())[0]["content"].startswith(said)


async def test_what_an_app_links_fills_the_form_of_a_new_lead(slack, taken):
    text = "*Name:* <https://app.crm.example/contacts/1|Eva Stone>\n*Company:* <https://app.crm.example/company/7|Borealis GmbH>"
    message = await slack.state.post("CSALES", "ULEADBOT", "x", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": text}}])

    view = await taken(message, LEAD)

    filled = {block["block_id"]: block["element"].get("initial_value", "") for block in view.blocks if block["type"] == "input"}
    assert (filled["name"], filled["company"]) == ("Eva Stone", "Borealis GmbH")


@pytest.mark.parametrize("text", ["42 seats", "2026", "call 3 people", "see you at 10"])
async def test_figures_are_no_names(slack, taken, a_lead, text):
    await a_lead(first_name=None, last_name=None, company="42")

    assert (await taken(await slack.say(text, user="UBEN"))).values["lead"][PICK]["selected_option"] is None


@pytest.fixture(params=["direct", "group"])
def private_room(request, slack):
    """Direct messages of a person with the bot, or of several people."""
    return slack.dm("UANA") if request.param == "direct" else slack.ground.state.group_dm(["UANA", "UBEN"]).id


async def test_of_a_direct_or_group_message_a_note_is_only_mine_and_says_why(slack, taken, submit, lead, notes, private_room):  # noqa: PLR0917 - fixtures
    message = await slack.state.post(private_room, "UBEN", "Ana Ruiz is leaving")

    view = await taken(message)
    assert "This message is from a private conversation. Untick Only me to show it to everyone at Acme." in str(view.blocks)
    assert [option["value"] for option in view.values["private"]["value"]["selected_options"]] == ["yes"]
    await submit(view)

    [note] = await notes()
    assert note["is_private"]
    text, _, source = note["content"].partition("\n\n")
    assert (text, source) == ("Ana Ruiz is leaving", f"https://acme.slack.com/archives/{private_room}/p{message.ts.replace('.', '')}")
    assert message.reactions == {}
    receipt = slack.messages(private_room, "UANA")[-1]
    assert receipt.is_ephemeral
    assert f"Saved on Ana Ruiz · Acme Corp (#{lead.id}). Only you can see it." in receipt.text


async def test_of_a_direct_or_group_message_the_activity_is_everyones_and_its_words_are_mine(slack, taken, submit, lead, rows, notes, private_room):  # noqa: PLR0917 - fixtures
    message = await slack.state.post(private_room, "UBEN", "Ana Ruiz is leaving")

    view = await taken(message, LOG)
    assert "This message is from a private conversation. Untick Only me to show its words to everyone at Acme." in str(view.blocks)
    assert [option["value"] for option in view.values["only_me"]["value"]["selected_options"]] == ["yes"]
    await submit(view)

    assert await rows("select lead_id, subject, content from activities") == [{"lead_id": lead.id, "subject": None, "content": None}]
    [note] = await notes()
    address = f"https://acme.slack.com/archives/{private_room}/p{message.ts.replace('.', '')}"
    assert (note["is_private"], note["content"]) == (True, f"Ana Ruiz is leaving\n\n{address}")
    assert message.reactions == {}
    assert slack.messages(private_room, "UANA")[-1].is_ephemeral


async def test_of_a_direct_or_group_message_a_new_lead_keeps_the_address_alone(slack, taken, submit, notes, private_room):
    message = await slack.state.post(private_room, "UBEN", "secret\n\nBest,\nEva Stone\nCEO\nBorealis GmbH")

    view = await taken(message, LEAD)
    assert "of the message only its address is kept, for you." in str(view.blocks)
    await submit(view)

    [note] = await notes()
    assert (note["is_private"], note["content"]) == (True, f"https://acme.slack.com/archives/{private_room}/p{message.ts.replace('.', '')}")
    assert message.reactions == {}
    assert slack.messages(private_room, "UANA")[-1].is_ephemeral


@pytest.mark.parametrize(("shortcut", "filled"), [(NOTE, None), (LEAD, {"name": "Eva Stone"})])
async def test_where_the_bot_is_no_member_a_receipt_stands_without_a_mark(slack, taken, submit, lead, notes, shortcut, filled):  # noqa: PLR0917 - fixtures
    message = await slack.say("Ana Ruiz called", user="UBEN")
    slack.ground.state.channels["CSALES"].members.discard("ULEADBOT")

    view = await taken(message, shortcut)
    assert "private conversation" not in str(view.blocks)
    await submit(view, filled)

    assert "From #sales, Ben Tanaka, " in (await notes())[0]["content"]
    assert message.reactions == {}
    assert slack.messages("CSALES", "UANA")[-1].is_ephemeral


@pytest.mark.parametrize("named", ["zoe@tidewell.example", "0049 (0)171 7654321", "zoe@tidewell.example and +49 171 7654321"])
async def test_an_address_or_a_number_wins_over_names(slack, taken, a_lead, named):
    await a_lead()
    there = await a_lead(first_name="Zoe", last_name="Lund", company="Tidewell", email="zoe@tidewell.example", phone="+49 171 7654321")

    view = await taken(await slack.say(f"Ana Ruiz of Acme Corp gave me {named}", user="UBEN"))

    assert view.values["lead"][PICK]["selected_option"]["value"] == str(there.id)


CORRECTED = {"name": "Eva Steiner", "company": "Borealis AG", "email": "eva@borealis.example", "phone": "+49 30 7654321", "job_title": "CEO"}


async def test_what_is_corrected_before_saving_is_what_is_stored(slack, taken, submit, rows):
    message = await slack.say("Best,\nEva Stone\nHead of Purchasing\nBorealis GmbH\n+49 30 1234567\neva.stone@borealis.example", user="UBEN")

    await submit(await taken(message, LEAD), CORRECTED)

    [lead] = await rows("select first_name || ' ' || last_name as name, company, email, phone, job_title from leads")
    assert lead == CORRECTED
