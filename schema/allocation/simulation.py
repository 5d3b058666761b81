"""What simulateSourcing is asked and answers."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.allocation.decisions import document, outcome_of
from domain.allocation.distance import Point
from domain.allocation.models import DecisionOccasion
from domain.allocation.policy import Policy, parse
from domain.kernel.actor import Actor
from domain.kernel.address import check_coordinates
from domain.processes.simulate_past import Parcels, Past, PastOrder
from domain.processes.simulate_sourcing import Simulated, Wanted
from schema.allocation.decisions import AllocationDecision
from schema.allocation.policy_inputs import (
    SourcingFilterInput,
    SourcingGoalInput,
    filters_of,
    goals_of,
)
from schema.column import column, computed
from schema.inputs import given, optional
from schema.orders.loaders import order_by_id
from schema.ownership import DECISION_ON_AN_ORDER
from schema.relation import RowType, relation

if TYPE_CHECKING:
    from schema.orders.types import Order


@strawberry.input(description="A policy that need not be written anywhere.")
class SourcingRulesInput:
    filters: list[SourcingFilterInput] | None = optional("What a location must fulfil.")
    goals: list[SourcingGoalInput] | None = optional("What a plan should be good at.")

    def to_domain(self) -> Policy:
        """The policy. Raises `InvalidInput` naming the part that cannot be."""
        return parse(filters_of(self.filters), goals_of(self.goals), ("input", "rules"))


@strawberry.input(description="A line of an order that does not exist.")
class SimulatedLineInput:
    sku: str = given("SKU.")
    quantity: int = given("Units.")
    location: str | None = optional("Code of the location that it has to ship from.")


@strawberry.input(description="An order that does not exist.")
class SimulatedOrderInput:
    lines: list[SimulatedLineInput] = given("What is ordered.")
    latitude: float | None = optional("Where it goes, in degrees north.")
    longitude: float | None = optional("Where it goes, in degrees east.")

    def destination(self) -> Point | None:
        """Where it goes. Raises `InvalidInput` for what is nowhere."""
        check_coordinates(self.latitude, self.longitude, path=("input", "order"))
        return Point.of(self.latitude, self.longitude)

    def wanted(self) -> list[Wanted]:
        return [Wanted(line.sku, line.quantity, line.location) for line in self.lines]


@strawberry.input(description="Orders of the past, to be sourced again; a batch at a time.")
class SimulatedPastInput:
    placed_after: datetime = given("From when on they were placed.")
    placed_before: datetime = given("Until when they were placed, excluded.")
    first: int | None = optional("Orders of a batch: 1 to 100, 100 when not said.")
    after: strawberry.ID | None = optional("`endCursor` of the batch before.")


@strawberry.input(
    description="Exactly one of `order` and `past`; by `rules`, or by the policy of the channel."
)
class SimulateSourcingInput:
    channel: str = given("Code of the channel.")
    rules: SourcingRulesInput | None = optional("The policy to be tried.")
    order: SimulatedOrderInput | None = optional("An order that does not exist.")
    past: SimulatedPastInput | None = optional("Orders that do, as if they were placed again.")


def show_decision(simulated: Simulated, viewer: Actor, at: datetime) -> AllocationDecision:
    """A decision that nobody made, shown like one that somebody did."""
    decision, by = simulated.decision, simulated.by
    return AllocationDecision.from_row(
        SimpleNamespace(
            number=0,
            occasion=DecisionOccasion.ALLOCATION,
            outcome=outcome_of(decision),
            policy_name=by.name,
            policy_version=by.version,
            units=decision.asked,
            missing=decision.missing,
            exact=decision.plan.exact,
            considered=len(decision.candidates),
            tries=1,
            retry_at=decision.retry_at,
            decided_by=viewer.label,
            decided_at=at,
            detail=document(decision, simulated.skus),
        )
    )


@strawberry.type(description="An order of the past that would be sourced otherwise.")
class ResourcedOrder(RowType):
    __rule__ = DECISION_ON_AN_ORDER

    order: Annotated["Order", strawberry.lazy("schema.orders.types")] = relation(
        "The order.", order_by_id, key="order_id"
    )
    parcels: int = column("Locations that it was sourced from.")
    would_be_parcels: int = column("Locations that it would be sourced from.")

    @computed("The decision that would be made.")
    def decision(self) -> AllocationDecision:
        decision: AllocationDecision = self.row.decision
        return decision


@strawberry.type(description="A batch of past orders, as they were sourced and as they would be.")
class ResourcedPast:
    orders: int = strawberry.field(description="Orders of the batch.")
    units: int = strawberry.field(description="Their units.")
    missing: int = strawberry.field(description="Units that would find no location.")
    parcels: int = strawberry.field(description="Parcels, as they were sourced.")
    would_be_parcels: int = strawberry.field(description="Parcels, as they would be.")
    mean_kilometers: Decimal | None = strawberry.field(
        description="Mean way of a unit, of those whose way is known; null where none is."
    )
    would_be_mean_kilometers: Decimal | None = strawberry.field(
        description="The same, as they would be sourced."
    )
    changed: list[ResourcedOrder] = strawberry.field(
        description="Those that would come in another number of parcels, or from farther or nearer."
    )
    end_cursor: strawberry.ID | None = strawberry.field(
        description="Where the next batch goes on; null at the end."
    )


@strawberry.type(description="What sourcing would decide. Nothing was written.")
class SourcingSimulation:
    decision: AllocationDecision | None = strawberry.field(description="For `order`.")
    past: ResourcedPast | None = strawberry.field(description="For `past`.")


def show_past(past: Past, viewer: Actor, at: datetime, cursor: strawberry.ID | None) -> ResourcedPast:
    """A batch, added up."""
    orders = past.orders
    return ResourcedPast(
        orders=len(orders),
        units=sum(each.simulated.decision.asked for each in orders),
        missing=sum(each.simulated.decision.missing for each in orders),
        parcels=sum(each.was.count for each in orders),
        would_be_parcels=sum(each.would_be.count for each in orders),
        mean_kilometers=_mean([each.was for each in orders]),
        would_be_mean_kilometers=_mean([each.would_be for each in orders]),
        changed=[_changed(each, viewer, at) for each in orders if each.was != each.would_be],
        end_cursor=cursor,
    )


def _mean(parcels: list[Parcels]) -> Decimal | None:
    measured = sum(each.measured for each in parcels)
    way = sum(each.kilometres for each in parcels)
    return Decimal(way / measured).quantize(Decimal("0.1")) if measured else None


def _changed(past: PastOrder, viewer: Actor, at: datetime) -> Any:
    return ResourcedOrder.from_row(
        SimpleNamespace(
            order_id=past.id,
            parcels=past.was.count,
            would_be_parcels=past.would_be.count,
            decision=show_decision(past.simulated, viewer, at),
        )
    )
