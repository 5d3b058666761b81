"""What came in goes to those who wait, in their order, and what is on its way is promised again.

Units that are given are reserved for the line they go to: nobody else can have them from that moment,
and where the line ships from is for its allocation to say. The queue of a product is served by one
transaction at a time; an order that is allocated by hand takes its turn by the same rules and gets what
the queue would have given it, never what those before it wait for.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.backorders import queries, service
from domain.backorders.events import BackorderFilled
from domain.backorders.queries import waiting
from domain.backorders.rules import Served, serve
from domain.inventory import ledger
from domain.inventory.ledger import LevelKey, StockMoved
from domain.inventory.models import Reservation
from domain.inventory.reserve import keep_more, reserving
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.orders.models import Order, OrderLine
from domain.orders.queries import lines_of_orders, lock_orders
from domain.orders.rules import allocation_status


async def fill_backorders(uow: UnitOfWork, *, product_ids: Sequence[UUID]) -> list[UUID]:
    """Serve the queues of these products, and of what their orders wait for besides, so that an order
    whose goods came in together hears of it once. Returns the orders that got something."""
    products = await queries.waited_for_together(uow, product_ids)
    await queries.lock_queues(uow, products)
    queue = await queries.list_queue(uow, products)
    served: list[Served] = []
    if queue:
        await uow.catch_up()
        served, _ = serve(map(waiting, queue), await queries.list_stock(uow, products))
    given = Counter[UUID]()
    for each in served:
        assert each.waiting.line_id is not None
        given[each.waiting.line_id] += each.units
    orders = await lock_orders(uow, {row.order_id for row in queue if given[row.id]})
    lines = await lines_of_orders(uow, list(orders))
    await _give(uow, orders, lines, served)
    for order_id, order in orders.items():
        own = [line for line in lines.values() if line.order_id == order_id]
        order.allocation_status = allocation_status(own)
        touch(uow, order)
        uow.emit(
            BackorderFilled(
                order_id=order_id,
                units=sum(given[line.id] for line in own),
                waiting=sum(line.backordered_quantity for line in own),
            )
        )
    left = [(row, row.backordered_quantity - given[row.id]) for row in queue]
    await service.promise_again(uow, product_ids=products, queue=left)
    return list(orders)


async def take_turn(uow: UnitOfWork, order: Order, lines: Sequence[OrderLine]) -> dict[LevelKey, int]:
    """Give one order what is its turn to have now: stock that nobody before it in the queue waits for.

    The order is locked; `lines` are all of its lines. Returns what is then left at each level for
    anybody, of the products that the order waits for.
    """
    own = {line.id: line for line in lines if line.backordered_quantity}
    if not own:
        return {}
    products = list({line.product_id for line in own.values()})
    await uow.catch_up()
    queue = await queries.list_queue(uow, products)
    served, left = serve(map(waiting, queue), await queries.list_stock(uow, products))
    mine = [each for each in served if each.waiting.line_id in own]
    await _give(uow, {order.id: order}, own, mine)
    return {(pool.product_id, pool.location_id): pool.units for pool in left}


async def _give(
    uow: UnitOfWork,
    orders: Mapping[UUID, Order],
    lines: Mapping[UUID, OrderLine],
    served: Sequence[Served],
) -> None:
    """Reserve what the lines are given. Raises `StockMoved` where one waits for less by now."""
    units: list[Reservation] = []
    for each in served:
        line_id = each.waiting.line_id
        line = lines.get(line_id) if line_id else None
        if line is None or line.backordered_quantity < each.units:
            raise StockMoved()
        line.backordered_quantity -= each.units
        line.reserved_quantity += each.units
        units.append(
            Reservation(
                order_id=line.order_id,
                order_line_id=line.id,
                product_id=line.product_id,
                location_id=each.pool.location_id,
                quantity=each.units,
            )
        )
    if not units:
        return
    await keep_more(uow, units)
    await service.settle(uow, list({each.order_line_id for each in units}))
    postings = [
        posting
        for order_id, order in orders.items()
        for posting in reserving(
            [each for each in units if each.order_id == order_id], reference=order.number
        )
    ]
    ledger.post_last(uow, postings)
