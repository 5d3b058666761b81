"""createPurchaseOrders: what was suggested, and somebody agrees with, becomes drafts to suppliers."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, select

from domain.catalog.models import products
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork
from domain.purchasing.drafting_many import WantedUnits, draft_many
from domain.purchasing.models import PurchaseOrder, supplier_products, suppliers
from domain.replenishment.models import replenishment_suggestions as suggestions

_CHOSEN = suggestions.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
_LOCKED = (
    select(
        suggestions,
        products.c.sku,
        suppliers.c.currency,
        supplier_products.c.supplier_sku,
        supplier_products.c.cost,
    )
    .join(products, products.c.id == suggestions.c.product_id)
    .join(suppliers, suppliers.c.id == suggestions.c.supplier_id)
    .join(supplier_products, supplier_products.c.id == suggestions.c.supplier_product_id)
    .where(_CHOSEN)
    .order_by(suggestions.c.id)
    .with_for_update(of=suggestions)
)


async def create_purchase_orders(
    uow: UnitOfWork, *, from_suggestions: Sequence[UUID]
) -> list[PurchaseOrder]:
    """Draft what was suggested, one order for each supplier and location; the suggestions are gone then.

    Of two who agree with the same suggestion at once, one gets the draft. Raises `InvalidInput` for none
    and for one named twice, and `NotFound` for one that there is not, or not any more.
    """
    path = ("input", "fromSuggestions")
    if not from_suggestions:
        raise InvalidInput("Name at least one suggestion.", path=path)
    found = await uow.session.execute(_LOCKED, {"ids": list(from_suggestions)})
    known = {row.id: row for row in found}
    chosen = []
    for index, id in enumerate(from_suggestions):
        if id not in known:
            raise NotFound("There is no such suggestion (any more).", path=(*path, str(index)))
        if id in from_suggestions[:index]:
            raise InvalidInput("The suggestion is named already.", path=(*path, str(index)))
        chosen.append(known[id])
    orders = await draft_many(
        uow,
        wanted=[
            WantedUnits(
                supplier_id=row.supplier_id,
                location_id=row.location_id,
                currency=row.currency,
                product_id=row.product_id,
                sku=row.sku,
                supplier_sku=row.supplier_sku,
                quantity=row.quantity,
                unit_cost=row.cost,
                expected_at=uow.now() + timedelta(days=row.lead_time_days),
            )
            for row in chosen
        ],
    )
    await uow.session.execute(delete(suggestions).where(_CHOSEN), {"ids": list(from_suggestions)})
    return orders
