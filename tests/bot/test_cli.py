"""The leadbot command as an operator has it: what it does, and one sentence with exit status 1 for all that is in its way."""

import asyncio
import os
import socket
import tomllib
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
import yaml

from store import migrate
from tests.bot.programs import run, settings, started
from tests.leadbot import add, an_organization
from tests.leadbot import leadbot as leadbot_of
from tests.postgres import create_database, drop_database

DORA = ("--organization", "acme", "--name", "Acme", "--admin", "dora@acme.example")


@pytest.fixture
async def empty_url(postgres_url):
    """A database without a table."""
    url = await create_database(postgres_url)
    yield url
    await drop_database(url)


@pytest.fixture
def leadbot(tmp_path):
    """Runs a command; gives its exit status and what it said. A setting of None is not set."""

    async def call(*arguments, **known):
        return await run(*arguments, settings={name: value for name, value in known.items() if value is not None}, cwd=tmp_path)

    return call


def is_one_sentence(answer, *, lines=1) -> bool:
    status, said = answer
    return status == 1 and said.count("\n") == lines and "Traceback" not in said and said[0].isupper()


async def count(url, what) -> int:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(f"select count(*) from {what}")
    finally:
        await connection.close()


async def test_from_an_empty_database_to_a_linked_manager_each_step_can_be_repeated(leadbot, empty_url):
    known = {"LEADBOT_DATABASE_URL": empty_url, "LEADBOT_ORGANIZATION": "acme"}
    said = [
        await leadbot(*command, **known)
        for command in (
            ("migrate",),
            ("migrate",),
            ("init", *DORA),
            ("init", *DORA),
            ("link", "dora@acme.example", "UDORA"),
            ("link", "DORA@acme.example", "UDORA"),
        )
    ]

    then = "Set LEADBOT_ORGANIZATION=acme. The admin is linked at the first command in Slack.\n"
    assert said == [
        (0, f"Migrated to {migrate.head()}.\n"),
        (0, f"The database was up to date already ({migrate.head()}).\n"),
        (0, f"Acme is made; its admin dora@acme.example is made.\n{then}"),
        (0, f"Acme is there; its admin dora@acme.example is there.\n{then}"),
        (0, "UDORA is dora@acme.example.\n"),
        (0, "UDORA is dora@acme.example.\n"),
    ]
    assert [await count(empty_url, table) for table in ("organizations", "users", "slack.identities")] == [1, 1, 1]


async def test_sample_data_is_added_once_and_says_who_is_who(leadbot, acme, database_url):
    known = {"LEADBOT_DATABASE_URL": database_url, "LEADBOT_ORGANIZATION": "acme"}
    first = await leadbot("seed", "--leads", "200", **known)
    leads = await count(database_url, "leads")
    again = await leadbot("seed", "--leads", "200", **known)

    assert first[0] == 0
    assert "ana@acme.example" in first[1]
    assert leads > 200
    assert again[0] == 0
    assert await count(database_url, "leads") == leads


async def test_ben_in_tokyo_is_told_of_three_things_due_and_two_overdue_whatever_the_hour(leadbot, owner, slack, database, database_url):
    acme = await an_organization(owner)
    await leadbot("seed", "--leads", "200", LEADBOT_DATABASE_URL=database_url, LEADBOT_ORGANIZATION="acme")

    async with leadbot_of(slack, database, acme.id):
        told = await (await slack.command("/lead", user="UBEN")).later()  # Slack is asked first who he is

    assert "3 due today, 2 overdue" in told.text


async def test_a_plan_prints_every_statement_and_changes_nothing(leadbot, empty_url):
    status, said = await leadbot("migrate", "--plan", LEADBOT_DATABASE_URL=empty_url)

    assert status == 0
    assert "CREATE SCHEMA IF NOT EXISTS slack" in said
    assert "create table slack.identities" in said
    assert await count(empty_url, "pg_namespace where nspname = 'slack'") == 0
    assert await count(empty_url, "pg_tables where schemaname = 'public'") == 0


async def test_taking_it_out_leaves_an_empty_schema(leadbot, empty_url):
    await leadbot("migrate", LEADBOT_DATABASE_URL=empty_url)
    down = await leadbot("migrate", "--down", LEADBOT_DATABASE_URL=empty_url)

    again = await leadbot("migrate", "--down", LEADBOT_DATABASE_URL=empty_url)

    assert down == (0, "Leadbot's tables, triggers, policies and indexes are gone.\n")
    assert again == (0, "There was nothing of Leadbot's in the database.\n")
    assert await count(empty_url, "pg_namespace where nspname = 'slack'") == 0


