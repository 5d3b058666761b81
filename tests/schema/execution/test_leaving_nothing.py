"""What an operation made goes with it, without the garbage collector."""

import gc
import weakref

from graphql import parse

from schema.schema import schema
from tests.factories.orders import placed
from tests.factories.people import STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import Client

PAGE = parse(
    """
    query Page($first: Int!) {
      orders(first: $first) { nodes { number lines { sku product { name } } customer { id } } }
    }
    """
)


async def test_an_operation_leaves_no_circle_behind(client: Client, shop: Shop) -> None:
    await placed(shop, {"MUG": 1})

    async def ask() -> "weakref.ref[object]":
        context = client.context(STAFF)
        result = await schema.run(PAGE, name="Page", variables={"first": 5}, context=context)
        assert result.errors is None
        assert result.data is not None
        return weakref.ref(context)

    await ask()  # statements and plans, which stay
    gc.collect()
    gc.disable()
    try:
        left = await ask()
        assert left() is None
    finally:
        gc.enable()
