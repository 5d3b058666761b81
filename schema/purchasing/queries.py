"""Reading suppliers and purchase orders."""

import strawberry

from domain.kernel.pagination import PageRequest
from domain.purchasing import pages
from schema.context import Info
from schema.ids import filter_id, find_id
from schema.permissions import READ_PURCHASES
from schema.purchasing.inputs import PurchaseOrderFilter
from schema.purchasing.types import (
    PurchaseOrder,
    PurchaseOrderConnection,
    Supplier,
    SupplierConnection,
)
from schema.query import PAGING, PAGING_BACK, one_of, query


@strawberry.type
class PurchasingQueries:
    @query(
        "One supplier; null when there is none, or for those who may not see purchases.",
        permission=READ_PURCHASES,
        id="Global id.",
        code="Its code.",
    )
    async def supplier(
        self, info: Info, id: strawberry.ID | None = None, code: str | None = None
    ) -> Supplier | None:
        one_of(id=id, code=code)
        known = None if id is None else find_id(id, "Supplier")
        if id is not None and known is None:
            return None
        async with info.context.read() as read:
            row = await pages.find_supplier(read, viewer=info.context.actor, id=known, code=code)
        return None if row is None else Supplier.from_row(row)

    @query(
        "Suppliers by code; none for those who may not see purchases.",
        permission=READ_PURCHASES,
        product_id="Only those who sell this product.",
        **PAGING,
    )
    async def suppliers(
        self,
        info: Info,
        product_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> SupplierConnection:
        request = PageRequest.parse(first=first, after=after)
        product = None if product_id is None else filter_id(product_id, "Product", ("productId",))
        async with info.context.read() as read:
            page = await pages.page_suppliers(
                read, viewer=info.context.actor, request=request, product_id=product
            )
        return SupplierConnection.from_page(page, Supplier)

    @query(
        "One purchase order; null when there is none, or for those who may not see purchases.",
        permission=READ_PURCHASES,
        id="Global id.",
        number="Its number.",
    )
    async def purchase_order(
        self, info: Info, id: strawberry.ID | None = None, number: str | None = None
    ) -> PurchaseOrder | None:
        one_of(id=id, number=number)
        known = None if id is None else find_id(id, "PurchaseOrder")
        if id is not None and known is None:
            return None
        async with info.context.read() as read:
            row = await pages.find_purchase_order(
                read, viewer=info.context.actor, id=known, number=number
            )
        return None if row is None else PurchaseOrder.from_row(row)

    @query(
        "Purchase orders, newest first; none for those who may not see purchases.",
        permission=READ_PURCHASES,
        filter="Which purchase orders.",
        **PAGING,
        **PAGING_BACK,
    )
    async def purchase_orders(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: PurchaseOrderFilter | None = None,
    ) -> PurchaseOrderConnection:
        request = PageRequest.parse(first=first, after=after, last=last, before=before)
        criteria = filter.to_criteria() if filter else pages.PurchaseOrderCriteria()
        async with info.context.read() as read:
            page = await pages.page_purchase_orders(
                read, viewer=info.context.actor, request=request, criteria=criteria
            )
        return PurchaseOrderConnection.from_page(page, PurchaseOrder)
