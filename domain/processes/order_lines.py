"""From what was asked to lines with a price, and from lines to where their units come from."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.allocation.rules import Need, source
from domain.catalog.queries import ProductForSale
from domain.inventory.models import Reservation
from domain.kernel.drafts import drafted
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.money import MAX_MINOR, apportion, to_minor
from domain.kernel.uow import UnitOfWork
from domain.orders.models import OrderBundle, OrderLine
from domain.processes.counter import Counter
from domain.processes.order_request import MAX_LINES, LineRequest, OrderRequest
from domain.processes.shortages import too_little
from domain.processes.unpack_bundle import check_units, unpack


@dataclass(frozen=True, slots=True)
class PricedLines:
    """The lines of an order to be, in order, and the bundles that some of them were unpacked from."""

    lines: list[OrderLine]
    bundles: list[OrderBundle]
    forced: frozenset[UUID]
    "Lines that take no stock, because somebody said so."
    at_once: frozenset[UUID]
    "Lines that must not wait, whatever the terms of their products would allow."

    @property
    def skus(self) -> list[str]:
        """Of all of them: an order is found by its bundles, too."""
        return [each.sku for each in self.lines] + [each.sku for each in self.bundles]


def price_lines(
    order_id: UUID, request: OrderRequest, counter: Counter, locations: Mapping[str, UUID]
) -> PricedLines:
    """The lines at the channel's prices, or at the terms that were asked; bundles unpacked.

    Raises `NotFound` for an unknown SKU or location and `InvalidInput` for terms that cannot be.
    """
    asked_for: list[OrderLine] = []
    position = 1
    for index, asked in enumerate(request.lines):
        line = _line(order_id, position, asked, counter, locations, ("lines", str(index)))
        position += len(counter.products[asked.sku].components) or 1
        asked_for.append(line)
    _spread_discount(request, asked_for, counter.currency)
    lines: list[OrderLine] = []
    bundles: list[OrderBundle] = []
    forced: set[UUID] = set()
    at_once: set[UUID] = set()
    for asked, line in zip(request.lines, asked_for, strict=True):
        product = counter.products[asked.sku]
        parts = [line]
        if product.components:
            bundle, parts = unpack(line, product, counter.by_id)
            bundles.append(bundle)
        lines += parts
        if asked.backorder is not None:
            (forced if asked.backorder else at_once).update(part.id for part in parts)
    if len(lines) > MAX_LINES:
        raise InvalidInput(
            f"An order has at most {MAX_LINES} lines; each component of a bundle is one.",
            path=("input", "lines"),
        )
    return PricedLines(lines, bundles, frozenset(forced), frozenset(at_once))


def _line(
    order_id: UUID,
    position: int,
    asked: LineRequest,
    counter: Counter,
    locations: Mapping[str, UUID],
    path: Sequence[str],
) -> OrderLine:
    product, currency = counter.products.get(asked.sku), counter.currency
    if product is None:
        raise NotFound(f"There is no product {asked.sku!r}.", path=("input", *path, "sku"))
    if asked.location is not None and asked.location not in locations:
        raise NotFound(f"There is no location {asked.location!r}.", path=("input", *path, "location"))
    check_units(asked.quantity, product, path=("input", *path, "quantity"))
    line = drafted(
        OrderLine,
        order_id=order_id,
        position=position,
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        quantity=asked.quantity,
        unit_price=_unit_price(asked, product, currency, path),
        placed_discount=amount(asked.discount_total, currency, *path, "discountTotal"),
        placed_tax=amount(asked.tax_total, currency, *path, "taxTotal"),
        location_id=locations[asked.location] if asked.location else None,
    )
    worth = line.unit_price * line.quantity
    if worth > MAX_MINOR:
        raise InvalidInput("The line is worth too much.", path=("input", *path, "quantity"))
    if line.placed_discount > worth:
        raise InvalidInput(
            "A discount cannot exceed what the line is worth.", path=("input", *path, "discountTotal")
        )
    return line


def amount(given: Decimal | None, currency: str, *path: str) -> int:
    """An optional amount of the input in minor units; zero where none was given."""
    return 0 if given is None else to_minor(given, currency, path=("input", *path))


def _unit_price(asked: LineRequest, product: ProductForSale, currency: str, path: Sequence[str]) -> int:
    if asked.unit_price is not None:
        return to_minor(asked.unit_price, currency, path=("input", *path, "unitPrice"))
    if product.price is None:
        raise InvalidInput(f"{product.sku} is not sold in this channel.", path=("input", *path, "sku"))
    return product.price


def _spread_discount(request: OrderRequest, lines: Sequence[OrderLine], currency: str) -> None:
    """The order's own discount becomes its lines', so that each cancelled unit takes its part along."""
    discount = amount(request.discount_total, currency, "discountTotal")
    worth = [line.unit_price * line.quantity - line.placed_discount for line in lines]
    if discount > sum(worth):
        raise InvalidInput(
            "A discount cannot exceed what the order is worth.", path=("input", "discountTotal")
        )
    for line, part in zip(lines, apportion(discount, worth), strict=True):
        line.placed_discount += part


async def source_lines(uow: UnitOfWork, priced: PricedLines, counter: Counter) -> list[Reservation]:
    """Find stock for the lines; note on them what is reserved and what is on backorder.

    Lines that must not wait are served before others of their product. Raises `InsufficientStock` with
    every SKU that is short of more than its policy, or one of its lines, lets wait.
    """
    lines = priced.lines
    wanting = sorted(
        (line for line in lines if line.id not in priced.forced),
        key=lambda line: line.id not in priced.at_once,
    )
    needs = [Need(line.id, line.product_id, line.quantity, line.location_id) for line in wanting]
    plan = source(needs, counter.stock)
    missing: Tally[UUID] = Tally()
    for need in needs:
        missing[need.product_id] += plan.missing.get(need.order_line_id, 0)
    room = {id: terms.room for id, terms in counter.terms.items() if terms.room is not None}
    room |= {line.product_id: 0 for line in wanting if line.id in plan.missing.keys() & priced.at_once}
    short = [id for id, units in missing.items() if units > room.get(id, units)]
    if short:
        kept = {line.bundle_id for line in wanting}
        raise await too_little(
            uow,
            short=short,
            needs=needs,
            bundles=[(each.sku, each.quantity) for each in priced.bundles if each.id in kept],
            counter=counter,
            path=("input", "lines"),
            room=room,
        )
    by_id = {line.id: line for line in lines}
    for take in plan.takes:
        by_id[take.order_line_id].reserved_quantity += take.quantity
    for line in lines:
        line.backordered_quantity = line.quantity - line.reserved_quantity
    return [
        drafted(
            Reservation,
            order_id=by_id[take.order_line_id].order_id,
            order_line_id=take.order_line_id,
            product_id=take.product_id,
            location_id=take.location_id,
            quantity=take.quantity,
        )
        for take in plan.takes
    ]
