"""Calculating what to buy again, for every level of a slice of the products, in one statement.

Nothing but the slice's bounds goes to the database and nothing comes back, so the memory that a run
takes here does not depend on how much is sold. Demand is what was shipped in the last weeks. What a
level has is what lies there free, what is expected, and what stands in drafts; what is backordered is
missing from it, at the location that the line is pinned to, else at the one that is asked first.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Float,
    Integer,
    Select,
    bindparam,
    cast,
    delete,
    func,
    select,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert

from domain.kernel.database import Reader
from domain.kernel.uow import UnitOfWork
from domain.replenishment.figures import FIGURES, SERVICE_LEVELS
from domain.replenishment.models import replenishment_suggestions as suggestions
from domain.replenishment.rules import (
    Arithmetic,
    deviation,
    in_packs,
    lead_time_deviation,
    order_up_to,
    reorder_point,
    safety_factor,
    safety_stock,
)

WEEKS = 8
"Weeks of demand that the future is judged by."
SERVICE_LEVEL = 0.95
"How surely stock lasts until the next delivery, where nobody decided otherwise."
COVER_DAYS = 7
"Days of demand that one order covers beyond its lead time."
SLICE = 2_000
"Products of one slice: with fifty locations a hundred thousand levels, a second or two."
_FOR_THIS_SLICE = sql("SET LOCAL plan_cache_mode = force_custom_plan")
"""A plan for any slice would be one for a third of the shop, and read all of it for each."""

COLUMNS = Arithmetic(
    root=func.sqrt,
    up=func.ceil,
    largest=func.greatest,
)
_BOUNDS = sql(
    """
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM product) p
    WHERE (place - 1) % :slice_of = 0 ORDER BY id
    """
)


async def list_slices(read: Reader, *, slice_of: int = SLICE) -> list[tuple[UUID, UUID | None]]:
    """Where each slice of the products begins, and where the next one does."""
    firsts = list((await read.execute(_BOUNDS, {"slice_of": slice_of})).scalars())
    return list(zip(firsts, [*firsts[1:], None], strict=True))


async def replenish(uow: UnitOfWork, *, first: UUID, beyond: UUID | None) -> None:
    """Calculate anew what is to be bought of the products from `first` up to `beyond`.

    A suggestion that still holds keeps its id, one that does not is dropped.
    """
    now, bounds = uow.now(), {"first": first, "beyond": beyond}
    await uow.session.execute(_FOR_THIS_SLICE)
    decided = (await uow.session.execute(SERVICE_LEVELS, bounds)).scalars()
    levels = sorted({SERVICE_LEVEL, *decided})
    await uow.session.execute(
        _WRITE,
        {
            **bounds,
            "now": now,
            "weeks": WEEKS,
            "usual": SERVICE_LEVEL,
            "service_levels": levels,
            "factors": [safety_factor(level) for level in levels],
        },
    )
    stale = delete(suggestions).where(
        suggestions.c.product_id >= first, suggestions.c.calculated_at != now
    )
    if beyond is not None:
        stale = stale.where(suggestions.c.product_id < beyond)
    await uow.session.execute(stale)


def _calculated() -> Select[Any]:
    """The rules over the figures, step by step: each step reads what the one before has found."""
    figures = FIGURES.c
    demand = select(
        FIGURES,
        (figures.total / (figures.weeks * 7)).label("mean"),
        # Days are taken to sell independently of each other: a week varies by √7 of what a day does.
        (deviation(figures.total, figures.squares, figures.weeks, COLUMNS) / func.sqrt(7)).label(
            "spread"
        ),
    ).subquery("demand")
    d = demand.c
    varies = lead_time_deviation(d.mean, d.spread, d.lead_time, d.lead_time_spread, COLUMNS)
    reserve = select(
        demand,
        # What somebody keeps back from sale is a reserve as well.
        func.greatest(safety_stock(d.factor, varies, COLUMNS), d.kept_back).label("safety"),
    ).subquery("reserve")
    r = reserve.c
    point = func.coalesce(r.decided, reorder_point(r.mean, r.lead_time, r.safety, COLUMNS))
    due = select(reserve, point.label("point")).subquery("due")
    missing = order_up_to(due.c.point, due.c.mean, COVER_DAYS, COLUMNS) - due.c.position
    short = (
        select(due, missing.label("missing"))
        .where(due.c.position <= due.c.point, missing > 0)
        .subquery("short")
    )
    s = short.c
    quantity = in_packs(s.missing, cast(s.pack_size, Float), s.minimum_quantity, COLUMNS)
    return select(
        func.gen_random_uuid(),
        s.product_id,
        s.location_id,
        s.supplier_id,
        s.supplier_product_id,
        _units(quantity),
        s.mean,
        s.spread,
        s.lead_time,
        s.lead_time_spread,
        s.service_level,
        _units(s.safety),
        _units(s.point),
        s.position,
        bindparam("now", type_=DateTime(timezone=True)),
    )


def _units(figure: ColumnElement[Any]) -> ColumnElement[int]:
    """As a database integer holds it: nobody buys more than that of anything at once."""
    return cast(func.least(figure, 2**31 - 1), Integer)


def _write() -> Any:
    statement = insert(suggestions).from_select([c.name for c in suggestions.columns], _calculated())
    kept = ("id", "product_id", "location_id")
    changed = {c.name: statement.excluded[c.name] for c in suggestions.columns if c.name not in kept}
    return statement.on_conflict_do_update(index_elements=["product_id", "location_id"], set_=changed)


_WRITE = _write()
