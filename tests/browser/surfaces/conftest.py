"""An app that uses all of Slack and answers as a test says; the page shows what it sends.

app, client, manifest, opened, slack: as in the playground's own tests
"""

from tests.playground.conftest import client
from tests.playground.whole.conftest import app, manifest, opened, slack

__all__ = ["app", "client", "manifest", "opened", "slack"]
