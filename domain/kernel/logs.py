"""Logs: one line of JSON an occurrence in production, readable ones in development.

What is logged are names, ids, counts and durations. Nothing personal: no mail, address, name or token;
`redaction` has the last look.
"""

import json
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

import orjson
import structlog

from domain.kernel.config import Settings
from domain.kernel.redaction import frames_only, in_full, redact


class _Lines:
    """Where our own lines go, a whole one at a time: to what standard error is now, not to what it was
    at the start. One that cannot be written is lost, and whatever it tells of goes on."""

    def write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = write


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now."""

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        pass


def _is_ours_to_tell(record: logging.LogRecord) -> bool:
    """uvicorn tells of each socket with its address and its query; our own line has neither."""
    return not (record.name == "uvicorn.error" and "WebSocket" in str(record.msg))


def _json(line: dict[str, Any], default: Callable[[Any], Any]) -> str:
    try:
        return orjson.dumps(line, default, orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        return json.dumps(line, default=default)  # half a surrogate pair, or a number beyond 64 bits


def configure_logs(settings: Settings) -> None:
    """Send everything, the libraries' lines included, to standard error in one shape."""
    level = getattr(logging, settings.log_level.upper())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderers: list[Any]
    if settings.environment == "production":
        renderers = [
            structlog.processors.ExceptionRenderer(frames_only),  # type: ignore[arg-type]
            structlog.processors.JSONRenderer(_json),
        ]
    else:
        renderers = [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=in_full)
        ]
    # Our own lines do not pass through `logging`: every request has one, and there it would be made
    # into a record of twenty fields, by a walk over the frames of the stack, to become a line again.
    structlog.configure(
        processors=[*shared, *renderers, redact],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(),
        cache_logger_on_first_use=False,
    )
    handler = _ToStandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers, redact],
        )
    )
    handler.addFilter(_is_ours_to_tell)
    root = logging.getLogger()
    root.handlers = [handler]
    # At debug, libraries tell what they carry: frames of sockets, bodies of mails. So only we do.
    root.setLevel(max(level, logging.INFO))
    # These tell every request and every job, which we do ourselves.
    for name in ("arq", "httpx", "uvicorn.access", "strawberry"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
