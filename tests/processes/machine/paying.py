"""Money is asked for, taken, given back and let go."""

from typing import Any

from domain.payments.adapters.manual import ManualGateway
from domain.payments.adapters.registry import GatewayRegistry
from domain.processes.authorize_payment import authorize_payment
from domain.processes.capture_payment import capture_payment
from domain.processes.refund_payment import refund_payment
from domain.processes.settle_payment import settle_transaction
from domain.processes.void_payment import void_payment
from tests.fakes.gateway import APPROVE, DECLINE, LOST, SILENCE
from tests.processes.machine.life import Area, Life


async def authorize(life: Life) -> None:
    """One more tender."""
    if order := await life.order():
        amount = life.money(life.chance.randint(1, 1 + order["total"]))
        gateway = life.chance.choice(["manual", "test"])
        await life.shop.do(authorize_payment, order_id=order["id"], gateway=gateway, amount=amount)


async def capture(life: Life) -> None:
    """Some or all of a payment."""
    await _move(life, capture_payment, "authorized")


async def refund(life: Life) -> None:
    """Some or all of what a payment took."""
    await _move(life, refund_payment, "captured")


async def _move(life: Life, verb: Any, bound: str) -> None:
    if payment := await life.one("SELECT * FROM payment ORDER BY id"):
        part = life.money(life.chance.randint(1, 1 + payment[bound]))
        amount = part if life.chance.random() < 0.5 else None
        await life.shop.do(verb, payment_id=payment["id"], amount=amount)


async def void(life: Life) -> None:
    """Let go of a payment."""
    if payment := await life.one("SELECT * FROM payment ORDER BY id"):
        await life.shop.do(void_payment, payment_id=payment["id"])


async def settle(life: Life) -> None:
    """The gateway is asked about something and answers as it likes."""
    intent = await life.one("SELECT id FROM payment_transaction WHERE status = 'PENDING' ORDER BY id")
    if intent:
        life.gateway.script = [life.chance.choice([APPROVE, APPROVE, APPROVE, DECLINE, SILENCE, LOST])]
        await settle_transaction(
            life.shop.database,
            transaction_id=intent["id"],
            gateways=GatewayRegistry(ManualGateway(), life.gateway),
            patience=5,
            clock=life.shop.clock,
        )


AREA = Area.of({authorize: 1, capture: 2, refund: 1, void: 1, settle: 3})
