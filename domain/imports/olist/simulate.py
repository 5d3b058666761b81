"""What if: the history's orders sourced by other policies than the marketplace's own.

On Olist the customer chooses the seller, so the history knows one policy: the seller ships what was
bought of them. Here each order is sourced again, in the order in which they were placed, from the stock
that the replay opens with, by the planner that sources orders in the shop. Nothing is written anywhere.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.allocation.decide import Question, choose, weigh_offers
from domain.allocation.distance import Point, kilometres
from domain.allocation.plans import Need, Take
from domain.allocation.policy import Policy, parse
from domain.allocation.sites import Lot, Site
from domain.imports.olist.geography import places
from domain.imports.olist.plan import Deed, Plan
from domain.imports.olist.rows import OlistData
from domain.imports.olist.seed.masters import units_needed

SELLER_ONLY = "seller only"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy comes to. Distances are per unit, of the units of which both ends are on the map."""

    policy: str
    orders: int
    parcels: int
    split_orders: int
    "Orders that came in more than one parcel."
    missing: int
    "Units that no seller had."
    distance: float
    "Kilometres, over all units that were measured."
    measured: int

    @property
    def splits(self) -> int:
        """Parcels beyond the one that every order needs."""
        return self.parcels - self.orders

    @property
    def mean_kilometres(self) -> Decimal:
        """To the metre."""
        mean = self.distance / self.measured if self.measured else 0.0
        return Decimal(mean).quantize(Decimal("0.001"))


@dataclass(frozen=True, slots=True)
class Simulation:
    """The three policies, and what the history did, read from its rows without the planner."""

    outcomes: tuple[Outcome, ...]
    history: Outcome

    @property
    def agrees(self) -> bool:
        """Whether sourcing from the seller alone comes to what the history did."""
        mine = next(each for each in self.outcomes if each.policy == SELLER_ONLY)
        same = (mine.orders, mine.parcels, mine.split_orders, mine.missing, mine.measured)
        theirs = self.history
        return (
            same == (theirs.orders, theirs.parcels, theirs.split_orders, theirs.missing, theirs.measured)
            and mine.mean_kilometres == theirs.mean_kilometres
        )


_POLICIES: dict[str, Policy] = {
    # A split is worse than any distance in the country; among equals the nearest.
    "fewest splits": parse(
        [],
        [{"goal": "FEWEST_SPLITS", "weight": "1000"}, {"goal": "DISTANCE", "weight": "1"}],
    ),
    "nearest": parse([], [{"goal": "DISTANCE", "weight": "1"}]),
    SELLER_ONLY: parse([], [{"goal": "FEWEST_SPLITS", "weight": "1"}]),
}


def simulate(data: OlistData, plans: Sequence[Plan]) -> Simulation:
    """Source every order that the history sourced, by each policy."""
    sourced = [plan for plan in plans if any(step.deed is Deed.ALLOCATE for step in plan.steps)]
    ways = _Ways(data)
    outcomes = [_source_all(name, policy, sourced, plans, ways) for name, policy in _POLICIES.items()]
    return Simulation(tuple(outcomes), _history(data, sourced, ways))


class _Ways:
    """Where sellers and customers are, and how far apart."""

    def __init__(self, data: OlistData) -> None:
        known = places(data.points)
        at = {prefix: Point(place.latitude, place.longitude) for prefix, place in known.items()}
        self.sellers = {id: at.get(seller.zip_prefix) for id, seller in data.sellers.items()}
        self._at = at

    def kilometres(self, seller: str, zip_prefix: str) -> float | None:
        """From a seller to a zip prefix; None where either is nowhere on the map."""
        start, end = self.sellers[seller], self._at.get(zip_prefix)
        return kilometres(start, end) if start and end else None


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def _source_all(
    name: str, policy: Policy, plans: Sequence[Plan], everything: Sequence[Plan], ways: _Ways
) -> Outcome:
    stock: dict[str, dict[str, int]] = defaultdict(dict)
    for (product, seller), units in units_needed(everything).items():
        stock[product][seller] = units
    tally = _Tally(name)
    for plan in plans:
        needs = [
            Need(
                UUID(int=nth),
                _id(line.product_id),
                line.quantity,
                _id(line.seller_id) if name == SELLER_ONLY else None,
            )
            for nth, line in enumerate(plan.lines)
        ]
        products = {line.product_id for line in plan.lines}
        sellers = {seller for product in products for seller in stock[product]}
        zip_prefix = plan.address.postal_code
        sites = {
            _id(seller): Site(_id(seller), seller, kilometres=ways.kilometres(seller, zip_prefix))
            for seller in sellers
        }
        lots = [
            Lot(_id(seller), _id(product), units)
            for product in products
            for seller, units in stock[product].items()
        ]
        question = Question(needs, lots, sites, policy, plan.steps[0].at)
        found = choose(question, weigh_offers(question))
        tally.add(found.takes, sites, sum(found.missing.values()))
        names = {_id(product): product for product in products}
        for take in found.takes:
            stock[names[take.product_id]][sites[take.location_id].code] -= take.quantity
    return tally.outcome()


class _Tally:
    """Adds orders up."""

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.orders = self.parcels = self.split_orders = self.missing = self.measured = 0
        self.distance = 0.0

    def add(self, takes: Sequence[Take], sites: Mapping[UUID, Site], missing: int) -> None:
        """One order, as it was sourced."""
        units: Counter[UUID] = Counter()
        for take in takes:
            units[take.location_id] += take.quantity
        self.count({id: (sites[id].kilometres, each) for id, each in units.items()}, missing)

    def count(self, parcels: Mapping[object, tuple[float | None, int]], missing: int) -> None:
        """One order: its parcels' ways and units, and what is missing of it."""
        self.orders += 1
        self.parcels += len(parcels)
        self.split_orders += len(parcels) > 1
        self.missing += missing
        for way, units in parcels.values():
            if way is not None:
                self.distance += way * units
                self.measured += units

    def outcome(self) -> Outcome:
        return Outcome(
            self.policy,
            self.orders,
            self.parcels,
            self.split_orders,
            self.missing,
            self.distance,
            self.measured,
        )


def _history(data: OlistData, plans: Sequence[Plan], ways: _Ways) -> Outcome:
    """Straight from the files' rows: an item ships from its seller to the order's customer."""
    tally = _Tally("history")
    by_id = {order.id: order.customer_id for order in data.orders}
    for plan in plans:
        units = Counter(item.seller_id for item in data.items[plan.order_id])
        tally.count(
            {
                seller: (ways.kilometres(seller, data.customers[by_id[plan.order_id]].zip_prefix), count)
                for seller, count in units.items()
            },
            0,
        )
    return tally.outcome()
