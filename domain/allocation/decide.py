"""One sourcing decision: a plan by a policy, with what was thought of every location. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.allocation.cut import cut
from domain.allocation.planner import plan
from domain.allocation.plans import Need, Plan, Source
from domain.allocation.policy import FilterKind, Policy
from domain.allocation.sites import Lot, Site
from domain.allocation.weigh import Weighed, weigh


class CandidateOutcome(StrEnum):
    CHOSEN = "CHOSEN"
    LOST = "LOST"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A location, what it could have given by itself, what it gives, and why it is no more.

    `scores` are thousandths of a point by goal, as if everything it could give came from it alone.
    """

    site: Site
    outcome: CandidateOutcome
    units: int
    could_give: int
    scores: tuple[tuple[str, int], ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> int:
        return sum(score for _, score in self.scores)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done, and everybody who was asked: the chosen first, then the best of the others."""

    needs: tuple[Need, ...]
    plan: Plan
    candidates: tuple[Candidate, ...]
    left_out: int = 0
    "Locations that were not looked at, because there were far too many."
    retry_at: datetime | None = None
    "When time alone may bring what is missing; None where only stock or somebody can."

    @property
    def asked(self) -> int:
        return sum(need.quantity for need in self.needs)

    @property
    def missing(self) -> int:
        return sum(self.plan.missing.values())


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted, what lies where, and by which policy to choose at which instant."""

    needs: Sequence[Need]
    lots: Sequence[Lot]
    sites: Mapping[UUID, Site]
    policy: Policy
    at: datetime

    @property
    def whole_lines(self) -> bool:
        return FilterKind.WHOLE_LINE in self.policy.kinds


@dataclass(frozen=True, slots=True)
class Offers:
    """The question, weighed, and cut to what a plan can look at."""

    weighed: Weighed
    sources: list[Source]
    left_out: int


def weigh_offers(question: Question) -> Offers:
    """Ask every location and weigh every lot."""
    weighed = weigh(question.needs, question.lots, question.sites, question.policy, at=question.at)
    sources, left_out = cut(question.needs, weighed.sources, weighed.terms)
    return Offers(weighed, sources, left_out)


def choose(question: Question, offers: Offers) -> Plan:
    """The best plan for the whole question."""
    return plan(question.needs, offers.sources, offers.weighed.terms, whole_lines=question.whole_lines)
