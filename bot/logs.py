"""Structured logs: lines for people on a terminal, JSON otherwise. No secret, and no personal data above debug."""

import logging
import sys
from typing import Any

import structlog


def configure(level: str) -> None:
    """Send our own and the libraries' log lines one way, to standard error."""
    terminal = sys.stderr.isatty()  # tracebacks stay plain there too: local variables hold what people typed
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    # Libraries log request bodies and tokens at debug and info: they speak from warning on, whatever our own level is.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
