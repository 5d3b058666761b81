"""Sourcing: which location gives which units. Pure: needs and stock in, a plan out.

Fewest locations first, then the locations asked earliest (lowest priority number, then code). The
search over sets of locations is exact for as many sets as a sale normally has; a very wide choice is
cut by taking, step by step, the location that covers most of what is left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from uuid import UUID

_EXACT_SETS = 2_000
"How many sets of locations are tried before the greedy choice takes over."


@dataclass(frozen=True, slots=True)
class Need:
    """Units wanted for one order line; `only_at` pins it to a location."""

    order_line_id: UUID
    product_id: UUID
    quantity: int
    only_at: UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a location can give of a product."""

    location_id: UUID
    product_id: UUID
    available: int
    priority: int
    code: str


@dataclass(frozen=True, slots=True)
class Take:
    """Units of one order line from one location."""

    order_line_id: UUID
    product_id: UUID
    location_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the units come from, and what could not be had, per line."""

    takes: tuple[Take, ...]
    missing: dict[UUID, int]


def source(needs: Sequence[Need], sources: Iterable[Source]) -> Plan:
    """Choose locations for the needs, as much of them as there is."""
    offers = [offer for offer in sources if offer.available > 0]
    ranking = sorted({(offer.priority, offer.code, offer.location_id) for offer in offers})
    order = [location_id for _, _, location_id in ranking]
    stock = {(offer.location_id, offer.product_id): offer.available for offer in offers}
    return _exact(needs, stock, order) or _fill(needs, stock, _greedy(needs, stock, order))


def _exact(
    needs: Sequence[Need], stock: dict[tuple[UUID, UUID], int], order: Sequence[UUID]
) -> Plan | None:
    """The smallest set of locations that covers everything; among equals the earliest asked."""
    tried = 0
    for size in range(1, len(order) + 1):
        tried += comb(len(order), size)
        if tried > _EXACT_SETS:
            return None
        for chosen in combinations(order, size):
            if _covers(needs, stock, chosen):
                return _fill(needs, stock, chosen)
    return None


def _covers(needs: Sequence[Need], stock: dict[tuple[UUID, UUID], int], chosen: Sequence[UUID]) -> bool:
    return not _fill(needs, stock, chosen).missing


def _greedy(
    needs: Sequence[Need], stock: dict[tuple[UUID, UUID], int], order: Sequence[UUID]
) -> list[UUID]:
    chosen: list[UUID] = []
    left = _fill(needs, stock, chosen)
    while left.missing:
        candidates = [location for location in order if location not in chosen]
        covered = [
            (sum(_fill(needs, stock, [*chosen, location]).missing.values()), place, location)
            for place, location in enumerate(candidates)
        ]
        if not covered:
            break
        missing, _, location = min(covered)
        if missing == sum(left.missing.values()):
            break
        chosen.append(location)
        left = _fill(needs, stock, chosen)
    return chosen


def _fill(needs: Sequence[Need], stock: dict[tuple[UUID, UUID], int], chosen: Sequence[UUID]) -> Plan:
    """Take from the chosen locations in order. Pinned needs go first: they have no other choice."""
    left = dict(stock)
    takes: list[Take] = []
    missing: dict[UUID, int] = {}
    for need in sorted(needs, key=lambda each: each.only_at is None):
        wanted = need.quantity
        for location_id in chosen:
            if need.only_at is not None and location_id != need.only_at:
                continue
            given = min(wanted, left.get((location_id, need.product_id), 0))
            if given > 0:
                left[location_id, need.product_id] -= given
                wanted -= given
                takes.append(Take(need.order_line_id, need.product_id, location_id, given))
            if wanted == 0:
                break
        if wanted:
            missing[need.order_line_id] = wanted
    return Plan(tuple(takes), missing)
