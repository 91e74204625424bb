"""A window of a browser with the local Slack's page in it, made as new before each test."""

import re
from dataclasses import dataclass, field

from playwright.async_api import Browser, Page, expect

FIRST_PERSON, FIRST_CHANNEL = "UCARA", "CSALES"
BEGIN = """async ([user, channel]) => {
    if (document.querySelector("dialog[open]:not(#modal)")) return;
    const { world } = await import("/static/world.js");
    await world.begin(user, channel);
}"""
LOOK = """() => {
    const shown = [...document.body.children].filter((one) => one.tagName !== "DIALOG" || one.open);
    const values = shown.flatMap((one) => [...one.querySelectorAll("input, textarea, select")]).map((one) => [one.value, one.checked]);
    const markup = shown.map((one) => one.outerHTML.replaceAll(/\\b([a-z]+)-\\d+\\b/g, "$1").replaceAll(/ class=" *"|\\d\\d:\\d\\d/g, "")).join("");
    return [location.href, document.activeElement.id, values, markup];
}"""


@dataclass
class Window:
    """One page of the local Slack. `complaints` is what its scripts threw since begin()."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    first_look: object = None

    async def load(self) -> None:
        """Load the page, and remember how it looks."""
        await self.page.goto("about:blank")  # the same address with another hash is no new page
        await self.page.goto(self.url)
        await expect(self.page).to_have_url(re.compile(f"#{FIRST_PERSON}/{FIRST_CHANNEL}"))
        await expect(self.page.get_by_label("Message, or / for a command")).to_be_focused()
        self.first_look = await self.page.evaluate(LOOK)

    async def begin(self) -> None:
        """Be as the page is when it is opened: by its own means, or, where that left a trace of the test before, loaded anew."""
        await self.page.unroute_all()
        if self.first_look is None or not self.page.url.startswith(self.url):
            await self.load()
        else:
            await self.page.mouse.move(0, 0)
            await self.page.evaluate(BEGIN, [FIRST_PERSON, FIRST_CHANNEL])
            if await self.page.evaluate(LOOK) != self.first_look:
                await self.load()
        self.complaints.clear()


async def open_window(browser: Browser, url: str) -> Window:
    """A window at the narrowest width that is supported; the page is not loaded yet."""
    page = await browser.new_page(viewport={"width": 1100, "height": 760}, locale="en-US")
    page.set_default_timeout(5000)
    window = Window(page, url)
    page.on("pageerror", lambda error: window.complaints.append(str(error)))
    return window