async def test_the_version_is_that_of_the_project(leadbot):
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]

    assert await leadbot("--version") == (0, f"{project['version']}\n")


async def test_the_manifest_needs_neither_settings_nor_a_database(leadbot):
    for_socket = await leadbot("manifest", "--socket")
    for_http = await leadbot("manifest", "--url", "https://bot.acme.example", LEADBOT_COMMAND="/crm")

    assert [for_socket[0], for_http[0]] == [0, 0]
    assert yaml.safe_load(for_socket[1])["settings"]["socket_mode_enabled"] is True
    assert yaml.safe_load(for_http[1])["features"]["slash_commands"][0]["command"] == "/crm"


async def test_a_manifest_without_an_address_says_beside_it_that_the_host_is_a_placeholder(tmp_path):
    async with started("manifest", settings={}, cwd=tmp_path) as program:
        out, err = await program.process.communicate()

    assert yaml.safe_load(out)["features"]["slash_commands"][0]["url"] == "https://leadbot.example.com/slack/events"
    assert err.decode().startswith("https://leadbot.example.com stands for your host: ")


ADDRESSES = (
    "foo",
    "http://bot.acme.example",
    "https://",
    "https://bot",
    "https://bot.acme.example/slack",
    "https://bot.acme.example?a=b",
    "https://a b.example",
    "",
)


async def test_an_address_that_slack_cannot_reach_is_one_sentence(leadbot):
    answers = await asyncio.gather(*(leadbot("manifest", "--url", address) for address in ADDRESSES))
    both = await leadbot("manifest", "--url", "https://bot.acme.example", "--socket")

    for address, (status, said) in zip(ADDRESSES, answers, strict=True):
        assert (status, said.count("\n")) == (1, 1), address
        assert said.startswith("--url must be https:// and a host, without a path"), address
    assert both == (1, "--socket needs no address: give either --socket or --url.\n")


WRONG_SETTINGS = {
    "LEADBOT_PORT": ("http", "LEADBOT_PORT must be a whole number from 0 to 65535."),
    "LEADBOT_COMMAND": ("lead", "LEADBOT_COMMAND must be a / and 1 to 31 characters without spaces, capitals and another /, such as /lead."),
    "LEADBOT_LEAD_URL": ("https://crm.acme.example/leads/", "LEADBOT_LEAD_URL must be a web address with {id} in it and without spaces"),
    "LEADBOT_LOG_LEVEL": ("loud", "LEADBOT_LOG_LEVEL must be debug, info, warning or error."),
    "LEADBOT_SLACK_API_URL": ("slack", "LEADBOT_SLACK_API_URL must be a web address, such as https://slack.com/api/."),
}


async def test_a_setting_that_cannot_be_read_is_named_with_what_it_must_be(leadbot):
    answers = await asyncio.gather(*(leadbot("manifest", **{name: value}) for name, (value, _) in WRONG_SETTINGS.items()))
    together = await leadbot("manifest", **{name: value for name, (value, _) in WRONG_SETTINGS.items()})

    for answer, (_, said) in zip(answers, WRONG_SETTINGS.values(), strict=True):
        assert is_one_sentence(answer), answer
        assert answer[1].startswith(said)
    assert sorted(together[1].splitlines()) == sorted(said.strip() for _, said in answers)


MISSING = {
    ("serve", "LEADBOT_SLACK_SIGNING_SECRET"): "Basic Information",
    ("serve", "LEADBOT_SLACK_BOT_TOKEN"): "OAuth & Permissions",
    ("serve", "LEADBOT_ORGANIZATION"): "leadbot init",
    ("socket", "LEADBOT_SLACK_APP_TOKEN"): "connections:write",
    ("socket", "LEADBOT_SLACK_BOT_TOKEN"): "OAuth & Permissions",
    ("worker", "LEADBOT_SLACK_BOT_TOKEN"): "OAuth & Permissions",
    ("worker", "LEADBOT_ORGANIZATION"): "leadbot init",
    ("seed", "LEADBOT_ORGANIZATION"): "leadbot init",
}


