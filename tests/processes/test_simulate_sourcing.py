"""Trying a policy: the decision that would be made, and not one row is written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.allocation.distance import Point
from domain.allocation.policy import DEFAULT, Policy, parse
from domain.allocation.policy_versions import (
    activate_sourcing_policy,
    assign_sourcing_policy,
    create_sourcing_policy,
)
from domain.kernel.errors import InvalidInput, NotFound
from domain.processes.cancel_order import cancel_order
from domain.processes.simulate_sourcing import (
    Past,
    Simulated,
    Wanted,
    simulate_order,
    simulate_past,
)
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
    shop: Shop, lines: dict[str, int], given: dict[str, Any], error: type[Exception], path: Any
) -> None:
    with pytest.raises(error) as refusal:
        await order(shop, lines, **given)
    assert refusal.value.path == path  # type: ignore[attr-defined]


async def test_last_weeks_orders_are_sourced_again_with_what_they_took(shop: Shop) -> None:
    """Each by itself: all mugs of Berlin went out with the first, and are there for it again."""
    await on_the_map(shop)
    here = replace(ADDRESS, latitude=HAMBURG.latitude, longitude=HAMBURG.longitude)
    first = await placed(shop, {"MUG": 5}, shipping_address=here)
    await delivered(shop, first)
    second = await placed(shop, {"MUG": 10}, shipping_address=here)
    await allocated(shop, second)
    third = await placed(shop, {"CAP": 1}, shipping_address=here)
    gone = await placed(shop, {"TEE": 1}, shipping_address=here)
    await shop.do(cancel_order, order_id=gone, reason="Changed their mind")

    today = await past(shop, DEFAULT)
    assert [each.id for each in today.orders] == [first, second, third]
    assert [each.was.count for each in today.orders] == [1, 2, 1]
    nearest = await past(shop, NEAREST)
    by_id: dict[UUID, dict[str, int]] = {each.id: chosen(each.simulated) for each in nearest.orders}
    assert by_id == {first: {"BER": 5}, second: {"HAM": 5, "BER": 5}, third: {"BER": 1}}
    assert {each.id: (each.was.count, each.would_be.count) for each in nearest.orders} == {
        first: (1, 1),
        second: (2, 2),
        third: (1, 1),
    }
    (one, *_) = nearest.orders
    assert round(one.was.kilometres) == 1276
    await shop.stock("MUG", "HAM", +5)
    (one, *_) = (await past(shop, NEAREST)).orders
    assert chosen(one.simulated) == {"HAM": 5}
    assert (round(one.was.kilometres), round(one.would_be.kilometres)) == (1276, 0)


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
