"""Asking a gateway: once per intent in effect, however it answers, and however often it is asked."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.payments.adapters.manual import ManualGateway
from domain.payments.adapters.port import GatewayAnswer, GatewayRequest
from domain.payments.adapters.registry import GatewayRegistry
from domain.payments.adapters.simulated import SimulatedGateway
from domain.payments.models import TransactionKind
from domain.payments.queries import list_due_transactions
from domain.payments.service import MAX_ATTEMPTS
from domain.processes.cancel_order import cancel_order
from domain.processes.capture_payment import capture_payment
from domain.processes.expire_order import expire_order
from domain.processes.order_request import TenderRequest
from domain.processes.refund_payment import refund_payment
from domain.processes.settle_payment import settle_transaction
from tests.factories.money import ledger, money, payment_ids, payments
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.reading import unchanged
from tests.factories.shop import Shop
from tests.fakes.gateway import APPROVE, BROKEN, DECLINE, LOST, SILENCE, FakeGateway


async def settle(shop: Shop, gateway: FakeGateway | SimulatedGateway, **options: float) -> bool:
    """Ask about the one intent that is pending."""
    (row,) = await shop.rows("SELECT id FROM payment_transaction WHERE status = 'PENDING'")
    return await ask(shop, gateway, row["id"], **options)


async def ask(
    shop: Shop, gateway: FakeGateway | SimulatedGateway, id: UUID, *, patience: float = 1
) -> bool:
    return await settle_transaction(
        shop.database,
        transaction_id=id,
        gateways=GatewayRegistry(ManualGateway(), gateway),
        patience=patience,
        clock=shop.clock,
    )


async def waiting(shop: Shop, token: str | None = None) -> UUID:
    """An order whose one payment has yet to be authorised by the gateway."""
    tender = TenderRequest(gateway="test", token=token)
    return await placed(shop, {"TEE": 1}, payments=(tender,))


async def until_due(shop: Shop) -> float:
    """Move the clock to when the intent is to be asked again; by how many seconds."""
    (row,) = await shop.rows("SELECT next_attempt_at FROM payment_transaction WHERE status = 'PENDING'")
    pause: timedelta = row["next_attempt_at"] - shop.clock.now()
    shop.clock.set(row["next_attempt_at"])
    return pause.total_seconds()


async def test_a_yes_authorises_and_confirms(shop: Shop) -> None:
    order_id = await waiting(shop)
    gateway = FakeGateway()
    assert await settle(shop, gateway) is True
    order, (payment,) = await shop.order(order_id), await payments(shop, order_id)
    assert (order["status"], payment["status"]) == ("CONFIRMED", "AUTHORIZED")
    (asked,) = gateway.asked
    assert (asked.kind, asked.amount, asked.currency) == (TransactionKind.AUTHORIZE, 2000, "EUR")
    assert payment["reference"] == f"fake-{asked.key}"
    await prove(shop.database)


async def test_a_no_leaves_the_order_pending_and_says_why(shop: Shop) -> None:
    order_id = await waiting(shop)
    assert await settle(shop, FakeGateway([DECLINE])) is True
    order, (payment,) = await shop.order(order_id), await payments(shop, order_id)
    assert (order["status"], order["payment_status"]) == ("PENDING", "FAILED")
    assert (payment["status"], payment["failure"]) == ("FAILED", "The card was declined.")
    assert (await shop.events(order_id))[-1] == "payment.failed"
    await prove(shop.database)


@pytest.mark.parametrize("outcome", [SILENCE, BROKEN])
async def test_no_answer_is_asked_again_with_the_same_key_after_a_while(
    shop: Shop, outcome: str
) -> None:
    order_id = await waiting(shop)
    gateway = FakeGateway([outcome, outcome, APPROVE])
    assert await settle(shop, gateway) is False
    async with unchanged(shop.database):
        assert await settle(shop, gateway) is False
    assert await until_due(shop) == 1
    assert await settle(shop, gateway) is False
    assert await until_due(shop) == 2
    assert await settle(shop, gateway) is True
    assert len({asked.key for asked in gateway.asked}) == 1
    assert [asked.attempt for asked in gateway.asked] == [1, 2, 3]
    assert (await shop.order(order_id))["status"] == "CONFIRMED"
    await prove(shop.database)


async def test_money_that_moved_before_the_line_was_cut_moves_once(shop: Shop) -> None:
    order_id = await waiting(shop)
    gateway = FakeGateway([LOST])
    assert await settle(shop, gateway) is False
    await until_due(shop)
    assert await settle(shop, gateway) is True
    assert gateway.moved == {TransactionKind.AUTHORIZE: 2000}
    assert await ledger(shop, order_id) == [("AUTHORIZE", "SUCCEEDED", 2000)]
    await prove(shop.database)


async def test_a_gateway_that_is_too_slow_did_not_answer(shop: Shop) -> None:
    await waiting(shop)
    assert await settle(shop, FakeGateway(delay=0.3), patience=0.05) is False
    (row,) = await shop.rows("SELECT failure, leased_until FROM payment_transaction")
    assert row["failure"] == "The gateway did not answer in time."
    assert row["leased_until"] is None


async def test_a_gateway_that_never_answers_counts_as_failed_in_the_end(shop: Shop) -> None:
    order_id = await waiting(shop)
    gateway = FakeGateway([SILENCE] * MAX_ATTEMPTS)
    for _ in range(MAX_ATTEMPTS - 1):
        assert await settle(shop, gateway) is False
        await until_due(shop)
    assert await settle(shop, gateway) is True
    assert await ledger(shop, order_id) == [("AUTHORIZE", "FAILED", 2000)]
    await prove(shop.database)


class ClosedGateway(FakeGateway):
    """Answers nobody until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = asyncio.Event()

    async def call(self, request: GatewayRequest) -> GatewayAnswer:
        await self.opened.wait()
        return await super().call(request)


