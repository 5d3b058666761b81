"""What belongs to a row, as JSON that PostgreSQL writes beside it: the same statement finds both.

A statement that finds one row, such as the order that somebody asks for, takes along what is asked of it
as columns of their own, each a text. Inside it every relation is a statement for the one row around it.
For a page of rows that would be a statement for each: there, relations are read by keys (`joined`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.kernel.as_json import quoted
from domain.kernel.compiled import PLACE, ROWS, Compiled, KnownStatements, Unknowable
from domain.kernel.json_row import LONGEST

if TYPE_CHECKING:
    from domain.kernel.actor import Actor
    from domain.kernel.batches import Keyed
    from domain.kernel.json_row import JsonRow

COSTS = "\1"
"Stands before a row for each unit that it adds to what the answer costs. In JSON it is escaped."
ODD = "\2"
"Stands for a row that is not in order, or for one that is missing and may not be."


_COSTS = COSTS.encode()
_KEYS = frozenset({"only_key", "ids"})


class Inside(NamedTuple):
    """A relation of a row: the read that finds its rows by the `key` that the row around them has, how
    they are written, and in their gaps the relations `inside` them. Whoever finds nothing has what
    `absent` says; none may find nothing where it is None. A row adds its `price` to what is paid."""

    read: Keyed[Any]
    key: str
    row: JsonRow
    many: bool
    absent: str | None
    price: int
    inside: tuple[Inside, ...]


class Itself(NamedTuple):
    """All that is asked of a row: how it is written, what it costs, and what belongs into its gaps."""

    row: JsonRow
    price: int
    inside: tuple[Inside, ...]


class NotInOrder(Exception):
    """There is something odd about a row, which whoever reads it will say."""


class Written(NamedTuple):
    """JSON, and what its rows cost."""

    json: bytes
    cost: int

    @classmethod
    def of(cls, text: str) -> Written:
        """What PostgreSQL says. Raises `NotInOrder`."""
        if ODD in text:
            raise NotInOrder
        return cls(text.encode().translate(None, _COSTS), text.count(COSTS))


class Along:
    """What is taken along by whichever statement finds a row: relations of it, or all that is asked of
    it."""

    def __init__(self, taken: Sequence[Inside | Itself]) -> None:
        self.names = [f"along_{place}" for place in range(len(taken))]
        "In which columns it stands, as `Written`."
        self._taken = taken
        self._is_all = any(isinstance(each, Itself) for each in taken)
        self._needed = frozenset[str]().union(
            *(each.row.columns if isinstance(each, Itself) else {each.key} for each in taken)
        )
        self._known: dict[tuple[Compiled, frozenset[str]], With | None] = {}

    def with_(
        self,
        statement: Compiled,
        asked: frozenset[str],
        keep: frozenset[str],
        known: KnownStatements,
    ) -> With | None:
        """The statement with it. Of the rows' own columns there are those to `keep`, and those `asked`
        for unless they are written. None where it would be too long, or a relation's statement
        cannot be known beforehand."""
        kept = keep if self._is_all else keep | asked
        if (statement, kept) not in self._known:
            self._known[statement, kept] = self._compose(statement, kept, known)
        return self._known[statement, kept]

    def _compose(self, statement: Compiled, kept: frozenset[str], known: KnownStatements) -> With | None:
        composing = _Composing(known, len(statement.keys))
        try:
            expressions = [composing.of(each, ROWS) for each in self._taken]
            columns = dict(zip(self.names, expressions, strict=True))
            rows = statement.only(kept | self._needed).extended(kept, columns, _written)
        except Unknowable:
            return None
        return With(rows, composing.reads) if len(rows.text) <= LONGEST else None


class Taking(NamedTuple):
    """What is taken along, and who looks."""

    along: Along
    viewer: Actor


class With(NamedTuple):
    """A statement with what it takes along, and the reads that have places in it behind its own."""

    statement: Compiled
    reads: list[tuple[Keyed[Any], Compiled]]

    def arguments(self, viewer: Actor) -> list[Any]:
        """What the driver is given for the reads' places."""
        arguments: list[Any] = []
        for read, compiled in self.reads:
            arguments += compiled.arguments(read.parameters((), viewer), without=_KEYS)
        return arguments


def _written(column: Sequence[str]) -> list[Written]:
    return [Written.of(text) for text in column]


class _Composing:
    """A text while it is put together, in which so many places of parameters are `taken`."""

    def __init__(self, known: KnownStatements, taken: int) -> None:
        self.reads: list[tuple[Keyed[Any], Compiled]] = []
        self._known = known
        self._taken = taken
        self._names = 0

    def of(self, taken: Inside | Itself, row: str) -> str:
        """What a row takes along, as an expression. Raises `Unknowable`."""
        if isinstance(taken, Inside):
            return self._relation(taken, row)
        return f"coalesce({self._row(taken, row)}, {quoted(ODD)})"

    def _row(self, asked: Inside | Itself, name: str) -> str:
        """All that is asked of the row of that name."""
        parts = [self._relation(each, name) for each in asked.inside]
        return asked.row.filled(parts, mark=COSTS * asked.price)

    def _relation(self, relation: Inside, around: str) -> str:
        """What a relation has for the row `around` it."""
        found = self._known.find(relation.read.of_one_key)
        if found is None:
            raise Unknowable
        self._names += 1
        name = f"{ROWS}_{self._names}"
        rows = f"({self._rows(found, relation, around)}) AS {name}"
        row = self._row(relation, name)
        if relation.many:
            array = f"ARRAY(SELECT {row} FROM {rows})"  # noqa: S608 - compiled ones
            return f"'[' || array_to_string({array}, ',', {quoted(ODD)}) || ']'"
        one = f"(SELECT coalesce({row}, {quoted(ODD)}) FROM {rows})"  # noqa: S608 - compiled ones
        return f"coalesce({one}, {quoted(ODD if relation.absent is None else relation.absent)})"

    def _rows(self, found: Compiled, relation: Inside, around: str) -> str:
        """The statement that finds its rows."""
        found = found.only(relation.row.columns)
        places: list[str] = []
        for name in found.keys:
            if name == "only_key":
                places.append(f'{around}."{relation.key}"')
            elif name == "ids":
                places.append(f'ARRAY[{around}."{relation.key}"]')
            else:
                self._taken += 1
                places.append(f"${self._taken}")
        if not _KEYS.issuperset(found.keys):
            self.reads.append((relation.read, found))
        return PLACE.sub(lambda at: places[int(at[1]) - 1] if at[1] else at[0], found.text)
