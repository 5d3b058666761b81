"""Who is served from what, who is promised what for when. Pure.

Stock that lies somewhere and supply that is on its way are the same to a queue: pools of units at a
location, one after another. Each line in turn takes what it may from the pools that are left, also in
part: first come first served, and nobody takes more than there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """Units that wait: of an order line, or of several that are alike. `only_at` pins them."""

    line_id: UUID | None
    product_id: UUID
    channel_id: UUID
    quantity: int
    only_at: UUID | None = None
    not_before: datetime | None = None
    "When a preordered product is there."


@dataclass(frozen=True, slots=True)
class Pool:
    """Units at a location: free stock (`at` is None), or supply and when it is expected.

    `serves` are the channels that may have it, None is all of them.
    """

    id: UUID
    product_id: UUID
    location_id: UUID
    units: int
    serves: frozenset[UUID] | None = None
    at: datetime | None = None
    code: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Served:
    """Units of one pool for those who wait."""

    waiting: Waiting
    pool: Pool
    units: int


def suits(pool: Pool, waiting: Waiting) -> bool:
    """Whether those who wait may have units of the pool at all."""
    return (
        pool.product_id == waiting.product_id
        and (pool.serves is None or waiting.channel_id in pool.serves)
        and waiting.only_at in (None, pool.location_id)
    )


def serve(queue: Iterable[Waiting], pools: Sequence[Pool]) -> tuple[list[Served], list[Pool]]:
    """Go through the queue; what each gets from which pool, and the pools with what is left in them."""
    left = [pool.units for pool in pools]
    by_product: dict[UUID, list[int]] = {}
    for index, pool in enumerate(pools):
        by_product.setdefault(pool.product_id, []).append(index)
    served: list[Served] = []
    for waiting in queue:
        wanted = waiting.quantity
        for index in by_product.get(waiting.product_id, ()):
            if wanted and left[index] > 0 and suits(pools[index], waiting):
                units = min(wanted, left[index])
                left[index] -= units
                wanted -= units
                served.append(Served(waiting, pools[index], units))
    return served, [replace(pool, units=units) for pool, units in zip(pools, left, strict=True)]


@dataclass(frozen=True, slots=True)
class Promise:
    """When all units of those who wait are there (None: nobody knows), and from which supply."""

    at: datetime | None
    parts: tuple[Served, ...]


def by_date(supply: Iterable[Pool]) -> list[Pool]:
    """The earliest first; what has no date comes last."""
    return sorted(supply, key=lambda pool: (pool.at is None, pool.at, pool.id))


def promise(queue: Sequence[Waiting], supply: Iterable[Pool]) -> list[Promise]:
    """A promise for each in the queue, in its order. Supply is never promised twice."""
    served, _ = serve(queue, by_date(supply))
    parts: dict[int, list[Served]] = {}
    for each in served:
        parts.setdefault(id(each.waiting), []).append(each)
    return [_promise(waiting, parts.get(id(waiting), [])) for waiting in queue]


def _promise(waiting: Waiting, parts: list[Served]) -> Promise:
    covered = sum(part.units for part in parts) == waiting.quantity
    dates = [part.pool.at for part in parts]
    known = [date for date in dates if date is not None]
    if covered and len(known) == len(dates):
        if waiting.not_before is not None:
            known.append(waiting.not_before)
        return Promise(max(known), tuple(parts))
    return Promise(waiting.not_before, tuple(parts))


@dataclass(frozen=True, slots=True)
class NextAvailable:
    """When more could be had, and how many units in all by then."""

    at: datetime
    units: int


def next_available(*, wanted: int, now: int, supply: Iterable[Pool]) -> NextAvailable | None:
    """The first date by which all that is wanted could be had, or the last that brings some of it.

    `now` units can be had already; `supply` is what nobody has been promised. None: nothing is coming.
    """
    units, found = now, None
    for pool in by_date(supply):
        if pool.at is None or pool.units <= 0:
            continue
        units += pool.units
        found = NextAvailable(pool.at, units)
        if units >= wanted:
            break
    return found


@dataclass(frozen=True, slots=True)
class Terms:
    """How far a product is sold beyond its stock in a channel."""

    policy_id: UUID | None
    "Whose counter counts; None where the product itself says so, without a bound."
    room: int | None
    "Units that may still come to wait; None is no bound, zero is none."
    not_before: datetime | None


def terms_of(
    *,
    policy_id: UUID | None,
    kind: str | None,
    cap: int | None,
    taken: int | None,
    available_on: datetime | None,
    otherwise: bool,
) -> Terms:
    """The terms of a policy; where there is none, of a product that may or may not be backordered."""
    if policy_id is None or kind is None:
        return Terms(None, None if otherwise else 0, None)
    if kind == "DENY":
        return Terms(policy_id, 0, None)
    room = None if cap is None else max(0, cap - (taken or 0))
    return Terms(policy_id, room, available_on if kind == "PREORDER" else None)


def terms_in(row: Any) -> Terms:
    """The terms in a row that a product was found in, together with its policy."""
    return terms_of(
        policy_id=row.policy_id,
        kind=row.policy,
        cap=row.cap,
        taken=row.taken,
        available_on=row.available_on,
        otherwise=row.allow_backorder,
    )
