"""Finding returns for verbs. The order's row lock guards them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select

from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.returns.models import Return, ReturnLine, return_lines, returns
from domain.returns.state import STANDING

_OF_ORDER = (
    select(Return)
    .where(returns.c.order_id == bindparam("id"))
    .order_by(returns.c.id)
    .execution_options(populate_existing=True)
)
_LINES = (
    select(ReturnLine)
    .where(return_lines.c.return_id == bindparam("id"))
    .order_by(return_lines.c.position)
    .execution_options(populate_existing=True)
)


async def returns_of(uow: UnitOfWork, order_id: UUID) -> list[Return]:
    """Every return of an order, oldest first."""
    return list((await uow.session.execute(_OF_ORDER, {"id": order_id})).scalars())


async def lines_of(uow: UnitOfWork, return_id: UUID) -> list[ReturnLine]:
    """What a return is about."""
    return list((await uow.session.execute(_LINES, {"id": return_id})).scalars())


async def order_id_of(uow: UnitOfWork, return_id: UUID, *, path: Sequence[str]) -> UUID:
    """Which order a return belongs to, to lock that. Raises `NotFound` naming `path`."""
    found: UUID | None = await uow.session.scalar(
        select(returns.c.order_id).where(returns.c.id == return_id)
    )
    if found is None:
        raise NotFound("There is no such return.", path=path)
    return found


async def get_return(uow: UnitOfWork, return_id: UUID) -> Return:
    """The return as it is now; read under the order's lock."""
    return await uow.session.get_one(Return, return_id, populate_existing=True)


async def units_spoken_for(uow: UnitOfWork, order_id: UUID) -> dict[UUID, int]:
    """Per order line, the units of all standing returns: announced or arrived, but not missing."""
    statement = (
        select(
            return_lines.c.order_line_id,
            func.sum(return_lines.c.quantity - return_lines.c.missing_quantity),
        )
        .join_from(return_lines, returns, returns.c.id == return_lines.c.return_id)
        .where(returns.c.order_id == order_id, returns.c.status.in_(STANDING))
        .group_by(return_lines.c.order_line_id)
    )
    return {line: int(units) for line, units in await uow.session.execute(statement)}
