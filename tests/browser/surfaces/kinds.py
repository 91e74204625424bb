"""Each kind of input of a form: a wrong value and a right one as a person's hand puts them in, what is said of the wrong one, and what the app is told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from tests.playground.whole.conftest import option

By = Callable[[Page, Locator], Awaitable[None]]
OPTIONS = [option("call"), option("meeting"), option("other")]
REQUIRED = "Please complete this required field."
MOMENT = datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("America/New_York"))  # where Ana is
NAMED = frozenset({"Tab", "Enter", "Escape", "Space", "ArrowDown", "ArrowRight", "Backspace", "Control+a", "Control+b", "Shift+Tab"})


@dataclass(frozen=True)
class Kind:
    """An element; `wrong` and `right` act at its control, `said` is what stands at the field then, `told` what the app gets of the right one."""

    element: dict[str, Any]
    wrong: By
    said: str
    right: By
    told: dict[str, Any]


def keys(*presses: str) -> By:
    """The focus at the field, then these keys; what is no key's name is typed. In a date or time the focus is at its first part."""

    async def act(page: Page, control: Locator) -> None:
        await control.focus()
        for one in presses:
            await (page.keyboard.press(one) if one in NAMED else page.keyboard.type(one))

    return act


def pick(*choices: tuple[str, str]) -> By:
    """Type a few letters, see the choice, take it with Enter."""

    async def act(page: Page, control: Locator) -> None:
        for letters, name in choices:
            await control.click()
            await page.keyboard.press("Control+a")
            await page.keyboard.type(letters)
            await expect(page.get_by_role("dialog").get_by_role("option")).to_have_text([name])
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("listbox")).to_have_count(0)

    return act


async def nothing_fits(page: Page, control: Locator) -> None:
    """Words that fit no choice are not taken."""
    await control.click()
    await page.keyboard.type("zzz")
    await expect(page.get_by_role("dialog").get_by_text("No results")).to_be_visible()
    await page.keyboard.press("Escape")


def with_space(group: str, *names: str) -> By:
    """The space bar at these boxes."""

    async def act(page: Page, _control: Locator) -> None:
        for name in names:
            await page.get_by_role(group, name=name).press("Space")  # type: ignore[arg-type]  # one of two roles

    return act


def moment(*presses: str, clock: str = "") -> By:
    """A date with the keyboard, and a time where there is one."""

    async def act(page: Page, _control: Locator) -> None:
        await keys(*presses)(page, page.get_by_label("It: date"))
        if clock:
            await keys(clock, "Tab")(page, page.get_by_label("It: time"))

    return act


def chosen(name: str, mime: str) -> By:
    """A file of the machine, by the browser's own dialog."""

    async def act(page: Page, control: Locator) -> None:
        async with page.expect_file_chooser() as dialog:
            await control.click()
        await (await dialog.value).set_files({"name": name, "mimeType": mime, "buffer": b"hello"})
        await expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()

    return act


