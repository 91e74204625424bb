"""What a lead's history opens, for activities that are edited and deleted."""

from tests.handlers.history.conftest import chosen, history  # noqa: F401 - fixtures
