"""Policies are written, tried, put in force and given to channels; nothing old is ever lost."""

from typing import Any
from uuid import UUID

import pytest

from domain.allocation.models import SourcingPolicy
from domain.allocation.policy_versions import (
    activate_sourcing_policy,
    assign_sourcing_policy,
    create_sourcing_policy,
    update_sourcing_policy,
)
from domain.kernel.errors import InvalidInput, NotFound, VersionConflict
from domain.processes.allocate_order import allocate_order
from tests.factories.orders import allocated, placed, work
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.rows import execute
from tests.factories.shop import Shop

SPLITS = {"goal": "FEWEST_SPLITS", "weight": "1", "settings": {}}
PRIORITY = {"goal": "PRIORITY", "weight": "1", "settings": {}}
NOBODY = UUID(int=1)


async def written(shop: Shop, **rules: Any) -> SourcingPolicy:
    given = {"name": "House", "filters": [], "goals": [SPLITS]} | rules
    return await shop.do(create_sourcing_policy, **given)


async def in_force(shop: Shop, **rules: Any) -> SourcingPolicy:
    """A policy that the channel is sourced by."""
    policy = await written(shop, **rules)
    await shop.do(activate_sourcing_policy, policy_id=policy.id)
    await shop.do(assign_sourcing_policy, channel="web", policy_id=policy.id)
    return policy


async def test_a_channel_is_sourced_by_the_version_in_force(shop: Shop) -> None:
    policy = await in_force(shop, filters=[{"kind": "WHOLE_LINE"}])
    order_id = await placed(shop, {"MUG": 12})
    await shop.do(allocate_order, order_id=order_id, waits=True)
    assert await work(shop, order_id) == []
    updated = await shop.do(update_sourcing_policy, policy_id=policy.id, filters=[])
    assert (updated.version, updated.active_version) == (2, 1)
    await shop.do(allocate_order, order_id=order_id, waits=True)
    assert await work(shop, order_id) == []
    await shop.do(activate_sourcing_policy, policy_id=policy.id)
    await allocated(shop, order_id)
    assert [row["quantity"] for row in await work(shop, order_id)] == [10, 2]
    decisions = await shop.rows(
        "SELECT policy_name, policy_version, outcome, tries FROM allocation_decision ORDER BY number"
    )
    assert [tuple(row.values()) for row in decisions] == [
        ("House", 1, "WAITING", 2),
        ("House", 2, "SOURCED", 1),
    ]
    await prove(shop.database)


async def test_an_older_version_is_put_in_force_again(shop: Shop) -> None:
    policy = await in_force(shop)
    await shop.do(update_sourcing_policy, policy_id=policy.id, goals=[PRIORITY])
    await shop.do(activate_sourcing_policy, policy_id=policy.id)
    await shop.do(activate_sourcing_policy, policy_id=policy.id, version=1)
    (row,) = await shop.rows("SELECT version, active_version FROM sourcing_policy")
    assert (row["version"], row["active_version"]) == (2, 1)
    async with unchanged(shop.database):
        await shop.do(activate_sourcing_policy, policy_id=policy.id, version=1)


async def test_what_is_left_out_of_a_new_version_stays(shop: Shop) -> None:
    policy = await written(shop, filters=[{"kind": "OPEN"}])
    await shop.do(update_sourcing_policy, policy_id=policy.id, goals=[PRIORITY])
    (row,) = await shop.rows("SELECT rules::text FROM sourcing_policy_version WHERE version = 2")
    assert '"OPEN"' in row["rules"]
    assert '"PRIORITY"' in row["rules"]
    renamed = await shop.do(update_sourcing_policy, policy_id=policy.id, name="Yard")
    assert (renamed.name, renamed.version) == ("Yard", 2)


async def test_without_a_policy_of_its_own_a_channel_goes_by_the_default(shop: Shop) -> None:
    policy = await in_force(shop, filters=[{"kind": "WHOLE_LINE"}])
    await shop.do(assign_sourcing_policy, channel="web", policy_id=None)
    order_id = await placed(shop, {"MUG": 12})
    await allocated(shop, order_id)
    assert len(await work(shop, order_id)) == 2
    assert policy.version == 1


async def test_a_policy_that_is_in_force_nowhere_is_not_assigned(shop: Shop) -> None:
    policy = await written(shop)
    async with refused(shop.database, InvalidInput, path=("input", "policyId")):
        await shop.do(assign_sourcing_policy, channel="web", policy_id=policy.id)


async def test_what_is_not_there_is_not_found(shop: Shop) -> None:
    policy = await written(shop)
    async with refused(shop.database, NotFound, path=("input", "policyId")):
        await shop.do(activate_sourcing_policy, policy_id=NOBODY)
    async with refused(shop.database, NotFound, path=("input", "version")):
        await shop.do(activate_sourcing_policy, policy_id=policy.id, version=2)
    async with refused(shop.database, NotFound, path=("input", "channel")):
        await shop.do(assign_sourcing_policy, channel="moon", policy_id=policy.id)
    async with refused(shop.database, NotFound, path=("input", "policyId")):
        await shop.do(update_sourcing_policy, policy_id=NOBODY, name="House")


async def test_two_who_write_the_next_version_do_not_write_over_each_other(shop: Shop) -> None:
    policy = await written(shop)
    await shop.do(update_sourcing_policy, policy_id=policy.id, goals=[PRIORITY], expected_version=1)
    async with refused(shop.database, VersionConflict):
        await shop.do(update_sourcing_policy, policy_id=policy.id, goals=[], expected_version=1)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": " "}, ("input", "name")),
        ({"name": "House"}, ("input", "name")),
        ({"name": "Yard", "goals": [SPLITS, SPLITS]}, ("input", "goals", "1", "goal")),
        (
            {"name": "Yard", "filters": [{"kind": "WITHIN_DISTANCE", "value": -1}]},
            ("input", "filters", "0", "kilometers"),
        ),
    ],
)
async def test_a_wrong_part_is_named_and_nothing_is_written(
    shop: Shop, given: dict[str, Any], path: tuple[str, ...]
) -> None:
    await written(shop)
    async with refused(shop.database, InvalidInput, path=path):
        await written(shop, **given)


async def test_age_takes_what_has_lain_longest(shop: Shop) -> None:
    """Berlin's mugs came first and went; what lies there now came after Hamburg's."""
    await in_force(shop, goals=[{"goal": "AGE", "weight": "1", "settings": {}}])
    await execute(
        shop.database, "UPDATE stock_movement SET created_at = created_at - interval '60 days'"
    )
    await shop.stock("MUG", "BER", -9)
    await shop.stock("MUG", "BER", +9)
    order_id = await placed(shop, {"MUG": 1})
    await allocated(shop, order_id)
    # The one mug that stayed in Berlin is as old as Hamburg's, and Berlin is asked first.
    assert [row["location"] for row in await work(shop, order_id)] == ["BER"]
    await shop.stock("MUG", "BER", -9)
    await shop.stock("MUG", "BER", +12)
    order_id = await placed(shop, {"MUG": 1})
    await allocated(shop, order_id)
    assert [row["location"] for row in await work(shop, order_id)] == ["HAM"]
