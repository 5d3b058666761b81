"""The refusals that every slice shares.

A verb says no by raising; the door that opened the transaction rolls it back and answers in its own
language. `path` names the input at fault as argument and field names, e.g.
``("input", "lines", "0", "quantity")``; it is empty when the refusal is not about one field.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


class ConfigurationError(Exception):
    """A setting is wrong; the message names it. Stops the start of a command."""


class Retry(Exception):
    """The world moved under the verb: roll back and run the whole verb again.

    Raised where a guarded update lost a race that a fresh look may still win.
    """


class DomainError(Exception):
    """An expected refusal: a stable code for programs and a sentence for people."""

    code = "REFUSED"

    def __init__(self, message: str, *, path: Iterable[str | int] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = tuple(str(part) for part in path)


class NotFound(DomainError):
    """It does not exist, or not for this caller; the two look alike on purpose."""

    code = "NOT_FOUND"


class InvalidInput(DomainError):
    """The input cannot be what the caller meant."""

    code = "INVALID_INPUT"


class PermissionDenied(DomainError):
    """The caller may not do this at all, whatever the input."""

    code = "PERMISSION_DENIED"


class VersionConflict(DomainError):
    """`expectedVersion` is not the version that was found."""

    code = "VERSION_CONFLICT"

    def __init__(self, *, expected: int, current: int) -> None:
        super().__init__(
            f"It has changed since you read it: you expected version {expected}, "
            f"it is at version {current}. Read it again and decide anew.",
            path=("input", "expectedVersion"),
        )
        self.current_version = current


class IdempotencyConflict(DomainError):
    """A key, or an external reference, was used before for another request."""

    code = "IDEMPOTENCY_CONFLICT"


class IllegalTransition(DomainError):
    """The lifecycle has no such step from here; `allowed` lists the steps it has."""

    code = "ILLEGAL_TRANSITION"

    def __init__(
        self,
        *,
        subject: str,
        current: str,
        requested: str,
        allowed: Iterable[str] = (),
        because: str | None = None,
    ) -> None:
        self.current = current
        self.requested = requested
        self.allowed = tuple(allowed)
        options = ", ".join(self.allowed) or "nothing"
        super().__init__(
            because
            or f"{subject} is {current} and cannot become {requested}; allowed from here: {options}."
        )


@dataclass(frozen=True, slots=True)
class Shortage:
    """One SKU that could not be had: quantities in units."""

    sku: str
    requested: int
    available: int
    next_available_at: datetime | None = None
    "When there is more: all that was requested, or the last that is on its way; None: nobody knows."
    next_available_units: int | None = None
    "Units in all that could be had by then."
    beyond_stock: int = 0
    "Units that may be ordered beyond what is available; they would wait."
    bundles: tuple[str, ...] = ()
    "Bundles that were asked for and have it in them."

    def __str__(self) -> str:
        return f"{self.sku} (in {', '.join(self.bundles)})" if self.bundles else self.sku


class InsufficientStock(DomainError):
    """Not enough to sell; every short SKU is named with what is available.

    `because` says it in other words, where what lacks is not stock to sell.
    """

    code = "INSUFFICIENT_STOCK"

    def __init__(
        self,
        shortages: Iterable[Shortage],
        *,
        path: Iterable[str | int] = (),
        because: str | None = None,
    ) -> None:
        self.shortages = tuple(shortages)
        named = "; ".join(
            f"{short}: {short.requested} requested, {short.available} available"
            for short in self.shortages
        )
        super().__init__(because or f"Not enough stock: {named}.", path=path)


class AmountExceeded(DomainError):
    """More money than may move; `maximum` is in minor units of `currency`."""

    code = "AMOUNT_EXCEEDED"

    def __init__(
        self, message: str, *, maximum: int, currency: str, path: Iterable[str | int] = ()
    ) -> None:
        super().__init__(message, path=path)
        self.maximum = maximum
        self.currency = currency
