"""Many levels at once through the API: what was taken, what was not, and the same answer again."""

from typing import Any

from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client

SET = "stockLevels { onHand product { sku } } refused { row code path onHand message }"
ROWS = [
    {"sku": "MUG", "locationCode": "BER", "setTo": 7, "expectedOnHand": 10},
    {"sku": "MUG", "locationCode": "HAM", "setTo": 7, "expectedOnHand": 4},
    {"sku": "TEE", "locationCode": "HAM", "setTo": 9},
]


def asked(**more: Any) -> dict[str, Any]:
    return {"rows": ROWS, "reason": "Monday"} | more


async def test_valid_rows_are_in_and_the_others_say_why(client: Client, shop: Shop) -> None:
    done = await client.do("setStockLevels", asked(idempotencyKey="monday"), SET)
    assert done["stockLevels"] == [
        {"onHand": 7, "product": {"sku": "MUG"}},
        {"onHand": 9, "product": {"sku": "TEE"}},
    ]
    assert done["refused"] == [
        {
            "row": 1,
            "code": "STOCK_CONFLICT",
            "path": ["input", "rows", "1", "expectedOnHand"],
            "onHand": 5,
            "message": "You expected 4 on hand, but there are 5. Count again.",
        }
    ]
    assert await client.do("setStockLevels", asked(idempotencyKey="monday"), SET) == done
    assert (await shop.movements("MUG", "BER"))[1:] == [("COUNT", -3)]


async def test_atomic_answers_every_row_that_is_in_the_way(client: Client, shop: Shop) -> None:
    answer = await client.ask(
        "mutation($input: SetStockLevelsInput!) { setStockLevels(input: $input) {"
        " __typename ... on RowsRefusedError { code path rows { row code onHand } } } }",
        input=asked(atomic=True),
    )
    assert answer["setStockLevels"] == {
        "__typename": "RowsRefusedError",
        "code": "ROWS_REFUSED",
        "path": ["input", "rows", "1", "expectedOnHand"],
        "rows": [{"row": 1, "code": "STOCK_CONFLICT", "onHand": 5}],
    }
    assert (await shop.movements("MUG", "BER"))[1:] == []


async def test_as_many_statements_for_one_row_as_for_three(client: Client, shop: Shop) -> None:
    statements = client.count_statements()

    async def count(rows: list[dict[str, Any]]) -> int:
        statements.clear()
        await client.do("setStockLevels", {"rows": rows, "reason": "Monday"}, "stockLevels { onHand }")
        return len(statements)

    first = [{"sku": "MUG", "locationCode": "BER", "setTo": 6}]
    three = [
        {"sku": sku, "locationCode": code, "setTo": 4}
        for sku, code in (("MUG", "BER"), ("MUG", "HAM"), ("TEE", "HAM"))
    ]
    assert await count(first) == await count(three)


async def test_who_may_not_adjust_sets_nothing(client: Client, shop: Shop) -> None:
    refused = await client.do("setStockLevels", asked(), actor=NOBODY)
    assert refused["code"] == "PERMISSION_DENIED"
