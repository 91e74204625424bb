"""Columns of the platform's that hold another shape than ours: left alone, and said so; and words that are longer than a field."""

import json

import pytest

from playground.validator import validate_view

USE = "lead.use"


@pytest.fixture
def stored(rows):
    async def fetch():
        [row] = await rows("select l.status::text as status, l.tags, l.custom_fields, l.notes from leads l")
        return row

    return fetch


@pytest.fixture
async def declared(execute, acme):
    custom = [{"key": "seats", "label": "Seats", "kind": "number"}, {"key": "pilot", "label": "Pilot", "kind": "boolean"}]
    await execute("update organizations set settings = cast(:settings as json) where id = :id", settings=json.dumps({"custom_fields": custom}), id=acme.id)


def inputs(view):
    return {block["block_id"]: block["element"] for block in view.payload["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize("tags", ["vip", {"vip": True}, 7])
async def test_tags_of_another_shape_stay_and_that_is_said(slack, opened, lead, execute, stored, tags):  # noqa: PLR0917 - fixtures
    await execute("update leads set tags = cast(:tags as json)", tags=json.dumps(tags))

    outcome = await slack.command("/lead", f"tag {lead.id} new, -vip")

    assert "The platform keeps this lead's tags in a shape that Leadbot does not know, so they stay as they are." in outcome.text
    assert "Tags holds something that this form cannot show." in str((await opened(f"edit {lead.id}")).payload)
    assert (await stored())["tags"] == tags


async def test_a_list_with_more_than_words_in_it_keeps_that(slack, opened, a_lead, stored):
    lead = await a_lead(tags=["vip", "", None, {"a": 1}])

    said = (await slack.command("/lead", f"tag {lead.id} new")).text
    view = await opened(f"edit {lead.id}")

    assert "Tags of Ana Ruiz · Acme Corp (#" in said
    assert ": vip, new." in said
    assert "tags" not in inputs(view)
    assert "None" not in str(view.payload["blocks"])
    assert (await stored())["tags"] == ["vip", "", None, {"a": 1}, "new"]


async def test_the_same_tag_in_several_spellings_is_one(slack, bot, lead, stored):
    await slack.command("/lead", f"tag {lead.id} vip, VIP, Emea, Vip")
    assert (await stored())["tags"] == ["vip", "Emea"]

    assert "Nothing changed. Tags of Ana Ruiz · Acme Corp" in (await slack.command("/lead", f"tag {lead.id} -nothere")).text


async def test_of_too_many_tags_some_can_be_taken_out(slack, bot, a_lead, stored):
    lead = await a_lead(tags=[f"t{number}" for number in range(60)])

    await slack.command("/lead", f"tag {lead.id} -t1, -t2")

    assert len((await stored())["tags"]) == 58


@pytest.mark.parametrize("custom", [["a"], "x", 5])
async def test_custom_fields_of_another_shape_stay_and_that_is_said(declared, opened, submit, lead, execute, stored, custom):  # noqa: PLR0917 - fixtures
    await execute("update leads set custom_fields = cast(:custom as json)", custom=json.dumps(custom))
    view = await opened(f"edit {lead.id}")

    refused = await submit(view, {"custom_fields.seats": "5"})

    assert "The platform keeps this lead's custom fields in a shape that Leadbot does not know" in str(refused.errors)
    assert (await stored())["custom_fields"] == custom


async def test_a_lead_of_another_shape_is_filled_where_it_can_be(slack, declared, opened, submit, a_lead, execute, stored):  # noqa: PLR0917 - fixtures
    await a_lead(email="ana@acme.com", job_title=None)
    await execute("""update leads set custom_fields = '["a"]', tags = '"vip"'""")
    view = await opened("new Ana, Acme, ana@acme.com")
    await submit(view, {"job_title": "CFO"})
    question = slack.state.views.top("UANA")
    [choice] = [block["element"] for block in question.blocks if block.get("block_id") == "choice"]

    await submit(question, {"choice": choice["options"][0]["value"]})

    assert ((await stored())["custom_fields"], (await stored())["tags"]) == (["a"], "vip")


@pytest.mark.parametrize(("found", "shown"), [(True, "yes"), (False, "no"), ("Yes", "yes")])
async def test_a_yes_that_was_found_is_used_as_yes(slack, bot, declared, lead, opened, submit, execute, stored, found, shown):  # noqa: PLR0917 - fixtures
    await execute("update leads set enrichment_data = cast(:found as jsonb)", found=json.dumps({"pilot": found}))
    view = await opened(f"edit {lead.id}")

    await slack.click(view, action_id=USE)
    await bot.dispatcher.drain(5)
    view = slack.state.views.top("UANA")

    [box] = [element for name, element in inputs(view).items() if name.startswith("custom_fields.pilot")]
    assert box["initial_option"]["value"] == shown
    await submit(view)
    assert (await stored())["custom_fields"] == {"pilot": shown == "yes"}


async def test_what_is_neither_yes_nor_no_is_not_offered(declared, lead, opened, execute):
    await execute("""update leads set enrichment_data = '{"pilot": "maybe"}'""")

    assert "Use for Pilot" not in str((await opened(f"edit {lead.id}")).payload)


async def test_of_much_that_was_found_what_can_be_used_comes_first(opened, a_lead, execute):
    lead = await a_lead(phone=None)
    found = {f"k{number}": number for number in range(60)} | {"phone_number": "+49 30 1234567", "nested": {"b": {"c": [1, None, {"d": None}]}}}
    await execute("update leads set enrichment_data = cast(:found as jsonb)", found=json.dumps(found | {"at": "2027-03-11T05:56:00+00:00"}))
    view = await opened(f"edit {lead.id}")

    assert "Use for Phone" in str(view.payload)
    assert not {"None", "{'"} & set(str([block["text"]["text"] for block in view.payload["blocks"] if block["type"] == "section"]).split())
    assert validate_view(view.payload) == []


LONG = "word " * 720


@pytest.mark.parametrize("line", ["tag acme corp {}", "status acme corp lost {}", "new Bob, Acme, {}", "campaign new {}"])
async def test_words_that_fit_no_field_stand_below_it(slack, opened, lead, line):
    typed = line.format(LONG.strip() + " the very end")
    command, typed = ("/campaign", typed.removeprefix("campaign ")) if line.startswith("campaign") else ("/lead", typed)

    view = await opened(typed, "UCARA", command)

    assert validate_view(view.payload) == []
    assert "This does not fit here, so it is not saved:" in str(view.payload["blocks"])
    assert "the very end" in str(view.payload["blocks"])


async def test_a_reason_for_a_status_that_is_so_already_is_given_back(opened, submit, a_lead, rows):
    lead = await a_lead(status="closed_won")

    refused = await submit(await opened(f"status {lead.id} won they signed"))

    assert refused.errors == {"reason": "The lead is Won already, so there is nothing to give a reason for. A note can say it."}
    assert await rows("select content from activities") == []


async def test_what_is_typed_behind_a_lead_to_be_edited_is_shown(opened, lead):
    assert "You typed: " in str((await opened(f"edit {lead.id} phone +49 30 1234567, title CEO")).payload)


async def test_what_is_typed_into_a_field_that_an_admin_took_away_is_not_lost(declared, opened, submit, lead, execute, stored):  # noqa: PLR0917 - fixtures
    view = await opened(f"edit {lead.id}")
    await execute("update organizations set settings = '{}'")

    refused = await submit(view, {"custom_fields.seats": "5", "job_title": "CFO"})

    assert refused.errors == {"custom_fields.seats": "An admin took this field away meanwhile. Put back what was here, then save."}


@pytest.mark.parametrize(("at", "zone"), [("9999-12-31T23:59:59Z", "Europe/Berlin"), ("0001-01-01T00:00:00Z", "America/New_York")])
async def test_the_end_of_all_times_is_shown_as_it_is_written(opened, lead, execute, at, zone):
    await execute("update users set timezone_preference = :zone", zone=zone)
    await execute("update leads set enrichment_data = cast(:found as jsonb)", found=json.dumps({"valid_until": at, "checked_at": "2026-03-11T05:56:00+00:00"}))

    shown = str((await opened(f"edit {lead.id}")).payload["blocks"])

    assert f"*Valid until* {at[:13]}" in shown
    assert "*Checked at* 11 Mar" in shown
