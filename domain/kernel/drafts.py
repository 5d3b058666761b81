"""Rows that are made to be inserted, by the dozen and within a millisecond.

`Order(…)` goes field by field through pydantic, SQLModel and SQLAlchemy's instrumentation, which takes a
third of all that placing an order computes, and so does each change to it before it is written. A draft
has the same fields and defaults, and nobody listens to what becomes of them. Whoever wants the row in a
session has it `finished`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, ParamSpec, TypeVar

from pydantic_core import PydanticUndefined
from sqlalchemy.orm import class_mapper
from sqlmodel import SQLModel

M = TypeVar("M", bound=SQLModel)
P = ParamSpec("P")


def drafted(model: Callable[P, M], /, *_: P.args, **values: P.kwargs) -> M:
    """``Order(…)``, to be written by `insert_together`. Raises `TypeError` for what is missing."""
    draft, fixed, made, required = _shape(model)
    row: Any = draft()
    held = row.__dict__
    held.update(fixed)
    held.update(values)
    for name, factory in made:
        if name not in values:
            held[name] = factory()
    if not required <= values.keys():
        missing = ", ".join(sorted(required - values.keys()))
        raise TypeError(f"a draft of {draft.model.__name__} needs {missing}")
    drawn: M = row
    return drawn


class Draft:
    """A row of a model to be. To whoever works with it, it is the model's."""

    model: ClassVar[type[SQLModel]]


def model_of(row: SQLModel | Draft) -> type[SQLModel]:
    """What it is a row of."""
    return row.model if isinstance(row, Draft) else type(row)


def finished(row: M) -> M:
    """The draft as a row of its model, for a session; what has been in one stays what it is."""
    if not isinstance(row, Draft):
        return row
    whole: M = class_mapper(row.model).class_manager.new_instance()
    whole.__dict__.update(row.__dict__)
    return whole


@cache
def _shape(
    model: Any,
) -> tuple[type[Draft], dict[str, Any], list[tuple[str, Any]], frozenset[str]]:
    """What drafts of the model are, its plain defaults, those to be made anew for each, and the fields
    that have none."""
    fields = model.model_fields
    return (
        type(f"{model.__name__}Draft", (Draft,), {"model": model}),
        {
            name: field.default
            for name, field in fields.items()
            if field.default is not PydanticUndefined
        },
        [(name, field.default_factory) for name, field in fields.items() if field.default_factory],
        frozenset(name for name, field in fields.items() if field.is_required()),
    )
