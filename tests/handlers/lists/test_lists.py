"""Many leads at once: counted first, done, told once, undone for a day."""

from tests.handlers.lists.conftest import ASSIGN, MINE, UNDO, words


async def test_numbers_are_assigned_after_the_question_and_put_back_by_undo(slack, bot, some_leads, owners, opened, submit, last, acme):  # noqa: PLR0917 - fixtures
    leads = await some_leads(3)
    await some_leads(1)

    view = await opened(f"assign {','.join(str(lead.id) for lead in leads)} @ben")
    assert "*Assign 3 leads to Ben Tanaka?*" in words(view)
    assert view.payload["submit"]["text"] == "Assign 3"
    assert await owners() == [None] * 4
    await submit(view)

    assert await owners() == ["Ben", "Ben", "Ben", None]
    assert "Assigned 3 leads to Ben Tanaka (3)." in last().text
    await slack.click(last(), action_id=UNDO)
    await bot.dispatcher.drain(5)
    assert await owners() == [None] * 4
    assert "Put back: 3 leads." in last().text


async def test_several_people_share_them_out_evenly_and_are_told_once(slack, bot, some_leads, owners, opened, submit, delivered):  # noqa: PLR0917 - fixtures
    leads = await some_leads(5)

    view = await opened(f"assign {', '.join(f'#{lead.id}' for lead in leads)} @ben @ana")
    assert "Ben Tanaka gets 3, Ana Moreau gets 2." in words(view)
    await submit(view)

    assert await owners() == ["Ben", "Ana", "Ben", "Ana", "Ben"]
    [message] = await delivered("UBEN")
    assert "Cara Okafor assigned 3 leads to you." in message.text
    shown = await (await slack.click(message, action_id=MINE, user="UBEN")).later()
    assert "You have 3 open leads" in shown.text
    assert len(slack.messages(slack.dm("UANA"))) == 1


async def test_what_is_so_already_and_what_is_no_lead_is_counted(some_leads, opened, acme):
    [mine] = await some_leads(1, assigned_to_id=acme.people["UBEN"].id)
    [other] = await some_leads(1)

    view = await opened(f"assign {mine.id},{other.id},999999 @ben")

    assert "1 is theirs already." in words(view)
    assert "No lead has the number 999999." in words(view)
    assert view.payload["submit"]["text"] == "Assign 1"


async def test_where_all_is_so_already_there_is_nothing_to_confirm(some_leads, opened, acme):
    leads = await some_leads(2, assigned_to_id=acme.people["UBEN"].id)

    view = await opened(f"assign {leads[0].id},{leads[1].id} @ben")

    assert "already: there is nothing to do." in words(view)
    assert "?" not in words(view)
    assert "submit" not in view.payload


async def test_numbers_are_enrolled_after_the_count_of_who_is_in_already(slack, bot, some_leads, a_campaign, a_member, members, opened, submit, last):  # noqa: PLR0917 - fixtures
    leads = await some_leads(4)
    campaign, other = await a_campaign(), await a_campaign("Autumn push")
    await a_member(campaign, leads[0], "contacted")
    await a_member(other, leads[1])

    view = await opened(f"enroll {','.join(str(lead.id) for lead in leads)} Spring webinar")
    assert words(view).splitlines() == ["*Enroll 4 leads in Spring webinar?*", "1 is in already.", "1 is in Autumn push, which runs too."]
    assert view.payload["submit"]["text"] == "Enroll 3"
    await submit(view)

    assert len(await members()) == 5
    assert "Enrolled 3 leads in Spring webinar. 1 was there already or is gone." in last().text
    await slack.click(last(), action_id=UNDO)
    await bot.dispatcher.drain(5)
    assert await members() == [leads[0].id, leads[1].id]


async def test_a_campaign_that_is_not_clear_is_asked_for_in_a_form(slack, some_leads, a_campaign, members, opened, submit):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await a_campaign("Spring webinar")
    await a_campaign("Spring fair")

    view = await opened(f"enroll {leads[0].id},{leads[1].id} spring")
    assert "*2 leads*" in words(view)
    assert 'No campaign is clearly meant by "spring". Pick one.' in str(view.blocks)
    await submit(view, {"campaign": (await slack.suggest(view, "campaign.pick", "webinar")).options[0]})
    asked = slack.state.views.top("UCARA")
    assert "*Enroll 2 leads in Spring webinar?*" in words(asked)
    assert await members() == []
    await submit(asked)

    assert await members() == [lead.id for lead in leads]


async def test_all_open_leads_of_a_person_are_shared_out_from_their_list(slack, bot, some_leads, owners, acme, submit, last):  # noqa: PLR0917 - fixtures
    await some_leads(3, assigned_to_id=acme.people["UBEN"].id)
    await some_leads(1, assigned_to_id=acme.people["UBEN"].id, status="closed_won")
    listed = (await slack.command("/lead", "@ben", user="UCARA")).message
    await slack.click(listed, action_id=ASSIGN)
    await bot.dispatcher.drain(5)
    view = slack.state.views.top("UCARA")
    assert "*3 leads*" in words(view)

    assert set((await submit(view)).errors) == {"to"}
    await submit(view, {"to": ["UANA", "UCARA"]})
    await submit(slack.state.views.top("UCARA"))

    assert sorted((await owners())[:3]) == ["Ana", "Ana", "Cara"]
    assert (await owners())[3] == "Ben"
    assert "Ana Moreau (2) and Cara Okafor (1)" in last().text


