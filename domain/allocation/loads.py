"""Fulfillment orders and their lines, many at a time."""

from collections.abc import Sequence

from sqlalchemy import select

from domain.allocation.models import (
    allocation_decisions,
    channel_policies,
    fulfillment_order_lines,
    fulfillment_orders,
    sourcing_policies,
    sourcing_policy_versions,
)
from domain.catalog.models import channels
from domain.kernel.batches import AnyRow, RowByKey, RowsByKey, among
from domain.kernel.database import Reader
from domain.kernel.reader import rows_of
from domain.kernel.visibility import scope, visible_order
from domain.orders.loads import of_visible_order
from domain.orders.models import orders

MOST_POLICIES = 250
"More than that are no policies any more."

_FULFILLMENT_ORDERS = of_visible_order(fulfillment_orders, fulfillment_orders.c.order_id)
_OF_ORDERS = (
    select(fulfillment_orders)
    .where(among(fulfillment_orders.c.order_id))
    .order_by(fulfillment_orders.c.order_id, fulfillment_orders.c.id)
)
_LINES = (
    select(fulfillment_order_lines)
    .join(
        fulfillment_orders,
        fulfillment_orders.c.id == fulfillment_order_lines.c.fulfillment_order_id,
    )
    .join(orders, orders.c.id == fulfillment_orders.c.order_id)
    .where(among(fulfillment_order_lines.c.id), visible_order(orders))
)
_LINES_OF = (
    select(fulfillment_order_lines)
    .where(among(fulfillment_order_lines.c.fulfillment_order_id))
    .order_by(fulfillment_order_lines.c.fulfillment_order_id, fulfillment_order_lines.c.id)
)
_DECISIONS_OF = (
    select(allocation_decisions)
    .where(among(allocation_decisions.c.order_id))
    .order_by(allocation_decisions.c.order_id, allocation_decisions.c.number.desc())
)


_POLICIES = select(sourcing_policies).where(among(sourcing_policies.c.id))
_ALL_POLICIES = select(sourcing_policies).order_by(sourcing_policies.c.name).limit(MOST_POLICIES)
_VERSIONS_OF = (
    select(sourcing_policy_versions)
    .where(among(sourcing_policy_versions.c.policy_id))
    .order_by(sourcing_policy_versions.c.policy_id, sourcing_policy_versions.c.version.desc())
)
_CHANNELS_OF = (
    select(channels, channel_policies.c.policy_id)
    .join_from(channel_policies, channels, channels.c.id == channel_policies.c.channel_id)
    .where(among(channel_policies.c.policy_id))
    .order_by(channel_policies.c.policy_id, channels.c.code)
)

policies_by_ids = RowByKey(_POLICIES)


async def list_policies(read: Reader) -> Sequence[AnyRow]:
    """Every sourcing policy, by name."""
    return await rows_of(read, _ALL_POLICIES, {})


versions_by_policy_ids = RowsByKey(_VERSIONS_OF, "policy_id")
"""Newest first."""

channels_by_policy_ids = RowsByKey(_CHANNELS_OF, "policy_id")
"""The channels that each policy is for, by code."""

decisions_by_order_ids = RowsByKey(_DECISIONS_OF, "order_id")
"""Newest first."""

fulfillment_orders_by_ids = RowByKey(_FULFILLMENT_ORDERS, scope=scope)
fulfillment_orders_by_order_ids = RowsByKey(_OF_ORDERS, "order_id")
lines_by_ids = RowByKey(_LINES, scope=scope)
lines_by_fulfillment_order_ids = RowsByKey(_LINES_OF, "fulfillment_order_id")
