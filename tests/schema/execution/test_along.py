"""What an order takes along when it is found: the same answer from one statement, and read where it is
odd."""

from typing import Any

import pytest
from sqlalchemy import func, literal, select, text

from domain.catalog.models import products
from domain.kernel.batches import RowByKey, among
from domain.kernel.database import Database
from domain.kernel.json_row import LONGEST
from domain.processes.hold_order import hold_order
from schema.catalog.loaders import product_by_id
from schema.schema import schema
from tests.factories.orders import placed, shipped, unpaid
from tests.factories.people import STAFF
from tests.factories.rows import execute
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid
from tests.schema.execution.sent import both, is_written

MONEY = "{ amount currency }"
PLACE = "{ name line1 line2 city region postalCode country phone }"
FIELDS = f"""
    __typename id number externalReference email status paymentStatus allocationStatus
    fulfillmentStatus returnStatus onHold version currency placedAt createdAt updatedAt expiresAt
    total {MONEY} balance {MONEY} shippingAddress {PLACE} billingAddress {PLACE}
    channel {{ code }} customer {{ id email name }}
    lines {{ sku name quantity total {MONEY} product {{ id name }} again: product {{ sku }} }}
    payments {{ id status amount {MONEY} }}
    fulfillmentOrders {{ number location {{ code }} lines {{ sku quantity }} }}
    shipments {{ number trackingNumber lines {{ quantity }} }}
    events {{ sequence type occurredAt }} first: events(first: 1) {{ sequence }}"""
IN_FULL = f"query Q($id: ID!) {{ order(id: $id) {{ {FIELDS} }} }}"


@pytest.fixture
async def order(shop: Shop) -> str:
    """An order of two lines, of which one has left."""
    order_id = await placed(shop, {"MUG": 2, "TEE": 1})
    await shipped(shop, order_id, units=1)
    return gid("Order", order_id)


async def test_an_order_is_written_whole_by_one_statement(client: Client, order: str) -> None:
    await both(client, IN_FULL, id=order)
    statements = client.count_statements()
    _, sent = await both(client, IN_FULL, id=order)
    assert is_written(sent["order"])
    assert len(statements) == 2 + 1, "the order and what belongs to it; all of it at once"


async def test_it_costs_what_it_shows(client: Client, order: str) -> None:
    """The order, its channel and customer, its lines and their products, its payment, its work and
    its parcel. What holds values, and what is no node, costs nothing."""
    shown, _ = await both(client, IN_FULL, id=order)
    context = client.context(STAFF)
    await schema.execute(IN_FULL, variable_values={"id": order}, context_value=context)
    lines = shown["order"]["lines"]
    works = shown["order"]["fulfillmentOrders"]
    nodes = [*lines, *lines, *lines, *shown["order"]["payments"], *shown["order"]["shipments"]]
    events = [*shown["order"]["events"], *shown["order"]["first"]]
    for work in works:
        nodes += [work, work["location"], *work["lines"]]
    assert context.written == 3 + len(nodes) + len(events)


async def test_what_is_computed_is_read_beside_it(client: Client, order: str) -> None:
    document = """query Q($id: ID!, $first: Int) { order(id: $id) { number availableActions
        lines { sku } payments { id } events(first: $first) { sequence } } }"""
    await both(client, document, id=order, first=2)
    statements = client.count_statements()
    _, sent = await both(client, document, id=order, first=1)
    assert {name for name, value in sent["order"].items() if is_written(value)} >= {"lines", "payments"}
    assert "holdOrder" in sent["order"]["availableActions"]
    assert len(statements) == 2 + 2


async def test_each_of_several_takes_along_what_is_asked_of_it(
    client: Client, shop: Shop, order: str
) -> None:
    other = gid("Order", await unpaid(shop, {"OAK": 1}))
    document = """query Q($a: ID!, $b: ID!) {
        a: order(id: $a) { number lines { sku } }
        b: order(id: $b) { expiresAt payments { id } lines { name } }
        none: order(number: "nothing") { lines { sku } }
        orders(first: 2) { nodes { number lines { quantity } } } }"""
    shown, sent = await both(client, document, a=order, b=other)
    assert is_written(sent["a"])
    assert is_written(sent["b"])
    assert shown["b"]["expiresAt"] is not None
    assert sent["none"] is None


async def test_signs_of_every_kind(client: Client, shop: Shop, order: str) -> None:
    odd = "".join(map(chr, range(1, 0x120))) + "\u2028\U0001f9e6\"\\'"
    await execute(shop.database, "UPDATE order_line SET name = $1", odd)
    await execute(
        shop.database,
        "UPDATE orders SET external_reference = $1, billing_address ="
        " shipping_address::jsonb || jsonb_build_object('line2', $1::text, 'region', null)",
        odd,
    )
    shown, sent = await both(client, IN_FULL, id=order)
    assert is_written(sent["order"])
    assert shown["order"]["billingAddress"]["line2"] == odd
    assert {line["name"] for line in shown["order"]["lines"]} == {odd}


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
async def test_money_of_every_kind(client: Client, shop: Shop, order: str, currency: str) -> None:
    await execute(shop.database, "UPDATE orders SET currency = $1, refunded_total = 7", currency)
    shown, sent = await both(client, IN_FULL, id=order)
    assert is_written(sent["order"])
    assert shown["order"]["balance"]["currency"] == currency


