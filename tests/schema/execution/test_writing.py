"""Mutations and subscriptions of the clients: the same life of an order on both executors."""

import json
import re
from typing import Any, get_args

from schema.execution.choice import Executor, run_on
from tests.factories.orders import placed, unpaid
from tests.factories.shop import Shop
from tests.schema.conftest import Client, following, gid

_OWN = re.compile(r'"[A-Za-z0-9+/]{40,}={0,2}"|W\d+|\d{4}-\d\d-\d\dT[^"]*Z|\b[0-9a-f-]{36}\b')
ORDER = """__typename ... on Error { code message path } ... on %sSuccess { order {
    id number status version onHold availableActions holds { reason }
    lines { sku quantity cancelledQuantity }
    payments { status amount { amount } } events { sequence type summary actor } } }"""
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("holdOrder", {"reason": "Address?"}),
    ("holdOrder", {"reason": " "}),
    ("holdOrder", {"reason": "Again", "expectedVersion": 1}),
    ("releaseOrderHold", {}),
    ("cancelOrder", {"reason": "Changed their mind"}),
    ("holdOrder", {"reason": "Too late"}),
    ("cancelOrder", {"orderId": "bm9uc2Vuc2U=", "reason": "Whose?"}),
]
EVENTS = """subscription S($id: ID!) { orderEvents(orderId: $id, after: 0) {
    sequence type summary actor order { number status lines { sku } customer { email } } } }"""


def same(answer: str) -> str:
    """The answer without what is the order's own: ids, numbers and moments, by their turn."""
    seen: dict[str, str] = {}
    return _OWN.sub(lambda found: seen.setdefault(found[0], f"<{len(seen)}>"), answer)


async def life(client: Client, order_id: str) -> list[str]:
    told = []
    for verb, more in STEPS:
        kind = verb[0].upper() + verb[1:]
        document = f"mutation M($input: {kind}Input!) {{ {verb}(input: $input) {{ {ORDER % kind} }} }}"
        key = f"{order_id}-{len(told)}"
        result = await client.run(document, input={"orderId": order_id, "idempotencyKey": key, **more})
        told.append(json.dumps([result.data, [each.formatted for each in result.errors or []]]))
    return told


async def test_the_same_life(client: Client, shop: Shop) -> None:
    lives = []
    for executor in get_args(Executor):
        order_id = await placed(shop, {"MUG": 2, "TEE": 1})
        with run_on(executor):
            told = await life(client, gid("Order", order_id))
        assert any("Success" in step for step in told)
        assert any("Error" in step for step in told)
        lives.append(same("\n".join(told)))
    assert lives[0] == lives[1]


async def test_several_roots_run_one_after_the_other(client: Client, shop: Shop) -> None:
    document = """mutation M($a: HoldOrderInput!, $b: ReleaseOrderHoldInput!) {
        first: holdOrder(input: $a) { __typename ... on HoldOrderSuccess { order { onHold version } } }
        second: releaseOrderHold(input: $b) { __typename
            ... on ReleaseOrderHoldSuccess { order { onHold version } } }
        third: holdOrder(input: $a) { __typename
            ... on HoldOrderSuccess { order { onHold version } } } }"""
    answers = []
    for executor in get_args(Executor):
        id = gid("Order", await placed(shop, {"MUG": 1}))
        a = {"orderId": id, "reason": "Wait", "idempotencyKey": f"a-{id}"}
        b = {"orderId": id, "idempotencyKey": f"b-{id}"}
        with run_on(executor):
            data = await client.ask(document, a=a, b=b)
        assert [data[each]["__typename"] for each in ("first", "second", "third")] == [
            *("HoldOrderSuccess", "ReleaseOrderHoldSuccess", "HoldOrderSuccess")
        ]
        answers.append(data)
    assert answers[0] == answers[1]


async def test_events_of_a_subscription(client: Client, shop: Shop) -> None:
    answers = []
    for executor in get_args(Executor):
        order_id = await unpaid(shop, {"MUG": 1})
        with run_on(executor):
            stream = await client.watch(EVENTS, id=gid("Order", order_id))
            first = await following(stream)
            await stream.aclose()
        assert first.errors is None
        answers.append(same(json.dumps(first.data)))
    assert answers[0] == answers[1]
    assert "order.placed" in answers[0]
