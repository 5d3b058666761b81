"""The orders that benchmarks invent are orders: the application finds nothing odd about them."""

from collections.abc import AsyncIterator, Iterator
from itertools import chain

import pytest
from sqlalchemy import text

from bench.__main__ import ROWS
from bench.invented import Invention
from bench.million import load
from domain.kernel.database import Database
from domain.kernel.pagination import PageRequest
from domain.orders.models import OrderStatus
from domain.orders.pages import OrderCriteria, count_orders, page_orders
from tests.factories.people import STAFF
from tests.services import TEMPLATE, Server

ORDERS = 600


@pytest.fixture(scope="module")
def url(server: Server, worker_id: str) -> Iterator[str]:
    """A database of its own: indexes are dropped in it, and built again."""
    name = f"waybill_bench_{worker_id}"
    yield server.create(name, template=TEMPLATE)
    server.drop(name)


@pytest.fixture(scope="module")
async def loaded(url: str) -> AsyncIterator[Database]:
    await load(url, ORDERS)
    database = Database(url)
    yield database
    await database.dispose()


def test_the_same_seed_invents_the_same_orders() -> None:
    first, second = Invention(50), Invention(50)
    assert list(first.shop()) == list(second.shop())
    assert list(chain.from_iterable(map(first.order, range(50)))) == list(
        chain.from_iterable(map(second.order, range(50)))
    )


async def test_they_are_found_counted_and_add_up(loaded: Database) -> None:
    async with loaded.read() as read:
        page = await page_orders(read, viewer=STAFF, request=PageRequest.parse(first=20))
        assert [row.number for row in page.rows] == [f"W{100_000 + ORDERS - nth}" for nth in range(20)]
        assert (await count_orders(read, viewer=STAFF)).rows == ORDERS
        by_status = {
            status: (
                await count_orders(read, viewer=STAFF, criteria=OrderCriteria(status=[status]))
            ).rows
            for status in OrderStatus
        }
        assert sum(by_status.values()) == ORDERS
        assert by_status[OrderStatus.COMPLETED] > ORDERS / 2
        found = await page_orders(
            read,
            viewer=STAFF,
            criteria=OrderCriteria(search=f"{page.rows[0].email} {page.rows[0].number}"),
            request=PageRequest.parse(first=5),
        )
        assert [row.id for row in found.rows] == [page.rows[0].id]
        wrong = await read.execute(text(_DO_NOT_ADD_UP))
        assert wrong.all() == []


_DO_NOT_ADD_UP = """
SELECT o.number FROM orders o
WHERE o.status <> 'CANCELLED'
  AND o.subtotal <> (SELECT sum(l.total) FROM order_line l WHERE l.order_id = o.id)
   OR o.customer_id NOT IN (SELECT id FROM customer)
   OR (SELECT last FROM event_sequence s WHERE s.order_id = o.id)
      <> (SELECT count(*) FROM event e WHERE e.order_id = o.id)
"""


async def test_its_indexes_are_the_migrations(loaded: Database, database: Database) -> None:
    listing = text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
    async with loaded.read() as read, database.read() as migrated:
        mine, theirs = [(await each.execute(listing)).scalars().all() for each in (read, migrated)]
    assert mine == theirs


def test_each_row_has_a_name_of_its_own_and_a_command() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names) >= 11
    assert ROWS[0].command == f"make bench ONLY={ROWS[0].name}"
