"""What becomes of one operation, and where its time goes: for its line in the log, metrics and traces.

A door opens a `Watch`; whatever works for the operation, in whatever task, finds it with `current()` and
adds to it. It holds names, counts and seconds, and nothing that anybody typed. Parts are sums: of
statements that run side by side, each counts in full.
"""

import time
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from domain.kernel import traces

PARTS = ("parsing", "planning", "executing", "sql", "serialising")
_FIGURES = tuple((part, f"{part}_ms") for part in PARTS)
NAME_LENGTH = 64

_current: ContextVar["Watch | None"] = ContextVar("watch", default=None)


@dataclass(slots=True)
class Watch:
    """One operation. `door` is what it came through: http, socket, stream."""

    request_id: str
    door: str
    document: str | None = None
    registered: bool = False
    "The document is one of ours, so that its name may become a metric's label."
    kind: str | None = None
    "query, mutation or subscription."
    outcome: str = "ok"
    code: str | None = None
    statements: int = 0
    is_told: bool = False
    "Its line is written and it is counted."
    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    def name(self, document: str | None, *, registered: bool = False) -> None:
        """Note what was asked for; a registered name is not lost to an operation's own."""
        if document is not None and not (self.registered and not registered):
            self.document, self.registered = document[:NAME_LENGTH], registered

    def ended(self, outcome: str, code: str | None = None) -> None:
        """Note how it went; the worst counts: ok, refused, invalid, rejected, failed."""
        if _RANK[outcome] > _RANK[self.outcome]:
            self.outcome, self.code = outcome, code

    def add(self, part: str, seconds: float) -> None:
        self.seconds[part] = self.seconds.get(part, 0.0) + seconds

    @property
    def total(self) -> float:
        return time.perf_counter() - self.began

    def figures(self) -> dict[str, object]:
        """What the log says of it."""
        spent = {name: round(self.seconds.get(part, 0.0) * 1000, 1) for part, name in _FIGURES}
        return {
            "document": self.document,
            "kind": self.kind,
            "outcome": self.outcome,
            **({"code": self.code} if self.code else {}),
            "milliseconds": round(self.total * 1000, 1),
            **spent,
            "statements": self.statements,
        }


_RANK = {"ok": 0, "refused": 1, "invalid": 2, "rejected": 3, "failed": 4}


def current() -> Watch | None:
    """The operation that this task works for."""
    return _current.get()


def attach(watch: Watch) -> None:
    """From here on, this task works for this operation."""
    _current.set(watch)


def watching(watch: Watch) -> AbstractContextManager[Watch]:
    """What is done inside the block is done for this operation."""
    return _Watching(watch)


def spent(part: str) -> AbstractContextManager[None]:
    """The block's time belongs to that part of the operation."""
    return _Part(part)


def statement(text: str) -> AbstractContextManager[None]:
    """The block sends one statement, past what `Database` counts by itself."""
    return _Statement(text)


# An operation passes through a dozen of these, most of them around nothing much. As generators they
# would take four times as long.


class _Watching:
    """What `watching` does."""

    __slots__ = ("_before", "_watch")

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __enter__(self) -> Watch:
        self._before = _current.set(self._watch)
        return self._watch

    def __exit__(self, *error: Any) -> None:
        _current.reset(self._before)


class _Part:
    """What `spent` does."""

    __slots__ = ("_began", "_name", "_span", "_watch")

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        self._watch = _current.get()
        self._began = time.perf_counter()
        self._span = traces.span(self._name)
        self._span.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._span.__exit__(*error)
        if self._watch is not None:
            self._watch.add(self._name, time.perf_counter() - self._began)


class _Statement:
    """What `statement` does."""

    __slots__ = ("_began", "_span", "_text", "_watch")

    def __init__(self, text: str) -> None:
        self._text = text

    def __enter__(self) -> None:
        self._watch = _current.get()
        self._began = time.perf_counter()
        self._span = traces.statement(self._text)

    def __exit__(self, *error: Any) -> None:
        if self._span is not None:
            self._span.end()
        if self._watch is not None:
            self._watch.statements += 1
            self._watch.add("sql", time.perf_counter() - self._began)
