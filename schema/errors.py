"""Saying no: the interface `Error` and THE table domain error → GraphQL error.

A verb raises; the write door rolls back; strawberry then finds the handler whose error type is in the
field's union. A refusal that its union does not know becomes an error of the request, with its code
(`schema.masking`), so nothing is ever lost and nothing half done.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import strawberry

from domain.backorders.errors import PreorderNotDue
from domain.counting.errors import RecountNeeded
from domain.inventory.errors import RowsRefused, StockConflict
from domain.kernel import errors as domain
from domain.kernel.errors import DomainError
from domain.kernel.metrics import stock_refusals
from domain.kernel.watch import current
from schema.context import Info
from schema.money import Money
from schema.transaction import Remark


@strawberry.interface(
    description="Every expected refusal. Clients may always select `... on Error { code message }`."
)
class Error:
    code: str = strawberry.field(
        description="Stable, machine-readable, SCREAMING_SNAKE: INSUFFICIENT_STOCK, NOT_FOUND, …"
    )
    message: str = strawberry.field(
        description="A sentence for a person: what happened and what they may do."
    )
    path: list[str] = strawberry.field(
        description="Where in the input it went wrong, as a path of argument and field names; "
        "empty when it is not about one field."
    )


@strawberry.type(description="It does not exist, or not for this caller.")
class NotFoundError(Error):
    pass


@strawberry.type(description="The input cannot be what the caller meant.")
class InvalidInputError(Error):
    pass


@strawberry.type(description="The caller may not do this at all, whatever the input.")
class PermissionDeniedError(Error):
    pass


@strawberry.type(description="The lifecycle has no such step from here.")
class IllegalTransitionError(Error):
    current: str = strawberry.field(description="The state it is in.")
    requested: str = strawberry.field(description="The state it was to go to.")
    allowed: list[str] = strawberry.field(description="The states it may go to.")


@strawberry.type(description="`expectedVersion` is not the version that was found.")
class VersionConflictError(Error):
    current_version: int = strawberry.field(description="The version it is at now.")


@strawberry.type(description="A key or an external reference that was used before for another request.")
class IdempotencyConflictError(Error):
    pass


@strawberry.type(description="One SKU that could not be had.")
class StockShortage:
    sku: str = strawberry.field(description="The SKU.")
    requested: int = strawberry.field(description="Units asked for, over all lines.")
    available: int = strawberry.field(description="Units that could be had.")
    beyond_stock: int = strawberry.field(
        description="Units that may be ordered beyond those, under a capped policy; they would wait."
    )
    next_available_at: datetime | None = strawberry.field(
        description="When all that was asked could be had, or else when the last of what is on its way "
        "is there; null where nothing is."
    )
    next_available_quantity: int | None = strawberry.field(
        description="Units that could be had by then, those of now included."
    )
    bundles: list[str] = strawberry.field(
        description="SKUs of bundles that were asked for and have it in them."
    )


@strawberry.type(description="Not enough to sell; every short SKU is named.")
class InsufficientStockError(Error):
    shortages: list[StockShortage] = strawberry.field(
        description="What is short, one a SKU; then the bundles that cannot be had for the want of it."
    )


@strawberry.type(description="More money than may move.")
class AmountExceededError(Error):
    maximum: Money = strawberry.field(description="The most that may move.")


@strawberry.type(description="A count expected another figure than the one that was found.")
class StockConflictError(Error):
    on_hand: int = strawberry.field(description="Units on hand, as found.")


@strawberry.type(description="Why a row of a list was not taken.")
class RefusedRow(Remark):
    row: int = strawberry.field(description="Its place in the list, from 0.")
    code: str = strawberry.field(description="As an error's: NOT_FOUND, STOCK_CONFLICT, …")
    message: str = strawberry.field(description="A sentence for a person.")
    path: list[str] = strawberry.field(description="Where in the input it went wrong.")
    on_hand: int | None = strawberry.field(
        description="Units on hand, where others were expected; else null.", default=None
    )

    @classmethod
    def of(cls, row: int, error: DomainError) -> "RefusedRow":
        """The refusal of one row."""
        on_hand = error.on_hand if isinstance(error, StockConflict) else None
        return cls(
            row=row, code=error.code, message=error.message, path=list(error.path), on_hand=on_hand
        )


@strawberry.type(description="Some rows could not be taken, so none was.")
class RowsRefusedError(Error):
    rows: list[RefusedRow] = strawberry.field(description="Which rows, and why.")


@strawberry.type(description="What was preordered does not leave before its date.")
class PreorderNotDueError(Error):
    sku: str = strawberry.field(description="What is preordered.")
    available_on: datetime = strawberry.field(description="When it may leave.")


@strawberry.type(description="Levels were counted or adjusted after they were entered in this count.")
class RecountNeededError(Error):
    skus: list[str] = strawberry.field(description="What must be counted again.")


def _transition(error: domain.IllegalTransition) -> dict[str, Any]:
    return {"current": error.current, "requested": error.requested, "allowed": list(error.allowed)}


def _version(error: domain.VersionConflict) -> dict[str, Any]:
    return {"current_version": error.current_version}


def _stock(error: domain.InsufficientStock) -> dict[str, Any]:
    return {
        "shortages": [
            StockShortage(
                sku=short.sku,
                requested=_int(short.requested),
                available=_int(short.available),
                beyond_stock=_int(short.beyond_stock),
                next_available_at=short.next_available_at,
                next_available_quantity=short.next_available_units and _int(short.next_available_units),
                bundles=list(short.bundles),
            )
            for short in error.shortages
        ]
    }


def _int(quantity: int) -> int:
    """Units added up over lines may pass what GraphQL's Int holds; the largest stands for more."""
    return min(quantity, 2**31 - 1)


