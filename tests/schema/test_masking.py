"""An unexpected failure shows a request id and nothing else."""

from typing import Any

import pytest

from domain.kernel.errors import DomainError
from domain.orders import pages
from schema.errors import FACES, face
from tests.factories.shop import Shop
from tests.schema.conftest import Client
from tests.schema.test_order_life import order_of


async def fails(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("the password is hunter2")


def shown(result: Any) -> None:
    (error,) = result.errors
    assert "hunter2" not in str(error.formatted)
    assert error.original_error is None
    assert error.extensions == {"code": "INTERNAL_ERROR", "requestId": "request-1"}
    assert error.message.startswith("Something went wrong on our side")


async def test_a_failing_query_is_masked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "page_orders", fails)
    shown(await client.run("{ orders { nodes { id } } }"))


async def test_a_failing_mutation_is_masked(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.orders.mutations.place_order", fails)
    document = "mutation M($i: PlaceOrderInput!) { placeOrder(input: $i) { __typename } }"
    shown(await client.run(document, i=order_of()))
    assert client.wakes == 0


async def test_a_failing_subscription_is_masked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(sku: str) -> Any:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(client.feed, "watch_stock", breaks)
    stream = await client.watch('subscription { stockLevelChanged(sku: "MUG") { id } }')
    shown(await anext(stream) if hasattr(stream, "__anext__") else stream)


async def test_a_clients_own_mistake_is_explained_without_suggestions(client: Client) -> None:
    result = await client.run("{ ordres { nodes { id } } }")
    assert result.errors[0].message == "Cannot query field 'ordres' on type 'Query'."
    result = await client.run('{ orders(filter: {totalAtLeast: "NaN"}) { nodes { id } } }')
    assert "finite" in result.errors[0].message
    result = await client.run(
        "query Q($d: DateTime) { orders(filter: {placedAfter: $d}) { nodes { id } } }",
        d="2026-01-01T00:00:00",
    )
    assert "UTC offset" in result.errors[0].message


def test_a_refusal_of_a_subclass_shows_its_parents_face() -> None:
    for kind, (shown_as, _) in FACES.items():

        class Special(kind):  # type: ignore[misc, valid-type]
            code = "SPECIAL"

            def __init__(self) -> None:
                DomainError.__init__(self, "No.", path=("input", 0))
                self.current = self.requested = self.currency = self.sku = "EUR"
                self.allowed = self.shortages = self.skus = ()
                self.current_version = self.maximum = self.on_hand = self.available_on = 1
                self.rows = dict[int, DomainError]()

        told = face(Special())
        assert isinstance(told, shown_as)
        assert (told.code, told.message, told.path) == ("SPECIAL", "No.", ["input", "0"])