async def test_ten_askers_at_once_ask_once(shop: Shop) -> None:
    order_id = await waiting(shop)
    (row,) = await shop.rows("SELECT id FROM payment_transaction")
    gateway = ClosedGateway()
    outcomes = []
    for asker in asyncio.as_completed([ask(shop, gateway, row["id"], patience=60) for _ in range(10)]):
        outcomes.append(await asker)
        if len(outcomes) == 9:
            gateway.opened.set()
    assert outcomes == [False] * 9 + [True]
    assert len(gateway.asked) == 1
    assert await ask(shop, gateway, row["id"]) is True
    assert len(gateway.asked) == 1
    assert await ledger(shop, order_id) == [("AUTHORIZE", "SUCCEEDED", 2000)]


async def test_the_intent_of_a_worker_that_died_is_due_when_its_lease_ran_out(shop: Shop) -> None:
    await waiting(shop)
    (row,) = await shop.rows("SELECT id FROM payment_transaction")
    gateway_asked = asyncio.Event()
    silent = FakeGateway(delay=60, on_call=gateway_asked.set)
    asking = asyncio.create_task(ask(shop, silent, row["id"], patience=60))
    await asyncio.wait_for(gateway_asked.wait(), 5)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert await due(shop) == []
    shop.clock.set(shop.clock.now() + timedelta(seconds=66))
    assert await due(shop) == [row["id"]]
    gateway = FakeGateway()
    assert await ask(shop, gateway, row["id"]) is True
    assert [asked.attempt for asked in gateway.asked] == [2]


async def due(shop: Shop) -> list[UUID]:
    async with shop.database.read() as read:
        return await list_due_transactions(read, now=shop.clock.now())


