"""Tenders: how an order is to be paid, checked before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlmodel import SQLModel

from domain.kernel.actor import ActorKind
from domain.kernel.errors import InvalidInput
from domain.kernel.money import to_minor
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order
from domain.payments import service
from domain.payments.adapters.registry import configured
from domain.payments.service import NewPayment
from domain.processes.order_request import TenderRequest


@dataclass(frozen=True, slots=True)
class Tender:
    """A payment to be opened; `amount` in minor units. `offline` ones are authorised when written."""

    gateway: str
    method: str | None
    token: str | None = field(repr=False)
    amount: int
    offline: bool


def plan_tenders(
    uow: UnitOfWork, requests: Sequence[TenderRequest], *, total: int, currency: str
) -> list[Tender]:
    """What is to be authorised where.

    Raises `InvalidInput` naming the tender for an unknown gateway, an amount that cannot be, or tenders
    beyond the total. History may be replayed with what was really paid: Waybill itself may tender more.
    """
    exact = uow.actor.kind is not ActorKind.SYSTEM
    tenders: list[Tender] = []
    left = total
    for index, request in enumerate(requests):
        path = ("input", "payments", str(index))
        offline = check_gateway(request.gateway, path=(*path, "gateway"))
        amount = tender_amount(request.amount, left, currency, path=path, allow_zero=not exact)
        if exact and amount > left:
            raise InvalidInput(
                "The payments come to more than the order's total.", path=(*path, "amount")
            )
        left -= amount
        tenders.append(Tender(request.gateway, request.method, request.token, amount, offline))
    return tenders


def check_gateway(name: str, *, path: Sequence[str]) -> bool:
    """Whether the gateway is settled outside. Raises `InvalidInput` for one that is not installed."""
    gateways = configured()
    if name not in gateways.names():
        known = ", ".join(sorted(gateways.names()))
        raise InvalidInput(f"There is no payment gateway {name!r}; there are: {known}.", path=path)
    return gateways.get(name).offline


def tender_amount(
    asked: Decimal | None, left: int, currency: str, *, path: Sequence[str], allow_zero: bool
) -> int:
    """The amount in minor units; all that is left where none was given."""
    if asked is None:
        return max(0, left)
    return to_minor(asked, currency, path=(*path, "amount"), allow_zero=allow_zero)


def draft_tenders(uow: UnitOfWork, order: Order, tenders: Sequence[Tender]) -> list[SQLModel]:
    """The rows of a new order's payments and their intents; the caller writes them."""
    opened = service.draft_payments(
        uow,
        order_id=order.id,
        currency=order.currency,
        after=0,
        tenders=[NewPayment(each.gateway, each.method, each.token, each.amount) for each in tenders],
    )
    return [row for pair in opened for row in pair]
