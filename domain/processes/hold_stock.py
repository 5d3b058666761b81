"""holdStock, extendStockHold and releaseStockHold: stock for a cart, before there is an order.

Of a bundle its components are held; the item says what was asked for.
"""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.allocation.rules import Need, Take, source
from domain.catalog.bundles import Component
from domain.holds import service
from domain.holds.events import StockHeld, StockHoldReleased
from domain.holds.models import HoldStatus, StockHold, StockHoldItem
from domain.holds.queries import holder_of, lock_hold
from domain.holds.rules import HoldLimits, ends_at
from domain.inventory import held, ledger
from domain.inventory.models import HeldUnits
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.kernel.insert import insert_together
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.processes.counter import Counter, look
from domain.processes.order_request import MAX_LINES
from domain.processes.shortages import too_little
from domain.processes.unpack_bundle import check_units


@dataclass(frozen=True, slots=True)
class HoldItem:
    """A product and how much of it."""

    sku: str
    quantity: int


async def hold_stock(
    uow: UnitOfWork,
    *,
    channel: str,
    items: Sequence[HoldItem],
    limits: HoldLimits,
    minutes: int | None = None,
    origin: str | None = None,
) -> StockHold:
    """Keep stock for a cart, all of it or nothing, for `minutes`. `origin` is where a guest calls from.

    What is not there is not held, also where it may be backordered. Raises `InvalidInput` (quantities,
    minutes, more than a caller may hold), `NotFound` (channel, SKU) and `InsufficientStock`.
    """
    _check(items)
    expires_at = ends_at(limits, minutes=minutes, now=uow.now())
    holder = holder_of(uow.actor, origin)
    await service.check_holder(uow, holder=holder, limits=limits)
    counter = await look(uow, channel=channel, skus=[item.sku for item in items])
    hold = StockHold(
        channel_id=counter.channel_id, holder=holder, expires_at=expires_at, created_at=uow.now()
    )
    rows = _items(uow, hold, items, counter)
    needs = _needs(rows, counter)
    service.check_units(uow, units=sum(need.quantity for need in needs), limits=limits)
    units = _units(hold, await _takes(uow, rows, needs, counter))
    uow.emit(StockHeld(hold_id=hold.id))
    await insert_together(uow, [hold, *rows, *units])
    ledger.post_last(uow, held.holding(units))
    return hold


async def extend_stock_hold(
    uow: UnitOfWork, *, hold_id: UUID, limits: HoldLimits, minutes: int | None = None
) -> StockHold:
    """Let a hold last for `minutes` from now; it may also be made shorter.

    Raises `NotFound`, `InvalidInput` past the longest a hold lasts, and `IllegalTransition` where it is
    over: what it kept may be somebody else's by now.
    """
    hold = await lock_hold(uow, hold_id)
    until = ends_at(limits, minutes=minutes, now=uow.now(), made_at=hold.created_at)
    await service.prolong(uow, hold, until=until)
    return hold


async def release_stock_hold(uow: UnitOfWork, *, hold_id: UUID) -> StockHold:
    """Give up a hold; its units are free at once. A hold that is over stays as it is.

    Raises `NotFound`, and `IllegalTransition` where it became an order.
    """
    hold = await lock_hold(uow, hold_id)
    if service.is_over(uow, hold) or hold.status is HoldStatus.EXPIRED:
        return hold
    telling = StockHoldReleased(hold_id=hold.id)
    if service.end(uow, hold, to=HoldStatus.RELEASED, telling=telling):
        units = await held.lock_units(uow, [hold.id])
        await held.drop_units(uow, [hold.id])
        ledger.post_last(uow, held.letting_go(units))
    return hold


def _check(items: Sequence[HoldItem]) -> None:
    if not 1 <= len(items) <= MAX_LINES:
        raise InvalidInput(f"A hold has 1 to {MAX_LINES} items.", path=("input", "items"))
    for index, item in enumerate(items):
        checked_quantity(item.quantity, path=("input", "items", index, "quantity"))


def _items(
    uow: UnitOfWork, hold: StockHold, items: Sequence[HoldItem], counter: Counter
) -> list[StockHoldItem]:
    rows: list[StockHoldItem] = []
    for index, item in enumerate(items):
        path = ("input", "items", index, "sku")
        product = counter.products.get(item.sku)
        if product is None:
            raise NotFound(f"There is no product {item.sku!r}.", path=path)
        if product.price is None and not uow.actor.sets_terms:
            raise InvalidInput(f"{item.sku} is not sold in this channel.", path=path)
        rows.append(
            StockHoldItem(
                hold_id=hold.id,
                position=index + 1,
                product_id=product.id,
                sku=product.sku,
                quantity=item.quantity,
            )
        )
    return rows


def _needs(rows: Sequence[StockHoldItem], counter: Counter) -> list[Need]:
    """What is to be kept, product by product."""
    needs: list[Need] = []
    for index, row in enumerate(rows):
        product = counter.by_id[row.product_id]
        check_units(row.quantity, product, path=("input", "items", str(index), "quantity"))
        parts = product.components or (Component(product.id, 1),)
        needs += [Need(new_id(), each.product_id, each.quantity * row.quantity) for each in parts]
    if len(needs) > MAX_LINES:
        raise InvalidInput(
            f"A hold has at most {MAX_LINES} items; each component of a bundle is one.",
            path=("input", "items"),
        )
    return needs


async def _takes(
    uow: UnitOfWork, rows: Sequence[StockHoldItem], needs: Sequence[Need], counter: Counter
) -> Sequence[Take]:
    plan = source(needs, counter.stock)
    if plan.missing:
        raise await too_little(
            uow,
            short=dict.fromkeys(need.product_id for need in needs if need.order_line_id in plan.missing),
            needs=needs,
            bundles=[(row.sku, row.quantity) for row in rows if counter.products[row.sku].components],
            counter=counter,
            path=("input", "items"),
        )
    return plan.takes


def _units(hold: StockHold, takes: Sequence[Take]) -> list[HeldUnits]:
    """One row a level: the same product may have been asked for twice."""
    taken: Tally[tuple[UUID, UUID]] = Tally()
    for take in takes:
        taken[take.product_id, take.location_id] += take.quantity
    return [
        HeldUnits(
            hold_id=hold.id,
            product_id=product_id,
            location_id=location_id,
            quantity=quantity,
            expires_at=hold.expires_at,
        )
        for (product_id, location_id), quantity in taken.items()
    ]
