"""SQL as it stands: executed or printed by Alembic, with no character of it read as a parameter."""

from typing import Any

from alembic import op
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.ddl import ExecutableDDLElement


class Statement(ExecutableDDLElement):
    """One statement, without its semicolon."""

    inherit_cache = False

    def __init__(self, text: str) -> None:
        self.text = text


@compiles(Statement)
def _as_it_stands(element: Statement, _compiler: Any, **_: Any) -> str:
    return element.text


def run(statements: list[str]) -> None:
    """Execute them one by one, or print them where Alembic only prints."""
    for text in statements:
        op.execute(Statement(text))
