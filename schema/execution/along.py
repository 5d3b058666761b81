"""What the row that a root field shows takes along, as PostgreSQL writes it.

Who asks for an order asks for its lines, payments and parcels. What is asked of them is known before the
order is found, and where it is only going to be sent it need not be a second statement behind the first:
each relation is a text in the order's own row. Where all that is asked of the order is such, the order
itself is a text. What PostgreSQL cannot write, or not for this viewer, is read as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from orjson import Fragment

from domain.kernel.nested import Along, Inside, Itself, Taking, Written
from schema.execution.certain import exact_class
from schema.execution.written import AskedRow, Source, constant_batch, price_of
from schema.node import batch_of
from schema.relation import RowType

if TYPE_CHECKING:
    from domain.kernel.actor import Actor
    from schema.context import Context
    from schema.execution.plan import PlannedField, Selection
    from schema.relation import Batch, RelationField

Columns = Mapping["PlannedField", str]
"By field, the column of its row in which it stands."


class _Relation(NamedTuple):
    """A relation that is written by the statements of some batches."""

    field: PlannedField
    batches: Sequence[Batch]
    inside: Inside

    def shows_to(self, viewer: Actor) -> bool:
        """Whether the viewer may see all that is asked of it."""
        return all(batch.statement(viewer) for batch in self.batches)


class TakenAlong:
    """What one root field's row can take along. Raises what collecting its fields raises."""

    def __init__(self, field: PlannedField, selection: Selection) -> None:
        self._relations = list(_relations(selection))
        self._itself = _itself(field, selection, self._relations)
        self._field = field
        self._known: dict[tuple[bool, ...], tuple[Along, Columns] | None] = {}

    def for_viewer(self, viewer: Actor) -> tuple[Taking, Columns] | None:
        """What the viewer may see of it; None where that is nothing."""
        seen = tuple([relation.shows_to(viewer) for relation in self._relations])
        if seen not in self._known:
            self._known[seen] = self._seen(seen)
        known = self._known[seen]
        return None if known is None else (Taking(known[0], viewer), known[1])

    def _seen(self, seen: Sequence[bool]) -> tuple[Along, Columns] | None:
        if self._itself is not None and all(seen):
            return _along({self._field: self._itself})
        relations = zip(self._relations, seen, strict=True)
        return _along({each.field: each.inside for each, is_seen in relations if is_seen})


def taken_along(root: Selection) -> Mapping[str, TakenAlong]:
    """What the rows of the root's fields take along, by the fields' response names."""
    found: dict[str, TakenAlong] = {}
    for field in root.fields:
        type_ = field.shape.object
        owner = exact_class(type_) if type_ is not None else None
        if type_ is not None and owner is not None and issubclass(owner, RowType):
            found[field.name] = TakenAlong(field, field.selection(type_))
    return found


def shown(values: Iterable[Any], column: str, context: Context) -> list[Fragment] | None:
    """What objects' rows have taken along in a column; None where one of them has not."""
    found: list[Written] = []
    for value in values:
        written = getattr(getattr(value, "row", None), column, None)
        if written is None:
            return None
        found.append(written)
    context.written += sum([written.cost for written in found])
    return [Fragment(written.json) for written in found]


def _along(taken: Mapping[PlannedField, Inside | Itself]) -> tuple[Along, Columns] | None:
    if not taken:
        return None
    along = Along(list(taken.values()))
    return along, dict(zip(taken, along.names, strict=True))


def _relations(selection: Selection) -> Iterable[_Relation]:
    """Those that PostgreSQL writes in every request."""
    for field in selection.straight().others:
        relation = field.reading.relation
        sources = _sources(field, relation) if relation is not None else ()
        if relation is not None and sources:
            batches = [source.batch for source in sources]
            yield _Relation(field, batches, _inside(sources, 0, relation.key))


def _sources(field: PlannedField, relation: RelationField) -> Sequence[Source]:
    try:
        batch = constant_batch(field, relation)
    except Exception:
        return ()  # what is wrong with it is said when it is resolved
    return () if batch is None else field.sources(batch)


def _itself(field: PlannedField, selection: Selection, relations: Sequence[_Relation]) -> Itself | None:
    """All that is asked of the row; None where PostgreSQL cannot write it."""
    batch = batch_of(selection.type.name)
    if batch is None:
        return None
    try:
        row = AskedRow(selection, batch)
    except Exception:
        return None
    inside = {relation.field: relation.inside for relation in relations}
    asked = [inner for inner, _, _ in row.relations]
    if not inside.keys() >= set(asked):
        return None
    return Itself(row.text, price_of(field, selection), tuple(inside[inner] for inner in asked))


def _inside(sources: Sequence[Source], place: int, key: str) -> Inside:
    """The source at that place, with those that stand behind it."""
    source = sources[place]
    behind: list[Any] = [
        (other, each.behind.column)
        for other, each in enumerate(sources)
        if each.behind is not None and each.behind.place == place
    ]
    return Inside(
        source.batch.load,  # type: ignore[arg-type]  # a source's is a read by keys
        key,
        source.row,
        source.batch.many,
        source.absent,
        source.price,
        tuple(_inside(sources, other, column) for other, column in behind),
    )
