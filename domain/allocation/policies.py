"""Which policy a channel is sourced by, as it is in force."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from domain.allocation.models import channel_policies, sourcing_policies, sourcing_policy_versions
from domain.allocation.policy import DEFAULT, Policy, parse
from domain.kernel.database import Reader
from domain.kernel.errors import ConfigurationError, InvalidInput

_OF_CHANNEL = (
    select(
        sourcing_policies.c.id,
        sourcing_policies.c.name,
        sourcing_policy_versions.c.version,
        sourcing_policy_versions.c.rules,
    )
    .join_from(
        channel_policies, sourcing_policies, sourcing_policies.c.id == channel_policies.c.policy_id
    )
    .join(
        sourcing_policy_versions,
        (sourcing_policy_versions.c.policy_id == sourcing_policies.c.id)
        & (sourcing_policy_versions.c.version == sourcing_policies.c.active_version),
    )
    .where(channel_policies.c.channel_id == bindparam("channel"))
)


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy and which version of which one it is; no id for the default."""

    policy: Policy = DEFAULT
    id: UUID | None = None
    name: str | None = None
    version: int | None = None


async def policy_of(read: Reader, channel_id: UUID) -> InForce:
    """What the channel's orders are sourced by.

    Raises `ConfigurationError` where its policy names a goal that this installation does not have.
    """
    row = (await read.execute(_OF_CHANNEL, {"channel": channel_id})).one_or_none()
    if row is None:
        return InForce()
    try:
        policy = parse(row.rules["filters"], row.rules["goals"])
    except InvalidInput as error:
        # It was checked when it was written, so what is missing is a goal that some package brought.
        raise ConfigurationError(f"Sourcing policy {row.name!r}: {error.message}") from error
    return InForce(policy, row.id, row.name, row.version)
