"""Stock transfers through GraphQL: from a draft to the last unit, lists, and who may see them."""

from datetime import timedelta
from typing import Any

from domain.kernel.capabilities import Capability
from tests.factories.orders import placed
from tests.factories.people import PARTNER
from tests.factories.proof import prove
from tests.factories.shop import MORNING, Shop
from tests.factories.transfers import drafted, sent, take_in, transfer_lines
from tests.schema.conftest import NOBODY, Client, gid
from tests.schema.test_permissions import with_only

DRAFT = {
    "originCode": "BER",
    "destinationCode": "MUC",
    "lines": [{"sku": "MUG", "quantity": 6}],
    "expectedAt": "2099-03-06T09:00:00Z",
}
NOW = """stockTransfer {
  id number status version expectedAt whereabouts availableActions
  origin { code } destination { code }
  lines { id sku quantity inTransitQuantity receivedQuantity damagedQuantity shortQuantity
          overQuantity returnedQuantity receipts { quantity damagedQuantity note }
          discrepancies { kind quantity reason } }
  history { status reason }
}"""
LIST = """query Q($filter: StockTransferFilter, $sort: StockTransferSort, $first: Int, $after: String) {
  stockTransfers(filter: $filter, sort: $sort, first: $first, after: $after) {
    nodes { number } pageInfo { endCursor hasNextPage }
  }
}"""


def figures(line: dict[str, Any]) -> tuple[int, ...]:
    names = ("inTransit", "received", "damaged", "short", "over", "returned")
    return tuple(line[f"{name}Quantity"] for name in names)


async def test_from_a_draft_to_the_last_unit(client: Client, shop: Shop) -> None:
    made = (await client.do("createStockTransfer", DRAFT, NOW))["stockTransfer"]
    assert (made["status"], made["origin"], made["destination"]) == (
        "DRAFT",
        {"code": "BER"},
        {"code": "MUC"},
    )
    assert made["availableActions"] == [
        "updateStockTransfer",
        "shipStockTransfer",
        "cancelStockTransfer",
    ]
    assert figures(made["lines"][0]) == (0, 0, 0, 0, 0, 0)
    it = {"stockTransferId": made["id"]}
    for said, kept in (({"note": "By van"}, made["expectedAt"]), ({"expectedAt": None}, None)):
        changed = await client.do("updateStockTransfer", {**it, **said}, NOW)
        assert changed["stockTransfer"]["expectedAt"] == kept
    await client.do("updateStockTransfer", {**it, "lines": [{"sku": "MUG", "quantity": 5}]})
    shipped = (await client.do("shipStockTransfer", {**it, "expectedVersion": 4}, NOW))["stockTransfer"]
    assert (shipped["status"], figures(shipped["lines"][0])) == ("IN_TRANSIT", (5, 0, 0, 0, 0, 0))
    line = {"stockTransferLineId": shipped["lines"][0]["id"]}
    some = {**line, "quantity": 2, "damagedQuantity": 1, "shortQuantity": 1}
    await client.do("receiveStockTransfer", {**it, "lines": [some], "note": "Wet"})
    closed = await client.do("closeStockTransfer", {**it, "reason": "Fell off the van"}, NOW)
    now = closed["stockTransfer"]
    assert now["availableActions"] == ["receiveStockTransfer"]
    assert figures(now["lines"][0]) == (0, 2, 1, 2, 0, 0)
    assert now["lines"][0]["receipts"] == [{"quantity": 2, "damagedQuantity": 1, "note": "Wet"}]
    assert now["lines"][0]["discrepancies"] == [
        {"kind": "SHORT", "quantity": 1, "reason": "Wet"},
        {"kind": "SHORT", "quantity": 1, "reason": "Fell off the van"},
    ]
    late = {**it, "lines": [{**line, "quantity": 3}], "acceptOver": True}
    now = (await client.do("receiveStockTransfer", late, NOW))["stockTransfer"]
    assert figures(now["lines"][0]) == (0, 5, 1, 0, 1, 0)
    assert [step["status"] for step in now["history"]] == [
        "DRAFT",
        "IN_TRANSIT",
        "PARTIALLY_RECEIVED",
        "RECEIVED",
    ]
    await prove(shop.database)


