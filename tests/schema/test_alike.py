"""What is not there and what is not yours look alike: the same answer, by the same statements."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.actor import Actor
from tests.factories.orders import placed
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid

Ask = Callable[[str], Awaitable[Any]]


async def compared(client: Client, ask: Ask, theirs: str, nothing: str) -> tuple[Any, Any]:
    """The answer and the statements of both."""
    seen = []
    for subject in (theirs, nothing, theirs, nothing):
        statements = client.statements
        statements.clear()
        answer = await ask(subject)
        seen.append((answer, list(statements)))
    return seen[-2], seen[-1]


@pytest.fixture
async def two(client: Client, shop: Shop) -> tuple[Actor, Any]:
    """Otto, and the row of an order of Lena's."""
    lenas = await placed(shop, {"MUG": 1}, external_reference="LENAS")
    otto = await shop.buyer(await placed(shop, {"TEE": 1}, email="otto@example.com"))
    client.count_statements()
    return otto, await shop.order(lenas)


@pytest.mark.parametrize(
    ("field", "theirs", "nothing"),
    [
        ("order(number: $it)", "number", "W1"),
        ("order(externalReference: $it)", "external_reference", "NOBODYS"),
        ("customer(email: $it)", "email", "nobody@example.com"),
        ('shipment(trackingNumber: $it, id: "")', "number", "W1"),
    ],
)
async def test_reads_by_name(
    client: Client, two: tuple[Actor, Any], field: str, theirs: str, nothing: str
) -> None:
    otto, order = two

    async def ask(subject: str) -> Any:
        return await client.ask(f"query Q($it: String!) {{ it: {field} {{ id }} }}", otto, it=subject)

    hers, none = await compared(client, ask, order[theirs], nothing)
    assert hers == none
    assert hers[0] == {"it": None}


@pytest.mark.parametrize("field", ["order", "node", "fulfillmentOrder", "return"])
async def test_reads_by_id(client: Client, two: tuple[Actor, Any], field: str) -> None:
    otto, order = two

    async def ask(subject: str) -> Any:
        return await client.ask(
            f"query Q($it: ID!) {{ it: {field}(id: $it) {{ id }} }}", otto, it=subject
        )

    hers, none = await compared(client, ask, gid("Order", order["id"]), gid("Order", uuid4()))
    assert hers == none
    assert hers[0] == {"it": None}


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("cancelOrder", {"reason": "Mine now"}),
        ("authorizePayment", {"gateway": "manual", "amount": "1.00"}),
        (
            "requestReturn",
            {"lines": [{"orderLineId": gid("OrderLine", uuid4()), "quantity": 1, "reason": "r"}]},
        ),
        ("holdOrder", {"reason": "Mine now"}),
        ("allocateOrder", {}),
    ],
)
async def test_mutations(
    client: Client, two: tuple[Actor, Any], verb: str, more: dict[str, Any]
) -> None:
    otto, order = two

    async def ask(subject: str) -> Any:
        return await client.do(verb, {"orderId": subject, **more}, actor=otto)

    hers, none = await compared(client, ask, gid("Order", order["id"]), gid("Order", uuid4()))
    assert hers == none
    assert hers[0]["code"] in ("NOT_FOUND", "PERMISSION_DENIED")


async def test_a_locked_order_of_somebody_else_is_not_waited_for(
    client: Client, two: tuple[Actor, Any], shop: Shop
) -> None:
    otto, order = two
    async with shop.database.engine.connect() as elsewhere:
        await elsewhere.exec_driver_sql(f"SELECT 1 FROM orders WHERE id = '{order['id']}' FOR UPDATE")
        refused = await client.do(
            "cancelOrder", {"orderId": gid("Order", order["id"]), "reason": "r"}, actor=otto
        )
    assert refused["code"] == "NOT_FOUND"
