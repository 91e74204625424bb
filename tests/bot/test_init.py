"""`leadbot init`: what cannot be is refused, and what is kept is said."""

import asyncio

import pytest

from tests.bot.programs import run, settings

ACME = {"--organization": "acme", "--name": "Acme", "--admin": "dora@acme.example"}
THEN = "Set LEADBOT_ORGANIZATION=acme. The admin is linked at the first command in Slack.\n"


@pytest.fixture
def init(database_url, tmp_path):
    """Runs it with these values, and Acme's for the rest."""

    async def call(**more):
        given = ACME | {f"--{name}": value for name, value in more.items()}
        return await run("init", *(word for pair in given.items() for word in pair), settings=settings(database_url), cwd=tmp_path)

    return call


IMPOSSIBLE = {
    "Ac me cannot be an organization's slug. ": {"organization": "Ac me"},
    "ACME cannot be an organization's slug. ": {"organization": "ACME"},
    "-acme cannot be an organization's slug. ": {"organization": "-acme"},
    "aaaa": {"organization": "a" * 256},
    "nobody is no e-mail address. ": {"admin": "nobody"},
    "dora @acme.example is no e-mail address. ": {"admin": "dora @acme.example"},
    "dora@a@acme.example is no e-mail address. ": {"admin": "dora@a@acme.example"},
    "dddd": {"admin": "d" * 244 + "@acme.example"},
    "An organization's name has 1 to 255 characters. ": {"name": " "},
}


async def test_what_cannot_be_is_one_sentence_each_and_makes_nothing(init, owner):
    answers = await asyncio.gather(*(init(**more) for more in IMPOSSIBLE.values()))

    for (status, said), beginning in zip(answers, IMPOSSIBLE, strict=True):
        assert (status, said.count("\n")) == (1, 1), said
        assert said.startswith(beginning)
    async with owner.connect() as connection:
        for table in ("organizations", "users"):
            assert (await connection.exec_driver_sql(f"select count(*) from {table}")).scalar() == 0


async def test_the_longest_that_fits_is_taken(init):
    slug = "a" * 255

    status, said = await init(organization=slug, name="A" * 255, admin="d" * 242 + "@acme.example")

    assert status == 0, said


async def test_another_name_is_not_taken_and_that_is_said(init):
    await init()

    assert await init(name="Acme Ltd") == (0, f"Acme is there; its admin dora@acme.example is there. Its name stays Acme.\n{THEN}")
    assert await init() == (0, f"Acme is there; its admin dora@acme.example is there.\n{THEN}")


async def test_another_admin_is_made_beside_those_who_are_there_and_that_is_said(init):
    await init()

    assert await init(admin="eli@acme.example") == (0, f"Acme is there; a further admin eli@acme.example is made, beside dora@acme.example.\n{THEN}")
    assert (await init(admin="fay@acme.example"))[1].startswith("Acme is there; a further admin fay@acme.example is made, beside dora@acme.example and eli@")
    assert (await init(admin="gil@acme.example"))[1].startswith("Acme is there; a further admin gil@acme.example is made, beside the 3 that are there.")
    assert await init(admin="ELI@acme.example") == (0, f"Acme is there; its admin eli@acme.example is there.\n{THEN}")


async def test_a_user_who_was_no_admin_becomes_one_and_that_is_said(init, acme):
    status, said = await init(admin="ben@acme.example")

    assert status == 0
    assert said == f"Acme is there; ben@acme.example, who was there, is now an active admin, beside dora@acme.example.\n{THEN}"


async def test_an_organization_that_the_platform_made_keeps_its_slug_whatever_it_is(init, owner):
    async with owner.begin() as connection:
        await connection.exec_driver_sql("insert into organizations (name, slug) values ('Acme', 'Acme_Berlin')")

    status, said = await init(organization="Acme_Berlin")

    assert status == 0
    assert said.startswith("Acme is there; its admin dora@acme.example is made.\n")