async def test_capture_and_refund_and_void_take_the_same_road(shop: Shop) -> None:
    order_id = await waiting(shop)
    gateway = FakeGateway()
    await settle(shop, gateway)
    (payment_id,) = await payment_ids(shop, order_id)
    await shop.do(capture_payment, payment_id=payment_id, amount=Decimal(15))
    assert (await money(shop, order_id))["captured"] == 0
    await settle(shop, gateway)
    await shop.do(refund_payment, payment_id=payment_id, amount=Decimal(4))
    await settle(shop, gateway)
    assert await money(shop, order_id) == {"total": 2000, "captured": 1500, "refunded": 400}
    assert gateway.moved == {
        TransactionKind.AUTHORIZE: 2000,
        TransactionKind.CAPTURE: 1500,
        TransactionKind.REFUND: 400,
    }
    assert {asked.reference for asked in gateway.asked[1:]} == {f"fake-{gateway.asked[0].key}"}
    await prove(shop.database)


async def test_a_capture_that_is_declined_frees_what_was_set_aside(shop: Shop) -> None:
    order_id = await waiting(shop)
    await settle(shop, FakeGateway())
    (payment_id,) = await payment_ids(shop, order_id)
    await shop.do(capture_payment, payment_id=payment_id)
    await settle(shop, FakeGateway([DECLINE]))
    (payment,) = await payments(shop, order_id)
    assert (payment["capturing"], payment["captured"], payment["status"]) == (0, 0, "AUTHORIZED")
    await shop.do(capture_payment, payment_id=payment_id)
    await settle(shop, FakeGateway())
    assert (await money(shop, order_id))["captured"] == 2000
    await prove(shop.database)


async def test_a_refund_that_is_declined_may_be_asked_for_again(shop: Shop) -> None:
    order_id = await waiting(shop)
    await settle(shop, FakeGateway())
    (payment_id,) = await payment_ids(shop, order_id)
    await shop.do(capture_payment, payment_id=payment_id)
    await settle(shop, FakeGateway())
    await shop.do(refund_payment, payment_id=payment_id)
    await settle(shop, FakeGateway([DECLINE]))
    assert (await shop.events(order_id))[-1] == "refund.failed"
    assert (await money(shop, order_id))["refunded"] == 0
    await shop.do(refund_payment, payment_id=payment_id)
    await settle(shop, FakeGateway())
    assert (await money(shop, order_id))["refunded"] == 2000
    await prove(shop.database)


@pytest.mark.parametrize("over", ["CANCELLED", "EXPIRED"])
async def test_money_that_comes_for_an_order_that_is_over_goes_back(shop: Shop, over: str) -> None:
    order_id = await waiting(shop)
    gateway = FakeGateway([SILENCE, APPROVE])
    await settle(shop, gateway)
    if over == "CANCELLED":
        await shop.do(cancel_order, order_id=order_id, reason="Changed their mind")
    else:
        shop.clock.set(shop.clock.now() + timedelta(minutes=31))
        await shop.do(expire_order, order_id=order_id)
    await until_due(shop) if over == "CANCELLED" else None
    assert await settle(shop, gateway) is True
    assert await settle(shop, gateway) is True
    assert gateway.moved == {TransactionKind.AUTHORIZE: 2000, TransactionKind.VOID: 2000}
    order = await shop.order(order_id)
    assert (order["status"], order["payment_status"]) == (over, "VOIDED")
    assert await shop.counters("TEE", "HAM") == (8, 0, 0, 0)
    await prove(shop.database)


@pytest.mark.parametrize(
    ("token", "tries", "status"),
    [("ok", 1, "CONFIRMED"), (None, 1, "CONFIRMED"), ("decline", 1, "PENDING"),
     ("flaky", 3, "CONFIRMED"), ("timeout", 0, "PENDING")],
)  # fmt: skip
async def test_the_test_gateway_does_what_the_token_says(
    shop: Shop, token: str | None, tries: int, status: str
) -> None:
    order_id = await waiting(shop, token)
    gateway = SimulatedGateway()
    for _ in range(tries - 1):
        assert await settle(shop, gateway) is False
        await until_due(shop)
    assert await settle(shop, gateway) is bool(tries)
    assert (await shop.order(order_id))["status"] == status
