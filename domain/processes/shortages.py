"""What could not be had, said once a product: all that was asked of it, all that there is, and when
there is more. What lacks for a bundle is said of the component, and of the bundle itself."""

from collections import Counter as Tally
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from domain.allocation.rules import Need
from domain.backorders.rules import Pool, next_available
from domain.catalog.queries import ProductForSale
from domain.kernel.errors import InsufficientStock, Shortage
from domain.kernel.uow import UnitOfWork
from domain.processes.backorder_lines import unpromised
from domain.processes.counter import Counter

Bundles = Sequence[tuple[str, int]]
"SKUs of bundles, and how many were asked for."


async def too_little(
    uow: UnitOfWork,
    *,
    short: Collection[UUID],
    needs: Sequence[Need],
    counter: Counter,
    path: tuple[str, ...],
    bundles: Bundles = (),
    room: Mapping[UUID, int] | None = None,
) -> InsufficientStock:
    """The refusal that names each short product (by id), over all that was asked of it, and then each
    bundle that cannot be had for the want of it.

    `room` are units that may be had beyond the stock.
    """
    supply = await unpromised(uow, counter, list(short))
    wanted: Tally[str] = Tally()
    for sku, quantity in bundles:
        wanted[sku] += quantity
    found = {
        id: _of_product(
            counter.by_id[id], needs, counter, supply, (room or {}).get(id, 0), tuple(wanted)
        )
        for id in short
    }
    of_bundles = [
        shortage
        for sku, quantity in wanted.items()
        if (shortage := _of_bundle(counter.products[sku], quantity, found))
    ]
    return InsufficientStock([*found.values(), *of_bundles], path=path)


def _of_product(
    product: ProductForSale,
    needs: Sequence[Need],
    counter: Counter,
    supply: Sequence[Pool],
    room: int,
    bundles: Sequence[str],
) -> Shortage:
    asked = [need for need in needs if need.product_id == product.id]
    # Where every line of the SKU is pinned, what lies elsewhere cannot be had.
    pins = {need.only_at for need in asked}
    there = sum(
        max(0, at.available)
        for at in counter.stock
        if at.product_id == product.id and (None in pins or at.location_id in pins)
    )
    wanted = sum(need.quantity for need in asked)
    coming = [
        pool
        for pool in supply
        if pool.product_id == product.id and (None in pins or pool.location_id in pins)
    ]
    later = next_available(wanted=wanted, now=there, supply=coming)
    return Shortage(
        product.sku,
        wanted,
        there,
        next_available_at=later.at if later else None,
        next_available_units=later.units if later else None,
        beyond_stock=room,
        bundles=tuple(
            sku
            for sku in bundles
            if any(each.product_id == product.id for each in counter.products[sku].components)
        ),
    )


def _of_bundle(bundle: ProductForSale, wanted: int, short: Mapping[UUID, Shortage]) -> Shortage | None:
    """As many as its scarcest component is enough for, and when the last of the scarce ones is there;
    None where it alone could be had."""
    scarce = [
        (short[each.product_id], each.quantity)
        for each in bundle.components
        if each.product_id in short and _in_all(short[each.product_id]) < wanted * each.quantity
    ]
    if not scarce:
        return None
    times = [each.next_available_at for each, _ in scarce if each.next_available_at is not None]
    known = len(times) == len(scarce)
    there = min(each.available // units for each, units in scarce)
    return Shortage(
        bundle.sku,
        wanted,
        there,
        next_available_at=max(times) if known else None,
        next_available_units=min((each.next_available_units or 0) // units for each, units in scarce)
        if known
        else None,
        beyond_stock=min(_in_all(each) // units for each, units in scarce) - there,
    )


def _in_all(short: Shortage) -> int:
    """What could be had, waiting for some of it."""
    return short.available + short.beyond_stock
