"""Cycle counts, their lines, entries and sums, many at a time; their types are for those who count."""

from sqlalchemy import func, select
from sqlalchemy import text as sql

from domain.counting.models import cycle_count_entries, cycle_count_lines, cycle_counts
from domain.kernel.batches import IDS, RowByKey, RowsByKey, among

_COUNTS = select(cycle_counts).where(among(cycle_counts.c.id))
lines_with_count = select(cycle_count_lines, cycle_counts.c.blind, cycle_counts.c.location_id).join_from(
    cycle_count_lines, cycle_counts, cycle_counts.c.id == cycle_count_lines.c.cycle_count_id
)
"A line tells itself whether the count is blind."
_LINES = lines_with_count.where(among(cycle_count_lines.c.id))
_ENTRY_COLUMNS = (*cycle_count_entries.c, cycle_counts.c.blind)
_ENTRIES_WITH_COUNT = (
    select(*_ENTRY_COLUMNS)
    .join(cycle_count_lines, cycle_count_lines.c.id == cycle_count_entries.c.cycle_count_line_id)
    .join(cycle_counts, cycle_counts.c.id == cycle_count_lines.c.cycle_count_id)
)
_ENTRIES = _ENTRIES_WITH_COUNT.where(among(cycle_count_entries.c.id))
_ENTRIES_OF = _ENTRIES_WITH_COUNT.where(among(cycle_count_entries.c.cycle_count_line_id)).order_by(
    cycle_count_entries.c.cycle_count_line_id,
    cycle_count_entries.c.counted_at,
    cycle_count_entries.c.id,
)
_DIFFERENCE = cycle_count_lines.c.found - cycle_count_lines.c.book_on_hand
_FIGURES = (
    select(
        cycle_counts.c.id,
        cycle_counts.c.blind,
        func.count(cycle_count_lines.c.id).label("lines"),
        func.count(cycle_count_lines.c.found).label("counted"),
        func.count().filter(_DIFFERENCE != 0).label("differing"),
        func.coalesce(func.sum(_DIFFERENCE).filter(_DIFFERENCE > 0), 0).label("over"),
        func.coalesce(-func.sum(_DIFFERENCE).filter(_DIFFERENCE < 0), 0).label("short"),
    )
    .join(cycle_count_lines, cycle_count_lines.c.cycle_count_id == cycle_counts.c.id)
    .where(among(cycle_counts.c.id))
    .group_by(cycle_counts.c.id)
)
_VALUES = sql(
    """
    SELECT cycle_count_id, currency, sum((found - book_on_hand) * unit_cost)::bigint AS value
    FROM cycle_count_line
    WHERE cycle_count_id = ANY(:ids) AND found IS NOT NULL AND unit_cost IS NOT NULL
    GROUP BY cycle_count_id, currency ORDER BY cycle_count_id, currency
    """
).bindparams(IDS)

counts_by_ids = RowByKey(_COUNTS)
lines_by_ids = RowByKey(_LINES)
entries_by_ids = RowByKey(_ENTRIES)
entries_by_line_ids = RowsByKey(_ENTRIES_OF, "cycle_count_line_id")
figures_by_count_ids = RowByKey(_FIGURES)
"""`lines`, those `counted`, those `differing`, and the units `over` and `short`."""

values_by_count_ids = RowsByKey(_VALUES, "cycle_count_id")
"""What the differences are worth, one row a currency, in minor units."""
