"""Which executor runs: the installation's choice (``WAYBILL_EXECUTOR``), or one block's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Executor = Literal["breadth", "standard"]


class _Installed:
    executor: Executor = "breadth"


_chosen: ContextVar[Executor | None] = ContextVar("executor", default=None)


def install(executor: Executor) -> None:
    """Choose for the whole process."""
    _Installed.executor = executor


@contextmanager
def run_on(executor: Executor) -> Iterator[None]:
    """Operations that start inside the block run on that executor; tests compare them this way."""
    token = _chosen.set(executor)
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen() -> Executor:
    """The executor for an operation that starts now."""
    return _chosen.get() or _Installed.executor
