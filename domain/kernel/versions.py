"""Versions: whoever would write over what somebody else has changed meanwhile is told, and does not."""

from datetime import datetime
from typing import Protocol

from domain.kernel.errors import VersionConflict
from domain.kernel.uow import UnitOfWork


class Versioned(Protocol):
    """A row that counts its changes, and those of what belongs to it."""

    version: int
    updated_at: datetime


def check_version(row: Versioned, expected: int | None) -> None:
    """The row is locked. Raises `VersionConflict` where the client has read another version of it."""
    if expected is not None and expected != row.version:
        raise VersionConflict(expected=expected, current=row.version)


def touch(uow: UnitOfWork, row: Versioned) -> None:
    """Note that the row, or something that belongs to it, has changed."""
    row.version += 1
    row.updated_at = uow.now()
