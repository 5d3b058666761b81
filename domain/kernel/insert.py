"""Inserting rows of several tables in one statement.

What belongs together is written together: an order, its lines, payments and reservations are one round
trip, however many lines there are. PostgreSQL checks foreign keys at the end of a statement, so the
order of the tables does not matter. The ORM would need a round trip a table, parents first.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from domain.kernel.columns import table_of
from domain.kernel.drafts import model_of
from domain.kernel.uow import Prepared, UnitOfWork


async def insert_together(uow: UnitOfWork, rows: Sequence[SQLModel]) -> None:
    """Insert new rows, of any models, in one statement. They stay strangers to the session.

    Raises what PostgreSQL raises, as the ORM would.
    """
    if rows:
        await uow.rows(*_inserting(rows))


def insert_with_commit(uow: UnitOfWork, rows: Sequence[SQLModel]) -> None:
    """The same, in the message that commits: for rows that nothing in the transaction has to see. What
    PostgreSQL raises then is raised by the commit."""
    if rows:
        uow.write_with_commit(*_inserting(rows))


def _inserting(rows: Sequence[SQLModel]) -> Prepared:
    by_model: dict[type[SQLModel], list[dict[str, Any]]] = {}
    for row in rows:
        model = model_of(row)
        values = {name: getattr(row, name) for name in _columns(model)}
        by_model.setdefault(model, []).append(values)
    models = tuple(by_model)
    parameters = {f"rows_{index}": by_model[model] for index, model in enumerate(models)}
    return _statement(models), parameters


@cache
def _columns(model: type[SQLModel]) -> tuple[str, ...]:
    """What is written; PostgreSQL computes the rest."""
    return tuple(column.key for column in table_of(model).columns if column.computed is None)


@cache
def _statement(models: tuple[type[SQLModel], ...]) -> TextClause:
    inserts = []
    for index, model in enumerate(models):
        table, columns = table_of(model).name, ", ".join(f'"{name}"' for name in _columns(model))
        # Names come from our own models; nothing from outside is in here.
        inserts.append(
            f"written_{index} AS (INSERT INTO {table} ({columns}) SELECT {columns} "  # noqa: S608
            f"FROM jsonb_populate_recordset(NULL::{table}, :rows_{index}))"
        )
    parameters = [bindparam(f"rows_{index}", type_=JSONB) for index in range(len(models))]
    return text(f"WITH {', '.join(inserts)} SELECT 1").bindparams(*parameters)
