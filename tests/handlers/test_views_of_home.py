"""Whatever people, the platform and typed lines say, neither App Home nor help nor what is said of trouble breaks a limit of Slack's, pings or links."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.request.async_request import AsyncBoltRequest

from handlers import errors, grammar, requests
from handlers.activities import day
from handlers.answers import Refused, Reply, Updated
from handlers.help import views as help_views
from handlers.home import views as home_views
from handlers.notes import views as note_views
from handlers.site import Site
from playground.validator import validate_message, validate_view
from store.activities import Due
from tests.contract.test_errors import CLASSES, built
from tests.handlers.campaigns.test_views import assert_harmless
from tests.handlers.test_views_of_writing import ANA, DUE, WORDS, message, view

QUICK = settings(max_examples=50, deadline=None)
ROLES = st.sampled_from(["viewer", "sales_rep", "manager", "admin"])
VERBS = [*help_views.HELP, *help_views.CAMPAIGN_HELP]
SITE = Site(verbs=frozenset(map(grammar.key, VERBS)))
REFUSALS = st.sampled_from([*CLASSES, KeyError, TimeoutError])


@QUICK
@given(ROLES, WORDS.filter(bool), st.lists(WORDS.filter(bool), max_size=9), st.none() | st.lists(DUE, max_size=10))
def test_home(role, organization, admins, lines):
    viewer = replace(ANA, role=role, ways=replace(ANA.ways, name=organization))
    mine = None if lines is None else day.day_reply(day.Day(Due(tuple(lines), 1, 1, len(lines)), waiting=3), viewer)

    shown = {"type": "home", "blocks": home_views.home(viewer, SITE, admins, mine).blocks}

    assert validate_view(shown, surface="home") == []
    assert_harmless(shown)


@QUICK
@given(st.sampled_from(VERBS) | WORDS, ROLES)
def test_help(asked, role):
    for told in (help_views.help_topic, help_views.campaign_help):
        message(told(asked, replace(ANA, role=role), SITE))


NOBODY_WAITS: Any = None


def requested(body, typed=""):
    """A request as Slack sends it."""
    request = requests.read(AsyncBoltRequest(body={"team_id": "T1", **body}, mode="socket_mode"), NOBODY_WAITS)
    assert request
    if typed:
        request.command, request.line, request.opens = "/lead", grammar.read(typed), True
    return request


FORM = note_views.note_form(metadata="{}", note="x") | {"id": "V1", "hash": "1.2"}
READ = note_views.not_saved(FORM, ["It is over."]) | {"id": "V1", "callback_id": "note.save", "hash": "1.2"}


def asked_of(typed):
    """The same said where a line was typed, a button clicked, a shortcut taken, a form submitted."""
    user = {"user": {"id": "UANA"}}
    yield requested({"command": "/lead", "text": typed, "user_id": "UANA"}, typed)
    yield requested({**user, "type": "block_actions", "actions": [{"type": "button", "action_id": "lead.open", "value": "1"}]})
    yield requested({**user, "type": "block_actions", "actions": [{"type": "button", "action_id": "lead.form", "value": typed[:1900]}]}, typed)
    yield requested({**user, "type": "message_action", "callback_id": "note.capture"})
    for form in (FORM, READ):
        yield requested({**user, "type": "view_submission", "view": form})


@settings(max_examples=150, deadline=None)
@given(REFUSALS, WORDS, WORDS.filter(str.strip) | st.text("a b<>&`\n", min_size=1900, max_size=4000), st.none() | st.just(7))
def test_trouble(refusal, words, typed, draft):
    for error in built(refusal, f"x{words}") if refusal in CLASSES else [refusal(words)]:
        for request in asked_of(typed):
            request.draft = draft
            fits(errors.answer(error, request, SITE))


def fits(answer):
    """The line itself stands below as code, whose words do nothing."""
    match answer:
        case Updated(shown):
            view(shown)
        case Refused(said):
            assert all(0 < len(sentence) <= 2000 for sentence in said.values())
        case Reply():
            assert validate_message(answer.payload()) == []
            assert_harmless([block for block in answer.blocks if block["type"] != "rich_text"])