CALL, MEETING = OPTIONS[:2]
KINDS = {
    "one_line": Kind(
        {"type": "plain_text_input", "min_length": 3}, keys("x"), "Please enter at least 3 characters.", keys("<b> & back"), {"value": "x<b> & back"}
    ),
    "several_lines": Kind({"type": "plain_text_input", "multiline": True}, keys(), REQUIRED, keys("one", "Enter", "two"), {"value": "one\ntwo"}),
    "rich_text": Kind(
        {"type": "rich_text_input"},
        keys(),
        REQUIRED,
        keys("the ", "Control+b", "price"),
        {
            "rich_text_value": {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "the "}, {"type": "text", "text": "price", "style": {"bold": True}}]}
                ],
            }
        },
    ),
    "whole_number": Kind(
        {"type": "number_input", "is_decimal_allowed": False}, keys("1.5"), "Please enter a valid number.", keys("Control+a", "-15"), {"value": "-15"}
    ),
    "number_within_bounds": Kind(
        {"type": "number_input", "is_decimal_allowed": True, "max_value": "20"},
        keys("20.5"),
        "Please enter a number that is 20 or less.",
        keys("Control+a", "19.5"),
        {"value": "19.5"},
    ),
    "email": Kind(
        {"type": "email_text_input"},
        keys("ana@acme"),
        "Please enter a valid email address.",
        keys("Control+a", "ana@acme.example"),
        {"value": "ana@acme.example"},
    ),
    "url": Kind(
        {"type": "url_text_input"},
        keys("acme.example"),
        "Please enter a valid URL.",
        keys("Control+a", "https://acme.example"),
        {"value": "https://acme.example"},
    ),
    "date": Kind({"type": "datepicker"}, keys("1103"), REQUIRED, keys("11032026", "Tab"), {"selected_date": "2026-11-03"}),
    "time": Kind({"type": "timepicker"}, keys("09"), REQUIRED, keys("0930PM", "Tab"), {"selected_time": "21:30"}),
    "moment": Kind(
        {"type": "datetimepicker"},
        moment("07012026", "Tab"),
        REQUIRED,
        moment("07012026", "Tab", clock="0930AM"),
        {"selected_date_time": int(MOMENT.timestamp())},
    ),
    "checkboxes": Kind(
        {"type": "checkboxes", "options": OPTIONS},
        with_space("checkbox", "Call", "Call"),
        REQUIRED,
        with_space("checkbox", "Call", "Meeting"),
        {"selected_options": [CALL, MEETING]},
    ),
    "radio_buttons": Kind(
        {"type": "radio_buttons", "options": OPTIONS}, with_space("radio"), REQUIRED, with_space("radio", "Call", "Meeting"), {"selected_option": MEETING}
    ),
    "static": Kind({"type": "static_select", "options": OPTIONS}, nothing_fits, REQUIRED, pick(("meet", "Meeting")), {"selected_option": MEETING}),
    "static_several": Kind(
        {"type": "multi_static_select", "options": OPTIONS},
        nothing_fits,
        REQUIRED,
        pick(("meet", "Meeting"), ("cal", "Call")),
        {"selected_options": [MEETING, CALL]},
    ),
    "external": Kind({"type": "external_select", "min_query_length": 1}, nothing_fits, REQUIRED, pick(("call", "Call")), {"selected_option": CALL}),
    "external_several": Kind(
        {"type": "multi_external_select", "min_query_length": 1},
        nothing_fits,
        REQUIRED,
        pick(("call", "Call"), ("meet", "Meeting")),
        {"selected_options": [CALL, MEETING]},
    ),
    "person": Kind({"type": "users_select"}, nothing_fits, REQUIRED, pick(("ben", "Ben Tanakarep")), {"selected_user": "UBEN"}),
    "people": Kind(
        {"type": "multi_users_select"},
        nothing_fits,
        REQUIRED,
        pick(("ben", "Ben Tanakarep"), ("vera", "Vera Novakviewer")),
        {"selected_users": ["UBEN", "UVERA"]},
    ),
    "channel": Kind({"type": "channels_select"}, nothing_fits, REQUIRED, pick(("sal", "#sales")), {"selected_channel": "CSALES"}),
    "channels": Kind(
        {"type": "multi_channels_select"},
        nothing_fits,
        REQUIRED,
        pick(("sal", "#sales"), ("gen", "#general")),
        {"selected_channels": ["CSALES", "CGENERAL"]},
    ),
    "conversation": Kind({"type": "conversations_select"}, nothing_fits, REQUIRED, pick(("gen", "#general")), {"selected_conversation": "CGENERAL"}),
    "conversations": Kind(
        {"type": "multi_conversations_select"},
        nothing_fits,
        REQUIRED,
        pick(("gen", "#general"), ("sal", "#sales")),
        {"selected_conversations": ["CGENERAL", "CSALES"]},
    ),
}
