"""Finding suppliers and purchase orders for verbs. An order's row lock guards its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, Uuid, any_, bindparam, func, select
from sqlalchemy import Sequence as DatabaseSequence
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlmodel import SQLModel

from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import check_version
from domain.purchasing.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
    purchase_order_lines,
    purchase_orders,
    supplier_products,
    suppliers,
)

purchase_order_serial = DatabaseSequence(
    "purchase_order_serial", start=100_001, metadata=SQLModel.metadata
)
"Numbers purchase orders; gaps are fine, two with one number are not."

_NUMBERS = select(purchase_order_serial.next_value()).select_from(
    func.generate_series(1, bindparam("count", type_=Integer))
)
_LOCK = (
    select(PurchaseOrder)
    .where(purchase_orders.c.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LINES = (
    select(PurchaseOrderLine)
    .where(purchase_order_lines.c.purchase_order_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(purchase_order_lines.c.position)
    .execution_options(populate_existing=True)
)
_TERMS = select(supplier_products).where(
    supplier_products.c.supplier_id == any_(bindparam("suppliers", type_=ARRAY(Uuid))),
    supplier_products.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid))),
)


_COSTS = (
    select(supplier_products.c.product_id, supplier_products.c.cost, suppliers.c.currency)
    .join(suppliers, suppliers.c.id == supplier_products.c.supplier_id)
    .where(
        supplier_products.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid))),
        supplier_products.c.active,
        suppliers.c.active,
    )
    .ext(distinct_on(supplier_products.c.product_id))
    .order_by(supplier_products.c.product_id, supplier_products.c.priority, suppliers.c.code)
)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a supplier sells a product; `cost` of one unit in minor units."""

    product_id: UUID
    supplier_sku: str
    cost: int
    pack_size: int
    minimum_quantity: int
    active: bool


async def supplier_exists(uow: UnitOfWork, code: str) -> bool:
    """Whether the code is taken."""
    return await uow.session.scalar(select(suppliers.c.id).where(suppliers.c.code == code)) is not None


async def lock_supplier(
    uow: UnitOfWork, supplier_id: UUID, *, path: Sequence[str] = ("input", "supplierId")
) -> Supplier:
    """The supplier, locked with its products. Raises `NotFound` naming `path`."""
    statement = select(Supplier).where(suppliers.c.id == supplier_id).with_for_update()
    found: Supplier | None = (await uow.session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such supplier.", path=path)
    return found


async def get_supplier(
    uow: UnitOfWork, supplier_id: UUID, *, path: Sequence[str] = ("input", "supplierId")
) -> Row[Any]:
    """The supplier as it is. Raises `NotFound` naming `path`."""
    statement = select(suppliers).where(suppliers.c.id == supplier_id)
    found = (await uow.session.execute(statement)).one_or_none()
    if found is None:
        raise NotFound("There is no such supplier.", path=path)
    return found


async def terms_by_supplier(
    uow: UnitOfWork, supplier_ids: Sequence[UUID], product_ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, Terms]]:
    """What each supplier asks for each product; products that one does not sell are absent."""
    found = await uow.session.execute(
        _TERMS, {"suppliers": list(set(supplier_ids)), "products": list(set(product_ids))}
    )
    terms: dict[UUID, dict[UUID, Terms]] = {}
    for row in found:
        terms.setdefault(row.supplier_id, {})[row.product_id] = Terms(
            row.product_id,
            row.supplier_sku,
            row.cost,
            row.pack_size,
            row.minimum_quantity,
            row.active,
        )
    return terms


async def costs_by_product(uow: UnitOfWork, product_ids: Sequence[UUID]) -> dict[UUID, tuple[int, str]]:
    """What one unit costs where it is bought from first, as (minor units, currency); a product that
    nobody sells is absent."""
    found = await uow.session.execute(_COSTS, {"products": list(product_ids)})
    return {row.product_id: (row.cost, row.currency) for row in found}


async def next_numbers(uow: UnitOfWork, count: int) -> list[str]:
    """So many numbers that no other purchase order has, in rising order."""
    found = await uow.session.execute(_NUMBERS, {"count": count})
    return [f"P{serial}" for serial in sorted(found.scalars())]


async def lock_purchase_order(
    uow: UnitOfWork,
    purchase_order_id: UUID,
    *,
    expected_version: int | None = None,
    path: Sequence[str] = ("input", "purchaseOrderId"),
) -> PurchaseOrder:
    """The purchase order, locked with its lines until the transaction ends.

    Raises `NotFound` naming `path` and `VersionConflict`.
    """
    found: PurchaseOrder | None = (
        await uow.session.execute(_LOCK, {"id": purchase_order_id})
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such purchase order.", path=path)
    check_version(found, expected_version)
    return found


async def lines_of(uow: UnitOfWork, purchase_order_id: UUID) -> list[PurchaseOrderLine]:
    """The order's lines by position."""
    return (await lines_by_order(uow, [purchase_order_id])).get(purchase_order_id, [])


async def lines_by_order(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[PurchaseOrderLine]]:
    """The lines of each of these orders by position."""
    lines: dict[UUID, list[PurchaseOrderLine]] = {}
    for line in (await uow.session.execute(_LINES, {"ids": list(ids)})).scalars():
        lines.setdefault(line.purchase_order_id, []).append(line)
    return lines


async def fulfillment_order_of(
    uow: UnitOfWork, purchase_order_id: UUID, *, path: Sequence[str]
) -> UUID | None:
    """The work that a dropshipped order follows, None for an order whose goods come to us.

    Raises `NotFound` naming `path`.
    """
    statement = select(purchase_orders.c.fulfillment_order_id).where(
        purchase_orders.c.id == purchase_order_id
    )
    found = (await uow.session.execute(statement)).one_or_none()
    if found is None:
        raise NotFound("There is no such purchase order.", path=path)
    fulfillment_order_id: UUID | None = found.fulfillment_order_id
    return fulfillment_order_id
