"""Relations that PostgreSQL writes: what is asked of their rows is columns and further such relations.

Where the data of an operation is only going to be sent, nobody looks at the rows of such a relation.
Then they need not become rows here, nor objects of the response: the statement that finds them writes
them (`domain.kernel.json_row`). Which relations are such is known from the document and from how their
fields say where they lie; whether there is anything odd about a row is found out as it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
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
    from schema.column import Cell, Member
    from schema.execution.plan import PlannedField, Selection
    from schema.execution.shape import Shape
    from schema.relation import Batch, RelationField

MOST = 12
"Statements that are written as one relation."

_SCALARS: Mapping[Any, as_json.Write] = {
    GraphQLString: as_json.string,
    GraphQLID: as_json.string,
    GraphQLInt: as_json.integer,
    GraphQLBoolean: as_json.boolean,
}


class Source(NamedTuple):
    """One statement: whose rows it finds, how each `row` is written (`domain.kernel.json_row`), with a
    gap for each statement behind it, and which it stands behind itself. `written` says it for rows that
    are read by keys. A key that finds nothing has what `absent` says; none may find nothing where it is
    None. A row adds its `price` to what the answer costs."""

    batch: Batch
    row: JsonRow
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
    selection, place = field.selection_of_rows(batch), len(found)
    if selection is None or place == MOST:
        raise CannotWrite
    row = AskedRow(selection, batch)
    absent = "[]" if batch.many else None if field.shape.non_null else "null"
    price = price_of(field, selection)
    found[place] = Source(batch, row.text, row.text.with_keys(), behind, absent, price)
    for inner, inner_batch, key in row.relations:
        _find(inner, inner_batch, Behind(place, key), found)


def price_of(field: PlannedField, selection: Selection) -> int:
    """What each row costs that a field shows."""
    prices = Prices(field.variant.plan.schema)
    return prices.weight(field.parent, field.nodes[0].name.value, selection.type)


def constant_batch(field: PlannedField, relation: RelationField) -> Batch | None:
    """What loads a relation, where it is the same in every request. Raises what is wrong with its
    arguments."""
    arguments = field.arguments.constant() if field.has_arguments else {}
    return None if arguments is None else relation.batch_for(arguments)


class AskedRow:
    """What is asked of the rows that a batch finds, said to the `text` that is made of each. Raises
    `CannotWrite` where PostgreSQL cannot write it."""

    def __init__(self, selection: Selection, batch: Batch) -> None:
        load = batch.load
        if not isinstance(load, Keyed):
            raise CannotWrite
        self.text = JsonRow(load.statement, load.key)
        self.relations: list[tuple[PlannedField, Batch, str]] = []
        """What belongs into its gaps, and by which columns."""
        self.object(selection.fields, self.field)

    def object(self, fields: Sequence[PlannedField], write: WriteField) -> None:
        """An object; `write` writes those of its fields that are no constants."""
        self.text.add("{")
        before = ""
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
        if reading.relation is not None:
            self._relation(field, reading.relation)
        elif reading.members is not None and shape.object is not None and reading.cell is not None:
            with nullcontext() if shape.non_null else self.text.unless_null(reading.cell.columns[0]):
                self._document(field.selection(shape.object), reading.members)
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

    def _relation(self, field: PlannedField, relation: RelationField) -> None:
        batch = constant_batch(field, relation)
        if batch is None:
            raise CannotWrite
        self.text.add_gap(relation.key)
        self.relations.append((field, batch, relation.key))

    def _document(self, selection: Selection, members: Mapping[str, Member]) -> None:
        """An object that is a document in the row."""

        def write(field: PlannedField) -> None:
            column, name, default = members[_name(field)]
            self.text.add_member(column, name, default, nullable=not field.shape.non_null)

        self.object(selection.fields, write)

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
