"""Why each location was or was not chosen, in codes for programs and words for people. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domain.allocation.decide import (
    Candidate,
    CandidateOutcome,
    Decision,
    Offers,
    Question,
    choose,
    weigh_offers,
)
from domain.allocation.plans import POINT, Plan
from domain.allocation.policy import FilterKind
from domain.allocation.sites import Lot, Site
from domain.allocation.weigh import points


def decide(question: Question) -> Decision:
    """Source everything that is wanted, and say why."""
    offers = weigh_offers(question)
    return explain(question, offers, choose(question, offers))


def explain(question: Question, offers: Offers, found: Plan) -> Decision:
    """The decision that a plan makes."""
    found = Plan(found.takes, found.missing, found.exact and not offers.left_out)
    looked_at = {offer.location_id for offer in offers.sources} | offers.weighed.refused.keys()
    judge = _Judge(question, offers, found)
    candidates = [
        judge.candidate(site)
        for id, site in question.sites.items()
        if id in looked_at or not judge.has_any(id)
    ]
    return Decision(
        tuple(question.needs),
        found,
        tuple(sorted(candidates, key=_rank)),
        offers.left_out,
        _retry_at(question, offers, judge),
    )


_ORDER = {CandidateOutcome.CHOSEN: 0, CandidateOutcome.LOST: 1, CandidateOutcome.REFUSED: 2}


def _rank(candidate: Candidate) -> tuple[int, int, int, int, str]:
    site = candidate.site
    first = _ORDER[candidate.outcome]
    return (first, -candidate.could_give, candidate.total, site.priority, site.code)


def _retry_at(question: Question, offers: Offers, judge: "_Judge") -> datetime | None:
    """The first moment at which a location that time refused, or filled, may be asked again."""
    if not judge.found.missing:
        return None
    times = []
    for id, refused in offers.weighed.refused.items():
        if all(no.retry for no in refused):
            full = any(no.code == "NO_CAPACITY" for no in refused)
            times.append(question.sites[id].tomorrow if full else question.sites[id].opens_at)
    if FilterKind.CAPACITY in question.policy.kinds:
        filled = (question.sites[id] for id, units in judge.gives.items() if units)
        times += [
            site.tomorrow for site in filled if site.capacity_left == judge.gives[site.location_id]
        ]
    return min((time for time in times if time is not None), default=None)


class _Judge:
    """Says of each location why it was or was not chosen."""

    def __init__(self, question: Question, offers: Offers, found: Plan) -> None:
        self.question, self.weighed, self.found = question, offers.weighed, found
        self.lots: dict[UUID, dict[UUID, Lot]] = {}
        for lot in question.lots:
            self.lots.setdefault(lot.location_id, {})[lot.product_id] = lot
        self.gives: Counter[UUID] = Counter()
        for take in found.takes:
            self.gives[take.location_id] += take.quantity
        self.wanted = sum(need.quantity for need in question.needs)
        self.chosen_total = self._chosen_total(offers)

    def has_any(self, location_id: UUID) -> bool:
        """Whether anything of what is wanted lies there."""
        return any(lot.units > 0 for lot in self.lots.get(location_id, {}).values())

    def candidate(self, site: Site) -> Candidate:
        given = self._alone(site)
        could = sum(given.values())
        units = self.gives[site.location_id]
        if refused := self.weighed.refused.get(site.location_id):
            reasons = tuple((no.code, no.why) for no in refused)
            return Candidate(site, CandidateOutcome.REFUSED, 0, could, reasons=reasons)
        scores = self._scores(site, given) if could else ()
        if units:
            return Candidate(site, CandidateOutcome.CHOSEN, units, could, scores)
        total = sum(score for _, score in scores)
        reasons = tuple(self._lost(site, could, total))
        return Candidate(site, CandidateOutcome.LOST, 0, could, scores, reasons)

    def _alone(self, site: Site) -> dict[UUID, int]:
        """Units that it could give by itself, by product."""
        left = {id: lot.units for id, lot in self.lots.get(site.location_id, {}).items()}
        room = self.wanted
        terms = self.weighed.terms.get(site.location_id)
        if terms is not None and terms.capacity is not None:
            room = min(room, terms.capacity)
        given: dict[UUID, int] = {}
        for need in sorted(self.question.needs, key=lambda each: each.only_at is None):
            if need.only_at not in (None, site.location_id):
                continue
            units = min(need.quantity, left.get(need.product_id, 0), room)
            if units <= 0 or (self.question.whole_lines and units < need.quantity):
                continue
            left[need.product_id] -= units
            room -= units
            given[need.product_id] = given.get(need.product_id, 0) + units
        return given

    def _scores(self, site: Site, given: Mapping[UUID, int]) -> tuple[tuple[str, int], ...]:
        asked, lots, units = self.weighed.asked, self.lots[site.location_id], sum(given.values())
        scores = []
        for each in self.question.policy.goals:
            by_unit = sum(
                points(each, each.goal.unit(lots[id], site, asked)) * count
                for id, count in given.items()
            )
            parcel = points(each, each.goal.parcel(site, asked))
            scores.append((each.goal.name, parcel + round(by_unit / units)))
        return tuple(scores)

    def _lost(self, site: Site, could: int, total: int) -> list[tuple[str, str]]:
        if could < self.wanted:
            short = ("SHORT", f"{self.wanted - could} short")
            if not could:
                whole = self.question.whole_lines and self.has_any(site.location_id)
                return [("NOT_WHOLE_LINE", "carries no line whole")] if whole else [short]
            splits = len(self.gives) == 1 and not self.found.missing
            return [short, ("WOULD_SPLIT", "would split the order")] if splits else [short]
        if total > self.chosen_total:
            more = (total - self.chosen_total) / POINT
            return [("COSTS_MORE", f"{more:.3f} points more than what was chosen")]
        return [("ASKED_LATER", "equally good, and asked later")]

    def _chosen_total(self, offers: Offers) -> int:
        cost = {(each.location_id, each.product_id): each.cost for each in offers.sources}
        units = sum(take.quantity * cost[take.location_id, take.product_id] for take in self.found.takes)
        taken = sum(self.gives.values())
        parcels = sum(self.weighed.terms[id].parcel for id in self.gives)
        return parcels + (round(units / taken) if taken else 0)
