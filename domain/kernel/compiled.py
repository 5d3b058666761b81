"""Statements as the driver takes them: compiled once, parameters in their places, rows made light.

SQLAlchemy's own execution costs five times what the driver's does. A statement that is built once, at
import, need not go through it each time: its text never changes, and neither do the conversions of its
parameters and columns, which are SQLAlchemy's own. What cannot be known beforehand (a list in `IN`, a
column without a name) is left to SQLAlchemy. A text says nothing of its columns but what is declared:
their names are those that its first rows have.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Container, Mapping, Sequence
from copy import copy
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    DateTime,
    Dialect,
    Enum,
    Executable,
    Float,
    Integer,
    Numeric,
    String,
    TextClause,
    TextualSelect,
    Uuid,
)
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

Convert = Callable[[Any], Any]
ConvertColumn = Callable[[Sequence[Any]], Sequence[Any]]

ROWS = "_rows"
"What a statement's rows are called around it: no column of theirs is (`_is_name`)."
PLACE = re.compile(r"'[^']*'|\"[^\"]*\"|\$(\d+)")
"A parameter's place in a text, or something quoted."
_NUMERIC, _DOUBLE = 1700, 701
"PostgreSQL's own numbers for two types, by which SQLAlchemy tells what the driver makes of them."


_IN_RECORDS = (Uuid, String, Integer, Boolean, DateTime, JSON, Numeric, Float)


class Unknowable(Exception):
    """What it sends, or what comes back, is only known when it runs."""


class Compiled:
    """A statement for one dialect. `text` has places `$1`, `$2`, …"""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
            raise Unknowable
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise Unknowable
        self.text: str = compiled.string
        self._places = [_Place(compiled.binds[name], dialect) for name in compiled.positiontup]
        self.keys = [compiled.binds[name].key for name in compiled.positiontup]
        """The parameters by their places."""
        columns = compiled._result_columns
        names = [column.keyname for column in columns]
        self._columns = {
            column.keyname: _Column(_converted(column.type, dialect), _has_binary_form(column.type))
            for column in columns
        }
        self._narrowed: dict[frozenset[str], Compiled] = {}
        self._is_loose = isinstance(statement, TextClause | TextualSelect) and not (
            compiled._textual_ordered_columns
        )
        self.joins = False
        """Whether it may be sent together with others."""
        self._make: Callable[[Sequence[Any]], Any] | None = None
        if not self._is_loose:
            if not names or len(set(names)) < len(names) or not all(map(_is_name, names)):
                raise Unknowable
            self._read(names)

    def _read(self, names: Sequence[str]) -> None:
        """Read these columns."""
        self._names = list(names)
        row = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self._make = partial(tuple.__new__, row)
        columns = [self._columns.get(name, _UNDECLARED) for name in names]
        self._converted = [(place, each.convert) for place, each in enumerate(columns) if each.convert]
        self.joins = not self._is_loose and all(each.is_binary for each in columns)

    def only(self, columns: frozenset[str]) -> "Compiled":
        """The same rows, of no more than these columns. PostgreSQL then reads no others either. A text
        that leaves open what it finds stays whole."""
        if self._is_loose:
            return self
        narrowed = self._narrowed.get(columns)
        if narrowed is None:
            names = [name for name in self._columns if name in columns] or list(self._columns)[:1]
            listed = ", ".join(f'{ROWS}."{name}"' for name in names)
            narrowed = copy(self)
            narrowed.text = f"SELECT {listed} FROM ({self.text}) AS {ROWS}"  # noqa: S608 - a compiled one
            narrowed._read(names)
            self._narrowed[columns] = narrowed
        return narrowed

    def extended(
        self, kept: Container[str], columns: Mapping[str, str], convert: ConvertColumn
    ) -> "Compiled":
        """The same rows, each with the columns that are `kept` and more: by name, an expression over the
        row `ROWS`, which are converted when they are read. Raises `Unknowable` for a text that leaves
        open what it finds."""
        if self._is_loose:
            raise Unknowable
        names = [name for name in self._names if name in kept]
        listed = [f'{ROWS}."{name}"' for name in names]
        listed += [f"{expression} AS {name}" for name, expression in columns.items()]
        extended = copy(self)
        extended.text = f"SELECT {', '.join(listed)} FROM ({self.text}) AS {ROWS}"  # noqa: S608 - the same
        extended._columns = self._columns | dict.fromkeys(columns, _Column(convert, is_binary=False))
        extended._read([*names, *columns])
        return extended

    def arguments(
        self, parameters: Mapping[str, Any], *, without: Container[str] = frozenset()
    ) -> list[Any]:
        """What the driver is given. Raises what SQLAlchemy raises for a parameter that is missing."""
        return [place.value(parameters) for place in self._places if place.key not in without]

    def rows(self, records: Sequence[Any]) -> list[Any]:
        """Rows with their columns as attributes, of what the driver found."""
        if not records:
            return []
        if self._make is None:
            self._read(list(records[0].keys()))
        if self._converted:
            columns = list(zip(*records, strict=True))
            for place, convert in self._converted:
                columns[place] = convert(columns[place])  # type: ignore[call-overload]
            records = list(zip(*columns, strict=True))
        assert self._make is not None
        return list(map(self._make, records))


class _Column(NamedTuple):
    convert: ConvertColumn | None
    is_binary: bool


_UNDECLARED = _Column(None, is_binary=False)


class _Place:
    """One parameter."""

    __slots__ = ("_convert", "_default", "_required", "key")

    def __init__(self, parameter: Any, dialect: Dialect) -> None:
        self.key: str = parameter.key
        self._required: bool = parameter.required
        self._default: Any = parameter.effective_value
        self._convert: Convert | None = None
        implementation = parameter.type.dialect_impl(dialect)
        items = implementation.item_type.dialect_impl(dialect) if _is_array(implementation) else None
        if items is None or items.bind_processor(dialect) is not None:
            self._convert = implementation.bind_processor(dialect)

    def value(self, parameters: Mapping[str, Any]) -> Any:
        if self.key in parameters:
            value = parameters[self.key]
        elif self._required:
            raise InvalidRequestError(f"A value is required for bind parameter {self.key!r}")
        else:
            value = self._default
        return value if self._convert is None else self._convert(value)


def _has_binary_form(type_: TypeEngine[Any]) -> bool:
    """Whether the driver reads it inside a record, where nothing comes as text."""
    if isinstance(type_, ARRAY):
        return _has_binary_form(type_.item_type)
    return isinstance(type_.impl_instance if isinstance(type_, TypeDecorator) else type_, _IN_RECORDS)


def _is_array(type_: TypeEngine[Any]) -> bool:
    return isinstance(type_, ARRAY)


def _is_name(name: str | None) -> bool:
    return name is not None and name.isidentifier() and not name.startswith("_")


def _converted(type_: TypeEngine[Any], dialect: Dialect) -> ConvertColumn | None:
    """How a whole column is converted; None where the driver's values are what they should be."""
    implementation = type_.dialect_impl(dialect)
    given = _DOUBLE if isinstance(type_, Float) else _NUMERIC if isinstance(type_, Numeric) else None
    convert = implementation.result_processor(dialect, given)
    if convert is None:
        return None
    if isinstance(implementation, Enum):
        known: dict[Any, Any] = {None: None}
        known.update((value, convert(value)) for value in implementation.enums)

        def look_up(column: Sequence[Any]) -> Sequence[Any]:
            try:
                return [known[value] for value in column]
            except KeyError:
                return [convert(value) for value in column]

        return look_up
    return lambda column: [convert(value) for value in column]


class KnownStatements:
    """The statements compiled for a dialect, for as long as they live."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: WeakKeyDictionary[Executable, Compiled | None] = WeakKeyDictionary()

    def find(self, statement: Executable) -> Compiled | None:
        """The statement compiled; None for one that SQLAlchemy has to run."""
        try:
            return self._known[statement]
        except KeyError:
            pass
        compiled: Compiled | None
        try:
            compiled = Compiled(statement, self._dialect)
        except Unknowable:
            compiled = None
        self._known[statement] = compiled
        return compiled
