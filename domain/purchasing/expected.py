"""What purchase orders announce to the inventory: their outstanding units, line by line."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain.inventory import expectations
from domain.inventory.arrivals import outstanding
from domain.inventory.expectations import NewExpectation
from domain.inventory.ledger import Posting
from domain.inventory.models import SupplySource
from domain.kernel.uow import UnitOfWork
from domain.purchasing.models import PurchaseOrder, PurchaseOrderLine

SOURCE = SupplySource.PURCHASE_ORDER


def expected_at(order: PurchaseOrder, line: PurchaseOrderLine) -> datetime | None:
    """When a line is to arrive: its own time, else its order's; None when nobody knows."""
    return line.expected_at or order.expected_at


async def announce(
    uow: UnitOfWork, order: PurchaseOrder, lines: Iterable[PurchaseOrderLine]
) -> list[Posting]:
    """Expect what is outstanding on these lines, which nothing is expected of yet."""
    return await expectations.expect(
        uow,
        new=[
            NewExpectation(
                product_id=line.product_id,
                location_id=order.location_id,
                source=SOURCE,
                source_id=order.id,
                source_line_id=line.id,
                quantity=outstanding(line),
                expected_at=expected_at(order, line),
                reference=order.number,
            )
            for line in lines
            if outstanding(line)
        ],
    )


async def withdraw(
    uow: UnitOfWork, order: PurchaseOrder, lines: Iterable[PurchaseOrderLine]
) -> list[Posting]:
    """Expect nothing of these lines any more."""
    return await expectations.forget(
        uow,
        source=SOURCE,
        source_line_ids=[line.id for line in lines],
        reference=order.number,
    )


async def reschedule(uow: UnitOfWork, line_ids: list[UUID], expected_at: datetime | None) -> None:
    """Expect these lines at another time."""
    await expectations.reschedule(uow, source=SOURCE, source_line_ids=line_ids, expected_at=expected_at)