async def test_a_setting_that_is_missing_is_named_with_where_to_find_it(leadbot, acme, database_url):
    answers = await asyncio.gather(*(leadbot(command, **settings(database_url) | {missing: None}) for command, missing in MISSING))
    link = await leadbot("link", "dora@acme.example", "UDORA", LEADBOT_DATABASE_URL=database_url)

    for answer, ((_, missing), where) in zip(answers, MISSING.items(), strict=True):
        assert is_one_sentence(answer), answer
        assert answer[1].startswith(f"{missing} is not set")
        assert where in answer[1]
    assert is_one_sentence(link)
    assert link[1].startswith("LEADBOT_ORGANIZATION is not set")


COMMANDS = (("serve",), ("socket",), ("worker",), ("migrate",), ("migrate", "--plan"), ("init", *DORA), ("seed",), ("link", "dora@acme.example", "UDORA"))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mysql://leadbot:hidden@127.0.0.1/leads", "starts with postgresql://"),
        ("hidden words", "looks like postgresql://"),
        ("postgresql://leadbot:hidden@127.0.0.1:1/leads", "LEADBOT_DATABASE_URL"),
        ("postgresql://leadbot:hidden@nowhere.invalid/leads", "LEADBOT_DATABASE_URL"),
    ],
    ids=["of another database", "no address", "where nobody listens", "of a host that is not there"],
)
async def test_an_address_that_leads_to_no_database_is_one_sentence_for_every_command(leadbot, address, why):
    answers = [await leadbot(*command, **settings(address)) for command in COMMANDS]

    for command, answer in zip(COMMANDS, answers, strict=True):
        assert answer[0] == 1, (command, answer)
        assert "Traceback" not in answer[1], (command, answer)
        assert why in answer[1], (command, answer)
        assert "hidden" not in answer[1], (command, answer)
        assert answer[1].count("LEADBOT_DATABASE_URL") == 1, (command, answer)


async def test_an_owners_address_that_leads_to_no_database_names_its_own_setting(leadbot, database_url):
    status, said = await leadbot("migrate", **settings(database_url, LEADBOT_DATABASE_OWNER_URL="mysql://leadbot:hidden@127.0.0.1/leads"))

    assert status == 1
    assert said == "LEADBOT_DATABASE_OWNER_URL cannot be used: a database's address starts with postgresql://, not mysql://.\n"


async def test_a_database_or_a_login_that_is_not_there_is_one_sentence(leadbot, postgres_url):
    absent = postgres_url.replace("/leadbot?", "/absent?", 1), postgres_url.replace("postgres@", "nobody@", 1)
    answers = await asyncio.gather(*(leadbot(*command, **settings(url)) for url in absent for command in (("serve",), ("migrate",), ("init", *DORA))))

    for answer in answers:
        assert is_one_sentence(answer), answer
        assert "LEADBOT_DATABASE_URL" in answer[1]


async def test_a_database_that_is_not_migrated_is_one_sentence_for_every_command(leadbot, empty_url):
    commands = [command for command in COMMANDS if command[0] != "migrate"]
    answers = await asyncio.gather(*(leadbot(*command, **settings(empty_url)) for command in commands))

    for command, answer in zip(commands, answers, strict=True):
        assert is_one_sentence(answer), (command, answer)
        assert "leadbot migrate" in answer[1], (command, answer)


async def test_an_organization_that_is_not_there_is_one_sentence_with_the_command_that_makes_it(leadbot, acme, database_url):
    commands = [command for command in COMMANDS if command[0] not in {"migrate", "init"}]
    answers = await asyncio.gather(*(leadbot(*command, **settings(database_url, LEADBOT_ORGANIZATION="borealis")) for command in commands))

    for command, answer in zip(commands, answers, strict=True):
        assert is_one_sentence(answer), (command, answer)
        assert "borealis" in answer[1], (command, answer)
        assert "leadbot init" in answer[1], (command, answer)


