"""The locks on queues: one statement however many, and always in the same order."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import event, text

from domain.backorders.queries import lock_queues
from domain.kernel.actor import ANONYMOUS
from domain.kernel.database import Database
from domain.kernel.uow import transaction

PRODUCTS = [UUID(int=each) for each in (3, 1, 2)]
_HELD = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")


@pytest.mark.parametrize("products", [PRODUCTS[:1], PRODUCTS])
async def test_one_statement_takes_all_the_locks(database: Database, products: list[UUID]) -> None:
    async with transaction(database, actor=ANONYMOUS) as uow:
        connection = await uow.session.connection()
        sent: list[str] = []
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *of: sent.append(of[2]))
        await lock_queues(uow, products)
        assert len(sent) == 1
        assert (await uow.session.execute(_HELD)).scalar() == len(products)


async def test_those_who_want_the_same_queues_in_any_order_get_them_in_turn(database: Database) -> None:
    served = []

    async def serve(products: list[UUID]) -> None:
        async with transaction(database, actor=ANONYMOUS) as uow:
            await lock_queues(uow, products)
            served.append("in")
            await asyncio.sleep(0.01)
            served.append("out")

    await asyncio.gather(*(serve(PRODUCTS if turn % 2 else PRODUCTS[::-1]) for turn in range(6)))
    assert served == ["in", "out"] * 6
