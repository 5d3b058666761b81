"""AllocationDecision: what sourcing chose, and what was thought of every location."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from domain.allocation import decide, models
from domain.allocation.plans import POINT
from schema.column import column, computed
from schema.enums import show_enum
from schema.inventory.loaders import location_by_id
from schema.ownership import DECISION_ON_AN_ORDER
from schema.relation import RowType, relation

if TYPE_CHECKING:
    from schema.inventory.types import Location

DecisionOutcome = models.DecisionOutcome
DecisionOccasion = models.DecisionOccasion
CandidateOutcome = decide.CandidateOutcome
show_enum(
    DecisionOutcome,
    "How a decision ended.",
    {
        "SOURCED": "All of it was given to locations.",
        "PARTLY_SOURCED": "Some of it was; the rest waits.",
        "WAITING": "Nothing could be given to anybody; it waits.",
    },
)
show_enum(
    DecisionOccasion,
    "What a decision was made for.",
    {
        "ALLOCATION": "The order's units that waited for a place.",
        "SHORT_PICK": "Units that a location did not find on its shelf.",
    },
    name="AllocationDecisionOccasion",
)
show_enum(
    CandidateOutcome,
    "What became of a candidate.",
    {
        "CHOSEN": "It gives units.",
        "LOST": "It might have, and another choice was better.",
        "REFUSED": "A filter of the policy, or the channel, spoke against it.",
    },
    name="AllocationCandidateOutcome",
)


@strawberry.type(description="Points that one goal counts; fewer are better.")
class SourcingScore:
    goal: str = strawberry.field(description="Name of the goal.")
    points: Decimal = strawberry.field(description="Its points times its weight.")


@strawberry.type(description="Why a location was not chosen.")
class SourcingReason:
    code: str = strawberry.field(
        description="SHORT, WOULD_SPLIT, NOT_WHOLE_LINE, COSTS_MORE, ASKED_LATER; or what refused it: "
        "INACTIVE, OTHER_CHANNEL, CLOSED, PAST_CUT_OFF, NO_CAPACITY, TOO_FAR."
    )
    message: str = strawberry.field(description='In words: "3 short", "would split the order".')


@strawberry.type(description="Units of one line of the order.")
class SourcedLine:
    sku: str = strawberry.field(description="SKU.")
    units: int = strawberry.field(description="Units to be sourced.")
    sourced: int = strawberry.field(description="Units that were.")


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate as it is kept, with its location's key."""

    location_id: UUID
    kept: Mapping[str, Any]


@strawberry.type(description="A location that was asked, and why it was chosen or not.")
class AllocationCandidate(RowType):
    __rule__ = DECISION_ON_AN_ORDER

    location: Annotated["Location", strawberry.lazy("schema.inventory.types")] = relation(
        "The location.", location_by_id, key="location_id"
    )
    outcome: CandidateOutcome = column(
        "What became of it.", read=lambda row: CandidateOutcome(row.kept["outcome"])
    )
    units: int = column("Units that it gives.", read=lambda row: row.kept["units"])
    could_give: int = column(
        "Units that it could have given by itself.", read=lambda row: row.kept["could_give"]
    )
    kilometers: int | None = column(
        "Distance to the address; null where one of the two is not on the map.",
        read=lambda row: row.kept["kilometres"],
    )
    points: Decimal = column(
        "All scores together; fewer are better.", read=lambda row: _points(row.kept["total"])
    )

    @computed("What each goal of the policy makes of it, as if what it could give came from it alone.")
    def scores(self) -> list[SourcingScore]:
        return [
            SourcingScore(goal=goal, points=_points(score)) for goal, score in self.row.kept["scores"]
        ]

    @computed("Why it was not chosen; none where it was.")
    def reasons(self) -> list[SourcingReason]:
        return [SourcingReason(code=code, message=message) for code, message in self.row.kept["reasons"]]


def _points(score: int) -> Decimal:
    return Decimal(score) / POINT


@strawberry.type(description="Why units come from where they do, or wait.")
class AllocationDecision(RowType):
    __rule__ = DECISION_ON_AN_ORDER

    number: int = column("Counts 1, 2, 3, … per order; the oldest are dropped.")
    occasion: DecisionOccasion = column("What it was made for.")
    outcome: DecisionOutcome = column("How it ended.")
    policy_name: str | None = column("The policy it was made by; null is the default.")
    policy_version: int | None = column("The policy's version then.")
    units: int = column("Units to be sourced.")
    missing: int = column("Units that could not be.")
    exact: bool = column("Every better plan was ruled out; else it is a good one of very many.")
    considered: int = column("Locations that were weighed.")
    tries: int = column("How often the same was found while it waited.")
    retry_at: datetime | None = column(
        "When it is looked at again by itself, whatever happens until then."
    )
    decided_by: str = column("Who asked.")
    decided_at: datetime = column("When it was last found so.")
    left_out: int = column(
        "Locations beyond the candidates: a decision keeps the best thirty.",
        read=lambda row: row.detail["left_out"],
    )

    @computed("What was to be sourced.")
    def lines(self) -> list[SourcedLine]:
        return [SourcedLine(**line) for line in self.row.detail["lines"]]

    @computed("Who was asked: the chosen first, then the best of the others.")
    def candidates(self) -> list[AllocationCandidate]:
        return [
            AllocationCandidate.from_row(CandidateRow(UUID(kept["location"]), kept))
            for kept in self.row.detail["candidates"]
        ]
