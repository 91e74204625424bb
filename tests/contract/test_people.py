"""The local Slack's people are the sample data's."""

from playground.bot import SET_UP
from playground.people import everyone
from store.seed.people import ACME

ROLES = {"admin": "admin", "manager": "manager", "rep": "sales_rep", "viewer": "viewer"}
SAMPLE = {person.email("acme"): person for person in ACME}
COLLEAGUES = [person for person in everyone() if person.role in ROLES]


def test_every_colleague_in_the_local_slack_is_in_the_sample_data_with_name_role_and_zone():
    shown = {one.email: (one.name, ROLES[one.role], one.zone) for one in COLLEAGUES}
    stored = {email: (f"{one.first_name} {one.last_name}", one.role, one.zone) for email, one in SAMPLE.items() if email in shown}

    assert {role for _, role, _ in shown.values()} == set(ROLES.values())
    assert shown == stored


def test_everybody_else_in_the_local_slack_is_unknown_to_the_sample_data():
    others = [person.email for person in everyone() if person not in COLLEAGUES]

    assert [email for email in others if email in SAMPLE] == []


def test_the_demo_links_whom_an_email_alone_does_not():
    commands: list[tuple[str, ...]] = [arguments for _, arguments in SET_UP]
    linked = dict(rest for verb, *rest in commands if verb == "link")

    assert linked == {one.email: one.id for one in COLLEAGUES if one.role in {"admin", "manager"}}
