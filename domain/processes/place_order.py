"""placeOrder: from a request to an order with its stock reserved, in one transaction, all or nothing.

The order of work matters. Everything is read and decided first, then the order's rows and its events
are written, and the guarded movement of stock is the last statement before COMMIT: the row lock of a
product that everybody wants at once lasts only from there on. What was read without a lock is checked
again by the guard; a lost race runs the verb again, and the fresh look says no in plain words.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError

from domain.allocation.rules import Need, Plan, Source, source
from domain.catalog.queries import ProductForSale, get_channel, products_for_sale
from domain.customers.service import find_or_create_customer
from domain.inventory import ledger
from domain.inventory.queries import list_sources, locations_by_code
from domain.inventory.reserve import ReservedUnits, reserving, write_reservations
from domain.kernel.errors import (
    IdempotencyConflict,
    InsufficientStock,
    InvalidInput,
    NotFound,
    Retry,
    Shortage,
)
from domain.kernel.ids import new_id
from domain.kernel.money import MAX_MINOR, apportion, digits, to_minor
from domain.kernel.uow import UnitOfWork
from domain.orders import queries, rules, search
from domain.orders.events import OrderBackordered, OrderConfirmed, OrderPlaced
from domain.orders.models import Order, OrderLine, OrderStatus
from domain.processes.order_request import LineRequest, OrderRequest, check
from domain.processes.tenders import Tender, open_tenders, plan_tenders


async def place_order(uow: UnitOfWork, *, request: OrderRequest) -> Order:
    """Place an order: priced from the channel's list, its stock reserved, its payments to be made.

    An external reference that the channel knows answers with the order it belongs to when the request
    is the same. Raises `InvalidInput`, `NotFound` (channel, SKU, location), `PermissionDenied` (terms
    that customers may not set), `InsufficientStock` with every short SKU, and `IdempotencyConflict`
    for an external reference that stands for another request.
    """
    check(uow, request)
    channel = await get_channel(uow, request.channel, path=("input", "channel"))
    known = await _already_placed(uow, channel.id, request)
    if known is not None:
        return known
    products = await products_for_sale(
        uow, channel_id=channel.id, skus=[line.sku for line in request.lines]
    )
    order_id, now = new_id(), uow.now()
    lines = await _lines(uow, order_id, request, channel.currency, products)
    units = await _reserve(uow, request, lines, products)
    shipping = _amount(request.shipping_total, channel.currency, "shippingTotal")
    order = Order(
        id=order_id,
        serial=0,
        number="",
        external_reference=request.external_reference,
        request_fingerprint=request.fingerprint(),
        channel_id=channel.id,
        email=request.email.strip(),
        status=OrderStatus.PENDING,
        currency=channel.currency,
        currency_digits=digits(channel.currency),
        shipping_total=shipping,
        placed_shipping=shipping,
        shipping_address=request.shipping_address.to_document(),
        billing_address=(request.billing_address.to_document() if request.billing_address else None),
        placed_at=now,
        created_at=now,
        updated_at=now,
    )
    rules.reprice(order, lines)
    if order.total > MAX_MINOR:
        raise InvalidInput("The order's total is too large.", path=("input", "lines"))
    tenders = plan_tenders(uow, request.payments, total=order.total, currency=order.currency)
    order.customer_id = uow.actor.customer_id or await find_or_create_customer(
        uow, email=request.email, name=request.customer_name or request.shipping_address.name
    )
    order.serial = await queries.next_serial(uow)
    order.number = f"W{order.serial}"
    order.words = search.words_for(
        number=order.number,
        reference=request.external_reference,
        email=order.email,
        name=request.customer_name or request.shipping_address.name,
        skus=[line.sku for line in lines],
    )
    await _write(uow, order, lines, tenders, channel)
    await write_reservations(uow, order_id=order.id, units=units)
    await uow.write_events()
    await ledger.post(uow, reserving(units, reference=order.number))
    return order


async def _already_placed(uow: UnitOfWork, channel_id: UUID, request: OrderRequest) -> Order | None:
    if request.external_reference is None:
        return None
    known = await queries.find_by_external_reference(
        uow, channel_id=channel_id, reference=request.external_reference
    )
    if known is None:
        return None
    same = known.request_fingerprint == request.fingerprint()
    if same and queries.may_see(uow.actor, known.customer_id):
        return known
    raise IdempotencyConflict(
        "The channel knows this external reference for another order.",
        path=("input", "externalReference"),
    )


def _amount(amount: Decimal | None, currency: str, *path: str) -> int:
    return 0 if amount is None else to_minor(amount, currency, path=("input", *path))


async def _lines(
    uow: UnitOfWork,
    order_id: UUID,
    request: OrderRequest,
    currency: str,
    products: Mapping[str, ProductForSale],
) -> list[OrderLine]:
    pinned = {line.location for line in request.lines if line.location is not None}
    locations = await locations_by_code(uow, sorted(pinned)) if pinned else {}
    lines: list[OrderLine] = []
    for index, asked in enumerate(request.lines):
        path = ("lines", str(index))
        product = products.get(asked.sku)
        if product is None:
            raise NotFound(f"There is no product {asked.sku!r}.", path=("input", *path, "sku"))
        if asked.location is not None and asked.location not in locations:
            raise NotFound(
                f"There is no location {asked.location!r}.", path=("input", *path, "location")
            )
        line = OrderLine(
            order_id=order_id,
            position=index + 1,
            product_id=product.id,
            sku=product.sku,
            name=product.name,
            quantity=asked.quantity,
            unit_price=_unit_price(asked, product, currency, path),
            placed_discount=_amount(asked.discount_total, currency, *path, "discountTotal"),
            placed_tax=_amount(asked.tax_total, currency, *path, "taxTotal"),
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


def _unit_price(asked: LineRequest, product: ProductForSale, currency: str, path: Sequence[str]) -> int:
    if asked.unit_price is not None:
        return to_minor(asked.unit_price, currency, path=("input", *path, "unitPrice"))
    if product.price is None:
        raise InvalidInput(f"{product.sku} is not sold in this channel.", path=("input", *path, "sku"))
    return product.price


def _spread_discount(request: OrderRequest, lines: Sequence[OrderLine], currency: str) -> None:
    """The order's own discount becomes its lines', so that each cancelled unit takes its part along."""
    discount = _amount(request.discount_total, currency, "discountTotal")
    worth = [line.unit_price * line.quantity - line.placed_discount for line in lines]
    if discount > sum(worth):
        raise InvalidInput(
            "A discount cannot exceed what the order is worth.", path=("input", "discountTotal")
        )
    for line, part in zip(lines, apportion(discount, worth), strict=True):
        line.placed_discount += part


async def _reserve(
    uow: UnitOfWork,
    request: OrderRequest,
    lines: Sequence[OrderLine],
    products: Mapping[str, ProductForSale],
) -> list[ReservedUnits]:
    """Find stock for the lines and note on them what is reserved and what is on backorder."""
    needs = [
        Need(line.id, line.product_id, line.quantity, line.location_id)
        for asked, line in zip(request.lines, lines, strict=True)
        if not asked.backorder
    ]
    stock = [
        Source(at.location_id, at.product_id, at.available, at.priority, at.code)
        for at in await list_sources(uow, [need.product_id for need in needs])
    ]
    plan = source(needs, stock)
    short = [
        line for line in lines if plan.missing.get(line.id) and not products[line.sku].allow_backorder
    ]
    if short:
        raise InsufficientStock(_shortages(short, needs, stock), path=("input", "lines"))
    _note(lines, plan)
    return [
        ReservedUnits(take.order_line_id, take.product_id, take.location_id, take.quantity)
        for take in plan.takes
    ]


def _note(lines: Sequence[OrderLine], plan: Plan) -> None:
    for line in lines:
        line.reserved_quantity = sum(
            take.quantity for take in plan.takes if take.order_line_id == line.id
        )
        line.backordered_quantity = line.quantity - line.reserved_quantity


def _shortages(
    short: Sequence[OrderLine], needs: Sequence[Need], stock: Sequence[Source]
) -> list[Shortage]:
    """Each short SKU once, with all that was asked of it and all that could be had of it."""
    shortages: dict[UUID, Shortage] = {}
    for line in short:
        asked = [need for need in needs if need.product_id == line.product_id]
        # Where every line of the SKU is pinned, what lies elsewhere cannot be had.
        pins = {need.only_at for need in asked}
        shortages[line.product_id] = Shortage(
            sku=line.sku,
            requested=sum(need.quantity for need in asked),
            available=sum(
                max(0, at.available)
                for at in stock
                if at.product_id == line.product_id and (None in pins or at.location_id in pins)
            ),
        )
    return list(shortages.values())


async def _write(
    uow: UnitOfWork,
    order: Order,
    lines: Sequence[OrderLine],
    tenders: Sequence[Tender],
    channel: Row[Any],
) -> None:
    """Insert the order and what belongs to it, parents first; tell it."""
    secured = sum(tender.amount for tender in tenders if tender.offline)
    if channel.allow_unpaid_orders or secured >= order.total:
        order.status = OrderStatus.CONFIRMED
    else:
        order.expires_at = uow.now() + timedelta(minutes=channel.payment_window_minutes)
    order.payment_status = rules.payment_status(
        order.total,
        rules.MoneySums(authorized=secured, payments=len(tenders)),
        placed_free=order.total == 0,
    )
    order.allocation_status = rules.allocation_status(lines)
    uow.session.add(order)
    uow.emit(
        OrderPlaced(
            order_id=order.id,
            number=order.number,
            channel_id=order.channel_id,
            total=order.total,
            currency=order.currency,
        )
    )
    try:
        await uow.flush()
    except IntegrityError as error:
        # Somebody else has just placed an order with this reference: look again.
        if _is_repeated(error):
            raise Retry from error
        raise
    uow.session.add_all(lines)
    await open_tenders(uow, order, tenders)
    waiting = sum(line.backordered_quantity for line in lines)
    if waiting:
        uow.emit(OrderBackordered(order_id=order.id, units=waiting))
    if order.status is OrderStatus.CONFIRMED:
        uow.emit(OrderConfirmed(order_id=order.id))


def _is_repeated(error: IntegrityError) -> bool:
    """Whether the insert failed because the channel knows the external reference by now."""
    return "orders_channel_id_external_reference_key" in str(error.orig)
