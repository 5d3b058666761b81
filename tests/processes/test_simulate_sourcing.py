"""Trying a policy: the decision that would be made, and not one row is written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.allocation.distance import Point
from domain.allocation.policy import DEFAULT, Policy, parse
from domain.allocation.policy_versions import (
    activate_sourcing_policy,
    assign_sourcing_policy,
    create_sourcing_policy,
)
from domain.inventory.models import UnavailableReason
from domain.inventory.unavailable import make_stock_unavailable
from domain.kernel.errors import DomainError, InvalidInput, NotFound
from domain.processes.cancel_order import cancel_order
from domain.processes.simulate_past import Past, simulate_past
from domain.processes.simulate_sourcing import Simulated, Wanted, simulate_order
from tests.factories.bundles import bundle
from tests.factories.orders import allocated, delivered, placed, work
from tests.factories.people import ADDRESS, STAFF
from tests.factories.reading import unchanged
from tests.factories.rows import execute
from tests.factories.shop import Shop

HAMBURG = Point(53.5511, 9.9937)
NEAREST = parse([], [{"goal": "DISTANCE", "weight": "1"}])
DAY = timedelta(days=1)


async def on_the_map(shop: Shop) -> None:
    for code, latitude, longitude in (("BER", 52.52, 13.405), ("HAM", 53.5511, 9.9937)):
        await execute(
            shop.database,
            "UPDATE location SET latitude = $1, longitude = $2 WHERE code = $3",
            latitude,
            longitude,
            code,
        )


async def order(shop: Shop, lines: dict[str, int], **given: Any) -> Simulated:
    wanted = [Wanted(sku, units, given.pop("location", None)) for sku, units in lines.items()]
    async with unchanged(shop.database), shop.database.read() as read:
        return await simulate_order(
            read,
            viewer=STAFF,
            wanted=wanted,
            at=shop.clock.now(),
            **({"channel": "web"} | given),
        )


async def past(shop: Shop, policy: Policy | None = None, **given: Any) -> Past:
    now = shop.clock.now()
    async with unchanged(shop.database), shop.database.read() as read:
        return await simulate_past(
            read,
            viewer=STAFF,
            channel="web",
            policy=policy,
            **({"since": now - DAY, "until": now + DAY} | given),
        )


def chosen(simulated: Simulated) -> dict[str, int]:
    return {
        each.site.code: each.units for each in simulated.decision.candidates if each.outcome == "CHOSEN"
    }


async def test_an_order_that_does_not_exist_is_decided_like_one_that_does(shop: Shop) -> None:
    simulated = await order(shop, {"MUG": 2, "TEE": 1})
    assert chosen(simulated) == {"HAM": 3}
    order_id = await placed(shop, {"MUG": 2, "TEE": 1})
    await allocated(shop, order_id)
    assert {row["location"] for row in await work(shop, order_id)} == {"HAM"}


async def test_a_policy_that_is_written_nowhere_is_tried(shop: Shop) -> None:
    await on_the_map(shop)
    assert chosen(await order(shop, {"MUG": 2})) == {"BER": 2}
    assert chosen(await order(shop, {"MUG": 2}, destination=HAMBURG, policy=NEAREST)) == {"HAM": 2}


async def test_without_rules_the_channels_own_policy_decides(shop: Shop) -> None:
    policy = await shop.do(
        create_sourcing_policy, name="House", filters=[{"kind": "WHOLE_LINE"}], goals=[]
    )
    await shop.do(activate_sourcing_policy, policy_id=policy.id)
    await shop.do(assign_sourcing_policy, channel="web", policy_id=policy.id)
    simulated = await order(shop, {"MUG": 12})
    assert (simulated.by.name, simulated.decision.missing) == ("House", 12)


async def test_a_line_that_is_pinned_to_where_nothing_lies_finds_nothing(shop: Shop) -> None:
    assert chosen(await order(shop, {"MUG": 1}, location="HAM")) == {"HAM": 1}
    assert (await order(shop, {"MUG": 1}, location="MUC")).decision.missing == 1
    with pytest.raises(NotFound) as refusal:
        await order(shop, {"MUG": 1}, location="MOON")
    assert refusal.value.path == ("input", "order", "lines", "0", "location")


@pytest.mark.parametrize(
    ("lines", "given", "error", "path"),
    [
        ({"MUG": 1}, {"channel": "moon"}, NotFound, ("input", "channel")),
        ({"MOON": 1}, {}, NotFound, ("input", "order", "lines", "0", "sku")),
        ({"MUG": 0}, {}, InvalidInput, ("input", "order", "lines", "0", "quantity")),
        ({}, {}, InvalidInput, ("input", "order", "lines")),
    ],
)
async def test_what_cannot_be_is_named(
    shop: Shop, lines: dict[str, int], given: dict[str, Any], error: type[DomainError], path: Any
) -> None:
    with pytest.raises(error) as refusal:
        await order(shop, lines, **given)
    assert refusal.value.path == path


async def later(shop: Shop) -> None:
    shop.clock.set(shop.clock.now() + timedelta(minutes=10))


async def test_last_weeks_orders_are_sourced_again_from_what_lay_there_then(shop: Shop) -> None:
    """Berlin has ten mugs and Hamburg five; what the first took is gone for the second."""
    await on_the_map(shop)
    here = replace(ADDRESS, latitude=HAMBURG.latitude, longitude=HAMBURG.longitude)
    first = await placed(shop, {"MUG": 5}, shipping_address=here)
    await later(shop)
    await delivered(shop, first)
    await later(shop)
    second = await placed(shop, {"MUG": 10}, shipping_address=here)
    await later(shop)
    await allocated(shop, second)
    third = await placed(shop, {"CAP": 1}, shipping_address=here)
    gone = await placed(shop, {"TEE": 1}, shipping_address=here)
    await shop.do(cancel_order, order_id=gone, reason="Changed their mind")

    as_it_was = await past(shop, DEFAULT)
    assert [each.id for each in as_it_was.orders] == [first, second, third]
    assert [each.was.count for each in as_it_was.orders] == [1, 2, 1]
    by_id = {each.id: chosen(each.simulated) for each in as_it_was.orders}
    assert by_id == {first: {"BER": 5}, second: {"HAM": 5, "BER": 5}, third: {"BER": 1}}
    (one, two, _) = (await past(shop, NEAREST)).orders
    assert chosen(one.simulated) == {"HAM": 5}
    assert (round(one.was.kilometres), round(one.would_be.kilometres)) == (1276, 0)
    assert (two.was.count, two.would_be.count) == (2, 2)


async def test_what_came_or_went_since_then_makes_no_difference_to_the_past(shop: Shop) -> None:
    await on_the_map(shop)
    order_id = await placed(shop, {"MUG": 5})
    before = await past(shop, NEAREST)
    await later(shop)
    await shop.do(cancel_order, order_id=await placed(shop, {"MUG": 7}), reason="Too many")
    await shop.stock("MUG", "HAM", +50)
    await shop.stock("MUG", "BER", -1)
    await shop.do(
        make_stock_unavailable,
        sku="MUG",
        location_code="HAM",
        quantity=20,
        because=UnavailableReason.DAMAGED,
        reason="Water",
    )
    await placed(shop, {"MUG": 3})
    again = await past(shop, NEAREST, until=shop.clock.now())
    assert [each.id for each in again.orders] == [order_id]
    assert chosen(again.orders[0].simulated) == chosen(before.orders[0].simulated)
    assert again.orders[0].would_be == before.orders[0].would_be


async def test_the_past_comes_in_batches(shop: Shop) -> None:
    orders = [await placed(shop, {"MUG": 1}) for _ in range(5)]
    first = await past(shop, limit=2)
    assert ([each.id for each in first.orders], first.last) == (orders[:2], orders[1])
    second = await past(shop, limit=2, after=first.last)
    third = await past(shop, limit=2, after=second.last)
    assert [each.id for each in (*second.orders, *third.orders)] == orders[2:]
    assert third.last is None
    for limit in (0, 101):
        with pytest.raises(InvalidInput):
            await past(shop, limit=limit)
    with pytest.raises(InvalidInput):
        await past(shop, since=shop.clock.now(), until=shop.clock.now())


async def test_the_clock_stands_where_it_stood_when_the_order_was_placed(shop: Shop) -> None:
    await execute(
        shop.database, """UPDATE location SET opening_hours = '{"MONDAY": [["08:00", "10:00"]]}'"""
    )
    await placed(shop, {"MUG": 1})
    shop.clock.set(shop.clock.now() + timedelta(hours=5))
    await placed(shop, {"MUG": 1})
    found = await past(shop, parse([{"kind": "OPEN"}], []))
    assert [each.would_be.count for each in found.orders] == [1, 0]


async def test_a_bundle_is_sourced_as_its_components(shop: Shop) -> None:
    await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
    simulated = await order(shop, {"SET": 2, "CAP": 1})
    taken = {
        (simulated.skus[take.order_line_id], take.quantity): take.location_id
        for take in simulated.decision.plan.takes
    }
    berlin, hamburg = shop.locations["BER"].id, shop.locations["HAM"].id
    assert taken == {("MUG", 4): berlin, ("TEE", 2): hamburg, ("CAP", 1): berlin}
