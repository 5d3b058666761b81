"""The column shapes that models share, so that the same idea looks the same in every table."""

from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import BigInteger, Column, DateTime, Enum, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from domain.kernel.ids import new_id


def table_of(model: type[BaseModel]) -> Table:
    """The Core table behind a model: reads are written on tables, the ORM is for the write side."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


def primary_key() -> UUID:
    """A time-ordered UUID, made in Python."""
    return cast(UUID, Field(default_factory=new_id, primary_key=True))


def reference(target: str, *, nullable: bool = False, index: bool = False) -> Any:
    """A foreign key to ``table.column``; slices link to each other by bare keys only."""
    return Field(
        default=None if nullable else ...,
        sa_column=Column(ForeignKey(target), nullable=nullable, index=index),
    )


def status_of(kind: type[StrEnum], *, default: StrEnum | None = None, nullable: bool = False) -> Any:
    """An enumeration kept as text: readable in psql, and a new value needs no ALTER TYPE."""
    column: Column[StrEnum] = Column(
        Enum(
            kind,
            native_enum=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
        nullable=nullable,
        default=default,
    )
    if default is None and not nullable:
        return Field(sa_column=column)
    return Field(default=default, sa_column=column)


def minor_units(*, default: int | None = 0) -> Any:
    """An amount of money in minor units."""
    if default is None:
        return Field(sa_column=Column(BigInteger, nullable=False))
    return Field(default=default, sa_column=Column(BigInteger, nullable=False, default=default))


def instant(*, nullable: bool = False) -> Any:
    """A moment in UTC."""
    column = Column(DateTime(timezone=True), nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def text(*, nullable: bool = False) -> Any:
    """A string without a length: limits on input are the verbs' business."""
    column = Column(Text, nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def document(*, nullable: bool = False) -> Any:
    """A small JSON object that is read whole, such as an address."""
    column = Column(JSONB(none_as_null=True), nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)
