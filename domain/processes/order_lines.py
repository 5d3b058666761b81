"""From what was asked to lines with a price, and from lines to where their units come from."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from domain.allocation.rules import Need, source
from domain.catalog.queries import ProductForSale
from domain.inventory.models import Reservation
from domain.kernel.drafts import drafted
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.money import MAX_MINOR, apportion, to_minor
from domain.kernel.uow import UnitOfWork
from domain.orders.models import OrderLine
from domain.processes.counter import Counter
from domain.processes.order_request import LineRequest, OrderRequest
from domain.processes.shortages import too_little


def price_lines(
    order_id: UUID, request: OrderRequest, counter: Counter, locations: Mapping[str, UUID]
) -> list[OrderLine]:
    """The lines at the channel's prices, or at the terms that were asked.

    Raises `NotFound` for an unknown SKU or location and `InvalidInput` for terms that cannot be.
    """
    currency = counter.currency
    lines: list[OrderLine] = []
    for index, asked in enumerate(request.lines):
        path = ("lines", str(index))
        product = counter.products.get(asked.sku)
        if product is None:
            raise NotFound(f"There is no product {asked.sku!r}.", path=("input", *path, "sku"))
        if asked.location is not None and asked.location not in locations:
            raise NotFound(
                f"There is no location {asked.location!r}.", path=("input", *path, "location")
            )
        line = drafted(
            OrderLine,
            order_id=order_id,
            position=index + 1,
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
                "A discount cannot exceed what the line is worth.",
                path=("input", *path, "discountTotal"),
            )
        lines.append(line)
    _spread_discount(request, lines, currency)
    return lines


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


async def source_lines(
    uow: UnitOfWork, request: OrderRequest, lines: Sequence[OrderLine], counter: Counter
) -> list[Reservation]:
    """Find stock for the lines; note on them what is reserved and what is on backorder.

    Raises `InsufficientStock` with every SKU that is short of more than its policy lets wait.
    """
    needs = [
        Need(line.id, line.product_id, line.quantity, line.location_id)
        for asked, line in zip(request.lines, lines, strict=True)
        if not asked.backorder
    ]
    plan = source(needs, counter.stock)
    missing: Tally[UUID] = Tally()
    for need in needs:
        missing[need.product_id] += plan.missing.get(need.order_line_id, 0)
    room = {id: terms.room for id, terms in counter.terms.items() if terms.room is not None}
    skus = {line.product_id: line.sku for line in lines}
    short = {id: skus[id] for id, units in missing.items() if units > room.get(id, units)}
    if short:
        raise await too_little(
            uow, short=short, needs=needs, counter=counter, path=("input", "lines"), room=room
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
