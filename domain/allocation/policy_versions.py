"""The verbs of sourcing policies: write one, write another version, put one in force, give it a channel.

A new version changes nothing until it is activated, so that it can be tried on last week's orders first;
an older one is activated again to go back.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.postgresql import insert

from domain.allocation.events import (
    SourcingPolicyActivated,
    SourcingPolicyAssigned,
    SourcingPolicyCreated,
    SourcingPolicyUpdated,
)
from domain.allocation.models import (
    SourcingPolicy,
    SourcingPolicyVersion,
    channel_policies,
    sourcing_policies,
    sourcing_policy_versions,
)
from domain.allocation.policy import Policy, parse
from domain.catalog.queries import get_channel
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import check_version
from domain.kernel.words import checked_text

Data = Sequence[Mapping[str, Any]]
"Filters or goals, as `domain.allocation.policy.parse` takes them."


async def create_sourcing_policy(
    uow: UnitOfWork, *, name: str, filters: Data, goals: Data
) -> SourcingPolicy:
    """Write version 1 of a policy; it is in force nowhere yet.

    Raises `InvalidInput` naming the filter or goal that cannot be, or for a name that is taken.
    """
    rules = parse(filters, goals, ("input",))
    policy = SourcingPolicy(name=await _free_name(uow, name), created_at=uow.now(), updated_at=uow.now())
    uow.session.add(policy)
    await uow.flush()
    _add_version(uow, policy, rules)
    uow.emit(SourcingPolicyCreated(policy_id=policy.id, name=policy.name))
    await uow.flush()
    return policy


async def update_sourcing_policy(
    uow: UnitOfWork,
    *,
    policy_id: UUID,
    name: str | None = None,
    filters: Data | None = None,
    goals: Data | None = None,
    expected_version: int | None = None,
) -> SourcingPolicy:
    """Write the next version; what is not given stays as it is. The version in force stays in force.

    Raises `NotFound`, `VersionConflict` against the newest version, and `InvalidInput`.
    """
    policy = await _lock(uow, policy_id)
    check_version(policy, expected_version)
    if name is not None and name.strip() != policy.name:
        policy.name = await _free_name(uow, name)
    if filters is not None or goals is not None:
        newest = await _version(uow, policy.id, policy.version)
        rules = parse(
            newest.rules["filters"] if filters is None else filters,
            newest.rules["goals"] if goals is None else goals,
            ("input",),
        )
        policy.version += 1
        _add_version(uow, policy, rules)
    policy.updated_at = uow.now()
    uow.emit(SourcingPolicyUpdated(policy_id=policy.id, policy_version=policy.version))
    await uow.flush()
    return policy


async def activate_sourcing_policy(
    uow: UnitOfWork, *, policy_id: UUID, version: int | None = None
) -> SourcingPolicy:
    """Put a version in force, the newest unless it says another; orders that wait are sourced anew.

    Activating what is in force changes nothing. Raises `NotFound` for a policy or a version.
    """
    policy = await _lock(uow, policy_id)
    wanted = await _version(uow, policy.id, policy.version if version is None else version)
    if policy.active_version != wanted.version:
        policy.active_version = wanted.version
        policy.updated_at = uow.now()
        uow.emit(SourcingPolicyActivated(policy_id=policy.id, policy_version=wanted.version))
        await uow.flush()
    return policy


async def assign_sourcing_policy(
    uow: UnitOfWork, *, channel: str, policy_id: UUID | None
) -> tuple[Row[Any], SourcingPolicy | None]:
    """Source a channel's orders by a policy from now on; without one, by the default.

    Raises `NotFound`, and `InvalidInput` for a policy that no version is in force of.
    """
    found = await get_channel(uow, channel, path=("input", "channel"))
    policy = None if policy_id is None else await _lock(uow, policy_id)
    if policy is None:
        await uow.session.execute(
            delete(channel_policies).where(channel_policies.c.channel_id == found.id)
        )
    elif policy.active_version is None:
        raise InvalidInput("No version of this policy is in force.", path=("input", "policyId"))
    else:
        given = {
            "policy_id": policy.id,
            "assigned_by": uow.actor.label,
            "assigned_at": uow.now(),
        }
        await uow.session.execute(
            insert(channel_policies)
            .values(channel_id=found.id, **given)
            .on_conflict_do_update(index_elements=["channel_id"], set_=given)
        )
    uow.emit(SourcingPolicyAssigned(channel_id=found.id, policy_id=policy.id if policy else None))
    return found, policy


def _add_version(uow: UnitOfWork, policy: SourcingPolicy, rules: Policy) -> None:
    uow.session.add(
        SourcingPolicyVersion(
            policy_id=policy.id,
            version=policy.version,
            rules=rules.document(),
            created_by=uow.actor.label,
            created_at=uow.now(),
        )
    )


async def _lock(uow: UnitOfWork, policy_id: UUID) -> SourcingPolicy:
    statement = select(SourcingPolicy).where(sourcing_policies.c.id == policy_id).with_for_update()
    found: SourcingPolicy | None = await uow.session.scalar(statement)
    if found is None:
        raise NotFound("There is no such sourcing policy.", path=("input", "policyId"))
    return found


async def _version(uow: UnitOfWork, policy_id: UUID, version: int) -> SourcingPolicyVersion:
    found: SourcingPolicyVersion | None = await uow.session.scalar(
        select(SourcingPolicyVersion).where(
            sourcing_policy_versions.c.policy_id == policy_id,
            sourcing_policy_versions.c.version == version,
        )
    )
    if found is None:
        raise NotFound("The policy has no such version.", path=("input", "version"))
    return found


async def _free_name(uow: UnitOfWork, name: str) -> str:
    checked = checked_text(name, path=("input", "name"))
    if await uow.session.scalar(
        select(sourcing_policies.c.id).where(sourcing_policies.c.name == checked)
    ):
        raise InvalidInput(f"There is a policy {checked!r} already.", path=("input", "name"))
    return checked
