"""Sourcing policies through the API: assigned, taken back, and named where they are in the way."""

from domain.processes.allocate_order import allocate_order
from tests.factories.orders import placed, work
from tests.factories.rows import execute
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid


async def assigned(client: Client, policy: dict[str, object]) -> str:
    """The id of a policy that is in force for the web shop."""
    created = await client.do("createSourcingPolicy", {"name": "House", **policy}, "policy { id }")
    id: str = created["policy"]["id"]
    await client.do("activateSourcingPolicy", {"policyId": id}, "policy { activeVersion }")
    asked = {"channel": "web", "policyId": id, "idempotencyKey": "once"}
    done = await client.do("assignSourcingPolicy", asked, "channel { code } policy { name }")
    assert (done["channel"], done["policy"]) == ({"code": "web"}, {"name": "House"})
    return id


async def test_a_channel_goes_back_to_the_default(client: Client, shop: Shop) -> None:
    await assigned(client, {"filters": [{"kind": "WHOLE_LINE"}]})
    back = {"channel": "web", "policyId": None, "idempotencyKey": "twice"}
    for _ in range(2):
        done = await client.do("assignSourcingPolicy", back, "channel { code } policy { name }")
        assert (done["channel"], done["policy"]) == ({"code": "web"}, None)
    left = await client.ask("{ sourcingPolicies { name channels { code } } }")
    assert left == {"sourcingPolicies": [{"name": "House", "channels": []}]}


async def test_who_allocates_by_hand_hears_which_locations_the_policy_refuses(
    client: Client, shop: Shop
) -> None:
    await execute(shop.database, "UPDATE location SET daily_capacity = 0")
    await assigned(client, {"filters": [{"kind": "CAPACITY"}]})
    order_id = await placed(shop, {"MUG": 2})
    await shop.do(allocate_order, order_id=order_id, waits=True)
    before = await work(shop, order_id)
    answer = await client.do("allocateOrder", {"orderId": gid("Order", order_id)})
    assert (answer["code"], answer["path"]) == ("INSUFFICIENT_STOCK", ["input", "orderId"])
    assert answer["message"] == (
        "Nothing can be sourced now. These may not be asked: "
        "BER (the day's capacity of 0 is given out), HAM (the day's capacity of 0 is given out)."
    )
    assert await work(shop, order_id) == before == []
