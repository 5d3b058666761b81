"""Which columns an operation needs of each type's rows, so that no others are read.

Fields say what they take from a row (`schema.relation.columns_of`); one that does not say needs all of
it. What is needed of a type is the same wherever it turns up in an operation, so that a row loaded for
one place serves every other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graphql import GraphQLObjectType, get_named_type, is_abstract_type, is_object_type

from schema.execution.certain import exact_class
from schema.relation import RowType, columns_of

if TYPE_CHECKING:
    from schema.execution.plan import PlannedField, Selection

Columns = Mapping[str, frozenset[str]]
"""By the name of a type; a type that is not there needs all of its rows."""

WIDEST = 1_000
"""Selections that are looked into. An operation that branches wider, such as one that asks every type
below `node` for everything, reads whole rows: planning all of it beforehand would cost far more than
its columns, and most of it is never met in the data."""


def columns_needed(root: Selection) -> Columns:
    """What an operation needs, from its root on."""
    needed: dict[str, set[str]] = {}
    everything: set[str] = set()
    waiting, seen = [root], {id(root)}
    while waiting:
        selection = waiting.pop()
        owner = exact_class(selection.type)
        if owner is not None and issubclass(owner, RowType):
            for field in selection.fields:
                columns = columns_of(field.definition)
                if columns is None:
                    everything.add(owner.__name__)
                else:
                    needed.setdefault(owner.__name__, set()).update(columns)
        for field in selection.fields:
            for below in _below(field):
                if id(below) not in seen:
                    if len(seen) == WIDEST:
                        return {}
                    seen.add(id(below))
                    waiting.append(below)
    return {name: frozenset(needed[name]) for name in needed.keys() - everything}


def _below(field: PlannedField) -> Iterator[Selection]:
    named = get_named_type(field.definition.type)
    if is_object_type(named):
        yield field.selection(named)
    elif is_abstract_type(named):
        possible: list[GraphQLObjectType] = field.variant.plan.schema.get_possible_types(named)
        for type_ in possible:
            yield field.selection(type_)
