"""Relations that PostgreSQL writes: the same answer from fewer objects, and read where they are odd."""

import orjson
import pytest
from sqlalchemy import text

from domain.kernel import joined
from domain.kernel.database import Database
from schema.schema import schema
from tests.factories.orders import placed, shipped
from tests.factories.people import STAFF
from tests.factories.rows import execute
from tests.factories.shop import Shop
from tests.schema.conftest import Client
from tests.schema.execution.sent import both

ORDERS = """{ orders(first: 5) { nodes { number
    customer { __typename id email name }
    lines { sku name quantity total { amount currency } product { id name } more: product { sku } }
    payments { status amount { amount } }
    fulfillmentOrders { status location { code } lines { sku quantity } }
    shipments { number status trackingNumber lines { quantity } } } } }"""
WRITTEN = ["customer", "lines", "payments", "fulfillmentOrders", "shipments"]
SHIPMENT = """query Q($id: ID!) { node(id: $id) { ... on Shipment {
    number order { number } lines { quantity orderLine { sku name } } } } }"""


@pytest.fixture
async def told(shop: Shop) -> Shop:
    await shipped(shop, await placed(shop, {"MUG": 2, "TEE": 1}), units=1)
    await placed(shop, {"OAK": 1})
    return shop


async def test_what_is_only_sent_is_written(client: Client, told: Shop) -> None:
    _, sent = await both(client, ORDERS)
    for order in sent["orders"]["nodes"]:
        assert {name for name, value in order.items() if isinstance(value, orjson.Fragment)} == set(
            WRITTEN
        )


async def test_objects_of_which_everything_is_skipped_are_empty(client: Client, told: Shop) -> None:
    """On a page, below it, and in what an order takes along."""
    document = """query Q($no: Boolean!) {
        orders(first: 5) { nodes { customer { id @skip(if: $no) }
            lines { sku @skip(if: $no) } payments { amount { currency @skip(if: $no) } } } }
        order(number: "W100001") {
            shippingAddress { city @skip(if: $no) } total { amount @skip(if: $no) }
            lines { product { sku @skip(if: $no) } } }
        none: order(number: "W100001") { number @skip(if: $no) } }"""
    shown, sent = await both(client, document, no=True)
    assert shown["none"] == {}
    assert orjson.loads(orjson.dumps(sent)) == shown


async def test_in_as_many_statements(client: Client, told: Shop) -> None:
    statements = client.count_statements()
    await both(client, ORDERS)
    assert len(statements) == 2 + 2


async def test_below_something_else(client: Client, told: Shop) -> None:
    shipments = await client.ask("{ orders(first: 5) { nodes { shipments { id } } } }")
    [id] = [each["id"] for order in shipments["orders"]["nodes"] for each in order["shipments"]]
    shown, sent = await both(client, SHIPMENT, id=id)
    assert {line["quantity"] for line in shown["node"]["lines"]} == {1}
    assert isinstance(sent["node"]["lines"], orjson.Fragment)


async def test_each_row_counts_where_it_is_shown(client: Client, told: Shop) -> None:
    """A product of three lines is three rows of the answer, however often it was read. What a
    parcel holds costs nothing, as it is no node."""
    await placed(told, {"MUG": 1})
    await placed(told, {"MUG": 5})
    document = """{ orders(first: 9) { nodes { customer { id } lines { product { sku } }
        shipments { lines { quantity } } } } }"""
    shown, _ = await both(client, document)
    orders = shown["orders"]["nodes"]
    lines = [line for order in orders for line in order["lines"]]
    parcels = [parcel for order in orders for parcel in order["shipments"]]
    assert any(parcel["lines"] for parcel in parcels)
    context = client.context(STAFF)
    await schema.execute(document, context_value=context)
    assert context.written == len(orders) + 2 * len(lines) + len(parcels)
    assert len(lines) > len({line["product"]["sku"] for line in lines})


async def test_signs_of_every_kind(client: Client, told: Shop) -> None:
    odd = "".join(map(chr, range(1, 0x120))) + "\u2028\U0001f9e6\"\\'"
    await execute(told.database, "UPDATE order_line SET name = $1", odd)
    shown, sent = await both(client, ORDERS)
    assert isinstance(sent["orders"]["nodes"][0]["lines"], orjson.Fragment)
    assert {line["name"] for order in shown["orders"]["nodes"] for line in order["lines"]} == {odd}


async def test_rows_out_of_order_are_read(client: Client, told: Shop) -> None:
    """The errors say where, as ever; what is in order beside it is written all the same."""
    await execute(told.database, "ALTER TABLE product ALTER name DROP NOT NULL")
    await execute(told.database, "UPDATE product SET name = NULL WHERE sku = 'TEE'")
    try:
        shown, sent = await both(client, ORDERS, errors=1)
    finally:
        await execute(told.database, "UPDATE product SET name = sku")
        await execute(told.database, "ALTER TABLE product ALTER name SET NOT NULL")
    assert [line["product"] for line in shown["orders"]["nodes"][-1]["lines"]].count(None) == 1
    for order in sent["orders"]["nodes"]:
        assert not isinstance(order["lines"], orjson.Fragment)
        assert isinstance(order["payments"], orjson.Fragment)


async def test_very_many_rows_are_read(
    client: Client, told: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined, "MOST_WRITTEN", 2)
    joined.join.cache_clear()
    _, sent = await both(
        client, "{ orders(first: 5) { nodes { number lines { sku } payments { id } } } }"
    )
    joined.join.cache_clear()
    assert isinstance(sent["orders"]["nodes"][0]["payments"], orjson.Fragment)
    assert not isinstance(sent["orders"]["nodes"][0]["lines"], orjson.Fragment)


async def test_everybody_sees_their_own(client: Client, told: Shop) -> None:
    lena = await told.buyer(await placed(told, {"MUG": 1}, email="otto@example.com"))
    shown, sent = await both(client, ORDERS, lena)
    [order] = shown["orders"]["nodes"]
    assert order["customer"]["email"] == "otto@example.com"
    assert isinstance(sent["orders"]["nodes"][0]["customer"], orjson.Fragment)


async def test_what_takes_too_long_is_not_asked_again(
    client: Client, told: Shop, database_url: str
) -> None:
    """Neither to be written nor to be read: it would only take as long again."""
    document = "{ orders(first: 5) { nodes { number payments { id } lines { sku } } } }"
    impatient = Database(database_url, pool_size=1, statement_timeout=0.2)
    client.database, client.sends_json = impatient, True
    await client.ask(document)
    await client.ask(document)
    statements = client.count_statements()
    try:
        async with told.database.engine.connect() as other:
            await other.execute(text("LOCK TABLE payment IN ACCESS EXCLUSIVE MODE"))
            result = await client.run(document)
        assert {tuple(error.path[3:]) for error in result.errors} == {("payments",)}
        assert len(statements) == 2, "the page, and all that belongs to it"
    finally:
        await impatient.dispose()