async def test_what_is_on_its_way_is_called_off_where_it_is(client: Client, shop: Shop) -> None:
    it = {"stockTransferId": gid("StockTransfer", await sent(shop, {"MUG": 4})), "reason": "Wrong way"}
    refused = await client.do("cancelStockTransfer", it)
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["input", "whereabouts"])
    done = await client.do("cancelStockTransfer", {**it, "whereabouts": "AT_ORIGIN"}, NOW)
    assert (done["stockTransfer"]["status"], done["stockTransfer"]["whereabouts"]) == (
        "CANCELLED",
        "AT_ORIGIN",
    )
    assert done["stockTransfer"]["availableActions"] == []
    assert figures(done["stockTransfer"]["lines"][0]) == (0, 0, 0, 0, 0, 4)


async def test_a_repeated_request_ships_and_receives_once(client: Client, shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 4})
    it = {"stockTransferId": gid("StockTransfer", transfer_id)}
    (line,) = await transfer_lines(shop, transfer_id)
    one = {"stockTransferLineId": gid("StockTransferLine", line["id"]), "quantity": 1}
    for _ in range(2):
        await client.do("shipStockTransfer", {**it, "idempotencyKey": "ship"})
        done = await client.do(
            "receiveStockTransfer", {**it, "lines": [one], "idempotencyKey": "one"}, NOW
        )
        assert figures(done["stockTransfer"]["lines"][0]) == (3, 1, 0, 0, 0, 0)
    assert (await shop.level("MUG", "MUC"))["on_hand"] == 1


async def test_refusals_name_what_is_wrong(client: Client, shop: Shop) -> None:
    await placed(shop, {"MUG": 7})
    it = {"stockTransferId": gid("StockTransfer", await drafted(shop, {"MUG": 4}))}
    document = """mutation Do($input: ShipStockTransferInput!) { shipStockTransfer(input: $input) {
      __typename ... on InsufficientStockError { shortages { sku requested available } } } }"""
    refused = (await client.ask(document, input=it))["shipStockTransfer"]
    assert refused == {
        "__typename": "InsufficientStockError",
        "shortages": [{"sku": "MUG", "requested": 4, "available": 3}],
    }
    cases: list[tuple[str, dict[str, Any], str, list[str]]] = [
        ("createStockTransfer", {**DRAFT, "originCode": "X"}, "NOT_FOUND", ["originCode"]),
        (
            "createStockTransfer",
            {**DRAFT, "destinationCode": "BER"},
            "INVALID_INPUT",
            ["destinationCode"],
        ),
        (
            "createStockTransfer",
            {**DRAFT, "lines": [{"sku": "MUG", "quantity": 0}]},
            "INVALID_INPUT",
            ["lines", "0", "quantity"],
        ),
        ("shipStockTransfer", {"stockTransferId": "x"}, "NOT_FOUND", ["stockTransferId"]),
        ("shipStockTransfer", {**it, "expectedVersion": 9}, "VERSION_CONFLICT", ["expectedVersion"]),
        ("closeStockTransfer", {**it, "reason": "Done"}, "ILLEGAL_TRANSITION", []),
        (
            "receiveStockTransfer",
            {**it, "lines": [{"stockTransferLineId": "x"}]},
            "NOT_FOUND",
            ["lines", "0", "stockTransferLineId"],
        ),
    ]
    for verb, input, code, path in cases:
        refused = await client.do(verb, input)
        assert (refused["code"], refused["path"]) == (code, ["input", *path] if path else []), verb
    assert (await shop.level("MUG", "BER"))["on_hand"] == 10


