"""Finding cycle counts for verbs. A count's row lock guards its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Text, Uuid, bindparam, func, select, text
from sqlalchemy import Sequence as DatabaseSequence
from sqlmodel import SQLModel

from domain.counting.models import CycleCount, cycle_count_lines, cycle_counts
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import check_version

cycle_count_serial = DatabaseSequence("cycle_count_serial", start=100_001, metadata=SQLModel.metadata)
"Numbers cycle counts; gaps are fine, two with one number are not."

_LOCK = (
    select(CycleCount)
    .where(cycle_counts.c.id == bindparam("id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_PRODUCTS = select(cycle_count_lines.c.product_id).where(
    cycle_count_lines.c.cycle_count_id == bindparam("count")
)
_PRICE = text(
    """
    UPDATE cycle_count_line l SET unit_cost = g.cost, currency = g.currency
    FROM unnest(:products, :costs, :currencies) AS g(product_id, cost, currency)
    WHERE l.cycle_count_id = :count AND l.product_id = g.product_id
    """
).bindparams(
    bindparam("products", type_=ARRAY(Uuid)),
    bindparam("costs", type_=ARRAY(BigInteger)),
    bindparam("currencies", type_=ARRAY(Text)),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many lines a count has, how many of them are `counted`, and how many expected ones are not."""

    lines: int
    counted: int
    uncounted: int


_FIGURES = select(
    func.count(),
    func.count(cycle_count_lines.c.found),
    func.count().filter(cycle_count_lines.c.is_expected, cycle_count_lines.c.found.is_(None)),
).where(cycle_count_lines.c.cycle_count_id == bindparam("count"))

_FOUND = text(
    """
    SELECT c.product_id FROM cycle_count_line c
    WHERE c.cycle_count_id = :count AND c.found > c.book_on_hand
      AND (EXISTS (SELECT FROM order_line o WHERE o.product_id = c.product_id
                   AND o.backordered_quantity > 0)
           OR EXISTS (SELECT FROM stock_level l WHERE l.product_id = c.product_id AND l.reserved > 0))
    ORDER BY c.product_id
    """
)


async def next_number(uow: UnitOfWork) -> str:
    """A number that no other count has."""
    return f"C{await uow.session.scalar(select(cycle_count_serial.next_value()))}"


async def lock_cycle_count(
    uow: UnitOfWork, cycle_count_id: UUID, *, expected_version: int | None = None
) -> CycleCount:
    """The count, locked with its lines until the transaction ends.

    Raises `NotFound` and `VersionConflict`.
    """
    found = await uow.session.execute(_LOCK, {"id": cycle_count_id})
    count: CycleCount | None = found.scalar_one_or_none()
    if count is None:
        raise NotFound("There is no such cycle count.", path=("input", "cycleCountId"))
    check_version(count, expected_version)
    return count


async def products_of(uow: UnitOfWork, cycle_count_id: UUID) -> list[UUID]:
    """What the count is about."""
    return list((await uow.session.execute(_PRODUCTS, {"count": cycle_count_id})).scalars())


async def set_costs(
    uow: UnitOfWork, cycle_count_id: UUID, costs: Mapping[UUID, tuple[int, str]]
) -> None:
    """Keep what a unit of each product costs, as (minor units, currency)."""
    if costs:
        given = {
            "count": cycle_count_id,
            "products": list(costs),
            "costs": [cost for cost, _ in costs.values()],
            "currencies": [currency for _, currency in costs.values()],
        }
        await uow.session.execute(_PRICE, given)


async def figures_of(uow: UnitOfWork, cycle_count_id: UUID) -> Figures:
    """How far the count has come."""
    return Figures(*(await uow.session.execute(_FIGURES, {"count": cycle_count_id})).one())


async def list_found(uow: UnitOfWork, cycle_count_id: UUID) -> list[UUID]:
    """Products of which a count found more than the book has, and that orders wait for: on backorder, or
    reserved where they may not be sent from."""
    return list((await uow.session.execute(_FOUND, {"count": cycle_count_id})).scalars())
