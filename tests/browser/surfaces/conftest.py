"""An app that uses all of Slack and answers as a test says; the page shows what it sends.

app, client, opened   as in the playground's own tests
local_slack, slack    a local Slack of that app, one a session, reset before each test
"""

import pytest
import yaml

from playground.server import Playground
from tests.browser.conftest import as_at_the_start
from tests.playground.conftest import APP, BOT, SECRET, client
from tests.playground.whole.conftest import MANIFEST, app, opened

__all__ = ["app", "client", "opened"]


@pytest.fixture(scope="session")
async def local_slack(tmp_path_factory):
    manifest = tmp_path_factory.mktemp("surfaces") / "manifest.yml"
    manifest.write_text(yaml.safe_dump(MANIFEST))
    async with Playground(manifest, signing_secret=SECRET, bot_token=BOT, app_token=APP) as playground:
        yield playground


@pytest.fixture
async def slack(local_slack):
    return await as_at_the_start(local_slack)
