"""Keeping decisions: where an order's units come from, or why they wait. Bounded in size and number."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from domain.allocation.decide import Candidate, Decision
from domain.allocation.models import (
    AllocationDecision,
    DecisionOccasion,
    DecisionOutcome,
    allocation_decisions,
)
from domain.allocation.policies import InForce
from domain.kernel.uow import UnitOfWork

MOST_CANDIDATES = 30
"Candidates that a decision keeps: the chosen, then the best of the others."
MOST_DECISIONS = 20
"Decisions that an order keeps: the newest."

_LATEST = (
    select(AllocationDecision)
    .where(allocation_decisions.c.order_id == bindparam("order"))
    .order_by(allocation_decisions.c.number.desc())
    .limit(1)
)


async def keep(
    uow: UnitOfWork,
    *,
    order_id: UUID,
    decision: Decision,
    by: InForce,
    skus: Mapping[UUID, str],
    occasion: DecisionOccasion = DecisionOccasion.ALLOCATION,
) -> AllocationDecision:
    """Write a decision down. An order that waits for the same in the same way only counts one more try.

    `skus` names the order's lines. The order's lock guards its decisions.
    """
    latest: AllocationDecision | None = await uow.session.scalar(_LATEST, {"order": order_id})
    outcome = outcome_of(decision)
    detail = document(decision, skus)
    if latest is not None:
        latest.waits, latest.retry_at = False, None
    again = (
        latest is not None
        and latest.outcome is outcome is DecisionOutcome.WAITING
        and latest.occasion is occasion
        and (latest.policy_id, latest.policy_version) == (by.id, by.version)
    )
    if latest is not None and again:
        latest.tries += 1
        latest.detail, latest.considered, latest.exact = (
            detail,
            _considered(decision),
            decision.plan.exact,
        )
        latest.units, latest.missing, latest.waits = decision.asked, decision.missing, True
        latest.retry_at, latest.decided_at, latest.decided_by = (
            decision.retry_at, uow.now(), uow.actor.label
        )  # fmt: skip
        return latest
    number = latest.number + 1 if latest is not None else 1
    kept = AllocationDecision(
        order_id=order_id,
        number=number,
        occasion=occasion,
        outcome=outcome,
        policy_id=by.id,
        policy_version=by.version,
        policy_name=by.name,
        units=decision.asked,
        missing=decision.missing,
        exact=decision.plan.exact,
        considered=_considered(decision),
        detail=detail,
        waits=decision.missing > 0,
        retry_at=decision.retry_at,
        decided_by=uow.actor.label,
        decided_at=uow.now(),
    )
    uow.session.add(kept)
    if number > MOST_DECISIONS:
        await uow.session.execute(
            delete(allocation_decisions).where(
                allocation_decisions.c.order_id == order_id,
                allocation_decisions.c.number <= number - MOST_DECISIONS,
            )
        )
    return kept


def document(decision: Decision, skus: Mapping[UUID, str]) -> dict[str, Any]:
    """The lines and the candidates, as JSON values."""
    chosen: dict[UUID, int] = {}
    for take in decision.plan.takes:
        chosen[take.order_line_id] = chosen.get(take.order_line_id, 0) + take.quantity
    return {
        "lines": [
            {
                "sku": skus[need.order_line_id],
                "units": need.quantity,
                "sourced": chosen.get(need.order_line_id, 0),
            }
            for need in decision.needs
        ],
        "candidates": [_candidate(each) for each in decision.candidates[:MOST_CANDIDATES]],
        "left_out": _considered(decision)
        + decision.left_out
        - min(_considered(decision), MOST_CANDIDATES),
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    way = candidate.site.kilometres
    return {
        "location": str(candidate.site.location_id),
        "outcome": candidate.outcome.value,
        "units": candidate.units,
        "could_give": candidate.could_give,
        "kilometres": None if way is None else round(way),
        "total": candidate.total,
        "scores": [list(score) for score in candidate.scores],
        "reasons": [list(reason) for reason in candidate.reasons],
    }


def outcome_of(decision: Decision) -> DecisionOutcome:
    """How it ended."""
    if not decision.plan.takes:
        return DecisionOutcome.WAITING
    return DecisionOutcome.PARTLY_SOURCED if decision.missing else DecisionOutcome.SOURCED


def _considered(decision: Decision) -> int:
    return len(decision.candidates)
