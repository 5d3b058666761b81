"""What PostgreSQL writes as JSON is what we write, to the byte; and nothing where we would refuse."""

import binascii
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
import pytest
from babel.core import Locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, DateTime, Enum, Float, Integer, String, Text, TypeDecorator
from sqlmodel.sql.sqltypes import AutoString

from domain.kernel import as_json
from domain.kernel.database import Database
from domain.kernel.money import MAX_MINOR, to_text


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Shouted(TypeDecorator[str]):
    """Something is made of what is read."""

    impl = Text

    def process_result_value(self, value: Any, dialect: Any) -> str:
        return str(value).upper()


COLOUR = Enum(Colour, values_callable=lambda members: [member.value for member in members])
NAMES = as_json.member({Colour.RED: "RED", Colour.BLUE: "BLUE"})
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
INSTANTS = st.datetimes(timezones=st.just(UTC)) | st.datetimes().map(
    lambda instant: instant.replace(microsecond=0, tzinfo=UTC)
)


async def written(database: Database, expression: str | None, type_: str, *values: Any) -> list[Any]:
    """What PostgreSQL writes of these values, each in a column `c`."""
    assert expression is not None
    rows = await database.driver.fetch(
        f'SELECT {expression} FROM unnest($1::{type_}[]) WITH ORDINALITY AS t("c", n) ORDER BY n',
        [list(values)],
    )
    return [row[0] for row in rows]


def ours(values: Any) -> list[str]:
    return [orjson.dumps(value).decode() for value in values]


@given(st.lists(TEXTS))
async def test_strings(database: Database, texts: list[str]) -> None:
    assert await written(database, as_json.string('"c"', Text()), "text", *texts) == ours(texts)


@given(st.lists(st.integers(-(2**31), 2**31 - 1)))
async def test_numbers_of_32_bits(database: Database, numbers: list[int]) -> None:
    for type_, name in ((Integer(), "integer"), (BigInteger(), "bigint")):
        assert await written(database, as_json.integer('"c"', type_), name, *numbers) == ours(numbers)


async def test_larger_numbers_are_no_int_of_graphql(database: Database) -> None:
    wrote = as_json.integer('"c"', BigInteger())
    assert await written(database, wrote, "bigint", 2**31, -(2**31) - 1) == [None, None]


async def test_truth(database: Database) -> None:
    assert await written(database, as_json.boolean('"c"', Boolean()), "boolean", True, False) == [
        "true",
        "false",
    ]


@given(st.lists(INSTANTS))
async def test_moments(database: Database, instants: list[datetime]) -> None:
    expected = [f'"{each.replace(tzinfo=None).isoformat()}Z"' for each in instants]
    wrote = as_json.instant('"c"', DateTime(timezone=True))
    assert await written(database, wrote, "timestamptz", *instants) == expected


async def test_members_by_their_names_and_no_strangers(database: Database) -> None:
    wrote = NAMES('"c"', COLOUR)
    assert await written(database, wrote, "text", "blue", "red", "mauve") == ['"BLUE"', '"RED"', None]


@given(
    st.lists(
        st.tuples(st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(sorted(Locale("en").currencies)))
    )
)
async def test_amounts(database: Database, amounts: list[tuple[int, str]]) -> None:
    rows = await database.driver.fetch(
        f"SELECT {as_json.amount('minor', 'code')} AS json "
        "FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS t(minor, code, n) ORDER BY n",
        [[minor for minor, _ in amounts], [code for _, code in amounts]],
    )
    assert [row["json"] for row in rows] == [f'"{to_text(minor, code)}"' for minor, code in amounts]


@pytest.mark.parametrize("length", [5, 20, 21, 22, 40])
async def test_base64_of_any_length(database: Database, length: int) -> None:
    prefix, id = "T" * (length - 1) + ":", UUID(int=7)
    encoded = binascii.b2a_base64(f"{prefix}{id}".encode(), newline=False).decode()
    assert await written(database, as_json.base64_of(prefix)('"c"'), "uuid", id) == [f'"{encoded}"']


async def test_a_null_is_said_or_refused(database: Database) -> None:
    wrote = as_json.string('"c"', Text())
    assert wrote is not None
    assert await written(database, wrote, "text", None, "x") == [None, '"x"']
    assert await written(database, as_json.or_null('"c"', wrote), "text", None, "x") == ["null", '"x"']


def test_what_is_read_as_something_else_is_not_written() -> None:
    assert as_json.string('"c"', COLOUR) is None
    assert as_json.string('"c"', Integer()) is None
    assert as_json.integer('"c"', String()) is None
    assert as_json.integer('"c"', Float()) is None
    assert as_json.boolean('"c"', Integer()) is None
    assert as_json.instant('"c"', DateTime()) is None, "no time zone, no moment"
    assert NAMES('"c"', Text()) is None
    assert isinstance(as_json.underlying(AutoString()), String)
    assert as_json.string('"c"', as_json.underlying(Shouted())) is None