async def test_an_email_that_nobody_has_and_one_of_another_organization_are_one_sentence_each(leadbot, acme, owner, database_url):
    borealis = await an_organization(owner, slug="borealis")
    from store.models import User

    await add(owner, User(email="bo@borealis.example", role="admin", organization_id=borealis.id))
    unknown = await leadbot("link", "nobody@acme.example", "UDAN", **settings(database_url))
    elsewhere = await leadbot("link", "bo@borealis.example", "UDAN", **settings(database_url))
    admin = await leadbot("init", "--organization", "acme", "--name", "Acme", "--admin", "bo@borealis.example", **settings(database_url))

    assert (unknown[0], elsewhere[0], admin[0]) == (1, 1, 1)
    assert "has no user nobody@acme.example" in unknown[1]
    assert "has no user bo@borealis.example" in elsewhere[1]
    assert admin[1] == "bo@borealis.example belongs to another organization. Name another e-mail.\n"
    assert await count(database_url, "slack.identities where slack_user_id = 'UDAN'") == 0


async def test_a_port_that_is_taken_is_one_sentence(leadbot, slack, acme, database_url):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        answers = [await leadbot(command, **settings(database_url, slack, LEADBOT_PORT=str(port))) for command in ("serve", "socket")]

    for answer in answers:
        assert is_one_sentence(answer), answer
        assert f"Port {port} of 127.0.0.1 cannot be listened on: Address already in use." in answer[1]
        assert "LEADBOT_PORT" in answer[1]


async def test_a_data_directory_that_cannot_be_made_is_said_with_what_to_do(leadbot, tmp_path):
    (tmp_path / "file").touch()

    status, said = await leadbot("migrate", LEADBOT_DATA_DIR=str(tmp_path / "file" / "data"))

    assert status == 1
    assert str(tmp_path / "file") in said
    assert "Traceback" not in said
    assert "LEADBOT_DATA" in said


async def test_a_data_directory_that_may_not_be_written_is_said_with_what_to_do(leadbot, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    closed = Path("/proc") if os.geteuid() == 0 else tmp_path / "closed"  # root may write everywhere else

    status, said = await leadbot("migrate", LEADBOT_DATA_DIR=str(closed / "leadbot"))

    assert status == 1
    assert str(closed / "leadbot") in said
    assert "Traceback" not in said


async def test_the_doctor_finds_all_well(leadbot, slack, acme, database_url):
    status, said = await leadbot("doctor", **settings(database_url, slack))

    assert "WRONG" not in said
    assert status == 0
    for well in ("PostgreSQL", "up to date", "is there", "Acme, as leadbot, with every scope that is needed", "opens a connection"):
        assert well in said


async def test_the_doctor_wants_the_scopes_of_links_only_where_links_can_be_leads(leadbot, slack, acme, database_url):
    slack.installation.scopes -= {"links:read", "links:write"}

    _, without = await leadbot("doctor", **settings(database_url, slack))
    _, of_platform = await leadbot("doctor", **settings(database_url, slack, LEADBOT_LEAD_URL="https://crm.acme.example/leads/{id}"))

    assert "with every scope that is needed" in without
    assert "lacks links:read, links:write" in of_platform


async def test_the_doctor_names_everything_that_is_wrong_and_what_to_do(leadbot, slack, acme, database_url, empty_url):
    bare = await leadbot("doctor", LEADBOT_DATABASE_URL=empty_url)
    away = await leadbot("doctor", LEADBOT_DATABASE_URL="postgresql://leadbot:hidden@127.0.0.1:1/leads")
    slack.installation.scopes -= {"users:read.email"}
    lacking = await leadbot("doctor", **settings(database_url, slack, LEADBOT_ORGANIZATION="borealis", LEADBOT_SLACK_APP_TOKEN="xapp-wrong"))
    dead = await leadbot("doctor", **settings(database_url, slack, LEADBOT_SLACK_BOT_TOKEN="xoxb-wrong"))
    down = await leadbot("doctor", **settings(database_url))

    assert [status for status, _ in (bare, away, lacking, dead, down)] == [1] * 5
    for wrong in ("LEADBOT_SLACK_SIGNING_SECRET", "LEADBOT_SLACK_BOT_TOKEN", "LEADBOT_ORGANIZATION", "run leadbot migrate"):
        assert wrong in bare[1]
    assert "cannot be reached" in away[1]
    assert "hidden" not in away[1]
    assert "lacks users:read.email" in lacking[1]
    assert "borealis is not there; run leadbot init" in lacking[1]
    assert "refuses the app token (invalid_auth)" in lacking[1]
    assert "refuses the bot token (invalid_auth)" in dead[1]
    assert "Slack: cannot be reached" in down[1]
