"""Deciding how far products are sold beyond their stock, and who is served first."""

import strawberry

from domain.backorders.policies import set_backorder_policy
from domain.backorders.priorities import prioritize_backorder
from schema.backorders.inputs import PrioritizeBackorderInput, SetBackorderPolicyInput
from schema.backorders.results import (
    PrioritizeBackorderResult,
    PrioritizeBackorderSuccess,
    SetBackorderPolicyResult,
    SetBackorderPolicySuccess,
)
from schema.backorders.types import BackorderPolicy
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.orders.types import OrderLine
from schema.permissions import MANAGE_CATALOG, PRIORITIZE_BACKORDERS


@strawberry.type
class BackorderMutations:
    @mutation(
        permission=MANAGE_CATALOG,
        description="Deny backorders of a product in a channel, allow so many, or take preorders.",
    )
    async def set_backorder_policy(
        self, info: Info, input: SetBackorderPolicyInput
    ) -> SetBackorderPolicyResult:
        policy = await set_backorder_policy(
            info.context.uow,
            sku=input.sku,
            channel=input.channel,
            kind=input.kind,
            cap=input.cap,
            available_on=input.available_on,
        )
        return SetBackorderPolicySuccess(policy=BackorderPolicy.from_row(policy))

    @mutation(
        permission=PRIORITIZE_BACKORDERS,
        description="Serve a line that waits before, or after, whoever else waits.",
    )
    async def prioritize_backorder(
        self, info: Info, input: PrioritizeBackorderInput
    ) -> PrioritizeBackorderResult:
        line = await prioritize_backorder(
            info.context.uow,
            order_line_id=get_id(input.order_line_id, "OrderLine", "orderLineId"),
            priority=input.priority,
            reason=input.reason,
        )
        return PrioritizeBackorderSuccess(order_line=OrderLine.from_row(line))
