"""placeOrder: from a request to an order with its stock reserved, in one transaction, all or nothing.

The order of work matters. Everything is read and decided first, in one look. What is written goes to
PostgreSQL in one message, from BEGIN to COMMIT: the order's rows, its events, and the guarded movement
of stock last of all, because the row lock of a product that everybody wants at once lasts from there on.
What was read without a lock is checked again there, by the guard, and by the keys of references and
addresses: a lost race runs the verb again, and the fresh look says in plain words what is the matter.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import SQLModel

from domain.backorders import service as backorders
from domain.customers.models import Customer
from domain.customers.service import checked_email
from domain.inventory import ledger
from domain.inventory.queries import locations_by_code
from domain.inventory.reserve import reserving
from domain.kernel.drafts import drafted
from domain.kernel.errors import IdempotencyConflict, InvalidInput
from domain.kernel.ids import new_id
from domain.kernel.insert import insert_with_commit
from domain.kernel.money import MAX_MINOR, digits
from domain.kernel.uow import UnitOfWork
from domain.orders import queries, rules, search
from domain.orders.events import OrderBackordered, OrderConfirmed, OrderPlaced
from domain.orders.models import Order, OrderLine, OrderStatus
from domain.processes.backorder_lines import backorder_lines, counted
from domain.processes.convert_hold import convert, lock_for_order
from domain.processes.counter import Counter, look
from domain.processes.order_lines import PricedLines, amount, price_lines, source_lines
from domain.processes.order_request import OrderRequest, check
from domain.processes.tenders import Tender, draft_tenders, plan_tenders


async def place_order(uow: UnitOfWork, *, request: OrderRequest) -> Order:
    """Place an order: priced from the channel's list, its stock reserved, its payments to be made.

    An external reference that the channel knows answers with the order it belongs to when the request
    is the same. Raises `InvalidInput`, `NotFound` (channel, SKU, location), `PermissionDenied` (terms
    that customers may not set), `InsufficientStock` with every short SKU, and `IdempotencyConflict`
    for an external reference that stands for another request. A hold whose time is over keeps nothing:
    the order takes what is there.
    """
    check(uow, request)
    email = checked_email(request.email, path=("input", "email"))
    if request.hold_id is not None:
        await uow.begin()
    hold = await lock_for_order(uow, request.hold_id)
    counter = await look(
        uow,
        channel=request.channel,
        skus=[line.sku for line in request.lines],
        email=email,
        reference=request.external_reference,
        hold_id=hold.id if hold else None,
        numbered=True,
    )
    if counter.known_order_id is not None:
        return await _known_order(uow, counter.known_order_id, request)
    order_id = new_id()
    let_go = await convert(uow, hold, order_id=order_id, channel_id=counter.channel_id)
    priced = price_lines(order_id, request, counter, await _pinned(uow, request, counter))
    lines = priced.lines
    units = await source_lines(uow, priced, counter)
    waiting = await backorder_lines(uow, lines, counter, forced=priced.forced)
    order = _draft(uow, order_id, request, counter, priced)
    newcomers = _customer(uow, order, counter, email, request)
    tenders = plan_tenders(uow, request.payments, total=order.total, currency=order.currency)
    _settle_status(uow, order, lines, tenders, counter)
    _write(uow, order, lines, tenders, [*newcomers, *priced.bundles, *units, *waiting])
    postings = [*let_go, *reserving(units, reference=order.number)]
    if taken := counted(waiting):
        uow.do_last(lambda: backorders.take(uow, taken))
    ledger.post_last(uow, postings, frees=counter.holds_are_over)
    return order


async def _known_order(uow: UnitOfWork, order_id: UUID, request: OrderRequest) -> Order:
    await uow.begin()
    order = await uow.session.get_one(Order, order_id, populate_existing=True)
    same = order.request_fingerprint == request.fingerprint()
    if same and queries.may_see(uow.actor, order):
        return order
    raise IdempotencyConflict(
        "The channel knows this external reference for another order.",
        path=("input", "externalReference"),
    )


async def _pinned(uow: UnitOfWork, request: OrderRequest, counter: Counter) -> dict[str, UUID]:
    """Locations that lines are pinned to. Most are known from their stock; others are looked up."""
    asked = {line.location for line in request.lines if line.location is not None}
    known = {at.code: at.location_id for at in counter.stock}
    if missing := sorted(asked - known.keys()):
        known |= await locations_by_code(uow, missing)
    return known


def _draft(
    uow: UnitOfWork,
    order_id: UUID,
    request: OrderRequest,
    counter: Counter,
    priced: PricedLines,
) -> Order:
    assert counter.serial is not None
    shipping = amount(request.shipping_total, counter.currency, "shippingTotal")
    billing = request.billing_address
    number = f"W{counter.serial}"
    now = uow.now()
    order = drafted(
        Order,
        id=order_id,
        serial=counter.serial,
        number=number,
        external_reference=request.external_reference,
        request_fingerprint=request.fingerprint() if request.external_reference else None,
        channel_id=counter.channel_id,
        email=request.email.strip(),
        status=OrderStatus.PENDING,
        currency=counter.currency,
        currency_digits=digits(counter.currency),
        shipping_total=shipping,
        placed_shipping=shipping,
        shipping_address=request.shipping_address.to_document(),
        billing_address=billing.to_document() if billing else None,
        words=search.words_of(
            [number, request.external_reference, request.email, _name(request)],
            priced.skus,
        ),
        placed_at=now,
        created_at=now,
        updated_at=now,
    )
    rules.reprice(order, priced.lines)
    if order.total > MAX_MINOR:
        raise InvalidInput("The order's total is too large.", path=("input", "lines"))
    return order


def _name(request: OrderRequest) -> str:
    return request.customer_name or request.shipping_address.name


def _settle_status(
    uow: UnitOfWork,
    order: Order,
    lines: Sequence[OrderLine],
    tenders: Sequence[Tender],
    counter: Counter,
) -> None:
    """CONFIRMED at once where the money is secured or need not be; else PENDING, with an end."""
    secured = sum(tender.amount for tender in tenders if tender.offline)
    if counter.allow_unpaid_orders or secured >= order.total:
        order.status = OrderStatus.CONFIRMED
    else:
        order.expires_at = uow.now() + timedelta(minutes=counter.payment_window_minutes)
    order.payment_status = rules.payment_status(
        order.total,
        rules.MoneySums(authorized=secured, payments=len(tenders)),
        placed_free=order.total == 0,
    )
    order.allocation_status = rules.allocation_status(lines)


def _customer(
    uow: UnitOfWork, order: Order, counter: Counter, email: str, request: OrderRequest
) -> list[Customer]:
    """Say whose order it is. Whoever orders for the first time becomes a customer."""
    order.customer_id = uow.actor.customer_id or counter.customer_id
    if order.customer_id is not None:
        return []
    newcomer = drafted(Customer, email=email, name=_name(request), created_at=uow.now())
    order.customer_id = newcomer.id
    return [newcomer]


def _write(
    uow: UnitOfWork,
    order: Order,
    lines: Sequence[OrderLine],
    tenders: Sequence[Tender],
    others: Sequence[SQLModel],
) -> None:
    """Tell the order, and have it inserted with all that belongs to it."""
    uow.emit(
        OrderPlaced(
            order_id=order.id,
            number=order.number,
            channel_id=order.channel_id,
            total=order.total,
            currency=order.currency,
        )
    )
    payments = draft_tenders(uow, order, tenders)
    if waiting := sum(line.backordered_quantity for line in lines):
        uow.emit(OrderBackordered(order_id=order.id, units=waiting))
    if order.status is OrderStatus.CONFIRMED:
        uow.emit(OrderConfirmed(order_id=order.id))
    insert_with_commit(uow, [order, *lines, *payments, *others])
