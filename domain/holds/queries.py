"""Finding holds for verbs. Who may not use a hold does not find it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, bindparam, func, or_, select

from domain.catalog.models import product_components
from domain.holds.models import HoldStatus, StockHold, stock_hold_items, stock_holds
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.database import Reader
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork

_GUESTS = f"{ActorKind.ANONYMOUS}:"


def holder_of(actor: Actor, origin: str | None) -> str:
    """Whose a hold is that this caller makes."""
    known = actor.kind is not ActorKind.ANONYMOUS
    return actor.label if known else f"{_GUESTS}{origin or 'unknown'}"


def visible_hold() -> ColumnElement[bool]:
    """The hold is the viewer's, a guest's whose key the viewer has, or the viewer is of the house."""
    return or_(
        bindparam("sees_all_holds"),
        stock_holds.c.holder == bindparam("viewer_label"),
        stock_holds.c.holder.startswith(_GUESTS),
    )


def scope(viewer: Actor) -> dict[str, Any]:
    """The parameters of `visible_hold`."""
    return {"sees_all_holds": viewer.sees_names, "viewer_label": viewer.label}


_LOCK = (
    select(StockHold)
    .where(stock_holds.c.id == bindparam("id"), visible_hold())
    .with_for_update()
    .execution_options(populate_existing=True)
)


async def lock_hold(uow: UnitOfWork, hold_id: UUID) -> StockHold:
    """The hold, locked until the transaction ends. Raises `NotFound`, also for somebody else's."""
    found = await uow.session.execute(_LOCK, {"id": hold_id, **scope(uow.actor)})
    hold: StockHold | None = found.scalar_one_or_none()
    if hold is None:
        raise NotFound("There is no such hold.", path=("input", "holdId"))
    return hold


_OVERDUE = stock_holds.c.status == HoldStatus.HELD, stock_holds.c.expires_at <= bindparam("now")
_LOCK_OVERDUE = (
    select(StockHold)
    .where(*_OVERDUE)
    .order_by(stock_holds.c.expires_at, stock_holds.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
_ANY_OVERDUE = select(select(stock_holds.c.id).where(*_OVERDUE).exists())


async def lock_overdue(uow: UnitOfWork, *, limit: int) -> Sequence[StockHold]:
    """Holds whose time is over and that nobody is working on, locked."""
    found = await uow.session.execute(_LOCK_OVERDUE, {"now": uow.now(), "limit": limit})
    return found.scalars().all()


async def any_overdue(read: Reader, *, now: datetime) -> bool:
    """Whether the time of some hold is over."""
    return bool((await read.execute(_ANY_OVERDUE, {"now": now})).scalar_one())


_OPEN = select(func.count()).where(
    stock_holds.c.holder == bindparam("holder"),
    stock_holds.c.status == HoldStatus.HELD,
    stock_holds.c.expires_at > bindparam("now"),
)


async def count_open(uow: UnitOfWork, holder: str) -> int:
    """Holds of a caller that count now. The caller's next one waits for this transaction to end."""
    lock = select(func.pg_advisory_xact_lock(func.hashtextextended(holder, 0)))
    await uow.session.execute(lock)
    found = await uow.session.execute(_OPEN, {"holder": holder, "now": uow.now()})
    return int(found.scalar_one())


_ITEMS = select(stock_hold_items.c.product_id).where(
    stock_hold_items.c.hold_id == any_(bindparam("holds", type_=ARRAY(Uuid)))
)
_PRODUCTS = _ITEMS.union(
    select(product_components.c.component_id).where(product_components.c.bundle_id.in_(_ITEMS))
)


async def products_of(uow: UnitOfWork, hold_ids: Sequence[UUID]) -> list[UUID]:
    """What these holds were about; with a bundle, what it is made of."""
    return list((await uow.session.execute(_PRODUCTS, {"holds": list(hold_ids)})).scalars())
