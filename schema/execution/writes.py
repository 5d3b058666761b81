"""A relation of one level that PostgreSQL writes: what is sent for it, and what comes back."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from orjson import Fragment

from domain.kernel.json_row import GAP, KEY
from domain.kernel.turn_reader import Wanted
from schema.loading import MOST_KEYS

if TYPE_CHECKING:
    from domain.kernel.batches import Keyed
    from schema.context import Context
    from schema.execution.loads import Asked
    from schema.execution.written import Source


Piece = tuple[Any, int]
"""JSON, and what its rows cost."""
Pieces = dict[str, Piece]
"""What keys have."""


class Write:
    """What was `asked`, by the statements of its `sources`."""

    def __init__(self, asked: Asked, sources: Sequence[Source], reads: Sequence[Keyed[Any]]) -> None:
        self.asked = asked
        self._sources = sources
        self._reads = reads
        self._keys = list(dict.fromkeys(filter(None, asked.keys)))
        self.is_done = False
        """Whether it is in the response."""
        self.error: Exception | None = None
        """Why nothing was found."""

    @classmethod
    def of(cls, asked: Asked, context: Context) -> Write | None:
        """How it is written; None for what has to be read, or is there already, and what nobody may
        see."""
        if not asked.loader.is_untouched or len(asked.keys) > MOST_KEYS:
            return None
        sources = asked.completion.field.sources(asked.batch)
        reads = []
        for source in sources:
            read = source.batch.statement(context.actor)
            if read is None:
                return None
            reads.append(read)
        return cls(asked, sources, reads) if reads else None

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def length(self) -> int:
        """Characters of SQL that write it."""
        return sum([len(source.written) for source in self._sources])

    def wanted(self, context: Context, first: int) -> Iterator[Wanted]:
        """Its statements, which stand together from the place `first` on."""
        for source, read in zip(self._sources, self._reads, strict=True):
            keys, behind = self._keys, source.behind
            if behind is not None:
                keys, behind = [], behind._replace(place=first + behind.place)
            parameters = read.parameters(keys, context.actor)
            yield Wanted(read.statement, parameters, source.row.columns, behind, source.written)

    def take(self, found: Sequence[Future[Any]], context: Context) -> None:
        """Write what its statements found into the level. Nothing is done where it is not in order, or
        could not be found so."""
        for each in found:
            if each.cancelled():
                return
            error = each.exception()
            if error is not None:
                self.error = error if isinstance(error, Exception) else None
                return
        completion, absent = self.asked.completion, (self._sources[0].absent, 0)
        try:
            pieces = self._put_together([each.result() for each in found])
            shown = [pieces.get(str(key), absent) for key in self.asked.keys]
            fragments = [Fragment(str.encode(json)) for json, _ in shown]
        except TypeError:  # a text is null
            return
        completion.write(fragments)
        context.written += sum(cost for _, cost in shown)
        self.is_done = True

    def _put_together(self, found: Sequence[Sequence[str]]) -> Pieces:
        """What each key has, with everything that belongs inside."""
        inside: list[list[tuple[Pieces, Piece]]] = [[] for _ in found]
        pieces: Pieces = {}
        for place in reversed(range(len(found))):
            source = self._sources[place]
            each = _each(source.price, found[place], inside[place])
            pieces = _lists(each) if source.batch.many else dict(each)
            if source.behind is not None:
                inside[source.behind.place].insert(0, (pieces, (source.absent, 0)))
        return pieces


def _each(
    price: int, texts: Sequence[str], inside: Sequence[tuple[Pieces, Piece]]
) -> Iterator[tuple[str, Piece]]:
    """Each row's key, and its JSON."""
    for text in texts:
        json, cost = text[KEY:], price
        if inside:
            json, *parts = json.split(GAP)
            for (pieces, absent), key, after in zip(inside, parts[::2], parts[1::2], strict=True):
                piece, more = pieces.get(key, absent)
                json += piece + after
                cost += more
        yield text[:KEY], (json, cost)


def _lists(each: Iterable[tuple[str, Piece]]) -> Pieces:
    """The rows of each key, as a list."""
    lists: dict[str, list[str]] = {}
    costs: dict[str, int] = {}
    for key, (json, cost) in each:
        if key in lists:
            lists[key].append(json)
            costs[key] += cost
        else:
            lists[key], costs[key] = [json], cost
    return {key: (f"[{','.join(some)}]", costs[key]) for key, some in lists.items()}
