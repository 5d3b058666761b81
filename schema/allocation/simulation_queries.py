"""simulateSourcing: trying a policy before it is in force."""

from datetime import UTC, datetime

import strawberry

from domain.kernel.errors import InvalidInput
from domain.processes.simulate_past import MOST_ORDERS, simulate_past
from domain.processes.simulate_sourcing import simulate_order
from schema.allocation.simulation import (
    SimulateSourcingInput,
    SourcingSimulation,
    show_decision,
    show_past,
)
from schema.context import Info
from schema.ids import filter_id, global_id
from schema.permissions import READ_DECISIONS
from schema.query import query


@strawberry.type
class SimulationQueries:
    @query(
        "What sourcing would decide, for an order that does not exist or for past ones. Writes nothing.",
        permission=READ_DECISIONS,
        input="What is to be sourced, and by which policy.",
    )
    async def simulate_sourcing(self, info: Info, input: SimulateSourcingInput) -> SourcingSimulation:
        viewer = info.context.actor
        READ_DECISIONS.check(viewer)
        if (input.order is None) == (input.past is None):
            raise InvalidInput("Give either `order` or `past`.", path=("input", "order"))
        policy = None if input.rules is None else input.rules.to_domain()
        now = datetime.now(UTC)
        async with info.context.read() as read:
            if input.order is not None:
                simulated = await simulate_order(
                    read,
                    viewer=viewer,
                    channel=input.channel,
                    wanted=input.order.wanted(),
                    at=now,
                    destination=input.order.destination(),
                    policy=policy,
                )
                return SourcingSimulation(decision=show_decision(simulated, viewer, now), past=None)
            assert input.past is not None
            asked = input.past
            after = asked.after
            past = await simulate_past(
                read,
                viewer=viewer,
                channel=input.channel,
                since=asked.placed_after,
                until=asked.placed_before,
                limit=MOST_ORDERS if asked.first is None else asked.first,
                after=None if after is None else filter_id(after, "Order", ("input", "past", "after")),
                policy=policy,
            )
        cursor = None if past.last is None else global_id("Order", past.last)
        return SourcingSimulation(decision=None, past=show_past(past, viewer, now, cursor))
