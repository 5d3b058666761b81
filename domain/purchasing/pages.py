"""Lists of suppliers, of what they sell, and of purchase orders, for those who may see purchases."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, true

from domain.kernel.actor import Actor
from domain.kernel.batches import PARENTS, AnyRow
from domain.kernel.pages import page_by
from domain.kernel.pagination import Page, PageRequest, encode_cursor, window, window_at
from domain.kernel.pagination_keys import read_key
from domain.kernel.reader import Reader, rows_of
from domain.purchasing.loads import purchase_order_columns
from domain.purchasing.models import (
    PurchaseOrderStatus,
    purchase_order_lines,
    purchase_orders,
    supplier_products,
    suppliers,
)

_PRODUCT_KEY = (supplier_products.c.supplier_sku, supplier_products.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrderCriteria:
    """What a purchase order must be to be listed; what is empty does not matter."""

    status: Sequence[PurchaseOrderStatus] = ()
    supplier_id: UUID | None = None
    location_id: UUID | None = None
    product_id: UUID | None = None


async def find_supplier(
    read: Reader, *, viewer: Actor, id: UUID | None = None, code: str | None = None
) -> AnyRow | None:
    """The supplier that answers to everything that is given."""
    statement = select(suppliers)
    if id is not None:
        statement = statement.where(suppliers.c.id == id)
    if code is not None:
        statement = statement.where(suppliers.c.code == code)
    return await _one(read, statement, viewer)


async def find_purchase_order(
    read: Reader, *, viewer: Actor, id: UUID | None = None, number: str | None = None
) -> AnyRow | None:
    """The purchase order that answers to everything that is given."""
    statement = select(*purchase_order_columns)
    if id is not None:
        statement = statement.where(purchase_orders.c.id == id)
    if number is not None:
        statement = statement.where(purchase_orders.c.number == number)
    return await _one(read, statement, viewer)


async def _one(read: Reader, statement: Select[Any], viewer: Actor) -> AnyRow | None:
    return (await read.execute(statement)).one_or_none() if viewer.sees_purchases else None


async def page_suppliers(
    read: Reader, *, viewer: Actor, request: PageRequest, product_id: UUID | None = None
) -> Page[AnyRow]:
    """Suppliers by code; only of those who sell a product, where one is named."""
    statement = select(suppliers)
    if product_id is not None:
        selling = select(supplier_products.c.supplier_id).where(
            supplier_products.c.product_id == product_id, supplier_products.c.active
        )
        statement = statement.where(suppliers.c.id.in_(selling))
    return await page_by(
        read,
        statement,
        request,
        list_name="SUPPLIERS",
        key=("code",),
        visible=viewer.sees_purchases,
    )


async def page_purchase_orders(
    read: Reader, *, viewer: Actor, request: PageRequest, criteria: PurchaseOrderCriteria
) -> Page[AnyRow]:
    """Purchase orders, newest first. Raises `InvalidInput` for a foreign cursor."""
    statement = select(*purchase_order_columns)
    if criteria.status:
        statement = statement.where(purchase_orders.c.status.in_(criteria.status))
    if criteria.supplier_id is not None:
        statement = statement.where(purchase_orders.c.supplier_id == criteria.supplier_id)
    if criteria.location_id is not None:
        statement = statement.where(purchase_orders.c.location_id == criteria.location_id)
    if criteria.product_id is not None:
        ordering = select(purchase_order_lines.c.purchase_order_id).where(
            purchase_order_lines.c.product_id == criteria.product_id
        )
        statement = statement.where(purchase_orders.c.id.in_(ordering))
    return await page_by(
        read,
        statement,
        request,
        list_name="PURCHASE_ORDERS",
        key=("id",),
        descending=True,
        visible=viewer.sees_purchases,
    )


async def page_products_by_supplier_ids(
    read: Reader, ids: Sequence[UUID], *, request: PageRequest
) -> dict[UUID, Page[AnyRow]]:
    """The same page of what many suppliers sell, by their own SKUs, in one statement."""
    bounds = read_key(request, "SUPPLIER_PRODUCTS", [column.type for column in _PRODUCT_KEY])
    statement = _products(bounded=bounds is not None, down=request.backwards)
    found: dict[UUID, list[AnyRow]] = {id: [] for id in ids}
    for row in await rows_of(read, statement, {"ids": list(ids), **window_at(request, bounds)}):
        found[row.supplier_id].append(row)
    return {
        id: Page.cut(
            request,
            rows,
            [encode_cursor(["SUPPLIER_PRODUCTS", row.supplier_sku, row.id]) for row in rows],
        )
        for id, rows in found.items()
    }


@cache
def _products(*, bounded: bool, down: bool) -> Select[Any]:
    own = window(
        select(supplier_products, suppliers.c.currency)
        .join(suppliers, suppliers.c.id == supplier_products.c.supplier_id)
        .where(supplier_products.c.supplier_id == PARENTS.c.id),
        key=_PRODUCT_KEY,
        bounded=bounded,
        down=down,
    ).lateral("own")
    return select(own).select_from(PARENTS).join(own, true())
