"""Waybill's own schema, on a real database: its clients' operations, and operations made up from it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, OperationType, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from api import encoding
from domain.kernel.actor import ANONYMOUS, Actor
from schema.execution.choice import Executor, run_on
from schema.schema import schema
from tests.factories.orders import delivered, placed, shipped
from tests.factories.people import PARTNER, STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid
from tests.schema.execution.operations import operations

OPERATIONS = Path(__file__).parents[3] / "frontend-contract" / "operations"
EXAMPLES = int(os.environ.get("WAYBILL_EXECUTION_EXAMPLES", "300")) // 3

IDS: list[str] = ["nonsense", "T3JkZXI6eA=="]
"""Global ids that a test has put something behind, and some that lead nowhere."""

SCALARS: dict[str, Any] = {
    "ID": st.integers(0, 11).map(lambda n: IDS[n % len(IDS)]),
    "Int": st.integers(-1, 60),
    "first": st.integers(-1, 5),
    "last": st.integers(-1, 5),
    "String": st.sampled_from(["MUG", "web", "BER", "lena@example.com", "x", ""]),
    "Boolean": st.booleans(),
    "Decimal": st.sampled_from(["0", "12.50", "-1"]),
    "Float": st.sampled_from([52.5, -181.0]),
    "DateTime": st.sampled_from(["2026-01-01T00:00:00Z", "2026-03-02T09:00:00+01:00"]),
}


def read_operations() -> Iterator[tuple[str, str]]:
    """Every query of the clients, with the fragments it may spread."""
    fragments = "\n".join(path.read_text() for path in sorted((OPERATIONS / "fragments").glob("*")))
    known = {
        definition.name.value: definition
        for definition in parse(fragments).definitions  # type: ignore[attr-defined]
    }
    for path in sorted(OPERATIONS.glob("*/*.graphql")):
        if path.parent.name == "fragments":
            continue
        text = path.read_text()
        operation = parse(text).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        if operation.operation is OperationType.QUERY:
            yield path.stem, _with_fragments(text, known)


def _with_fragments(text: str, known: dict[str, Any]) -> str:
    taken: list[str] = []
    waiting = [text]
    while waiting:
        here = waiting.pop()
        for name, definition in known.items():
            if f"...{name}" in here.replace("... ", "...") and name not in taken:
                taken.append(name)
                waiting.append(definition.loc.source.body[definition.loc.start : definition.loc.end])
    bodies = [known[name].loc.source.body[known[name].loc.start : known[name].loc.end] for name in taken]
    return "\n".join([text, *bodies])


CLIENTS = dict(read_operations())


async def answer(
    client: Client,
    executor: Executor,
    text: str,
    actor: Actor,
    variables: dict[str, Any],
    *,
    sends_json: bool = False,
) -> tuple[bytes, list[str]]:
    """The data as it is sent, and the errors; loaders answer in no particular order."""
    client.sends_json = sends_json
    with run_on(executor):
        result = await client.run(text, actor, **variables)
    return encoding.dump(result.data), sorted(json.dumps(e.formatted) for e in result.errors or [])


@pytest.fixture
async def told(shop: Shop) -> Shop:
    """A shop in which something has happened."""
    orders = [await placed(shop, {"MUG": 1, "TEE": 1}), await placed(shop, {"MUG": 2, "OAK": 1})]
    parcels = await shipped(shop, orders[0])
    orders.append(await placed(shop, {"TEE": 1}))
    await delivered(shop, orders[2])
    IDS[2:] = [
        *(gid("Order", each) for each in orders),
        *(gid("Shipment", each) for each in parcels),
        *(gid("Product", each.id) for each in shop.products.values()),
    ]
    return shop


@pytest.mark.parametrize("name", sorted(CLIENTS))
async def test_clients_operations(name: str, told: Shop, client: Client) -> None:
    text = CLIENTS[name]
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    for id in (IDS[2], IDS[0]):
        guesses: dict[str, Any] = {"id": id, "orderId": id, "sku": "MUG", "search": "lena", "first": 2}
        variables = {
            each.variable.name.value: guesses[each.variable.name.value]
            for each in operation.variable_definitions or ()
            if each.variable.name.value in guesses
        }
        for actor in (STAFF, PARTNER, ANONYMOUS):
            standard = await answer(client, "standard", text, actor, variables)
            assert await answer(client, "breadth", text, actor, variables) == standard
            sent = await answer(client, "breadth", text, actor, variables, sends_json=True)
            assert sent == standard


@settings(max_examples=EXAMPLES)
@given(
    asked=operations(schema._schema, scalars=SCALARS),
    actor=st.sampled_from([STAFF, STAFF, PARTNER, ANONYMOUS]),
)
async def test_operations_made_up(
    told: Shop, client: Client, asked: tuple[str, dict[str, Any]], actor: Actor
) -> None:
    text, variables = asked
    standard = await answer(client, "standard", text, actor, variables)
    for sends_json in (False, True):
        breadth = await answer(client, "breadth", text, actor, variables, sends_json=sends_json)
        assert breadth[0] == standard[0]
        if standard[0] == b"null":
            # The root is lost to whichever error came first.
            assert breadth[1]
            assert standard[1]
        else:
            assert breadth[1] == standard[1]
