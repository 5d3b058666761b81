"""Lists of stock transfers, for those of the house who may see stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from domain.catalog.models import products
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow
from domain.kernel.pages import page_by
from domain.kernel.pagination import Page, PageRequest
from domain.kernel.reader import Reader
from domain.transfers.models import (
    StockTransferStatus,
    stock_transfer_lines,
    stock_transfers,
)


class StockTransferSortField(StrEnum):
    """What a list of transfers is sorted by; rows with equal values are in the order of their ids."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    EXPECTED_AT = "EXPECTED_AT"


_KEYS: dict[StockTransferSortField, tuple[str, ...]] = {
    # Ids are made in the order of time.
    StockTransferSortField.CREATED_AT: ("id",),
    StockTransferSortField.UPDATED_AT: ("updated_at", "id"),
    StockTransferSortField.EXPECTED_AT: ("due_at", "id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StockTransferCriteria:
    """What a transfer must be to be listed; what is empty does not matter."""

    status: Sequence[StockTransferStatus] = ()
    origin_id: UUID | None = None
    destination_id: UUID | None = None
    sku: str | None = None


async def find_stock_transfer(
    read: Reader, *, viewer: Actor, id: UUID | None = None, number: str | None = None
) -> AnyRow | None:
    """The transfer that answers to everything that is given."""
    statement = select(stock_transfers)
    if id is not None:
        statement = statement.where(stock_transfers.c.id == id)
    if number is not None:
        statement = statement.where(stock_transfers.c.number == number)
    return (await read.execute(statement)).one_or_none() if viewer.sees_transfers else None


async def page_stock_transfers(
    read: Reader,
    *,
    viewer: Actor,
    request: PageRequest,
    criteria: StockTransferCriteria,
    sort: StockTransferSortField = StockTransferSortField.CREATED_AT,
    descending: bool = True,
) -> Page[AnyRow]:
    """Stock transfers, newest first unless sorted otherwise. Raises `InvalidInput` for a foreign
    cursor."""
    statement = select(stock_transfers)
    if criteria.status:
        statement = statement.where(stock_transfers.c.status.in_(criteria.status))
    if criteria.origin_id is not None:
        statement = statement.where(stock_transfers.c.origin_id == criteria.origin_id)
    if criteria.destination_id is not None:
        statement = statement.where(stock_transfers.c.destination_id == criteria.destination_id)
    if criteria.sku is not None:
        product = select(products.c.id).where(products.c.sku == criteria.sku).scalar_subquery()
        moving = select(stock_transfer_lines.c.stock_transfer_id).where(
            stock_transfer_lines.c.product_id == product
        )
        statement = statement.where(stock_transfers.c.id.in_(moving))
    return await page_by(
        read,
        statement,
        request,
        list_name=f"STOCK_TRANSFERS_BY_{sort}",
        key=_KEYS[sort],
        descending=descending,
        visible=viewer.sees_transfers,
    )
