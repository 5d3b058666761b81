"""simulateSourcing: what sourcing would decide for an order that does not exist. It only reads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, text

from domain.allocation.candidates import look
from domain.allocation.decide import Decision, Question
from domain.allocation.distance import Point
from domain.allocation.explain import decide
from domain.allocation.plans import Need
from domain.allocation.policies import InForce, policy_of
from domain.allocation.policy import Policy
from domain.kernel.actor import Actor
from domain.kernel.database import Reader
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.kernel.quantity import checked_quantity

MOST_LINES = 500

_CHANNEL = text("SELECT id FROM channel WHERE code = :code")
_PLACES = text("SELECT code FROM location WHERE code = ANY(:codes)").bindparams(
    bindparam("codes", type_=ARRAY(Text))
)
# A bundle is what its components are.
_PRODUCTS = text(
    """
    SELECT p.sku AS asked, coalesce(c.id, p.id) AS id, coalesce(c.sku, p.sku) AS sku,
           coalesce(k.quantity, 1) AS units
    FROM product p
    LEFT JOIN (product_component k JOIN product c ON c.id = k.component_id) ON k.bundle_id = p.id
    WHERE p.sku = ANY(:skus) ORDER BY p.sku, k.position
    """
).bindparams(bindparam("skus", type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product and how much of it; `location` pins it."""

    sku: str
    quantity: int
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """A decision that nobody made, by which policy, and the SKUs of its lines."""

    decision: Decision
    by: InForce
    skus: Mapping[UUID, str]


async def simulate_order(
    read: Reader,
    *,
    viewer: Actor,
    channel: str,
    wanted: Sequence[Wanted],
    at: datetime,
    destination: Point | None = None,
    policy: Policy | None = None,
) -> Simulated:
    """Source an order that does not exist, by a policy that need not exist either or by the channel's.

    Raises `NotFound` (channel, SKU, location) and `InvalidInput`.
    """
    channel_id = await channel_by_code(read, viewer, channel)
    if not 0 < len(wanted) <= MOST_LINES:
        raise InvalidInput(f"An order has 1 to {MOST_LINES} lines.", path=("input", "order", "lines"))
    for nth, each in enumerate(wanted):
        checked_quantity(each.quantity, path=("input", "order", "lines", str(nth), "quantity"))
    by = await rules_of(read, channel_id, policy)
    found = await read.execute(_PRODUCTS, {"skus": [each.sku for each in wanted]})
    products: dict[str, list[Any]] = defaultdict(list)
    for row in found:
        products[row.asked].append(row)
    for nth, each in enumerate(wanted):
        if each.sku not in products:
            path = ("input", "order", "lines", str(nth), "sku")
            raise NotFound(f"There is no product {each.sku!r}.", path=path)
    pins = {each.location for each in wanted if each.location is not None}
    places = {row.code for row in await read.execute(_PLACES, {"codes": list(pins)})} if pins else set()
    for nth, each in enumerate(wanted):
        if each.location is not None and each.location not in places:
            path = ("input", "order", "lines", str(nth), "location")
            raise NotFound(f"There is no location {each.location!r}.", path=path)
    there = await look(
        read,
        product_ids={part.id for parts in products.values() for part in parts},
        channel_id=channel_id,
        policy=by.policy,
        at=at,
        destination=destination,
    )
    codes = {site.code: id for id, site in there.sites.items()}
    needs: list[Need] = []
    skus: dict[UUID, str] = {}
    for each in wanted:
        # A location that has none of it gives none of it.
        only_at = None if each.location is None else codes.get(each.location, new_id())
        for part in products[each.sku]:
            need = Need(new_id(), part.id, part.units * each.quantity, only_at)
            needs.append(need)
            skus[need.order_line_id] = part.sku
    decision = decide(Question(needs, there.lots, there.sites, by.policy, at))
    return Simulated(decision, by, skus)


async def channel_by_code(read: Reader, viewer: Actor, code: str) -> UUID:
    """Raises `NotFound`, also for a channel that is not the viewer's."""
    row = (await read.execute(_CHANNEL, {"code": code})).one_or_none()
    if row is None or not viewer.sells_on(row.id):
        raise NotFound(f"There is no channel {code!r}.", path=("input", "channel"))
    id: UUID = row.id
    return id


async def rules_of(read: Reader, channel_id: UUID, policy: Policy | None) -> InForce:
    """The policy that is tried, or the channel's own."""
    return await policy_of(read, channel_id) if policy is None else InForce(policy)
