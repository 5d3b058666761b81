"""How the results of an operation look on a stream: server-sent events, or parts of a multipart answer.

Lines of events end with a line feed alone, which every client splits at. Where a subscription says how
far it has come, events carry it as their `id`; a client that comes back says it as `Last-Event-ID`.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from api import encoding
from api.refusals import RequestRefused
from api.replies import has_run, without_data

BOUNDARY = "graphql"
_LONGEST_ID = 18  # digits of a number that PostgreSQL can still count to


class Frames(Protocol):
    """One way of writing results one after the other."""

    headers: Mapping[str, str]
    heartbeat: float
    "Seconds of silence after which something is sent, so that nobody in between hangs up."

    def opening(self) -> str: ...

    def result(self, shown: Mapping[str, Any], *, position: int | None) -> str: ...

    def beat(self) -> str: ...

    def refused(self, error: Mapping[str, Any]) -> str:
        """The stream is over although its operation is not."""
        ...

    def ending(self) -> str: ...


_UNBUFFERED = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no", "Vary": "Accept"}


class Events:
    """Server-sent events, as the graphql-sse protocol has them in its distinct connections mode."""

    headers: Mapping[str, str] = {"Content-Type": "text/event-stream", **_UNBUFFERED}
    heartbeat = 15.0

    def opening(self) -> str:
        return ""

    def result(self, shown: Mapping[str, Any], *, position: int | None) -> str:
        id = "" if position is None else f"id: {position}\n"
        return f"event: next\n{id}data: {_json(shown)}\n\n"

    def beat(self) -> str:
        return ": ping\n\n"

    def refused(self, error: Mapping[str, Any]) -> str:
        return self.result({"errors": [error]}, position=None) + self.ending()

    def ending(self) -> str:
        # No space behind the colon: urql would take it for JSON.
        return "event: complete\ndata:\n\n"


class Parts:
    """Apollo's subscriptions over multipart HTTP. A part is read once the next boundary is there."""

    headers: Mapping[str, str] = {
        "Content-Type": f"multipart/mixed;boundary={BOUNDARY};subscriptionSpec=1.0",
        **_UNBUFFERED,
    }
    heartbeat = 5.0

    def opening(self) -> str:
        return f"\r\n--{BOUNDARY}"

    def result(self, shown: Mapping[str, Any], *, position: int | None) -> str:
        return self._part(f'{{"payload":{_json(shown)}}}')

    def beat(self) -> str:
        return self._part("{}")

    def refused(self, error: Mapping[str, Any]) -> str:
        body = encoding.dump({"payload": None, "errors": [error]}).decode()
        return self._part(body) + self.ending()

    def ending(self) -> str:
        return "--\r\n"

    def _part(self, body: str) -> str:
        return f"\r\nContent-Type: application/json\r\n\r\n{body}\r\n--{BOUNDARY}"


def _json(shown: Mapping[str, Any]) -> str:
    return encoding.dump(
        encoding.with_data_once(shown) if has_run(shown) else without_data(shown)
    ).decode()


def last_event_id(value: str | None) -> int | None:
    """How far a client had come that comes back. Raises `RequestRefused` for no id of ours."""
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) <= _LONGEST_ID):
        raise RequestRefused(400, "'Last-Event-ID' is not an id that was sent from here.")
    return int(value)
