"""Sourcing what an order waits for: units that are reserved for it somewhere, and units on backorder.

Reserved units can always be allocated where they lie, as far as the policy lets them; what it does not
let go stays reserved exactly where it is, and no other line may take it. Pure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.allocation.decide import Decision, Offers, Question, choose, weigh_offers
from domain.allocation.explain import explain
from domain.allocation.planner import plan
from domain.allocation.plans import Need, Plan, Source, Take, Terms
from domain.allocation.sites import Lot


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Units of an order line that have no place they come from yet."""

    id: UUID
    product_id: UUID
    reserved: int
    backordered: int
    only_at: UUID | None = None

    def need(self, units: int) -> Need:
        return Need(self.id, self.product_id, units, self.only_at)


@dataclass(frozen=True, slots=True)
class Kept:
    """A reservation of an order: units of a line at a location."""

    id: UUID
    order_line_id: UUID
    product_id: UUID
    location_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Sourced:
    """The decision, and how many units stay reserved in which reservation."""

    decision: Decision
    stays: Mapping[UUID, int]


def source_waiting(question: Question, waiting: Sequence[WaitingLine], kept: Sequence[Kept]) -> Sourced:
    """Decide where the waiting units come from. `question.needs` are all of them, and its lots hold the
    order's own reservations as `kept`."""
    frozen: set[UUID] = set()
    while True:
        moving = [line for line in waiting if line.id not in frozen]
        lots = _without(question.lots, [row for row in kept if row.order_line_id in frozen])
        # Costs are means over all that is wanted, so the whole question is weighed each time.
        offers = weigh_offers(replace(question, lots=lots))
        found = _plan(question, offers, moving)
        taken = Counter[UUID]()
        for take in found.takes:
            taken[take.order_line_id] += take.quantity
        short = {
            line.id: line.reserved - taken[line.id] for line in moving if taken[line.id] < line.reserved
        }
        stays = _spare(lots, found, kept, short)
        if stays is not None:
            stays |= {row.id: row.quantity for row in kept if row.order_line_id in frozen}
            missing = {
                line.id: line.reserved + line.backordered - taken[line.id]
                for line in waiting
                if line.reserved + line.backordered > taken[line.id]
            }
            whole = Plan(found.takes, missing, found.exact)
            return Sourced(explain(replace(question, lots=lots), offers, whole), stays)
        # Somebody else's line would take what has to stay: lines that stay do not take part.
        frozen |= short.keys()


def _plan(question: Question, offers: Offers, waiting: Sequence[WaitingLine]) -> Plan:
    """Everything, if there is enough; else what is reserved first, and from the rest what is not."""
    everything = [line.need(line.reserved + line.backordered) for line in waiting]
    whole = choose(replace(question, needs=everything), offers)
    if not whole.missing or question.whole_lines:
        return whole
    terms = offers.weighed.terms
    kept = plan([line.need(line.reserved) for line in waiting if line.reserved], offers.sources, terms)
    later = plan(
        [line.need(line.backordered) for line in waiting if line.backordered],
        _left(offers.sources, kept.takes),
        _paid(terms, kept.takes),
    )
    return Plan((*kept.takes, *later.takes), later.missing, kept.exact and later.exact)


def _left(sources: Sequence[Source], takes: Sequence[Take]) -> list[Source]:
    taken: Counter[tuple[UUID, UUID]] = Counter()
    for take in takes:
        taken[take.location_id, take.product_id] += take.quantity
    return [
        replace(offer, available=offer.available - taken[offer.location_id, offer.product_id])
        for offer in sources
    ]


def _paid(terms: Mapping[UUID, Terms], takes: Sequence[Take]) -> dict[UUID, Terms]:
    """Terms for what comes after: parcels that leave anyway are paid for, and room is taken."""
    taken: Counter[UUID] = Counter()
    for take in takes:
        taken[take.location_id] += take.quantity
    after = dict(terms)
    for id, units in taken.items():
        room = after[id].capacity
        after[id] = Terms(0, None if room is None else room - units)
    return after


def _without(lots: Sequence[Lot], staying: Sequence[Kept]) -> list[Lot]:
    """The lots as others may take from them: what stays is nobody's."""
    gone: Counter[tuple[UUID, UUID]] = Counter()
    for row in staying:
        gone[row.location_id, row.product_id] += row.quantity
    return [replace(lot, kept=lot.kept - gone[lot.location_id, lot.product_id]) for lot in lots]


def _spare(
    lots: Sequence[Lot], found: Plan, kept: Sequence[Kept], short: Mapping[UUID, int]
) -> dict[UUID, int] | None:
    """Where the units lie that the plan leaves reserved; None where too few are left of them."""
    spare = {(lot.location_id, lot.product_id): lot.units for lot in lots}
    for take in found.takes:
        spare[take.location_id, take.product_id] -= take.quantity
    left = dict(short)
    stays: dict[UUID, int] = {}
    for row in kept:
        units = min(left.get(row.order_line_id, 0), row.quantity, spare[row.location_id, row.product_id])
        if units > 0:
            stays[row.id] = units
            left[row.order_line_id] -= units
            spare[row.location_id, row.product_id] -= units
    return None if any(left.values()) else stays
