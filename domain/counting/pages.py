"""Lists of cycle counts and of their lines, for those who may count."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, true

from domain.counting.loads import lines_with_count
from domain.counting.models import CycleCountStatus, cycle_count_lines, cycle_counts
from domain.counting.rules import sees_expected
from domain.kernel.actor import Actor
from domain.kernel.batches import PARENTS, AnyRow
from domain.kernel.pages import page_by
from domain.kernel.pagination import Page, PageRequest, encode_cursor, window, window_at
from domain.kernel.pagination_keys import read_key
from domain.kernel.reader import Reader, rows_of

_LINE_KEY = (cycle_count_lines.c.bin, cycle_count_lines.c.sku)


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCountCriteria:
    """What a count must be to be listed; what is empty does not matter."""

    status: Sequence[CycleCountStatus] = ()
    location_id: UUID | None = None
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCriteria:
    """What a line must be to be listed; None does not matter. Of a blind count nothing is listed by what
    differs, unless `sees_expected`."""

    differing: bool | None = None
    counted: bool | None = None
    sees_expected: bool = False


async def find_cycle_count(
    read: Reader, *, viewer: Actor, id: UUID | None = None, number: str | None = None
) -> AnyRow | None:
    """The count that answers to everything that is given."""
    statement = select(cycle_counts)
    if id is not None:
        statement = statement.where(cycle_counts.c.id == id)
    if number is not None:
        statement = statement.where(cycle_counts.c.number == number)
    return (await read.execute(statement)).one_or_none() if viewer.sees_counts else None


async def page_cycle_counts(
    read: Reader, *, viewer: Actor, request: PageRequest, criteria: CycleCountCriteria
) -> Page[AnyRow]:
    """Counts, newest first. Raises `InvalidInput` for a foreign cursor."""
    statement = select(cycle_counts)
    if criteria.status:
        statement = statement.where(cycle_counts.c.status.in_(criteria.status))
    if criteria.location_id is not None:
        statement = statement.where(cycle_counts.c.location_id == criteria.location_id)
    if criteria.product_id is not None:
        counting = select(cycle_count_lines.c.cycle_count_id).where(
            cycle_count_lines.c.product_id == criteria.product_id
        )
        statement = statement.where(cycle_counts.c.id.in_(counting))
    return await page_by(
        read,
        statement,
        request,
        list_name="CYCLE_COUNTS",
        key=("id",),
        descending=True,
        visible=viewer.sees_counts,
    )


def criteria_for(
    viewer: Actor, *, differing: bool | None = None, counted: bool | None = None
) -> LineCriteria:
    """What a viewer asks lines to be."""
    return LineCriteria(
        differing=differing, counted=counted, sees_expected=sees_expected(viewer, blind=True)
    )


async def page_lines_by_count_ids(
    read: Reader, ids: Sequence[UUID], *, request: PageRequest, criteria: LineCriteria
) -> dict[UUID, Page[AnyRow]]:
    """The same page of many counts' lines, in the order of the shelves, in one statement."""
    bounds = read_key(request, "CYCLE_COUNT_LINES", [column.type for column in _LINE_KEY])
    statement = _lines(criteria, bounded=bounds is not None, down=request.backwards)
    found: dict[UUID, list[AnyRow]] = {id: [] for id in ids}
    for row in await rows_of(read, statement, {"ids": list(ids), **window_at(request, bounds)}):
        found[row.cycle_count_id].append(row)
    return {
        id: Page.cut(
            request, rows, [encode_cursor(["CYCLE_COUNT_LINES", row.bin, row.sku]) for row in rows]
        )
        for id, rows in found.items()
    }


@cache
def _lines(criteria: LineCriteria, *, bounded: bool, down: bool) -> Select[Any]:
    statement = lines_with_count.where(cycle_count_lines.c.cycle_count_id == PARENTS.c.id)
    if criteria.counted is not None:
        uncounted = cycle_count_lines.c.found.is_(None)
        statement = statement.where(~uncounted if criteria.counted else uncounted)
    if criteria.differing is not None:
        differs = cycle_count_lines.c.found != cycle_count_lines.c.book_on_hand
        agrees = cycle_count_lines.c.found == cycle_count_lines.c.book_on_hand
        statement = statement.where(differs if criteria.differing else agrees)
        if not criteria.sees_expected:
            statement = statement.where(~cycle_counts.c.blind)
    own = window(statement, key=_LINE_KEY, bounded=bounded, down=down).lateral("own")
    return select(own).select_from(PARENTS).join(own, true())
