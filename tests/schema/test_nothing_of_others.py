"""Walking the whole schema to depth 4, with every id of somebody else's in hand, finds nothing of it."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

from domain.catalog.service import create_channel
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.address import Address
from domain.kernel.capabilities import Capability
from domain.processes.hold_order import hold_order, release_order_hold
from schema.ownership import PUBLIC
from schema.relation import row_type
from schema.schema import schema
from tests.factories.buying import submitted, supplier
from tests.factories.money import captured
from tests.factories.orders import delivered, placed
from tests.factories.people import PARTNER, STAFF
from tests.factories.returns import returning
from tests.factories.shop import Shop
from tests.factories.walking import documents
from tests.schema.conftest import NOBODY, Client
from tests.schema.test_visibility import HOUSE, TABLES, ids

DEPTH = 4
OTTOS = Address(
    name="Otto Marker", line1="Markerweg 7", city="Markerstadt", postal_code="99998", country="DE"
)
SECRETS = ["otto-marker@example.com", "Otto Marker", "Markerweg 7", "EXT-MARKER", "Marker reason"]


async def ottos_life(shop: Shop) -> tuple[Actor, list[str], list[str]]:
    """An order of Otto's with one of everything: who he is, what one may type to find it, its ids."""
    order_id = await placed(
        shop,
        {"TEE": 2},
        email=SECRETS[0],
        customer_name=SECRETS[1],
        shipping_address=OTTOS,
        external_reference="EXT-MARKER",
    )
    await shop.do(hold_order, order_id=order_id, reason="Marker reason")
    await shop.do(release_order_hold, order_id=order_id)
    await delivered(shop, order_id)
    await captured(shop, order_id)
    await returning(shop, order_id, [1])
    order = await shop.order(order_id)
    tracking = (await shop.rows("SELECT tracking_number FROM shipment"))[0]["tracking_number"]
    strings = [order["number"], *SECRETS, tracking, "web", "other", "TEE"]
    public = {kind for kind in TABLES if row_type(kind).__rule__ is PUBLIC}
    known = {kind: of for kind, of in (await ids(shop)).items() if kind not in public}
    return await shop.buyer(order_id), strings, [id for of in known.values() for id in of]


async def in_stock(shop: Shop) -> set[str]:
    found = await ids(shop)
    return {id for kind in ("StockLevel", "StockMovement", "Location") for id in found[kind]}


async def found_by(
    client: Client, strings: list[str], known: list[str], *actors: Actor
) -> list[set[str]]:
    """For each actor, which of the secrets, the number and the ids came to light, by which field. All
    are asked the same before the next: what is huge is planned once."""
    seen: list[set[str]] = [set() for _ in actors]
    for field, document in documents(schema._schema, strings, known, depth=DEPTH):
        for actor, found in zip(actors, seen, strict=True):
            result = await client.run(document, actor)
            assert result.data is not None or all(each.path for each in result.errors or ()), (
                result.errors
            )
            text = json.dumps([result.data, [each.message for each in result.errors or ()]], default=str)
            found |= {f"{field}: {mark}" for mark in [strings[0], *SECRETS, *known] if mark in text}
    return seen


def marks(found: set[str]) -> set[str]:
    return {each.partition(": ")[2] for each in found}


BLIND = replace(STAFF, permissions=frozenset())
CLERK = replace(STAFF, permissions=frozenset({Capability.CATALOG_EDIT}))
GUEST = Actor(kind=ActorKind.GUEST, id="g", order_id=uuid4())


async def test_customer_a_finds_nothing_of_customer_b(client: Client, shop: Shop) -> None:
    otto, strings, known = await ottos_life(shop)
    lena = await shop.buyer(await placed(shop, {"MUG": 1}))
    stock = await in_stock(shop)
    hers, his, the_staffs = await found_by(client, strings, known, lena, otto, STAFF)
    assert hers == set()
    # The walk is worth something: Otto finds all of it but the stock, and the staff everything.
    assert marks(his) >= {strings[0], *SECRETS, *(set(known) - stock)}
    assert marks(the_staffs) >= {*SECRETS, *known}


async def test_who_may_see_nothing_finds_nothing(client: Client, shop: Shop) -> None:
    _, strings, known = await ottos_life(shop)
    assert await found_by(client, strings, known, BLIND, CLERK, GUEST, NOBODY) == [set()] * 4


async def test_a_partner_finds_the_orders_and_customers_of_their_channels_and_the_stock(
    client: Client, shop: Shop
) -> None:
    _, strings, known = await ottos_life(shop)
    own, elsewhere = (replace(PARTNER, channels=frozenset({id})) for id in (shop.channel.id, uuid4()))
    here, there = await found_by(client, strings, known, own, elsewhere)
    assert marks(here) >= {*known, *SECRETS} - {"Marker reason"}
    assert marks(there) == await in_stock(shop)


async def test_what_is_bought_from_whom_is_for_the_house_alone(client: Client, shop: Shop) -> None:
    lena = await shop.buyer(await placed(shop, {"MUG": 1}))
    await submitted(shop, await supplier(shop, "SECRET-SUPPLIER"), {"TEE": 3})
    found = await ids(shop)
    known = [id for kind in sorted(HOUSE) for id in found[kind]]
    strings = ["SECRET-SUPPLIER", "TEE"]
    buyer = replace(STAFF, permissions=frozenset({Capability.PURCHASES_READ}))
    *outsiders, buyers = await found_by(client, strings, known, lena, PARTNER, CLERK, NOBODY, buyer)
    assert outsiders == [set()] * 4
    assert marks(buyers) == {strings[0], *known}


async def test_a_guest_sees_the_order_of_their_link_and_not_the_next(client: Client, shop: Shop) -> None:
    _, strings, known = await ottos_life(shop)
    order_id = await placed(shop, {"MUG": 1})
    lena = Actor(kind=ActorKind.GUEST, id=str(order_id), order_id=order_id)
    asked = await client.ask(
        "{ orders { totalCount nodes { number email customer { email } lines { sku } } } }", lena
    )
    assert asked["orders"] == {
        "totalCount": 1,
        "nodes": [
            {
                "number": (await shop.order(order_id))["number"],
                "email": "lena@example.com",
                "customer": None,
                "lines": [{"sku": "MUG"}],
            }
        ],
    }
    assert await found_by(client, strings, known, lena) == [set()]


async def test_a_partner_places_orders_on_their_channels_only(client: Client, shop: Shop) -> None:
    from tests.schema.test_order_life import order_of

    other = await shop.do(create_channel, code="other", name="Other", currency="EUR")
    partner = replace(PARTNER, channels=frozenset({other.id}))
    refused = await client.do("placeOrder", order_of(), actor=partner)
    unknown = await client.do("placeOrder", order_of(channel="gone"), actor=partner)
    assert (refused["code"], refused["path"]) == ("NOT_FOUND", ["input", "channel"])
    assert refused["message"] == unknown["message"].replace("gone", "web")
    assert await shop.rows("SELECT 1 FROM orders") == []
    own = replace(PARTNER, channels=frozenset({shop.channel.id}))
    done: dict[str, Any] = await client.do("placeOrder", order_of(), "order { number }", own)
    assert done["__typename"] == "PlaceOrderSuccess"
