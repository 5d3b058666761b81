"""Global ids: what is not one leads to nothing, quietly for reads and by name for mutations."""

import base64
from uuid import UUID, uuid4

import pytest

from domain.kernel.errors import InvalidInput, NotFound
from schema.ids import filter_id, find_id, get_id, global_id, read_global_id
from schema.node import node_types
from schema.schema import schema
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid

NONE = UUID(int=7)
"The same in every worker: xdist wants to collect the same tests everywhere."


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_an_id_leads_back_to_its_row() -> None:
    id = uuid4()
    assert read_global_id(global_id("Order", id)) == ("Order", id)
    assert find_id(global_id("Order", id), "Order") == id


@pytest.mark.parametrize(
    "id",
    ["", "x", "Order:1", "💥", "\ud800", encoded("Order"), encoded("Order:12"), encoded(f":{NONE}x"),
     encoded(f"Payment:{NONE}"), "====", "T3Jk" * 1000],
)  # fmt: skip
def test_what_is_none_leads_to_nothing(id: str) -> None:
    assert find_id(id, "Order") is None
    with pytest.raises(NotFound) as refusal:
        get_id(id, "Order", "lines", 0, "orderId")
    assert refusal.value.path == ("input", "lines", "0", "orderId")
    with pytest.raises(InvalidInput) as wrong:
        filter_id(id, "Order", ("filter", "orderId"))
    assert wrong.value.path == ("filter", "orderId")


def test_every_node_type_is_found_by_id() -> None:
    implementors = schema._schema.get_implementations(schema._schema.type_map["Node"])  # type: ignore[arg-type]
    assert node_types() == {kind.name for kind in implementors.objects}


async def test_node_finds_what_is_there_and_nothing_else(client: Client, shop: Shop) -> None:
    document = "query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Product { sku } } }"
    mug = gid("Product", shop.products["MUG"].id)
    unknown = gid("Product", uuid4())
    wrong_type = gid("Order", shop.products["MUG"].id)
    found = await client.ask(document, ids=[mug, unknown, "nonsense", wrong_type, mug])
    expected = {"__typename": "Product", "id": mug, "sku": "MUG"}
    assert found["nodes"] == [expected, None, None, None, expected]
