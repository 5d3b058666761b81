"""Customers hear when what they wait for is promised for another day: once a move, and the latest."""

from datetime import timedelta
from uuid import UUID

from domain.kernel.actor import system
from domain.notifications.service import notify_customer
from domain.processes.fill_backorders import fill_backorders
from domain.transfers.drafting import update_stock_transfer
from tests.factories.backorders import coming
from tests.factories.orders import placed
from tests.factories.shop import MORNING, Shop
from tests.fakes.mailbox import Mailbox

WEEK, MONTH = MORNING + timedelta(days=7), MORNING + timedelta(days=30)


async def fill(shop: Shop) -> None:
    await shop.do(fill_backorders, product_ids=[shop.products["OAK"].id])


async def moves(shop: Shop) -> list[UUID]:
    """The ids of the events that say so, in order."""
    rows = await shop.rows("SELECT id FROM event WHERE type = 'order.promise_moved' ORDER BY sequence")
    return [row["id"] for row in rows]


async def tell(shop: Shop, mailbox: Mailbox, event_id: UUID) -> bool:
    return await notify_customer(
        shop.database,
        event_id=event_id,
        mailer=mailbox,
        sender="orders@shop.example",
        actor=system("notifications"),
    )


async def test_a_move_is_told_once_with_its_day(shop: Shop) -> None:
    mailbox = Mailbox()
    await placed(shop, {"OAK": 2})
    await coming(shop, "OAK", "MUC", 2, at=WEEK)
    await fill(shop)
    (moved,) = await moves(shop)
    assert [await tell(shop, mailbox, moved) for _ in range(2)] == [True, False]
    (mail,) = mailbox.mails
    assert mail.subject.endswith("what you wait for is expected on 2026-03-09")
    assert "now expected to be with us on 2026-03-09" in mail.body


async def test_of_several_moves_the_latest_is_told(shop: Shop) -> None:
    mailbox = Mailbox()
    await placed(shop, {"OAK": 2})
    transfer = await coming(shop, "OAK", "MUC", 2, at=WEEK)
    await fill(shop)
    await shop.do(update_stock_transfer, stock_transfer_id=transfer, expected_at=MONTH)
    await fill(shop)
    events = await moves(shop)
    assert [await tell(shop, mailbox, each) for each in events] == [False, True]
    (mail,) = mailbox.mails
    assert "2026-04-01" in mail.subject
