"""Relations that PostgreSQL writes: what is asked of their rows is columns and further such relations.

Where the data of an operation is only going to be sent, nobody looks at the rows of such a relation.
Then they need not become rows here, nor objects of the response: the statement that finds them writes
them (`domain.kernel.json_row`). Which relations are such is known from the document and from how their
fields say where they lie; whether there is anything odd about a row is found out as it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLString
from strawberry.types.field import StrawberryField

from domain.kernel import as_json
from domain.kernel.batches import Keyed
from domain.kernel.joined import Behind
from domain.kernel.json_row import CannotWrite, JsonRow
from schema.documents.prices import Prices
from schema.scalars import serialize_instant

if TYPE_CHECKING:
    from schema.execution.plan import PlannedField
    from schema.execution.shape import Shape
    from schema.relation import Batch, Cell, RelationField

MOST = 12
"Statements that are written as one relation."

_SCALARS: Mapping[Any, as_json.Write] = {
    GraphQLString: as_json.string,
    GraphQLID: as_json.string,
    GraphQLInt: as_json.integer,
    GraphQLBoolean: as_json.boolean,
}


class Source(NamedTuple):
    """One statement: whose rows it finds, how they are written, and which it stands behind. `written` is
    an expression over `columns` (`domain.kernel.json_row`), with a gap for each statement behind it. A
    key that finds nothing has what `absent` says; none may find nothing where it is None. A row adds its
    `price` to what the answer costs."""

    batch: Batch
    columns: frozenset[str]
    written: str
    behind: Behind | None
    absent: str | None
    price: int


WriteField = Callable[["PlannedField"], None]


def sources_of(field: PlannedField, batch: Batch) -> Sequence[Source]:
    """The statements that write what is asked of the rows that a batch finds for a field: its own, and
    behind it those that are written into its rows. None where PostgreSQL cannot write them."""
    found: dict[int, Source] = {}
    try:
        _find(field, batch, None, found)
    except Exception:  # what is wrong with it is said when it is resolved
        return ()
    return [found[place] for place in sorted(found)]


def _find(field: PlannedField, batch: Batch, behind: Behind | None, found: dict[int, Source]) -> None:
    selection, load, place = field.selection_of_rows(batch), batch.load, len(found)
    if selection is None or not isinstance(load, Keyed) or place == MOST:
        raise CannotWrite
    row = _Row(JsonRow(load.statement, load.key))
    row.object(selection.fields, row.field)
    absent = "[]" if batch.many else None if field.shape.non_null else "null"
    price = Prices(field.variant.plan.schema).weight(
        field.parent, field.nodes[0].name.value, selection.type
    )
    found[place] = Source(batch, row.text.columns, row.text.expression(), behind, absent, price)
    for inner, relation in row.relations:
        _find(inner, relation.batch, Behind(place, relation.key), found)


class _Row:
    """What is asked of a row, said to the `text` that is made of it."""

    def __init__(self, text: JsonRow) -> None:
        self.text = text
        self.relations: list[tuple[PlannedField, RelationField]] = []
        """What belongs into its gaps."""

    def object(self, fields: Sequence[PlannedField], write: WriteField) -> None:
        """An object; `write` writes those of its fields that are no constants."""
        before = "{"
        for field in fields:
            self.text.add(f"{before}{json.dumps(field.name)}:")
            if field.reading.constant is not None:
                self.text.add(json.dumps(field.reading.constant))
            else:
                write(field)
            before = ","
        self.text.add("}")

    def field(self, field: PlannedField) -> None:
        """A field of the row. Raises `CannotWrite`."""
        reading, shape = field.reading, field.shape
        if reading.relation is not None and not field.has_arguments:
            self.text.add_gap(reading.relation.key)
            self.relations.append((field, reading.relation))
        elif reading.cell is not None and shape.leaf is not None:
            self._leaf(shape, reading.cell)
        elif reading.parts is not None and shape.object is not None and shape.non_null:
            parts = reading.parts
            self.object(
                field.selection(shape.object).fields,
                lambda inner: self._leaf(inner.shape, parts[_name(inner)]),
            )
        else:
            raise CannotWrite

    def _leaf(self, shape: Shape, cell: Cell) -> None:
        nullable = not shape.non_null
        if cell.make is None:
            self.text.add_column(cell.columns[0], _writer(shape), nullable=nullable)
        else:
            made = cell.as_json and cell.as_json(*(f'"{column}"' for column in cell.columns))
            self.text.add_made(cell.columns, made, nullable=nullable)


def _writer(shape: Shape) -> as_json.Write | None:
    if shape.members is not None:
        return as_json.member(shape.members)
    if shape.write is serialize_instant:
        return as_json.instant
    return _SCALARS.get(shape.type)


def _name(field: PlannedField) -> str:
    """Under which name its object has it."""
    definition = field.definition.extensions.get("strawberry-definition")
    return definition.python_name if isinstance(definition, StrawberryField) else ""
