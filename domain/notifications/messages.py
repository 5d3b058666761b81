"""The messages, in plain text: pure functions from what happened to a subject and a body.

`WORDING` lists the events a customer hears of. What is said about an event comes from its facts and
from the order as it stood when the message was written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.kernel.money import to_decimal
from domain.kernel.words import counted

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderedItem:
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    carrier: str
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a message is about: the order, what is on it now, and the parcel where there is one."""

    number: str
    addressee: str
    total: int
    currency: str
    items: tuple[OrderedItem, ...]
    facts: Facts
    parcel: Parcel | None = None

    def money(self, amount: int) -> str:
        return f"{to_decimal(amount, self.currency)} {self.currency}"


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    body: str


def render(event_type: str, occasion: Occasion) -> Message | None:
    """The message for an event; None where the customer need not hear of it."""
    wording = WORDING.get(event_type)
    said = wording(occasion) if wording else None
    if said is None:
        return None
    subject, paragraphs = said
    greeting = f"Hello {occasion.addressee}," if occasion.addressee else "Hello,"
    return Message(
        subject=_one_line(f"Order {occasion.number}: {subject}"),
        body="\n\n".join([greeting, *paragraphs]) + "\n",
    )


def _one_line(text: str) -> str:
    """A header is one line, whatever a name or a reason may contain."""
    return " ".join(text.split())


Said = tuple[str, list[str]] | None


def _placed(order: Occasion) -> Said:
    items = "\n".join(f"  {item.quantity} × {item.name}" for item in order.items)
    return "we have received it", [
        "Thank you for your order. This is what you asked for:",
        items,
        f"Together, with shipping and tax: {order.money(order.total)}.",
    ]


def _confirmed(order: Occasion) -> Said:
    return "it is confirmed", ["Your order is confirmed. We are getting it ready to ship."]


def _cancelled(order: Occasion) -> Said:
    return "it was cancelled", [
        f"Your order was cancelled. The reason: {order.facts['reason']}",
        "What you have paid for it is given back to you.",
    ]


def _lines_cancelled(order: Occasion) -> Said:
    return "a part of it was cancelled", [
        f"{order.facts['units']} of the things you ordered will not be sent. "
        f"The reason: {order.facts['reason']}",
        "What you have paid for them is given back to you; the rest is on its way as planned.",
    ]


def _expired(order: Occasion) -> Said:
    return "it has expired", [
        "We did not receive a payment in time, so your order has expired and nothing will be sent.",
        "You are welcome to place it again.",
    ]


def _shipped(order: Occasion) -> Said:
    parcel = order.parcel
    if parcel is None:
        return "a parcel is on its way", ["A parcel with your order has left."]
    how = f"A parcel with your order has left by {parcel.carrier}."
    if parcel.tracking_number:
        how += f" Its tracking number is {parcel.tracking_number}."
    return "a parcel is on its way", [how]


def _out_for_delivery(order: Occasion) -> Said:
    return "it arrives today", ["A parcel with your order is out for delivery."]


def _delivered(order: Occasion) -> Said:
    return "a parcel has arrived", ["A parcel with your order was delivered. Enjoy!"]


def _lost(order: Occasion) -> Said:
    return "a parcel was lost", [
        "We are sorry: the carrier has lost a parcel with your order. We will be in touch about it."
    ]


def _short_picked(order: Occasion) -> Said:
    elsewhere, waiting = order.facts["resourced"], order.facts["backordered"]
    said = ["We are sorry: we did not find all of your order where it should have been."]
    if elsewhere:
        said.append(
            f"{elsewhere} of the things you ordered come from another place, in their own parcel."
        )
    if waiting:
        said.append(f"{waiting} of the things you ordered are sent as soon as we have them again.")
    return "a part of it comes later" if waiting else "a part of it comes from another place", said


def _payment_failed(order: Occasion) -> Said:
    # A capture or a void that failed is between the shop and its gateway.
    if order.facts.get("kind") != "AUTHORIZE":
        return None
    return "the payment did not go through", [
        f"A payment of {order.money(order.facts['amount'])} did not go through: "
        f"{order.facts['failure']}",
        "Please pay in another way, so that we can send your order.",
    ]


def _refunded(order: Occasion) -> Said:
    return "you have been refunded", [
        f"We have given back {order.money(order.facts['amount'])} by the way you paid."
    ]


def _return_requested(order: Occasion) -> Said:
    return "we have received your return request", [
        f"We have noted your return {order.facts['number']} and will answer soon."
    ]


def _return_approved(order: Occasion) -> Said:
    return "your return is approved", [
        f"Your return {order.facts['number']} is approved. Please send the goods back."
    ]


def _return_declined(order: Occasion) -> Said:
    return "your return was declined", [
        f"We cannot accept your return {order.facts['number']}. The reason: {order.facts['reason']}"
    ]


def _return_received(order: Occasion) -> Said:
    return "your return has arrived", [
        f"{counted(order.facts['units'], 'unit')} of your return {order.facts['number']} arrived."
    ]


def _backorder_filled(order: Occasion) -> Said:
    waiting = order.facts["waiting"]
    said = [f"{counted(order.facts['units'], 'unit')} of what you waited for came in."]
    if waiting:
        said.append(f"We still wait for {waiting} more; you will hear from us.")
    return "what you waited for has come in", said


def _promise_moved(order: Occasion) -> Said:
    when = order.facts["promised_at"]
    if when is None:
        return "we cannot say when it comes", [
            "We do not know yet when the units that you wait for come in. We will tell you when we do."
        ]
    day = datetime.fromisoformat(when).date().isoformat()
    return f"what you wait for is expected on {day}", [
        f"The units that you wait for are now expected to be with us on {day}."
    ]


WORDING: dict[str, Callable[[Occasion], Said]] = {
    "order.placed": _placed,
    "order.confirmed": _confirmed,
    "order.cancelled": _cancelled,
    "order.lines_cancelled": _lines_cancelled,
    "order.expired": _expired,
    "order.backorder_filled": _backorder_filled,
    "order.promise_moved": _promise_moved,
    "shipment.created": _shipped,
    "shipment.out_for_delivery": _out_for_delivery,
    "shipment.delivered": _delivered,
    "shipment.lost": _lost,
    "fulfillment_order.short_picked": _short_picked,
    "payment.failed": _payment_failed,
    "refund.succeeded": _refunded,
    "return.requested": _return_requested,
    "return.approved": _return_approved,
    "return.declined": _return_declined,
    "return.received": _return_received,
}
