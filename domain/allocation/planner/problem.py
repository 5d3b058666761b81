"""The question as numbers: locations in the order they are asked, products, units, costs.

Pinned lines have no choice, so they take theirs first; where they take, a parcel leaves in any case, and
the search finds those locations free to use.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from domain.allocation.plans import Need, Source, Take, Terms

ANY_NUMBER = 2**62
_USUAL = Terms()


class Problem:
    """What is left to decide. Locations and products are small integers, locations in asking order."""

    def __init__(
        self,
        needs: Sequence[Need],
        sources: Iterable[Source],
        terms: Mapping[UUID, Terms],
        *,
        whole_lines: bool,
    ) -> None:
        offers = [offer for offer in sources if offer.available > 0]
        ranking = sorted({(offer.priority, offer.code, offer.location_id) for offer in offers})
        self.locations = [location_id for _, _, location_id in ranking]
        self.number = {location_id: nth for nth, location_id in enumerate(self.locations)}
        self.product = {need.product_id: 0 for need in needs}
        for nth, product_id in enumerate(self.product):
            self.product[product_id] = nth
        known = [terms.get(location_id, _USUAL) for location_id in self.locations]
        units = sum(need.quantity for need in needs)
        # Units count once each, parcels as often as there are units: the mean over units, kept whole.
        self.parcel = [each.parcel * units for each in known]
        self.room = [ANY_NUMBER if each.capacity is None else each.capacity for each in known]
        self.bounded = any(room < units for room in self.room)
        self.stock: list[dict[int, int]] = [{} for _ in self.locations]
        self.cost: list[dict[int, int]] = [{} for _ in self.locations]
        for offer in offers:
            if offer.product_id in self.product:
                at, what = self.number[offer.location_id], self.product[offer.product_id]
                self.stock[at][what] = offer.available
                self.cost[at][what] = offer.cost
        self.used: set[int] = set()
        self.pinned: list[Take] = []
        self.free = [need for need in needs if need.only_at is None]
        self.missing: dict[UUID, int] = {}
        self._take_pinned([need for need in needs if need.only_at is not None], whole_lines)
        self.demand = [0] * len(self.product)
        for need in self.free:
            self.demand[self.product[need.product_id]] += need.quantity
        wanted = {what for what, units in enumerate(self.demand) if units}
        self.useful = [
            at for at, has in enumerate(self.stock) if self.room[at] > 0 and not wanted.isdisjoint(has)
        ]
        self.ranked = [
            sorted(
                (self.cost[at][what], at, self.stock[at][what])
                for at in self.useful
                if self.stock[at].get(what, 0) > 0
            )
            for what in range(len(self.product))
        ]

    def _take_pinned(self, needs: Sequence[Need], whole_lines: bool) -> None:
        for need in needs:
            at = self.number.get(need.only_at) if need.only_at else None
            what = self.product[need.product_id]
            given = 0
            if at is not None:
                given = min(need.quantity, self.stock[at].get(what, 0), self.room[at])
            if whole_lines and given < need.quantity:
                given = 0
            if at is not None and given > 0:
                self.stock[at][what] -= given
                self.room[at] -= given
                self.used.add(at)
                self.parcel[at] = 0
                self.pinned.append(Take(need.order_line_id, need.product_id, self.locations[at], given))
            if given < need.quantity:
                self.missing[need.order_line_id] = need.quantity - given