async def test_a_rep_acts_on_one_lead_at_a_time(slack, bot, some_leads, owners, a_campaign, members):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await a_campaign()
    await slack.command("/lead", "help")

    for line, said in (("enroll {0},{1} spring", "Enrolling many leads at once is for"), ("assign {0},{1} @ben", "Assigning many leads at once is for")):
        assert f"{said} managers and admins. Ask" in (await slack.command("/lead", line.format(leads[0].id, leads[1].id))).text
    assert (await owners(), await members()) == ([None, None], [])
    assert ASSIGN not in str((await slack.command("/lead", "mine")).message.blocks)


async def test_leads_that_were_changed_since_stay_as_they_are(slack, bot, some_leads, owners, opened, submit, last, acme, execute):  # noqa: PLR0917 - fixtures
    leads = await some_leads(3)
    await submit(await opened(f"assign {','.join(str(lead.id) for lead in leads)} @ben"))
    await execute("update leads set assigned_to_id = :user where id = :id", user=acme.people["UANA"].id, id=leads[1].id)

    await slack.click(last(), action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert await owners() == [None, "Ana", None]
    assert "Put back: 2 leads. 1 lead was changed since" in last().text


async def test_a_submission_that_arrives_twice_acts_once(some_leads, opened, submit, rows, delivered):
    leads = await some_leads(2)

    await submit(await opened(f"assign {leads[0].id},{leads[1].id} @ben"), twice=True)

    assert len(await rows("select id from slack.changes where field = 'assigned_to_id'")) == 2
    assert len(await delivered("UBEN")) == 1


async def test_after_a_day_it_is_not_undone(slack, bot, some_leads, owners, opened, submit, last, execute):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await submit(await opened(f"assign {leads[0].id},{leads[1].id} @ben"))
    await execute("update slack.batches set updated_at = now() - interval '25 hours'")
    message = last()

    await slack.click(message, action_id=UNDO)
    await bot.dispatcher.drain(5)

    assert "More than a day has passed" in last().text
    assert await owners() == ["Ben", "Ben"]


async def test_it_is_undone_once(slack, bot, some_leads, opened, submit, last, owners):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await submit(await opened(f"assign {leads[0].id},{leads[1].id} @ben"))
    clicked = {"action_id": UNDO, "value": next(one["value"] for block in last().blocks for one in block.get("elements", ()))}
    message = last()

    await slack.click(message, **clicked)
    await slack.click(message, **clicked)
    await bot.dispatcher.drain(5)

    assert "This was undone already." in [one.text for one in slack.messages("CSALES", "UCARA")]
    assert await owners() == [None, None]


async def test_the_events_of_a_list_are_one_with_the_counts(some_leads, opened, submit, rows):
    leads = await some_leads(3)
    await submit(await opened(f"assign {','.join(str(lead.id) for lead in leads)} @ben"))

    events = await rows("select kind, data from slack.events where kind in ('list.done', 'lead.assigned')")

    assert [(event["kind"], event["data"]["changed"]) for event in events] == [("list.done", 3)]


async def test_a_colleague_who_never_spoke_to_leadbot_is_linked_when_named(slack, bot, some_leads, owners, opened, submit, execute):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    await slack.command("/lead", "help", user="UCARA")
    await execute("delete from slack.identities where slack_user_id = 'UBEN'")

    view = await opened(f"assign {leads[0].id},{leads[1].id} @ben")

    assert "*Assign 2 leads to Ben Tanaka?*" in words(view)
    await submit(view)
    assert await owners() == ["Ben", "Ben"]


async def test_whose_leads_they_were_is_told_and_both_are_told_of_undo(slack, bot, some_leads, acme, owners, opened, submit, last, delivered):  # noqa: PLR0917 - fixtures
    leads = await some_leads(3, assigned_to_id=acme.people["UBEN"].id)
    await submit(await opened("assign " + ",".join(str(lead.id) for lead in leads) + " @ana"))

    assert [one.text for one in await delivered("UBEN")] == ["Cara Okafor assigned 3 leads of yours to others.\n[Show mine]"]
    assert [one.text for one in await delivered("UANA")] == ["Cara Okafor assigned 3 leads to you.\n[Show mine]"]

    await slack.click(last(), action_id=UNDO)
    await bot.dispatcher.drain(5)
    assert await owners() == ["Ben"] * 3
    assert [one.text for one in await delivered("UBEN", 2)][1:] == ["Cara Okafor gave 3 leads back to you.\n[Show mine]"]
    assert [one.text for one in await delivered("UANA", 2)][1:] == ["Cara Okafor put 3 leads back where they were before.\n[Show mine]"]


async def test_a_viewer_gets_no_leads(slack, bot, some_leads, owners, opened, submit):  # noqa: PLR0917 - fixtures
    leads = await some_leads(2)
    form = await opened("assign " + ",".join(str(lead.id) for lead in leads) + " @vera")

    sentence = "Vera Novak is a viewer and only looks at leads. Pick somebody else."
    assert [block["text"]["text"] for block in form.blocks if block["type"] == "alert"] == [sentence]
    assert (await submit(form, {"to": ["UVERA", "UBEN"]})).errors == {"to": sentence}
    assert await owners() == [None, None]
