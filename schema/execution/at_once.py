"""A step's relations by one statement, and with them what is asked of the rows they find.

Where nothing else is going on in an operation, nobody will ask for anything meanwhile, and a statement
need not wait for others to join it. What is asked of rows that are read by keys is known before they
are: a relation of theirs stands in the same statement, behind the one that finds its keys. So the lines
of a page bring their products along, and the next step has nothing to read.
"""

from __future__ import annotations

from asyncio import CancelledError, Future
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from domain.kernel.abreast import Begun, finish
from domain.kernel.batches import Keyed
from domain.kernel.joined import Behind
from domain.kernel.turn_reader import TurnReader, Wanted
from schema.loading import MOST_KEYS

if TYPE_CHECKING:
    from schema.execution.columns import Columns
    from schema.execution.loads import Asked
    from schema.execution.plan import PlannedField
    from schema.execution.writes import Write
    from schema.loading import LevelLoader
    from schema.relation import Batch, RelationField

Errors = dict["LevelLoader", Exception | None]

MOST = 12
"Statements that are sent as one on account of what lies below a step."


class _Read(NamedTuple):
    """One statement: where it stands behind another, `keys` is empty."""

    keyed: Keyed[Any]
    keys: Sequence[UUID]
    behind: Behind | None
    field: PlannedField
    batch: Batch


async def load_at_once(
    context: Any,
    columns: Columns,
    asked: Sequence[Asked],
    missing: Mapping[LevelLoader, list[UUID]],
    writes: Sequence[Write],
) -> Errors | None:
    """Load what is missing, and have written what can be; by loader, what went wrong. None where nothing
    was done, because none of it is rows by keys."""
    reader = context.read()
    if not isinstance(reader, TurnReader):
        return None
    reads: dict[LevelLoader, _Read] = {}
    for each in asked:
        keys = missing.get(each.loader)
        if keys is not None and each.loader not in reads and len(keys) <= MOST_KEYS:
            keyed = each.batch.statement(context.actor)
            if keyed is not None:
                field = each.completion.field
                reads[each.loader] = _Read(keyed, keys, None, field, each.batch)
    if not (reads or writes):
        return None
    # Whatever else there is to load asks for what it reads first, and that is taken along.
    begun = {
        loader: Begun(loader.load_level(keys)) for loader, keys in missing.items() if loader not in reads
    }
    _look_ahead(context, columns, reads)
    wanted = [_wanted(read, context, columns) for read in reads.values()]
    for write in writes:
        wanted += write.wanted(context, len(wanted))
    try:
        found = await reader.rows_at_once(wanted)
    except BaseException:
        for work in begun.values():
            work.give_up()
        raise
    errors: Errors = {}
    if found is not None:
        errors = await _take(reads, found[: len(reads)])
        first = len(reads)
        for write in writes:
            write.take(found[first : first + len(write)], context)
            first += len(write)
    else:
        begun |= {
            loader: Begun(loader.load_level(missing[loader])) for loader in reads if loader in missing
        }
    await finish(begun.values())
    return errors | {loader: work.error for loader, work in begun.items()}


async def _take(reads: Mapping[LevelLoader, _Read], found: Sequence[Future[list[Any]]]) -> Errors:
    """Keep the rows that were found; by loader, what went wrong."""
    errors: Errors = {}
    rows_of: list[Sequence[Any]] = []
    for (loader, read), rows in zip(reads.items(), found, strict=True):
        error = CancelledError() if rows.cancelled() else rows.exception()
        rows_of.append(() if error is not None else rows.result())
        if error is None and len(read.keys) == 1:
            loader.found[read.keys[0]] = read.keyed.of_one(rows_of[-1])
        elif error is None:
            loader.take(_keys(read, rows_of), await read.keyed.grouped(rows_of[-1]))
        elif read.behind is None:  # else it is read by whoever needs it
            errors[loader] = error if isinstance(error, Exception) else None
    return errors


def _look_ahead(context: Any, columns: Columns, reads: dict[LevelLoader, _Read]) -> None:
    """Add what is asked of the rows that will be found, and of theirs."""
    waiting = list(reads.values())
    for place, read in enumerate(waiting):
        for field, relation in _relations_below(read):
            batch = relation.batch
            keyed = batch.statement(context.actor)
            if keyed is None or len(reads) >= MOST:
                continue
            loader = batch.loader(context, columns.get(batch.target))
            if loader not in reads and loader.is_untouched:
                reads[loader] = _Read(keyed, (), Behind(place, relation.key), field, batch)
                waiting.append(reads[loader])


def _relations_below(read: _Read) -> list[tuple[PlannedField, RelationField]]:
    """The relations asked of the rows that a read finds."""
    try:
        selection = read.field.selection_of_rows(read.batch)
        return selection.straight().relations if selection else []
    except Exception:
        return []  # what is wrong with it is said when it is resolved


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
