"""Cycle counts through the API: what the floor sees, what the office sees, and what is refused."""

from typing import Any

from domain.kernel.capabilities import Capability
from tests.factories.buying import supplier
from tests.factories.counting import counted, counting
from tests.factories.people import PARTNER
from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client, gid
from tests.schema.test_permissions import with_only

FLOOR = with_only(Capability.INVENTORY_COUNT)
OFFICE = with_only(Capability.INVENTORY_ADJUST)
SHEET = """
query($id: ID!, $differing: Boolean) {
  cycleCount(id: $id) {
    status blind availableActions
    figures { lines counted differing over short values { amount currency } }
    lines(differing: $differing) {
      nodes { sku expected bookOnHand found difference differenceValue { amount currency } }
    }
  }
}
"""


async def sheet(client: Client, id: str, actor: Any, **asked: Any) -> Any:
    return (await client.ask(SHEET, actor, id=id, **asked))["cycleCount"]


async def test_from_start_to_ledger(client: Client, shop: Shop) -> None:
    await supplier(shop)
    begun = await client.do(
        "startCycleCount",
        {"locationCode": "BER", "reason": "Year's end"},
        "cycleCount { id number version location { code } availableActions }",
    )
    count = begun["cycleCount"]
    assert count["location"] == {"code": "BER"}
    assert count["availableActions"] == ["enterCycleCount", "submitCycleCount", "cancelCycleCount"]
    entered = await client.do(
        "enterCycleCount",
        {
            "cycleCountId": count["id"],
            "entries": [
                {"sku": "TEE", "found": 2},
                {"sku": "MUG", "found": 9},
                {"sku": "CAP", "found": 1},
            ],
        },
        "cycleCount { version } lines { sku isExpected difference "
        "entries { found bookOnHand countedBy } }",
    )
    assert entered["lines"][0] == {
        "sku": "TEE",
        "isExpected": False,
        "difference": 2,
        "entries": [{"found": 2, "bookOnHand": 0, "countedBy": "staff:ana@waybill.example"}],
    }
    seen = await sheet(client, count["id"], OFFICE, differing=True)
    assert seen["figures"] == {
        "lines": 3,
        "counted": 3,
        "differing": 2,
        "over": 2,
        "short": 1,
        "values": [],
    }
    assert [line["sku"] for line in seen["lines"]["nodes"]] == ["MUG", "TEE"]
    worth = await sheet(client, count["id"], with_only(*Capability), differing=True)
    assert worth["figures"]["values"] == [{"amount": "11.00", "currency": "EUR"}]
    assert worth["lines"]["nodes"][0]["differenceValue"] == {"amount": "-4.00", "currency": "EUR"}
    posted = await client.do(
        "postCycleCount",
        {"cycleCountId": count["id"], "expectedVersion": entered["cycleCount"]["version"]},
        "cycleCount { status endedBy availableActions }",
    )
    assert posted["cycleCount"] == {
        "status": "POSTED",
        "endedBy": "staff:ana@waybill.example",
        "availableActions": [],
    }
    ledger = '{ stockLevel(sku: "MUG", locationCode: "BER") { movements(first: 1) { nodes {'
    (line,) = (await client.ask(ledger + " kind quantity reference reason } } } }"))["stockLevel"][
        "movements"
    ]["nodes"]
    assert line == {
        "kind": "COUNT",
        "quantity": -1,
        "reference": count["number"],
        "reason": "Year's end",
    }


async def test_a_blind_count_tells_the_floor_nothing(client: Client, shop: Shop) -> None:
    await supplier(shop)
    id = gid("CycleCount", await counted(shop, {"MUG": 9, "CAP": 1}, blind=True))
    floor = await sheet(client, id, FLOOR)
    assert floor["availableActions"] == ["enterCycleCount", "submitCycleCount"]
    assert floor["figures"] == {
        "lines": 2,
        "counted": 2,
        "differing": None,
        "over": None,
        "short": None,
        "values": [],
    }
    assert floor["lines"]["nodes"][1] == {
        "sku": "MUG",
        "expected": None,
        "bookOnHand": None,
        "found": 9,
        "difference": None,
        "differenceValue": None,
    }
    for differing in (True, False):
        hidden = await sheet(client, id, FLOOR, differing=differing)
        assert hidden["lines"]["nodes"] == [], "nor by what is listed"
    office = await sheet(client, id, OFFICE, differing=True)
    assert [line["difference"] for line in office["lines"]["nodes"]] == [-1]
    level = '{ stockLevel(sku: "MUG", locationCode: "BER") { onHand } }'
    assert await client.ask(level, FLOOR) == {"stockLevel": None}


