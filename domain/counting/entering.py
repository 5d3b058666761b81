"""Entering what was found, many lines at once, again and again, by as many people as there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Row, Text, Uuid, bindparam, text

from domain.catalog.bundles import refuse_bundles
from domain.catalog.queries import product_ids_by_sku
from domain.counting import queries
from domain.counting.models import CycleCount, CycleCountStatus
from domain.counting.state import CYCLE_COUNT
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch

_ADD = text(
    """
    INSERT INTO cycle_count_line (id, cycle_count_id, product_id, sku, bin, is_expected, expected)
    SELECT g.id, :count, g.product_id, g.sku, coalesce(l.bin, ''), false, 0
    FROM unnest(:ids, :products, :skus) AS g(id, product_id, sku)
    LEFT JOIN stock_level l ON l.product_id = g.product_id AND l.location_id = :location
    ON CONFLICT (cycle_count_id, product_id) DO NOTHING
    RETURNING product_id
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("products", type_=ARRAY(Uuid)),
    bindparam("skus", type_=ARRAY(Text)),
)
# One statement, so that a level's figure and the number of its latest movement are of the same moment.
_ENTER = text(
    """
    WITH book AS (
        SELECT g.id, g.product_id, g.found, coalesce(l.on_hand, 0) AS on_hand,
               coalesce(l.last_sequence, 0) AS sequence
        FROM unnest(:ids, :products, :founds) AS g(id, product_id, found)
        LEFT JOIN stock_level l ON l.product_id = g.product_id AND l.location_id = :location
    ),
    entered AS (
        UPDATE cycle_count_line c SET
            found = b.found,
            book_on_hand = CASE WHEN b.found IS NOT NULL THEN b.on_hand END,
            book_sequence = CASE WHEN b.found IS NOT NULL THEN b.sequence END,
            counted_by = CASE WHEN b.found IS NOT NULL THEN :actor END,
            counted_at = CASE WHEN b.found IS NOT NULL THEN cast(:now AS timestamptz) END
        FROM book b
        WHERE c.cycle_count_id = :count AND c.product_id = b.product_id
        RETURNING c.id AS line_id, c.product_id, b.id, b.found, b.on_hand
    ),
    kept AS (
        INSERT INTO cycle_count_entry (id, cycle_count_line_id, found, book_on_hand,
                                       counted_by, counted_at)
        SELECT id, line_id, found, on_hand, :actor, :now FROM entered
    )
    SELECT product_id, line_id AS id FROM entered
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("products", type_=ARRAY(Uuid)),
    bindparam("founds", type_=ARRAY(Integer)),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Units of a SKU that lie at the location, wherever there; None takes an entry back."""

    sku: str
    units: int | None


@dataclass(frozen=True, slots=True)
class Entered:
    """The count, the lines' ids in the order given, and the products that nobody expected."""

    count: CycleCount
    lines: list[Row[Any]]
    added: list[UUID]


async def enter(uow: UnitOfWork, *, cycle_count_id: UUID, entries: Sequence[Found]) -> Entered:
    """Write down what was found; the latest entry of a line stands. A product that was not expected
    becomes a line.

    Raises `NotFound` for the count or a SKU, `IllegalTransition` where the count is not open, and
    `InvalidInput` for a SKU named twice, a bundle and units that cannot be.
    """
    count = await queries.lock_cycle_count(uow, cycle_count_id)
    if count.status is not CycleCountStatus.OPEN:
        raise IllegalTransition(
            subject="The cycle count",
            current=count.status,
            requested=CycleCountStatus.OPEN,
            allowed=sorted(CYCLE_COUNT.steps[count.status]),
            because=f"The cycle count is {count.status}; only in an open one something is entered.",
        )
    products = await _check(uow, entries)
    given = {"count": count.id, "location": count.location_id, "products": products}
    added = await uow.session.execute(
        _ADD, given | {"ids": _ids(entries), "skus": [each.sku for each in entries]}
    )
    new = list(added.scalars())
    entering = {
        "ids": _ids(entries),
        "founds": [each.units for each in entries],
        "actor": uow.actor.label,
        "now": uow.now(),
    }
    lines = {row.product_id: row for row in await uow.session.execute(_ENTER, given | entering)}
    touch(uow, count)
    await uow.flush()
    return Entered(count, [lines[product_id] for product_id in products], new)


async def _check(uow: UnitOfWork, entries: Sequence[Found]) -> list[UUID]:
    """The products in the order of the entries."""
    if not entries:
        raise InvalidInput("Enter at least one line.", path=("input", "entries"))
    known = await product_ids_by_sku(uow, [each.sku for each in entries])
    named: set[str] = set()
    for index, each in enumerate(entries):
        path = ("input", "entries", str(index))
        if each.sku not in known:
            raise NotFound(f"There is no product {each.sku!r}.", path=(*path, "sku"))
        if each.sku in named:
            raise InvalidInput("The product is named already; enter the sum.", path=(*path, "sku"))
        named.add(each.sku)
        if each.units is not None and not 0 <= each.units <= MAX_QUANTITY:
            raise InvalidInput(
                f"What is found is a whole number from 0 to {MAX_QUANTITY}.", path=(*path, "found")
            )
    paths = {each.sku: ("input", "entries", index, "sku") for index, each in enumerate(entries)}
    await refuse_bundles(uow, paths)
    return [known[each.sku] for each in entries]


def _ids(entries: Sequence[Found]) -> list[UUID]:
    return [new_id() for _ in entries]
