"""Collects what is odd in the files, with what was made of it. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from domain.imports.olist.geography import in_brazil, places
from domain.imports.olist.naming import is_city
from domain.imports.olist.plan import Plan, Quirk, Skipped
from domain.imports.olist.report import HANDLING, Oddity
from domain.imports.olist.rows import OlistData


def oddities_of(data: OlistData, plans: Sequence[Plan], skipped: Sequence[Skipped]) -> list[Oddity]:
    """Every oddity that was met, those of orders first."""
    return [*_of_orders(plans, skipped), *_of_masters(data)]


def _of_orders(plans: Sequence[Plan], skipped: Sequence[Skipped]) -> list[Oddity]:
    taken: dict[Quirk, list[str]] = defaultdict(list)
    left: dict[Quirk, list[str]] = defaultdict(list)
    for plan in plans:
        for quirk in plan.quirks:
            taken[quirk].append(plan.order_id)
    for order in skipped:
        for quirk in order.quirks:
            left[quirk].append(order.order_id)
    return [
        Oddity(quirk.value, HANDLING[quirk], taken[quirk], left[quirk])
        for quirk in Quirk
        if taken[quirk] or left[quirk]
    ]


def _of_masters(data: OlistData) -> list[Oddity]:
    known = places(data.points)
    sellers = data.sellers.values()
    found = [
        Oddity(
            "seller's zip prefix without a known point",
            "a location without coordinates",
            [seller.id for seller in sellers if seller.zip_prefix not in known],
        ),
        Oddity(
            "seller's city that is no city",
            "the city that most points of the zip prefix name",
            [seller.id for seller in sellers if not is_city(seller)],
        ),
        Oddity(
            "point outside Brazil",
            "left out of the mean of its zip prefix",
            [point.zip_prefix for point in data.points if not in_brazil(point)],
        ),
        Oddity(
            "product without a category",
            'called "Product" and the start of its id',
            [product.id for product in data.products.values() if not product.category],
        ),
    ]
    return [oddity for oddity in found if oddity.replayed]
