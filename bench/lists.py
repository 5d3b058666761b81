"""The order list at a million orders: against ten thousand, and every way to ask for a page of it.

Loading them takes minutes; `--quick` loads a tenth, and says so.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import text

from bench.documents import LIST_PAGE
from bench.invented import CHANNELS
from bench.load import ask, post
from bench.measure import Effort, Finding, Turn, at_most, percentile
from bench.million import load
from bench.row import Row
from bench.stage import Server, Stage, connected, staff_token
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.config import Settings
from domain.kernel.database import Database, Reader
from domain.kernel.pagination import PageRequest
from domain.orders.models import (
    AllocationStatus,
    FulfillmentStatus,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
)
from domain.orders.pages import OrderCriteria, OrderSortField, page_orders

MANY, QUICKLY, FEW = 1_000_000, 100_000, 10_000
STAFF = Actor(ActorKind.STAFF, "bench")
PAGES = 3
"From each end of the list."


async def _shop(stage: Stage, orders: int) -> Settings:
    name = f"orders_{orders}"
    if name not in stage.opened:
        settings = await stage.shop(name)
        stage.opened[f"{name} loaded in"] = await load(str(settings.database_url), orders)
        stage.opened[name] = settings
    found: Settings = stage.opened[name]
    return found


def _size(effort: Effort) -> int:
    return MANY if effort.turns > 3 else QUICKLY


def _latency(server: Server, settings: Settings, effort: Effort) -> Turn:
    request = post("/graphql", {"query": LIST_PAGE}, token=staff_token(settings))

    async def turn() -> float:
        return 1000 / (await ask(server.port, [lambda: request], seconds=effort.seconds)).rate

    return turn


async def list_page(stage: Stage, effort: Effort) -> Finding:
    """The first page over HTTP, in milliseconds, by one client at a time."""
    many, few = await _shop(stage, _size(effort)), await _shop(stage, FEW)
    async with stage.serving(many) as large, stage.serving(few) as small:
        ours, floor = _latency(large, many, effort), _latency(small, few, effort)
        return await at_most(
            ours,
            floor,
            effort,
            wanted=1.3,
            unit="ms",
            orders=f"{_size(effort):,}",
            loaded_in=f"{stage.opened[f'orders_{_size(effort)} loaded in']:.0f} s",
        )


async def every_page(stage: Stage, effort: Effort) -> Finding:
    """Every filter with every sort in both directions, from both ends on: p95 of the slowest filter's
    pages. Each is asked for twice and the second counts: statements are prepared, indexes in memory."""
    slowest: dict[int, list[tuple[float, str]]] = {}
    for many in (_size(effort), FEW):
        async with connected(await _shop(stage, many)) as database:
            asked = [*_criteria(), *await _criteria_by_id(database)]
            found = {name: await _pages(database, criteria) for name, criteria in asked}
        by_filter = sorted((percentile(pages, 0.95), name) for name, pages in found.items())
        slowest[many] = by_filter[:-4:-1]
    [(ours, _), *_] = slowest[_size(effort)]
    [(floor, _), *_] = slowest[FEW]
    notes = {
        "orders": f"{_size(effort):,}",
        "slowest": ", ".join(f"{name} {taken:.0f} ms" for taken, name in slowest[_size(effort)]),
    }
    return Finding(ours, floor, ours / floor, "ms", ours < 100, notes)


async def _pages(database: Database, asked: OrderCriteria) -> list[float]:
    """Milliseconds for each page: first and last ones, forwards and backwards, by every sort."""
    async with database.read() as read:
        taken = []
        for sort in OrderSortField:
            for descending in (True, False):
                await _walk(read, asked, sort, descending)
                taken += await _walk(read, asked, sort, descending)
        return taken


async def _walk(
    read: Reader, asked: OrderCriteria, sort: OrderSortField, descending: bool
) -> list[float]:
    taken, cursor = [], None
    for _ in range(PAGES):
        request = PageRequest.parse(first=20, after=cursor)
        began = time.perf_counter()
        page = await page_orders(
            read, viewer=STAFF, criteria=asked, request=request, sort=sort, descending=descending
        )
        taken.append((time.perf_counter() - began) * 1000)
        if not page.has_next:
            break
        cursor = page.cursors[-1]
    return taken


def _criteria() -> Iterator[tuple[str, OrderCriteria]]:
    yield "everything", OrderCriteria()
    for status in OrderStatus:
        yield f"status {status}", OrderCriteria(status=[status])
    yield "open", OrderCriteria(status=[OrderStatus.PENDING, OrderStatus.CONFIRMED])
    for payment in (PaymentStatus.PAID, PaymentStatus.UNPAID, PaymentStatus.REFUNDED):
        yield f"payment {payment}", OrderCriteria(payment_status=[payment])
    yield "backordered", OrderCriteria(allocation_status=[AllocationStatus.BACKORDERED])
    yield "unfulfilled", OrderCriteria(fulfillment_status=[FulfillmentStatus.UNFULFILLED])
    yield "returned", OrderCriteria(return_status=[ReturnStatus.RETURNED])
    for channel in (*CHANNELS, "nowhere"):
        yield f"channel {channel}", OrderCriteria(channel=[channel])
    for sku in ("SKU-00000", "SKU-02500", "SKU-04999", "nothing"):
        yield f"sku {sku}", OrderCriteria(sku=sku)
    yield "held", OrderCriteria(on_hold=True)
    yield "not held", OrderCriteria(on_hold=False)
    begin, end = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 3, tzinfo=UTC)
    yield "placed after", OrderCriteria(placed_after=end)
    yield "placed before", OrderCriteria(placed_before=begin)
    yield "placed between", OrderCriteria(placed_after=begin, placed_before=end)
    yield "large", OrderCriteria(total_at_least=Decimal(1500))
    yield "small", OrderCriteria(total_at_most=Decimal("6"))
    for words in ("m", "maria", "maria roth", "maria.roth1", "w1", "w100500", "sku-00001", "zzzz"):
        yield f"search {words!r}", OrderCriteria(search=words)
    pending = [OrderStatus.PENDING]
    yield "pending and maria", OrderCriteria(status=pending, search="maria")
    yield "pending and sku SKU-00000", OrderCriteria(status=pending, sku="SKU-00000")
    yield "cancelled and small", OrderCriteria(status=[OrderStatus.CANCELLED], total_at_most=Decimal(6))


async def _criteria_by_id(database: Database) -> list[tuple[str, OrderCriteria]]:
    async with database.read() as read:
        busiest = (await read.execute(_BUSIEST)).scalar_one()
        where = (await read.execute(_LOCATIONS)).scalars().all()
    found = [(f"location {nth}", OrderCriteria(location_id=id)) for nth, id in enumerate(where)]
    return [("customer", OrderCriteria(customer_id=busiest)), *found]


_BUSIEST = text("SELECT customer_id FROM orders GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
_LOCATIONS = text("SELECT id FROM location ORDER BY priority")

ROWS = (
    Row("million", "list page at 1,000,000 orders", "at 10,000", "< 1.3", list_page),
    Row(
        "million-p95", "the slowest filter, p95 over every sort", "at 10,000", "p95 < 100 ms", every_page
    ),
)
