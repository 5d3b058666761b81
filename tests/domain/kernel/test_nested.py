"""What a row takes along comes back as JSON, with what it costs, or not at all."""

import pytest
from sqlalchemy import String, Uuid, bindparam, column, select, table
from sqlalchemy.dialects import postgresql

from domain.kernel.batches import PARENTS, RowsByKey, among
from domain.kernel.compiled import KnownStatements
from domain.kernel.json_row import JsonRow
from domain.kernel.nested import COSTS, ODD, Along, Inside, Itself, NotInOrder, Written
from tests.factories.people import STAFF

parcels = table("parcel", column("id", Uuid), column("order_id", Uuid), column("number", String))
mine = table("mine", column("id", Uuid), column("name", String))


def test_what_rows_cost_is_no_part_of_the_answer() -> None:
    text = f'{COSTS}{{"lines":[{COSTS}{{"sku":"M\\u0001"}},{COSTS * 2}{{}}]}}'
    assert Written.of(text) == Written(b'{"lines":[{"sku":"M\\u0001"},{}]}', 4)


def test_what_is_not_in_order_is_no_answer() -> None:
    with pytest.raises(NotInOrder):
        Written.of(f"[{{}},{ODD}]")


def test_parameters_stand_in_the_order_of_their_places() -> None:
    """Those of the statement itself first, then those of the relations, as far as they have any but the
    key; and the one key is compared with, where a batch would be looked through."""
    dialect = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]
    known = KnownStatements(dialect)
    of_order = parcels.select().where(
        among(parcels.c.order_id), parcels.c.number > bindparam("after", type_=String())
    )
    row = JsonRow(of_order, "order_id")
    row.add('{"after":true}')
    later = Inside(RowsByKey(of_order, "order_id", after="P2"), "id", row, True, "[]", 1, ())
    first = later._replace(read=RowsByKey(of_order, "order_id", after="P1"))
    itself = JsonRow(mine.select(), "id")
    for words in ("[", ",", "]"):
        itself.add(words)
        if words != "]":
            itself.add_gap("id")
    statement = mine.select().where(mine.c.name == bindparam("name", type_=String()))
    compiled = known.find(statement)
    assert compiled is not None
    taken = Along([Itself(itself, 1, (first, later))]).with_(
        compiled, frozenset({"name"}), frozenset(), known
    )
    assert taken is not None
    assert taken.arguments(STAFF) == ["P1", "P2"]
    text = taken.statement.text
    assert text.index("number > $2") < text.index("number > $3") < text.index("name = $1")
    assert text.count('order_id = _rows."id"') == 2
    assert "unnest" not in text


def test_who_asks_for_keys_as_rows_is_given_an_array_of_one() -> None:
    known = KnownStatements(postgresql.asyncpg.dialect())  # type: ignore[no-untyped-call]
    pages = RowsByKey(select(PARENTS.c.id), "id")
    row = JsonRow(pages.statement, "id")
    row.add("{}")
    compiled = known.find(mine.select())
    assert compiled is not None
    along = Along([Inside(pages, "id", row, True, "[]", 0, ())])
    taken = along.with_(compiled, frozenset({"name"}), frozenset(), known)
    assert taken is not None
    assert 'unnest(ARRAY[_rows."id"]::UUID[])' in taken.statement.text
    assert taken.arguments(STAFF) == []
