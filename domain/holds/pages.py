"""The list of holds, for staff who see orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from domain.catalog.models import channels
from domain.holds.loads import hold_columns, status_now
from domain.holds.models import HoldStatus, stock_hold_items, stock_holds
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader
from domain.kernel.pages import page_by
from domain.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCriteria:
    """What a hold must be to be listed; what is empty does not matter."""

    status: Sequence[HoldStatus] = ()
    channel: str | None = None
    sku: str | None = None
    customer_id: UUID | None = None


async def page_holds(
    read: Reader, *, viewer: Actor, request: PageRequest, criteria: HoldCriteria
) -> Page[AnyRow]:
    """Holds, newest first. Raises `InvalidInput` for a foreign cursor."""
    statement = select(*hold_columns)
    if criteria.status:
        statement = statement.where(status_now.in_(criteria.status))
    if criteria.channel is not None:
        named = select(channels.c.id).where(channels.c.code == criteria.channel)
        statement = statement.where(stock_holds.c.channel_id.in_(named))
    if criteria.sku is not None:
        statement = statement.where(
            select(stock_hold_items.c.id)
            .where(
                stock_hold_items.c.hold_id == stock_holds.c.id, stock_hold_items.c.sku == criteria.sku
            )
            .exists()
        )
    if criteria.customer_id is not None:
        statement = statement.where(
            stock_holds.c.holder == f"{ActorKind.CUSTOMER}:{criteria.customer_id}"
        )
    return await page_by(
        read,
        statement,
        request,
        list_name="STOCK_HOLDS",
        key=("created_at", "id"),
        descending=True,
        visible=viewer.sees_all_holds,
    )
