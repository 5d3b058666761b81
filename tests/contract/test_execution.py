"""Every persisted document runs, as the kind of caller that it is written for, and finds something."""

import asyncio
from typing import Any

import pytest
from graphql import OperationType

from domain.kernel.actor import Actor
from domain.kernel.database import Database
from schema.live import EventNotice
from tests.contract.building import build
from tests.contract.reading import CLIENTS, File, name_of, operations, persisted
from tests.contract.variables import variables
from tests.contract.world import World
from tests.factories.people import PARTNER, STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import Client, following


@pytest.mark.parametrize("folder", CLIENTS)
async def test_every_document_runs_and_finds_something(
    database: Database, shop: Shop, folder: str
) -> None:
    client, world = Client(database), await build(shop)
    lena = await shop.buyer(world.orders["delivered"])
    actor = {"storefront": lena, "admin": STAFF, "partner": PARTNER}[folder]
    texts = persisted(f"persisted-documents/{folder}.json").values()
    by_name = {name_of(text): text for text in texts}
    for file in operations(folder):
        result = await answer(client, world, actor, file, by_name[file.name])
        assert result.errors is None, (file.name, result.errors)
        found = {key: value for key, value in result.data.items() if key != "__typename"}
        assert all(found.values()), (file.name, found)
        if file.definition.operation is OperationType.MUTATION:
            (outcome,) = found.values()
            assert outcome["__typename"].endswith("Success"), (file.name, outcome)


async def answer(client: Client, world: World, actor: Actor, file: File, text: str) -> Any:
    """The result of a query or mutation, or the first of a subscription."""
    sent = variables(world, file.name)
    if file.definition.operation is not OperationType.SUBSCRIPTION:
        return await client.run(text, actor, **sent)
    client.feed.watched.clear()
    stream = await client.watch(text, actor, **sent)
    first = asyncio.ensure_future(following(stream))
    if "orderId" not in sent:
        await client.feed.ring(await news(world, stock="sku" in sent))
    result = await first
    await stream.aclose()
    return result


async def news(world: World, *, stock: bool) -> Any:
    """What a live feed says when a level or an order has changed."""
    if stock:
        return world.rows["level"]
    (event, *_) = await world.shop.rows(
        "SELECT id, order_id, sequence FROM event WHERE order_id = $1 ORDER BY sequence",
        world.orders["delivered"],
    )
    return EventNotice(event["id"], event["order_id"], event["sequence"])