def _amount(error: domain.AmountExceeded) -> dict[str, Any]:
    return {"maximum": Money.from_minor(error.maximum, error.currency)}


def _count(error: StockConflict) -> dict[str, Any]:
    return {"on_hand": error.on_hand}


def _rows(error: RowsRefused) -> dict[str, Any]:
    return {"rows": [RefusedRow.of(row, why) for row, why in error.rows.items()]}


def _preorder(error: PreorderNotDue) -> dict[str, Any]:
    return {"sku": error.sku, "available_on": error.available_on}


def _recount(error: RecountNeeded) -> dict[str, Any]:
    return {"skus": list(error.skus)}


def _nothing(error: DomainError) -> dict[str, Any]:
    return {}


FACES: dict[type[DomainError], tuple[type[Error], Callable[[Any], dict[str, Any]]]] = {
    domain.NotFound: (NotFoundError, _nothing),
    domain.InvalidInput: (InvalidInputError, _nothing),
    domain.PermissionDenied: (PermissionDeniedError, _nothing),
    domain.IdempotencyConflict: (IdempotencyConflictError, _nothing),
    domain.IllegalTransition: (IllegalTransitionError, _transition),
    domain.VersionConflict: (VersionConflictError, _version),
    domain.InsufficientStock: (InsufficientStockError, _stock),
    domain.AmountExceeded: (AmountExceededError, _amount),
    StockConflict: (StockConflictError, _count),
    RowsRefused: (RowsRefusedError, _rows),
    PreorderNotDue: (PreorderNotDueError, _preorder),
    RecountNeeded: (RecountNeededError, _recount),
}
"""Every domain error and the type clients know it by, with what is told beyond code and message."""


def face(error: DomainError) -> Error | None:
    """The GraphQL error of a refusal; a subclass without a line of its own shows its parent's."""
    for kind in type(error).__mro__:
        if kind in FACES:
            if watch := current():
                watch.ended("refused", error.code)
            if isinstance(error, domain.InsufficientStock):
                stock_refusals.inc()
            shown, more = FACES[kind]
            return shown(code=error.code, message=error.message, path=list(error.path), **more(error))
    return None


class _Handler(strawberry.ExceptionHandler):  # type: ignore[type-arg]
    """Turns one domain error into one GraphQL type."""

    def __init__(self, exception_type: type[DomainError], error_type: type[Error]) -> None:
        self.exception_type = exception_type
        self.error_type = error_type

    def handle(self, exception: DomainError, *, field: Any, info: Info) -> Error | None:
        return face(exception)


def handlers() -> Iterator[strawberry.ExceptionHandler[Any]]:
    """One a line of the table, subclasses before their parents."""
    for kind in sorted(FACES, key=lambda kind: -len(kind.__mro__)):
        yield _Handler(kind, FACES[kind][0])
