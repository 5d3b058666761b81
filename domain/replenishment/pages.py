"""The list of what to buy again, for those who may see purchases."""

from uuid import UUID

from sqlalchemy import select

from domain.catalog.models import products
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader
from domain.kernel.pages import page_by
from domain.kernel.pagination import Page, PageRequest
from domain.replenishment.models import replenishment_suggestions as suggestions


async def page_suggestions(
    read: Reader,
    *,
    viewer: Actor,
    request: PageRequest,
    supplier_id: UUID | None = None,
    location_id: UUID | None = None,
) -> Page[AnyRow]:
    """Suggestions by SKU, then location. Raises `InvalidInput` for a foreign cursor."""
    statement = select(suggestions, products.c.sku).join(
        products, products.c.id == suggestions.c.product_id
    )
    if supplier_id is not None:
        statement = statement.where(suggestions.c.supplier_id == supplier_id)
    if location_id is not None:
        statement = statement.where(suggestions.c.location_id == location_id)
    return await page_by(
        read,
        statement,
        request,
        list_name="SUGGESTIONS",
        key=("sku", "location_id"),
        visible=viewer.sees_purchases,
    )
