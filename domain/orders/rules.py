"""What follows from an order's numbers. Pure: totals from lines, roll-up statuses from quantities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.kernel.money import share
from domain.orders.models import (
    AllocationStatus,
    FulfillmentStatus,
    Order,
    OrderLine,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
)


def live_units(line: OrderLine) -> int:
    """Units that are not cancelled."""
    return line.quantity - line.cancelled_quantity


def open_units(line: OrderLine) -> int:
    """Units that have neither shipped nor been cancelled."""
    return line.reserved_quantity + line.allocated_quantity + line.backordered_quantity


def reprice_line(line: OrderLine) -> None:
    """The line's amounts for the units that still count: discount and tax by largest remainder."""
    units = live_units(line) - line.credited_quantity
    line.discount_total = share(line.placed_discount, of=line.quantity, units=units)
    line.tax_total = share(line.placed_tax, of=line.quantity, units=units)
    line.total = units * line.unit_price - line.discount_total + line.tax_total


def reprice(order: Order, lines: Iterable[OrderLine]) -> None:
    """The order's totals from its lines and its shipping."""
    subtotal = discount = tax = 0
    for line in lines:
        reprice_line(line)
        subtotal += (live_units(line) - line.credited_quantity) * line.unit_price
        discount += line.discount_total
        tax += line.tax_total
    order.subtotal, order.discount_total, order.tax_total = subtotal, discount, tax
    order.total = subtotal - discount + order.shipping_total + tax


def allocation_status(lines: Sequence[OrderLine]) -> AllocationStatus:
    """How much of what is to be delivered has a place it comes from."""
    placed = sum(line.allocated_quantity + line.shipped_quantity for line in lines)
    if placed and placed == sum(live_units(line) for line in lines):
        return AllocationStatus.ALLOCATED
    if placed:
        return AllocationStatus.PARTIALLY_ALLOCATED
    if any(line.backordered_quantity for line in lines):
        return AllocationStatus.BACKORDERED
    return AllocationStatus.UNALLOCATED


def fulfillment_status(lines: Sequence[OrderLine]) -> FulfillmentStatus:
    """How far the units are on their way."""
    live = sum(live_units(line) for line in lines)
    shipped = sum(line.shipped_quantity for line in lines)
    delivered = sum(line.delivered_quantity for line in lines)
    if shipped == 0:
        return FulfillmentStatus.UNFULFILLED
    if delivered == live:
        return FulfillmentStatus.DELIVERED
    if delivered:
        return FulfillmentStatus.PARTIALLY_DELIVERED
    return FulfillmentStatus.SHIPPED if shipped == live else FulfillmentStatus.PARTIALLY_SHIPPED


@dataclass(frozen=True, slots=True)
class MoneySums:
    """An order's payments added up, in minor units."""

    authorized: int = 0
    "Authorised and still standing: voided parts are out, captured ones are in."
    captured: int = 0
    refunded: int = 0
    in_flight: int = 0
    "How many transactions wait for a gateway."
    payments: int = 0
    voided: int = 0
    "How many payments were voided whole."
    failed: int = 0
    "How many payments failed."


def payment_status(total: int, money: MoneySums, *, placed_free: bool = False) -> PaymentStatus:
    """Where the money stands against the order's present total."""
    if money.refunded:
        whole = money.refunded >= money.captured
        return PaymentStatus.REFUNDED if whole else PaymentStatus.PARTIALLY_REFUNDED
    if money.captured:
        if money.captured > total:
            return PaymentStatus.OVERPAID
        return PaymentStatus.PAID if money.captured == total else PaymentStatus.PARTIALLY_PAID
    if money.authorized:
        covered = money.authorized >= total
        return PaymentStatus.AUTHORIZED if covered else PaymentStatus.PARTIALLY_AUTHORIZED
    if money.payments and money.failed + money.voided == money.payments:
        return PaymentStatus.VOIDED if money.voided else PaymentStatus.FAILED
    return PaymentStatus.PAID if placed_free else PaymentStatus.UNPAID


@dataclass(frozen=True, slots=True)
class ReturnSums:
    """An order's returns, counted by how far they are."""

    requested: int = 0
    "Returns that nobody has decided about."
    in_progress: int = 0
    "Returns that were approved and have units still to come."

    @property
    def pending(self) -> bool:
        return bool(self.requested or self.in_progress)


def return_status(lines: Sequence[OrderLine], returns: ReturnSums) -> ReturnStatus:
    """How much is coming or came back."""
    if returns.in_progress:
        return ReturnStatus.IN_PROGRESS
    if returns.requested:
        return ReturnStatus.REQUESTED
    returned = sum(line.returned_quantity for line in lines)
    if not returned:
        return ReturnStatus.NONE
    whole = returned >= sum(live_units(line) for line in lines)
    return ReturnStatus.RETURNED if whole else ReturnStatus.PARTIALLY_RETURNED


def is_secured(total: int, money: MoneySums) -> bool:
    """Whether the customer's money stands behind the whole order."""
    return money.authorized >= total


def is_settled(total: int, money: MoneySums) -> bool:
    """Whether all was paid and nothing is owed back or on its way."""
    return money.captured >= total >= money.captured - money.refunded and not money.in_flight


def is_complete(order: Order, lines: Sequence[OrderLine], money: MoneySums, returns: ReturnSums) -> bool:
    """Whether nothing is left to ship, pay or return: each line arrived whole, or came back whole."""
    arrived = all(
        live_units(line) in (line.delivered_quantity, line.returned_quantity) for line in lines
    )
    return (
        order.status is OrderStatus.CONFIRMED
        and arrived
        and any(line.shipped_quantity for line in lines)
        and is_settled(order.total, money)
        and not returns.pending
        and not order.on_hold
    )
