"""Drafting many purchase orders at once: one for each supplier and location, in one round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.kernel.insert import insert_together
from domain.kernel.uow import UnitOfWork
from domain.purchasing import queries
from domain.purchasing.events import PurchaseOrderDrafted
from domain.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderChange,
    PurchaseOrderLine,
    PurchaseOrderStatus,
)


@dataclass(frozen=True, slots=True)
class WantedUnits:
    """Units of a product that a supplier is to bring to a location; cost of one in minor units."""

    supplier_id: UUID
    location_id: UUID
    currency: str
    product_id: UUID
    sku: str
    supplier_sku: str
    quantity: int
    unit_cost: int
    expected_at: datetime


async def draft_many(uow: UnitOfWork, *, wanted: Sequence[WantedUnits]) -> list[PurchaseOrder]:
    """One draft for each supplier and location, with a line for each product, in the order given.

    The whole order is expected when the last of its lines is; a product is wanted once a location.
    """
    groups: dict[tuple[UUID, UUID], list[WantedUnits]] = {}
    for each in wanted:
        groups.setdefault((each.supplier_id, each.location_id), []).append(each)
    numbers = await queries.next_numbers(uow, len(groups))
    orders: list[PurchaseOrder] = []
    lines: list[PurchaseOrderLine] = []
    changes: list[PurchaseOrderChange] = []
    for number, ((supplier_id, location_id), units) in zip(numbers, groups.items(), strict=True):
        order = PurchaseOrder(
            number=number,
            supplier_id=supplier_id,
            location_id=location_id,
            status=PurchaseOrderStatus.DRAFT,
            currency=units[0].currency,
            expected_at=max(each.expected_at for each in units),
            created_at=uow.now(),
            updated_at=uow.now(),
        )
        orders.append(order)
        lines += [
            PurchaseOrderLine(
                purchase_order_id=order.id,
                position=position,
                product_id=each.product_id,
                sku=each.sku,
                supplier_sku=each.supplier_sku,
                quantity=each.quantity,
                unit_cost=each.unit_cost,
            )
            for position, each in enumerate(units, start=1)
        ]
        changes.append(
            PurchaseOrderChange(
                purchase_order_id=order.id,
                status=order.status,
                actor=uow.actor.label,
                changed_at=uow.now(),
            )
        )
        uow.emit(PurchaseOrderDrafted(purchase_order_id=order.id, number=order.number))
    await insert_together(uow, [*orders, *lines, *changes])
    return orders
