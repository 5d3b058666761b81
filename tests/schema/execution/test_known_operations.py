"""An operation that was run before answers as it did when it was new."""

from typing import Any

import pytest
from graphql import DocumentNode, parse

from schema.execution.choice import run_on
from schema.execution.executor import BreadthFirstExecutor
from schema.schema import schema
from tests.factories.orders import placed
from tests.factories.people import STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import Client

TEXT = """
query Find($number: String = "none", $first: Int!, $lines: Boolean = true, $filter: OrderFilter) {
  order(number: $number) { number lines @include(if: $lines) { sku } }
  orders(first: $first, filter: $filter) { nodes { ...Named } }
}
query Other { __typename }
fragment Named on Order { number status }
"""
GIVEN: list[dict[str, Any] | None] = [
    {"first": 2},
    {"first": 2, "number": None},
    {"first": 2, "number": 7},
    {"first": 2, "lines": False, "filter": {"status": ["PENDING"]}},
    {"first": 2, "filter": {"status": ["PENDING", "NOTHING"], "nobody": 1}},
    {"first": 251},
    {"first": "2"},
    {"first": 2, "nobody": 1},
    {},
    None,
]


async def answer(
    client: Client, document: DocumentNode, variables: dict[str, Any] | None, name: str = "Find"
) -> Any:
    context = client.context(STAFF)
    result = await schema.run(document, name=name, variables=variables, context=context)
    return result.data, [error.formatted for error in result.errors or []]


@pytest.mark.parametrize("variables", GIVEN)
async def test_it_answers_the_same(
    client: Client, shop: Shop, variables: dict[str, Any] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await placed(shop, {"MUG": 1})
    known = parse(TEXT)
    first = await answer(client, known, {"first": 1})
    assert first[0]
    assert not first[1]
    with monkeypatch.context() as patch:
        patch.setattr(BreadthFirstExecutor, "of_known", lambda *_, **__: None)
        new = await answer(client, parse(TEXT), variables)
    assert await answer(client, known, variables) == new


async def test_each_operation_of_a_document_is_itself(client: Client, shop: Shop) -> None:
    known = parse(TEXT)
    for _ in range(2):
        assert (await answer(client, known, {"first": 1}))[0] == {"order": None, "orders": {"nodes": []}}
        assert (await answer(client, known, {}, "Other"))[0] == {"__typename": "Query"}


async def test_who_chooses_the_standard_executor_has_it(client: Client) -> None:
    known = parse(TEXT)
    await answer(client, known, {}, "Other")
    document = {"name": "Other", "variables": {}, "context": None}
    assert BreadthFirstExecutor.of_known(schema._schema, known, **document) is not None
    with run_on("standard"):
        assert BreadthFirstExecutor.of_known(schema._schema, known, **document) is None
        assert (await answer(client, known, {}, "Other"))[0] == {"__typename": "Query"}