async def test_lists_are_filtered_sorted_and_paged(client: Client, shop: Shop) -> None:
    await shop.stock("MUG", "BER", 20)
    ids = [
        await sent(shop, {"MUG": 1}, expected_at=MORNING + timedelta(days=3)),
        await drafted(shop, {"TEE": 1}, origin="HAM"),
        await sent(shop, {"MUG": 1, "CAP": 1}, to="HAM", expected_at=MORNING + timedelta(days=1)),
        await drafted(shop, {"MUG": 1}),
    ]
    shop.clock.set(MORNING + timedelta(hours=1))
    await take_in(shop, ids[0], (1, 0, 0))
    rows = await shop.rows("SELECT number FROM stock_transfer ORDER BY number")
    a, b, c, d = [row["number"] for row in rows]

    async def found(**asked: Any) -> list[str]:
        numbers: list[str] = []
        after, more = None, True
        while more:
            page = (await client.ask(LIST, first=1, after=after, **asked))["stockTransfers"]
            numbers += [node["number"] for node in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return numbers

    assert await found() == [d, c, b, a]
    assert await found(filter={"status": ["DRAFT"]}) == [d, b]
    assert await found(filter={"originId": gid("Location", shop.locations["HAM"].id)}) == [b]
    assert await found(filter={"destinationId": gid("Location", shop.locations["HAM"].id)}) == [c]
    assert await found(filter={"sku": "CAP"}) == [c]
    assert await found(filter={"sku": "NONE"}) == []
    assert await found(sort={"field": "EXPECTED_AT", "direction": "ASC"}) == [c, a, b, d]
    assert (await found(sort={"field": "UPDATED_AT", "direction": "DESC"}))[0] == a
    assert await found(sort={"field": "CREATED_AT", "direction": "ASC"}) == [a, b, c, d]
    wrong = await client.run(LIST, filter={"originId": gid("Product", shop.products["MUG"].id)})
    assert wrong.errors is not None
    assert wrong.errors[0].extensions["code"] == "INVALID_INPUT"


async def test_a_list_of_transfers_is_as_many_statements_as_one(client: Client, shop: Shop) -> None:
    whole = """{ stockTransfers { nodes { number origin { code } destination { code }
        lines { sku product { name } receipts { quantity } discrepancies { kind } }
        history { status } availableActions } } }"""
    counts = []
    statements = client.count_statements()
    for _ in range(2):
        await take_in(shop, await sent(shop, {"MUG": 3, "CAP": 1}), (1, 0, 1), (1, 0, 0))
        await shop.stock("CAP", "BER", 1)
        before = len(statements)
        await client.ask(whole)
        counts.append(len(statements) - before)
    assert counts[0] == counts[1]


async def test_transfers_are_for_the_staff(client: Client, shop: Shop) -> None:
    transfer_id = gid("StockTransfer", await sent(shop, {"MUG": 1}))
    ask = """query Q($id: ID!) { stockTransfer(id: $id) { number } node(id: $id) { id }
             stockTransfers { nodes { id } } }"""
    hidden = {"stockTransfer": None, "node": None, "stockTransfers": {"nodes": []}}
    lena = await shop.buyer(await placed(shop, {"TEE": 1}))
    for actor in (PARTNER, NOBODY, lena, with_only(Capability.ORDERS_READ)):
        assert await client.ask(ask, actor, id=transfer_id) == hidden
        refused = await client.do("shipStockTransfer", {"stockTransferId": transfer_id}, actor=actor)
        assert refused["code"] == "PERMISSION_DENIED"
    reader = with_only(Capability.INVENTORY_READ)
    seen = """query Q($id: ID!) { stockTransfer(id: $id) { availableActions lines { sku } } }"""
    assert await client.ask(seen, reader, id=transfer_id) == {
        "stockTransfer": {"availableActions": [], "lines": [{"sku": "MUG"}]}
    }
    by_number = "query Q($number: String!) { stockTransfer(number: $number) { status } }"
    (row,) = await shop.rows("SELECT number FROM stock_transfer")
    found = await client.ask(by_number, with_only(Capability.INVENTORY_TRANSFER), number=row["number"])
    assert found == {"stockTransfer": {"status": "IN_TRANSIT"}}
