"""Reading sourcing policies, and what they may be made of."""

import strawberry

from domain.allocation.goals import goals
from domain.allocation.loads import list_policies
from schema.allocation.policies import SourcingGoalKind, SourcingPolicy
from schema.context import Info
from schema.permissions import READ_DECISIONS
from schema.query import query


@strawberry.type
class SourcingPolicyQueries:
    @query("Every sourcing policy, by name; for staff.", permission=READ_DECISIONS)
    async def sourcing_policies(self, info: Info) -> list[SourcingPolicy]:
        if not READ_DECISIONS.allows(info.context.actor):
            return []
        async with info.context.read() as read:
            rows = await list_policies(read)
        return [SourcingPolicy.from_row(row) for row in rows]

    @query("Every goal that a policy may weigh; for staff.", permission=READ_DECISIONS)
    async def sourcing_goals(self, info: Info) -> list[SourcingGoalKind]:
        if not READ_DECISIONS.allows(info.context.actor):
            return []
        return [SourcingGoalKind.from_goal(goal) for goal in goals().values()]