async def test_who_buys_but_does_not_adjust_learns_nothing_from_the_value(
    client: Client, shop: Shop
) -> None:
    await supplier(shop)
    id = gid("CycleCount", await counted(shop, {"MUG": 9, "CAP": 1}, blind=True))
    buyer = with_only(Capability.INVENTORY_COUNT, Capability.PURCHASES_READ)
    seen = await sheet(client, id, buyer)
    assert seen["figures"]["values"] == []
    assert [line["differenceValue"] for line in seen["lines"]["nodes"]] == [None, None]


async def test_what_may_be_counted_is_not_there_for_others(client: Client, shop: Shop) -> None:
    id = gid("CycleCount", await counting(shop))
    for actor in (NOBODY, PARTNER, with_only(Capability.INVENTORY_READ)):
        asked = "query($id: ID!) { cycleCount(id: $id) { id } node(id: $id) { id }"
        asked += " cycleCounts { nodes { id } } }"
        assert await client.ask(asked, actor, id=id) == {
            "cycleCount": None,
            "node": None,
            "cycleCounts": {"nodes": []},
        }
    for actor in (NOBODY, PARTNER, FLOOR):
        refused = await client.do("postCycleCount", {"cycleCountId": id}, actor=actor)
        assert refused["code"] == "PERMISSION_DENIED"


async def test_counts_are_found_by_state_place_and_product(client: Client, shop: Shop) -> None:
    mugs = await counting(shop, skus=["MUG"])
    tees = await counting(shop, "HAM", skus=["TEE"])

    async def listed(**filter: Any) -> list[str]:
        asked = "query($f: CycleCountFilter) { cycleCounts(filter: $f) { nodes { id } } }"
        return [node["id"] for node in (await client.ask(asked, f=filter))["cycleCounts"]["nodes"]]

    everything = [gid("CycleCount", tees), gid("CycleCount", mugs)]
    assert await listed() == everything
    assert await listed(status=["OPEN"]) == everything
    assert await listed(status=["POSTED"]) == []
    assert await listed(locationId=gid("Location", shop.locations["HAM"].id)) == everything[:1]
    assert await listed(productId=gid("Product", shop.products["MUG"].id)) == everything[1:]


async def test_refusals_name_what_is_in_the_way(client: Client, shop: Shop) -> None:
    id = gid("CycleCount", await counted(shop, {"MUG": 9, "CAP": 1}))
    await shop.stock("MUG", "BER", 1)
    again = await client.ask(
        "mutation($input: PostCycleCountInput!) { postCycleCount(input: $input) {"
        " __typename ... on RecountNeededError { code skus } } }",
        input={"cycleCountId": id},
    )
    assert again["postCycleCount"] == {
        "__typename": "RecountNeededError",
        "code": "RECOUNT_NEEDED",
        "skus": ["MUG"],
    }
    neither = await client.do("enterCycleCount", {"cycleCountId": id, "entries": [{"sku": "MUG"}]})
    assert (neither["code"], neither["path"]) == ("INVALID_INPUT", ["input", "entries", "0", "found"])


async def test_a_page_of_lines_is_read_at_once_however_many_there_are(
    client: Client, shop: Shop
) -> None:
    id = gid("CycleCount", await counted(shop, {"MUG": 9, "CAP": 1, "TEE": 1, "OAK": 2}))
    statements = client.count_statements()
    pages = "query($id: ID!, $after: String) { cycleCount(id: $id) { lines(first: 3, after: $after) {"
    pages += " nodes { sku entries { found } product { name } } pageInfo { endCursor hasNextPage } } } }"
    first = (await client.ask(pages, id=id))["cycleCount"]["lines"]
    assert [line["sku"] for line in first["nodes"]] == ["CAP", "MUG", "OAK"]
    assert len(statements) == 3
    rest = (await client.ask(pages, id=id, after=first["pageInfo"]["endCursor"]))["cycleCount"]["lines"]
    assert [line["sku"] for line in rest["nodes"]] == ["TEE"]
    assert rest["pageInfo"]["hasNextPage"] is False


async def test_entering_takes_as_many_statements_for_one_line_as_for_four(
    client: Client, shop: Shop
) -> None:
    id = gid("CycleCount", await counting(shop))
    statements = client.count_statements()

    async def enter(*skus: str) -> int:
        statements.clear()
        entries = [{"sku": sku, "found": 1} for sku in skus]
        await client.do("enterCycleCount", {"cycleCountId": id, "entries": entries}, "lines { sku }")
        return len(statements)

    assert await enter("MUG") == await enter("CAP", "MUG")
    assert await enter("TEE") == await enter("MUG", "CAP", "TEE", "OAK")
