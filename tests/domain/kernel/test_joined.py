"""Statements that stand behind another: read with it, for the keys that it finds."""

from typing import Any

import pytest
from sqlalchemy import Integer, Uuid, bindparam, func, literal, select
from sqlalchemy.exc import DBAPIError

from domain.catalog.loads import products_by_ids
from domain.kernel.batches import IDS, among
from domain.kernel.joined import MOST_JOINED, Behind
from domain.kernel.turn_reader import TurnReader, Wanted
from domain.orders.loads import events_by_order_ids, lines_by_order_ids
from domain.orders.models import order_lines
from domain.payments.loads import payments_by_order_ids
from tests.domain.kernel.test_reader import sent
from tests.factories.orders import placed
from tests.factories.shop import Shop

BEHIND_THE_FIRST = Behind(0, "product_id")
DIVIDED = select((literal(1) / func.cardinality(IDS)).label("part"))
KEYS = select(
    func.gen_random_uuid(type_=Uuid()).label("id"),
    func.generate_series(1, bindparam("n", type_=Integer())),
)
COUNTED = select(func.count(order_lines.c.id, type_=Integer()).label("n")).where(among(order_lines.c.id))


async def read(reader: TurnReader, *wanted: Wanted) -> list[list[Any]]:
    found = await reader.rows_at_once(wanted)
    assert found is not None
    return [rows.result() for rows in found]


async def test_what_rows_point_at_comes_with_them(shop: Shop) -> None:
    orders = [await placed(shop, {"MUG": 1, "TEE": 2}), await placed(shop, {"MUG": 3})]
    with sent(shop.database) as statements:
        lines, products = await read(
            shop.database.reader(),
            Wanted(lines_by_order_ids.statement, {"ids": orders}, None),
            Wanted(products_by_ids.statement, {}, frozenset({"id", "sku"}), BEHIND_THE_FIRST),
        )
    assert len(statements) == 1
    assert sorted(line.sku for line in lines) == ["MUG", "MUG", "TEE"]
    assert sorted(products) == sorted((shop.products[sku].id, sku) for sku in ("MUG", "TEE")), (
        "each once"
    )


async def test_a_key_that_is_found_twice_is_one(shop: Shop) -> None:
    """Also where the keys are rows that others are joined to, each time they are there."""
    order_id = await placed(shop, {"MUG": 1, "TEE": 1})
    alone = await events_by_order_ids.given(after=0, limit=10)(shop.database.reader(), [order_id])
    lines, events, payments = await read(
        shop.database.reader(),
        Wanted(lines_by_order_ids.statement, {"ids": [order_id]}, None),
        Wanted(events_by_order_ids.statement, {"after": 0, "limit": 10}, None, Behind(0, "order_id")),
        Wanted(payments_by_order_ids.statement, {"ids": [order_id]}, None),
    )
    assert len(lines) == 2
    assert events == alone[order_id]
    assert len(payments) == 1


async def test_one_may_stand_behind_one_that_does(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    payments, lines, products = await read(
        shop.database.reader(),
        Wanted(payments_by_order_ids.statement, {"ids": [order_id]}, frozenset({"order_id"})),
        Wanted(lines_by_order_ids.statement, {}, None, Behind(0, "order_id")),
        Wanted(products_by_ids.statement, {}, frozenset({"sku"}), Behind(1, "product_id")),
    )
    assert [tuple(row) for row in payments] == [(order_id,)]
    assert [line.sku for line in lines] == [product.sku for product in products] == ["MUG"]


async def test_behind_nothing_there_is_nothing(shop: Shop) -> None:
    lines, products = await read(
        shop.database.reader(),
        Wanted(lines_by_order_ids.statement, {"ids": []}, None),
        Wanted(products_by_ids.statement, {}, None, BEHIND_THE_FIRST),
    )
    assert (lines, products) == ([], [])


async def test_one_that_fails_takes_those_behind_with_it_and_no_other(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    found = await shop.database.reader().rows_at_once(
        [
            Wanted(lines_by_order_ids.statement, {"ids": [order_id]}, None),
            Wanted(DIVIDED, {"ids": []}, None),
            Wanted(products_by_ids.statement, {}, None, BEHIND_THE_FIRST),
        ]
    )
    assert found is not None
    lines, divided, products = found
    assert [line.sku for line in lines.result()] == ["MUG"]
    with pytest.raises(DBAPIError, match="division by zero"):
        divided.result()
    assert products.cancelled()


@pytest.mark.parametrize("found", [MOST_JOINED, MOST_JOINED + 1])
async def test_behind_very_many_rows_it_is_read_all_the_same(shop: Shop, found: int) -> None:
    with sent(shop.database) as statements:
        keys, [counted] = await read(
            shop.database.reader(),
            Wanted(KEYS, {"n": found}, frozenset({"id"})),
            Wanted(COUNTED, {}, None, Behind(0, "id")),
        )
    assert (len(keys), counted.n) == (found, 0)
    assert len(statements) == (1 if found == MOST_JOINED else 2), "many rows come by themselves"


async def test_very_many_rows_behind_another_are_left_to_whoever_needs_them(shop: Shop) -> None:
    many = select(IDS.label("ids"), func.generate_series(0, MOST_JOINED, type_=Integer()).label("n"))
    order_id = await placed(shop, {"MUG": 1})
    found = await shop.database.reader().rows_at_once(
        [
            Wanted(lines_by_order_ids.statement, {"ids": [order_id]}, None),
            Wanted(many, {}, frozenset({"n"}), BEHIND_THE_FIRST),
        ]
    )
    assert found is not None
    assert [rows.cancelled() for rows in found] == [False, True]
