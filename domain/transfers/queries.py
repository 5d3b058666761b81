"""Finding transfers for verbs. A transfer's row lock guards its lines."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Sequence as DatabaseSequence
from sqlalchemy import bindparam, select
from sqlmodel import SQLModel

from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import check_version
from domain.transfers.models import (
    StockTransfer,
    StockTransferLine,
    stock_transfer_lines,
    stock_transfers,
)

stock_transfer_serial = DatabaseSequence(
    "stock_transfer_serial", start=100_001, metadata=SQLModel.metadata
)
"Numbers transfers; gaps are fine, two with one number are not."

_LOCK = (
    select(StockTransfer)
    .where(stock_transfers.c.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LINES = (
    select(StockTransferLine)
    .where(stock_transfer_lines.c.stock_transfer_id == bindparam("id"))
    .order_by(stock_transfer_lines.c.position)
    .execution_options(populate_existing=True)
)


async def next_number(uow: UnitOfWork) -> str:
    """A number that no other transfer has."""
    return f"T{await uow.session.scalar(stock_transfer_serial)}"


async def lock_stock_transfer(
    uow: UnitOfWork, stock_transfer_id: UUID, *, expected_version: int | None = None
) -> StockTransfer:
    """The transfer, locked with its lines until the transaction ends.

    Raises `NotFound` and `VersionConflict`.
    """
    found: StockTransfer | None = (
        await uow.session.execute(_LOCK, {"id": stock_transfer_id})
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such stock transfer.", path=("input", "stockTransferId"))
    check_version(found, expected_version)
    return found


async def lines_of(uow: UnitOfWork, stock_transfer_id: UUID) -> Sequence[StockTransferLine]:
    """The transfer's lines by position."""
    return (await uow.session.execute(_LINES, {"id": stock_transfer_id})).scalars().all()
