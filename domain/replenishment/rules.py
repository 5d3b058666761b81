"""The arithmetic of buying again, for stock that is looked at all the time: reorder point, order up to.

Each rule is written once and says nothing of what it calculates with: numbers, as a test does with a
textbook's examples, or columns, so that PostgreSQL does it for a hundred thousand levels at a time.
Demand and lead time may be in days or in weeks, as long as both are in the same.

The formulas are those of Chopra and Meindl, "Supply Chain Management: Strategy, Planning, and
Operation", the chapter on safety inventory; Silver, Pyke and Thomas, "Inventory and Production
Management in Supply Chains", has the same for the (s, S) system.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

Figure = Any
"A number, or a column of numbers."


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What numbers and columns do not share: how a root is drawn, rounded up, and the largest taken."""

    root: Callable[[Figure], Figure]
    up: Callable[[Figure], Figure]
    largest: Callable[[Figure, Figure], Figure]


NUMBERS = Arithmetic(math.sqrt, math.ceil, max)


def safety_factor(service_level: float) -> float:
    """Standard deviations to have in reserve so that, with the probability `service_level`, a delivery
    comes before stock runs out: the quantile of the normal distribution."""
    return NormalDist().inv_cdf(service_level)


def deviation(total: Figure, squares: Figure, count: Figure, by: Arithmetic = NUMBERS) -> Figure:
    """The standard deviation of a sample of `count` figures, from their sum and that of the squares."""
    return by.root(by.largest(squares - total * total / count, 0) / (count - 1))


def lead_time_deviation(
    mean: Figure, spread: Figure, lead_time: Figure, lead_time_spread: Figure, by: Arithmetic = NUMBERS
) -> Figure:
    """How much the demand during one lead time varies, where demand and lead time both do."""
    return by.root(lead_time * spread * spread + mean * mean * lead_time_spread * lead_time_spread)


def safety_stock(factor: Figure, deviation: Figure, by: Arithmetic = NUMBERS) -> Figure:
    """Whole units to keep beyond what is expected to sell during a lead time."""
    return by.up(by.largest(factor * deviation, 0))


def reorder_point(mean: Figure, lead_time: Figure, safety: Figure, by: Arithmetic = NUMBERS) -> Figure:
    """At so many units, lying there or coming, an order is due: it arrives as the reserve is touched."""
    return by.up(mean * lead_time) + safety


def order_up_to(point: Figure, mean: Figure, cover: Figure, by: Arithmetic = NUMBERS) -> Figure:
    """What an order fills up to: the reorder point, and what sells in the time that it is to cover."""
    return point + by.up(mean * cover)


def in_packs(quantity: Figure, pack_size: Figure, minimum: Figure, by: Arithmetic = NUMBERS) -> Figure:
    """The fewest whole packs that hold the quantity and no less than the minimum, in units."""
    return by.up(by.largest(quantity, minimum) / pack_size) * pack_size
