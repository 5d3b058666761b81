"""A worker at work: what follows from an order happens by itself, with a broker or without."""

from datetime import timedelta
from uuid import UUID

from cli.embedded import ValkeyHandle
from domain.payments.adapters.simulated import SimulatedGateway
from domain.processes.cancel_order import cancel_order
from domain.processes.order_request import TenderRequest
from jobs.context import JobContext
from jobs.dispatcher import Dispatcher, connect_broker
from jobs.relay import relay_once
from tests.factories.orders import placed, unpaid
from tests.factories.shop import Shop
from tests.fakes.mailbox import Mailbox
from tests.jobs.conftest import Working, until


def _card(token: str) -> TenderRequest:
    return TenderRequest(gateway="test", method="card", token=token)


async def _is(shop: Shop, order_id: UUID, **expected: str) -> bool:
    order = await shop.order(order_id)
    return all(order[name] == value for name, value in expected.items())


async def _settled(shop: Shop) -> bool:
    """Nothing is left to do now."""
    return not await shop.rows(
        """
        SELECT 1 FROM outbox UNION ALL
        SELECT 1 FROM task WHERE state = 'queued' LIMIT 1
        """
    )


async def test_a_confirmed_order_is_allocated_and_its_customer_told(
    today: Shop, working: Working, mailbox: Mailbox
) -> None:
    order_id = await placed(today, {"MUG": 2})
    async with working():
        await until(lambda: _is(today, order_id, allocation_status="ALLOCATED"))
        await until(lambda: _settled(today))

    assert await today.counters("MUG", "BER") == (10, 0, 2, 0)
    assert sorted(mailbox.subjects()) == ["it is confirmed", "we have received it"]
    assert {mail.recipient for mail in mailbox.mails} == {"lena@example.com"}


async def test_a_card_is_charged_by_the_job_however_often_the_line_is_cut(
    today: Shop, working: Working, context: JobContext
) -> None:
    order_id = await placed(today, {"MUG": 1}, payments=(_card("flaky"),))
    assert await _is(today, order_id, status="PENDING")
    async with working():
        await until(lambda: _is(today, order_id, status="CONFIRMED"), seconds=20)
        await until(lambda: _settled(today))

    gateway = context.gateways.get("test")
    assert isinstance(gateway, SimulatedGateway)
    assert [call.attempt for call in gateway.calls] == [1, 2, 3]
    assert list(gateway.moved.values()) == [1]


async def test_an_unpaid_order_expires_and_gives_its_stock_back(
    today: Shop, working: Working, mailbox: Mailbox
) -> None:
    today.clock.set(today.clock.now() - timedelta(hours=1))
    order_id = await unpaid(today, {"CAP": 1})
    assert await today.counters("CAP", "BER") == (1, 1, 0, 0)
    async with working():
        await until(lambda: _is(today, order_id, status="EXPIRED"))
        await until(lambda: _settled(today))

    assert await today.counters("CAP", "BER") == (1, 0, 0, 0)
    assert "it has expired" in mailbox.subjects()


async def test_a_backorder_is_filled_when_stock_comes_in(today: Shop, working: Working) -> None:
    order_id = await placed(today, {"OAK": 3})
    async with working():
        await until(lambda: _settled(today))
        assert await _is(today, order_id, allocation_status="BACKORDERED")
        await today.stock("OAK", "HAM", 5)
        await until(lambda: _is(today, order_id, allocation_status="ALLOCATED"))

    assert await today.counters("OAK", "HAM") == (5, 0, 3, 0)


async def test_a_cancelled_order_gives_its_stock_to_a_backorder(today: Shop, working: Working) -> None:
    await today.stock("OAK", "HAM", 2)
    first = await placed(today, {"OAK": 2})
    second = await placed(today, {"OAK": 2})
    async with working():
        await until(lambda: _is(today, first, allocation_status="ALLOCATED"))
        await until(lambda: _settled(today))
        assert await _is(today, second, allocation_status="BACKORDERED")
        await today.do(cancel_order, order_id=first, reason="Changed their mind")
        await until(lambda: _is(today, second, allocation_status="ALLOCATED"))


async def test_work_goes_on_without_a_broker_and_with_it_again(
    today: Shop, working: Working, valkey: ValkeyHandle, mailbox: Mailbox
) -> None:
    async with working():
        first = await placed(today, {"MUG": 1})
        await until(lambda: _is(today, first, allocation_status="ALLOCATED"))
        valkey.kill()
        try:
            second = await placed(today, {"MUG": 1})
            await until(lambda: _is(today, second, allocation_status="ALLOCATED"))
        finally:
            valkey.restart()
        third = await placed(today, {"MUG": 1})
        await until(lambda: _is(today, third, allocation_status="ALLOCATED"))
        await until(lambda: _settled(today))

    assert await today.counters("MUG", "BER") == (10, 0, 3, 0)
    assert sorted(mailbox.subjects()) == ["it is confirmed"] * 3 + ["we have received it"] * 3


async def test_a_broker_that_was_flushed_loses_no_work(
    today: Shop, working: Working, context: JobContext
) -> None:
    order_id = await placed(today, {"MUG": 1})
    broker = connect_broker(str(context.settings.redis_url))

    async def nobody(task_id: UUID) -> None:
        raise AssertionError("the broker is there")

    # Handed over to arq, and then the broker forgets everything.
    await Dispatcher(broker, nobody).wake((await relay_once(context)).task_ids)
    assert await broker.queued_jobs() != []
    await broker.flushall()
    await broker.aclose()
    async with working():
        await until(lambda: _is(today, order_id, allocation_status="ALLOCATED"))
        await until(lambda: _settled(today))


async def test_mail_is_written_once_and_sent_when_the_server_is_back(
    today: Shop, working: Working, mailbox: Mailbox
) -> None:
    mailbox.failing = 2
    await placed(today, {"MUG": 1})
    async with working():
        await until(lambda: _settled(today))

    assert sorted(mailbox.subjects()) == ["it is confirmed", "we have received it"]
    rows = await today.rows("SELECT event_id, sent_at FROM notification")
    assert len(rows) == 2
    assert {mail.id for mail in mailbox.mails} == {row["event_id"] for row in rows}
    assert all(row["sent_at"] is not None for row in rows)