async def test_an_address_with_coordinates_is_made_here(client: Client, order: str) -> None:
    document = """query Q($id: ID!) { order(id: $id) {
        shippingAddress { city latitude } lines { sku } } }"""
    shown, sent = await both(client, document, id=order)
    assert shown["order"]["shippingAddress"] == {"city": "Berlin", "latitude": None}
    assert is_written(sent["order"]["lines"])


async def test_very_much_to_write_is_read(client: Client, order: str) -> None:
    """PostgreSQL would keep its plan, in every connection, for whoever asks such a thing once more."""
    much = " ".join(f"m{nth}: amount {MONEY}" for nth in range(15))
    parts = " ".join(f"p{nth}: payments {{ id {much} }}" for nth in range(15))
    document = f"query Q($id: ID!) {{ order(id: $id) {{ number lines {{ sku }} {parts} }} }}"
    statements = client.count_statements()
    _, sent = await both(client, document, id=order)
    assert not is_written(sent["order"])
    assert is_written(sent["order"]["lines"])
    assert is_written(sent["order"]["p0"])
    assert not is_written(sent["order"]["p14"])
    assert max(map(len, statements)) < 2 * LONGEST


async def test_what_is_not_in_order_is_read(client: Client, shop: Shop, order: str) -> None:
    """The errors say where, as ever."""
    await execute(shop.database, "ALTER TABLE product ALTER name DROP NOT NULL")
    await execute(shop.database, "UPDATE product SET name = NULL WHERE sku = 'TEE'")
    try:
        shown, sent = await both(client, IN_FULL, id=order, errors=1)
    finally:
        await execute(shop.database, "UPDATE product SET name = sku")
        await execute(shop.database, "ALTER TABLE product ALTER name SET NOT NULL")
    assert [line["product"] for line in shown["order"]["lines"]].count(None) == 1
    assert not is_written(sent["order"])
    assert is_written(sent["order"]["payments"])


async def test_what_fails_is_told_where_it_stands(
    client: Client, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = select(products).where(among(products.c.id), literal(1) / func.length("") == 1)
    monkeypatch.setitem(vars(product_by_id), "load", RowByKey(failing))
    document = "query Q($id: ID!) { order(id: $id) { number lines { sku product { name } } } }"
    shown, _ = await both(client, document, id=order, errors=2)
    assert [line["product"] for line in shown["order"]["lines"]] == [None, None]


async def test_everybody_sees_their_own(client: Client, shop: Shop, order: str) -> None:
    """Also what belongs to an order: its holds are for staff."""
    order_id = await placed(shop, {"MUG": 1}, email="otto@example.com")
    await shop.do(hold_order, order_id=order_id, reason="Address?")
    otto = await shop.buyer(order_id)
    document = "query Q($id: ID!) { order(id: $id) { number holds { reason } customer { email } } }"
    shown, sent = await both(client, document, otto, id=gid("Order", order_id))
    assert shown["order"]["customer"] == {"email": "otto@example.com"}
    assert shown["order"]["holds"] == []
    assert is_written(sent["order"]["customer"])
    staff, sent = await both(client, document, id=gid("Order", order_id))
    assert [hold["reason"] for hold in staff["order"]["holds"]] == ["Address?"]
    assert is_written(sent["order"])
    foreign, sent = await both(client, document, otto, id=order)
    assert foreign == sent == {"order": None}


async def test_what_takes_too_long_is_not_asked_again(
    client: Client, shop: Shop, order: str, database_url: str
) -> None:
    impatient = Database(database_url, pool_size=1, statement_timeout=0.2)
    client.database, client.sends_json = impatient, True
    try:
        for _ in range(2):
            await client.ask(IN_FULL, id=order)
        statements = client.count_statements()
        async with shop.database.engine.connect() as other:
            await other.execute(text("LOCK TABLE payment IN ACCESS EXCLUSIVE MODE"))
            result: Any = await client.run(IN_FULL, id=order)
        assert result.data == {"order": None}
        assert [error.path for error in result.errors] == [["order"]]
        assert len(statements) == 1
    finally:
        await impatient.dispose()


@pytest.mark.parametrize(
    "document",
    [
        '{ order(number: "W100001") { number lines { sku product { name } } } }',
        '{ shipment(trackingNumber: "T1") { number lines { orderLine { sku } } order { number } } }',
        '{ product(sku: "MUG") { id sku name stockLevels { onHand location { code } } } }',
        '{ customer(email: "lena@example.com") { id email name } }',
    ],
)
async def test_whatever_is_found_alone_is_one_statement(
    client: Client, order: str, document: str
) -> None:
    shown, _ = await both(client, document)
    assert None not in shown.values()
    statements = client.count_statements()
    [sent] = (await client.ask(document)).values()
    assert is_written(sent)
    assert len(statements) == 1
