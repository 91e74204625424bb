"""All fields: everything that is known, page by page, and of what no form has who wrote it and when."""

import json
from datetime import UTC, datetime

import pytest

from playground.validator import validate_view

MENU, MORE = "lead.menu", "lead.fields_more"


@pytest.fixture
def shown(slack, bot):
    """All fields in the card's menu, as a viewer opens it."""

    async def run(lead):
        card = (await slack.command("/lead", f"#{lead.id}", user="UVERA")).message
        await slack.click(card, action_id=MENU, value=f"fields {lead.id}")
        await bot.dispatcher.drain(5)
        view = slack.state.views.top("UVERA")
        assert validate_view(view.payload) == []
        return view

    return run


def said(view):
    return "\n".join(block["text"]["text"] for block in view.blocks if block["type"] == "section")


def _at(day):
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


async def declare(execute, acme, count):
    declared = [{"key": f"k{n}", "label": f"Label {n}", "kind": "text"} for n in range(count)]
    await execute("update organizations set settings = cast(:settings as json) where id = :id", settings=json.dumps({"custom_fields": declared}), id=acme.id)


async def test_every_declared_field_and_everything_found_is_shown(a_lead, execute, acme, shown):
    await declare(execute, acme, 33)
    lead = await a_lead(custom_fields={f"k{n}": f"val {n}." for n in range(33)}, enrichment_data={f"e{n}": f"found {n}." for n in range(20)})

    told = said(await shown(lead))

    assert all(f"*Label {n}* val {n}." in told for n in range(33))
    assert all(f"*E{n}* found {n}." in told for n in range(20))


async def test_what_one_view_does_not_hold_stands_on_the_next_page(slack, bot, a_lead, shown):
    lead = await a_lead(enrichment_data={f"e{n}": f"found {n}." for n in range(700)})

    pages = [await shown(lead)]
    told = said(pages[0])
    for _ in range(2):
        await slack.click(pages[-1], action_id=MORE, user="UVERA", value=f"{lead.id} {len(pages)}")
        await bot.dispatcher.drain(5)
        pages.append(slack.state.views.top("UVERA"))
        assert validate_view(pages[-1].payload) == []

        told += said(pages[-1])

    assert all(f"found {n}." in told for n in range(700))
    assert MORE not in str(pages[-1].blocks)


async def test_the_form_says_where_the_rest_is(slack, bot, a_lead):
    lead = await a_lead(enrichment_data={f"e{n}": f"found {n}." for n in range(20)})

    await slack.command("/lead", f"edit {lead.id}")
    await bot.dispatcher.drain(5)

    assert "and 5 more: All fields in the card's menu shows them." in said(slack.state.views.top("UANA"))


async def test_an_undeclared_field_says_who_wrote_it_and_when_each_by_itself(a_lead, execute, acme, shown):
    lead = await a_lead()
    writes = [
        ({"shoe": "43"}, "UCARA", "2026-11-02"),
        ({"shoe": "43", "hat": {"size": "L"}}, "UDORA", "2026-11-03"),
        ({"shoe": "43", "hat": {"size": "L"}, "dog": "yes"}, "", ""),
    ]
    for custom, user, on in writes:
        await execute("update leads set custom_fields = cast(:custom as json)", custom=json.dumps(custom))
        if user:
            await execute("update slack.changes set at = :on, actor_id = :by where actor_id is null", on=_at(on), by=acme.people[user].id)

    told = said(await shown(lead))

    assert "*Shoe* 43 · Cara Okafor, 2 Nov" in told
    assert "*Hat size* L · Dora Lindqvist, 3 Nov" in told
    assert "*Dog* yes · the platform, " in told


async def test_a_field_that_a_workflow_wrote_names_it(a_lead, execute, acme, shown):
    lead = await a_lead()
    await execute('update leads set custom_fields = \'{"shoe": "43"}\'')
    await execute("insert into workflows (id, organization_id, name, n8n_workflow_id) values (7, :id, 'Enrich with Clearbit', 'w7')", id=acme.id)
    await execute("insert into slack.runs (execution_id, organization_id, workflow_id) values (70, :id, 7)", id=acme.id)
    await execute("update slack.changes set execution_id = 70, at = :on", on=_at("2026-11-03"))

    assert "*Shoe* 43 · Enrich with Clearbit, 3 Nov" in said(await shown(lead))
