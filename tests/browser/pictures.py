"""Draws docs/screens.md and its pictures with a demo of its own and chromium: `make pictures`, or some of them: `make pictures ARGS="note edit"`."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.screens import SCREENS, Screen

DOCS = Path(__file__).resolve().parents[2] / "docs"
PLACE = DOCS / "images" / "screens"
WINDOW = ViewportSize(width=1240, height=2000)
"""High enough for the longest form."""
BEHIND = "dialog::backdrop { background: #888 }"
"""A form's corners and edges show nothing of the messages behind it."""
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
HEAD = """# Screens

What people see, drawn from the sample data by `make pictures`: each form filled in and with an error, and what stands in messages.
Names are those of the local Slack, whose look is not Slack's.
"""


class Hand:
    """What a person does at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def be(self, user: str, channel: str = "sales") -> None:
        """Become somebody, in a channel."""
        self.page.get_by_label("You are").select_option(user)
        self.go(channel)

    def go(self, channel: str) -> None:
        """To a channel, or the app, which opens with its Home."""
        self.page.get_by_role("navigation").get_by_role("button", name=re.compile(f"^{channel}")).first.click()
        self.page.wait_for_timeout(500)

    def tab(self, name: str) -> None:
        """One of the app's tabs."""
        self.page.get_by_role("tab", name=name).click()
        self.page.wait_for_timeout(500)

    def type(self, line: str) -> None:
        """A message or a command, and its answer."""
        field = self.page.get_by_label("Message, or / for a command")
        field.fill(line)
        field.press("Escape")
        field.press("Enter")
        self.page.wait_for_timeout(1500)

    @property
    def newest(self) -> Locator:
        """The newest message."""
        return self.page.get_by_label("Messages", exact=True).locator(".message").last

    @property
    def form(self) -> Locator:
        """The form in front."""
        return self.page.get_by_role("dialog")

    def click(self, name: str, which: int = 0) -> None:
        """A button of the newest message."""
        self.newest.get_by_role("button", name=name, exact=True).nth(which).click()
        self.page.wait_for_timeout(1500)

    def menu(self, entry: str, which: str = "0") -> None:
        """An entry of a ⋯ menu in the newest message."""
        self._pick(self.newest.locator(".overflow").nth(int(which)), entry)

    def menu_of(self, words: str, entry: str) -> None:
        """The same, of the first block that says this."""
        self._pick(self.newest.locator(".block", has_text=words).locator(".overflow").first, entry)

    def menu_at_home(self, words: str, entry: str) -> None:
        """The same, in App Home."""
        self._pick(self.page.locator(".view-body.home .block", has_text=words).locator(".overflow").first, entry)

    def _pick(self, menu: Locator, entry: str) -> None:
        menu.click()
        self.page.get_by_role("menuitem", name=entry, exact=True).click()
        self.page.wait_for_timeout(1500)

    def shortcut(self, name: str) -> None:
        """A message shortcut on the newest message."""
        self.newest.get_by_role("button", name="More actions").press("Enter")
        self.page.get_by_role("menuitem", name=name).press("Enter")
        self.page.wait_for_timeout(1500)

    def anywhere(self, name: str) -> None:
        """A global shortcut."""
        self.page.get_by_role("button", name="Shortcuts").first.click()
        self.page.get_by_role("menuitem", name=name).click()
        self.page.wait_for_timeout(1500)

    def write(self, label: str, words: str) -> None:
        """Into a field of the form."""
        self.form.get_by_label(re.compile(f"^{label}")).first.fill(words)

    def choose(self, label: str, letters: str, name: str) -> None:
        """From a select of the form."""
        self.form.get_by_label(re.compile(f"^{label}")).first.click()
        self.page.keyboard.press("Control+a")  # what is picked already
        self.page.keyboard.type(letters)
        self.form.get_by_role("option", name=re.compile(name)).first.click()

    def tick(self, name: str) -> None:
        """A choice of the form."""
        self.form.get_by_label(name, exact=True).check()
        self.page.wait_for_timeout(800)

    def at(self, label: str, day: str, time: str) -> None:
        """A moment of the form."""
        self.form.get_by_label(f"{label}: date").fill(day)
        self.form.get_by_label(f"{label}: time").fill(time)

    def meanwhile(self, user: str, line: str) -> None:
        """Somebody else types a line, while the form is open."""
        address = ADDRESS.match(self.page.url)
        assert address
        said = self.page.request.post(f"{address[0]}/page/command", data={"user": user, "channel": "CSALES", "line": line})
        assert said.ok, said.text()

    def submit(self, name: str) -> None:
        """The form's button."""
        self.form.get_by_role("button", name=name, exact=True).last.click()
        self.page.wait_for_timeout(1500)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo with data of its own."""
    with tempfile.TemporaryDirectory(prefix="leadbot-pictures-") as data:
        said = Path(data) / "said"
        command = [sys.executable, "-m", "playground", "demo", "--port", "0", "--data", data]
        with said.open("w") as out, subprocess.Popen(command, stdout=out) as running:
            try:
                while not (found := ADDRESS.search(said.read_text())):
                    time.sleep(0.2)
                yield found[0]
            finally:
                running.terminate()


def draw(browser: Browser, url: str, screen: Screen) -> None:
    """One screen in a window of its own."""
    page = browser.new_page(viewport=WINDOW, bypass_csp=True)
    page.set_default_timeout(10_000)
    page.goto(url)
    page.add_style_tag(content=BEHIND)
    expect(page.get_by_label("Message, or / for a command")).to_be_focused()
    hand = Hand(page)
    hand.be(screen.who)
    try:
        screen.show(hand)
        page.mouse.move(0, 0)
        page.wait_for_timeout(400)
        home = page.locator(".view-body.home")
        shown = hand.form if hand.form.count() else home if home.count() else hand.newest
        shown.last.screenshot(path=PLACE / f"{screen.name}.jpg", type="jpeg", quality=70)
    except Exception:
        page.screenshot(path=PLACE / f"{screen.name}.failed.png")
        raise
    finally:
        while hand.form.count():  # what is open is still so in the next window
            hand.form.get_by_role("button", name="Close all").last.click()
            page.wait_for_timeout(300)
        page.close()


def written() -> str:
    """docs/screens.md."""
    parts = [HEAD]
    for title, screens in groupby(SCREENS, lambda screen: screen.part):
        parts += [f"## {title}\n", *(f"{screen.caption}\n\n![{screen.caption}](images/screens/{screen.name}.jpg)\n" for screen in screens)]
    return "\n".join(parts)


def main(wanted: list[str]) -> None:
    """Draw those whose names begin so, or all."""
    PLACE.mkdir(exist_ok=True)
    failed = []
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for screen in SCREENS:
            if not wanted or screen.name.startswith(tuple(wanted)):
                try:
                    draw(browser, url, screen)
                except Exception as error:  # noqa: BLE001 - the others are drawn anyway
                    failed.append(f"{screen.name}: {str(error).splitlines()[0]}")
        browser.close()
    (DOCS / "screens.md").write_text(written())
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
