"""A step's relations by one statement, and with them what is asked of the rows they find.

Where a step waits for nothing but rows that are read by keys, nobody can ask for anything meanwhile, and
the statement need not wait for others to join it. What the operation asks of those rows is known before:
a relation of theirs stands in the same statement, behind the one that finds its keys. So the lines of a
page bring their products along, and the next step has nothing to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from domain.kernel.batches import Keyed
from domain.kernel.joined import Behind
from domain.kernel.reader import TurnReader, Wanted
from schema.execution.rows import selection_of_rows
from schema.loading import MOST_KEYS

if TYPE_CHECKING:
    from schema.execution.columns import Columns
    from schema.execution.loads import Asked
    from schema.execution.plan import PlannedField
    from schema.loading import LevelLoader
    from schema.relation import Batch

Errors = dict["LevelLoader", Exception | None]

MOST = 12
"Statements that are sent as one on account of what lies below a step."


class _Read(NamedTuple):
    """One statement: where it stands behind another, `keys` is empty."""

    loader: LevelLoader
    keyed: Keyed[Any]
    keys: Sequence[UUID]
    behind: Behind | None
    field: PlannedField
    batch: Batch


async def load_at_once(
    context: Any, columns: Columns, asked: Sequence[Asked], missing: Mapping[LevelLoader, list[UUID]]
) -> Errors | None:
    """Load what is missing; by loader, what went wrong. None where nothing was done, because there is
    more to it than rows by keys."""
    reader = context.read()
    if not isinstance(reader, TurnReader):
        return None
    reads: dict[LevelLoader, _Read] = {}
    for each in asked:
        keys = missing.get(each.loader)
        if keys is None or each.loader in reads:
            continue
        keyed = each.batch.statement(context.actor)
        if keyed is None or len(keys) > MOST_KEYS:
            return None
        reads[each.loader] = _Read(each.loader, keyed, keys, None, each.completion.field, each.batch)
    _look_ahead(context, columns, reads)
    found = await reader.rows_at_once([_wanted(read, context, columns) for read in reads.values()])
    if found is None:
        return None
    errors: Errors = {}
    rows_of: list[Sequence[Any]] = []
    for read, rows in zip(reads.values(), found, strict=True):
        error = None if rows.cancelled() else rows.exception()
        rows_of.append(() if rows.cancelled() or error is not None else rows.result())
        if error is None and not rows.cancelled():
            read.loader.take(_keys(read, rows_of), await read.keyed.grouped(rows_of[-1]))
        elif read.behind is None:
            errors[read.loader] = error if isinstance(error, Exception) else None
    return errors


def _look_ahead(context: Any, columns: Columns, reads: dict[LevelLoader, _Read]) -> None:
    """Add what is asked of the rows that will be found, and of theirs."""
    waiting = list(reads.values())
    for place, read in enumerate(waiting):
        for field, batch, key in _relations_below(read):
            keyed = batch.statement(context.actor)
            if keyed is None or len(reads) >= MOST:
                continue
            loader = batch.loader(context, columns.get(batch.target))
            if loader not in reads and loader.is_untouched:
                reads[loader] = _Read(loader, keyed, (), Behind(place, key), field, batch)
                waiting.append(reads[loader])


def _relations_below(read: _Read) -> Iterator[tuple[PlannedField, Batch, str]]:
    """The relations asked of the rows that a read finds, with the column that holds their keys."""
    try:
        selection = selection_of_rows(read.field, read.batch)
    except Exception:
        return  # what is wrong with it is said when it is resolved
    for field in selection.straight().others if selection else ():
        relation = field.reading.relation
        if relation is not None and not field.has_arguments:
            yield field, relation.batch, relation.key


def _wanted(read: _Read, context: Any, columns: Columns) -> Wanted:
    needed = columns.get(read.batch.target)
    return Wanted(
        read.keyed.statement,
        read.keyed.parameters(read.keys, context.actor),
        None if needed is None else needed | {read.keyed.key},
        read.behind,
    )


def _keys(read: _Read, rows_of: Sequence[Sequence[Any]]) -> Sequence[UUID]:
    """The keys that a read was for."""
    if read.behind is None:
        return read.keys
    place, column = read.behind
    keys = set(map(attrgetter(column), rows_of[place]))
    return list(keys - {None})
