"""What numbers decide about a line whose units are on their way, whatever document says so. Pure.

Purchase orders and transfers count alike: so many units were ordered or sent, so many came whole, so
many damaged, and so many are given up as short.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.kernel.errors import InvalidInput
from domain.kernel.quantity import MAX_QUANTITY


class LineFigures(Protocol):
    """The quantities of a line, in units."""

    quantity: int
    received_quantity: int
    damaged_quantity: int
    short_quantity: int


def checked_arrival(
    at: datetime | None, *, now: datetime, path: Sequence[str], known: datetime | None = None
) -> datetime | None:
    """When units are to arrive, None where nobody knows. What is `known` already may be said again, also
    when it has passed: whoever sends a form back changes nothing by it.

    Raises `InvalidInput` for an instant that has passed: customers would be promised it.
    """
    if at is not None and at < now and at != known:
        raise InvalidInput("What is still to come cannot arrive in the past.", path=path)
    return at


def arrived(line: LineFigures) -> int:
    """Units that came, whole or broken."""
    return line.received_quantity + line.damaged_quantity


def outstanding(line: LineFigures) -> int:
    """Units that are still to come; what came beyond the line makes nobody owe less than nothing."""
    return max(0, line.quantity - arrived(line) - line.short_quantity)


def accounted(line: LineFigures) -> int:
    """Units of the line that came or will not come; it is never made less than that."""
    return min(arrived(line), line.quantity) + line.short_quantity


def acceptable(line: LineFigures, *, tolerance_percent: int | None) -> int:
    """Units that may arrive: what is outstanding, and the tolerance; None accepts whatever comes.

    The tolerance is a share of the line's quantity, in whole units rounded down, over all receipts of
    the line together.
    """
    if tolerance_percent is None:
        return MAX_QUANTITY - arrived(line)
    limit = line.quantity + line.quantity * tolerance_percent // 100
    return max(0, limit - arrived(line) - line.short_quantity)
