"""availableActions: what an order says may be done to it now is not refused when it is tried."""

import asyncio
import random
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import permutations
from typing import Any
from uuid import UUID

from domain.allocation.actions import work_actions
from domain.allocation.portions import Portion
from domain.kernel.database import Database
from domain.kernel.errors import DomainError, InsufficientStock
from domain.kernel.uow import UnitOfWork
from domain.orders.actions import available_actions
from domain.processes.allocate_order import allocate_order
from domain.processes.authorize_payment import authorize_payment
from domain.processes.cancel_order import cancel_order
from domain.processes.capture_payment import capture_payment
from domain.processes.decide_return import approve_return, decline_return
from domain.processes.hold_fulfillment_order import (
    hold_fulfillment_order,
    release_fulfillment_order,
)
from domain.processes.hold_order import hold_order, release_order_hold
from domain.processes.move_fulfillment_order import move_fulfillment_order
from domain.processes.order_request import LineRequest
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.record_shipment_event import record_shipment_event
from domain.processes.refund_payment import refund_payment
from domain.processes.report_short_pick import report_short_pick
from domain.processes.request_return import ReturnLineRequest, request_return
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from domain.processes.situations import situations_by_order_ids
from domain.processes.split_fulfillment_order import (
    merge_fulfillment_orders,
    split_fulfillment_order,
)
from domain.processes.void_payment import void_payment
from domain.processes.work_situations import situations_by_work_ids
from domain.returns.models import ReturnDisposition
from domain.shipments.models import ShipmentStatus
from tests.factories.cleaning import wipe
from tests.factories.money import paid, payment_ids
from tests.factories.orders import allocated, delivered, placed, shipped, unpaid, work
from tests.factories.returns import returning
from tests.factories.shop import PLACES, Shop, open_shop
from tests.processes.machine.areas import LONG, LONGEST, VERBS
from tests.processes.machine.life import Life

CENT = Decimal("0.01")
ACTIONS = 20
"How many there are."
_LATELY = "SELECT * FROM orders ORDER BY updated_at DESC, version DESC LIMIT 1"


class _Undo(Exception):
    """Leaves the transaction of an attempt without a trace."""


async def advertised(shop: Shop, order_id: UUID) -> list[str]:
    """What the order says may be done to it."""
    async with shop.database.reader() as read:
        return available_actions(
            (await situations_by_order_ids(read, [order_id], at=shop.clock.now()))[order_id]
        )


async def of_work(shop: Shop, work_id: UUID) -> list[str]:
    """What a fulfillment order says may be done to it."""
    async with shop.database.reader() as read:
        return list(
            work_actions((await situations_by_work_ids(read, [work_id], at=shop.clock.now()))[work_id])
        )


async def possible(shop: Shop, verb: Any, **arguments: Any) -> bool:
    """Whether the verb would do it. Nothing is left of the attempt."""

    async def attempt(uow: UnitOfWork) -> None:
        await verb(uow, **arguments)
        raise _Undo

    try:
        await shop.do(attempt)
    except (_Undo, InsufficientStock):
        return True
    except DomainError:
        return False
    raise AssertionError("unreachable")


async def attempts(shop: Shop, order_id: UUID, action: str) -> AsyncIterator[tuple[Any, Any]]:
    """Ways to do what is advertised; one of them has to work."""

    async def rows(table: str) -> list[Any]:
        return list(await shop.rows(f"SELECT * FROM {table} WHERE order_id = $1", order_id))

    match action:
        case "authorizePayment":
            yield authorize_payment, {"order_id": order_id, "gateway": "manual", "amount": CENT}
        case "cancelOrder":
            yield cancel_order, {"order_id": order_id, "reason": "Mood"}
        case "holdOrder":
            yield hold_order, {"order_id": order_id, "reason": "Fraud check"}
        case "releaseOrderHold":
            yield release_order_hold, {"order_id": order_id}
        case "allocateOrder":
            yield allocate_order, {"order_id": order_id}
        case "shipFulfillmentOrder":
            for each in await rows("fulfillment_order"):
                for line in await shop.rows(
                    "SELECT id FROM fulfillment_order_line WHERE fulfillment_order_id = $1", each["id"]
                ):
                    one = {"fulfillment_order_id": each["id"], "lines": [Portion(line["id"], 1)]}
                    yield ship_fulfillment_order, one | {"carrier": "X"}
        case (
            "reportShortPick"
            | "moveFulfillmentOrder"
            | "splitFulfillmentOrder"
            | "holdFulfillmentOrder"
            | "releaseFulfillmentOrder"
        ):
            for each in await rows("fulfillment_order"):
                async for attempt in _on_work(shop, each, action):
                    yield attempt
        case "mergeFulfillmentOrders":
            works = [each["id"] for each in await rows("fulfillment_order")]
            for pair in permutations(works, 2):
                yield merge_fulfillment_orders, {"fulfillment_order_ids": list(pair)}
        case "recordShipmentEvent":
            for parcel in await rows("shipment"):
                for status in (ShipmentStatus.DELIVERED, ShipmentStatus.RETURNED_TO_SENDER):
                    yield record_shipment_event, {"shipment_id": parcel["id"], "status": status}
        case "capturePayment" | "voidPayment" | "refundPayment":
            verb = {"c": capture_payment, "v": void_payment, "r": refund_payment}[action[0]]
            amount = {} if verb is void_payment else {"amount": CENT}
            for payment in await rows("payment"):
                yield verb, {"payment_id": payment["id"]} | amount
        case "requestReturn":
            for line in await rows("order_line"):
                yield (
                    request_return,
                    {"order_id": order_id, "lines": [ReturnLineRequest(line["id"], 1, "Too blue")]},
                )
        case "approveReturn" | "declineReturn":
            for asked in await rows("order_return"):
                if asked["status"] == "REQUESTED":
                    yield approve_return, {"return_id": asked["id"]}
                    yield decline_return, {"return_id": asked["id"], "reason": "Worn"}
        case "receiveReturn":
            for asked in await rows("order_return"):
                for line in await shop.rows(
                    "SELECT * FROM return_line WHERE return_id = $1", asked["id"]
                ):
                    one = ReceiptLine(line["id"], 1, ReturnDisposition.RESTOCK)
                    yield (
                        receive_return,
                        {"return_id": asked["id"], "location_code": "BER", "lines": [one]},
                    )
        case _:
            raise AssertionError(f"{action} is advertised and nobody knows how to do it")


async def _on_work(shop: Shop, work: Any, action: str) -> AsyncIterator[tuple[Any, Any]]:
    """Ways to do something to one fulfillment order, line by line."""
    named = {"fulfillment_order_id": work["id"]}
    if action == "holdFulfillmentOrder":
        if work["hold_reason"] is None:
            yield hold_fulfillment_order, named | {"reason": "Wet floor"}
    elif action == "releaseFulfillmentOrder":
        if work["status"] == "ON_HOLD":
            yield release_fulfillment_order, named
    else:
        for line in await shop.rows(
            "SELECT id FROM fulfillment_order_line WHERE fulfillment_order_id = $1", work["id"]
        ):
            one = named | {"lines": [Portion(line["id"], 1)]}
            if action == "reportShortPick":
                yield report_short_pick, one | {"reason": "Not there"}
            elif action == "splitFulfillmentOrder":
                yield split_fulfillment_order, one
            else:
                for code in PLACES:
                    yield move_fulfillment_order, one | {"location_code": code, "reason": "Full"}


async def refused_though_advertised(shop: Shop, order_id: UUID) -> list[str]:
    """Advertised actions of which every attempt is refused."""
    refused = []
    for action in await advertised(shop, order_id):
        if not [
            True
            async for verb, arguments in attempts(shop, order_id, action)
            if await possible(shop, verb, **arguments)
        ]:
            refused.append(action)
    return refused


async def test_an_orders_actions_follow_its_life(shop: Shop) -> None:
    waiting = await unpaid(shop, {"MUG": 1})
    assert await advertised(shop, waiting) == ["authorizePayment", "cancelOrder", "holdOrder"]
    ready = await placed(shop, {"MUG": 1})
    assert await advertised(shop, ready) == [
        "cancelOrder",
        "holdOrder",
        "allocateOrder",
        "capturePayment",
        "voidPayment",
    ]
    away = await paid(shop, {"MUG": 1})
    await shipped(shop, away)
    assert await advertised(shop, away) == [
        "holdOrder",
        "recordShipmentEvent",
        "refundPayment",
        "requestReturn",
    ]
    done = await paid(shop, {"MUG": 1})
    await delivered(shop, done)
    assert await advertised(shop, done) == ["refundPayment", "requestReturn"]
    await returning(shop, done, [1], approve=False)
    assert await advertised(shop, done) == ["refundPayment", "approveReturn", "declineReturn"]


async def test_work_that_is_held_at_its_location_is_not_to_be_shipped(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    (held,) = await allocated(shop, order_id)
    await shop.do(hold_fulfillment_order, fulfillment_order_id=held, reason="A shelf fell over")
    assert await advertised(shop, order_id) == [
        "cancelOrder",
        "holdOrder",
        "moveFulfillmentOrder",
        "splitFulfillmentOrder",
        "releaseFulfillmentOrder",
        "capturePayment",
        "voidPayment",
    ]
    await shop.do(release_fulfillment_order, fulfillment_order_id=held)
    assert "shipFulfillmentOrder" in await advertised(shop, order_id)


async def test_each_work_says_for_itself_what_may_be_done_to_it(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 3})
    (whole,) = await allocated(shop, order_id)
    assert await of_work(shop, whole) == [
        "shipFulfillmentOrder",
        "reportShortPick",
        "moveFulfillmentOrder",
        "splitFulfillmentOrder",
        "holdFulfillmentOrder",
    ]
    (line,) = await work(shop, order_id)
    _, part = await shop.do(
        split_fulfillment_order, fulfillment_order_id=whole, lines=[Portion(line["id"], 1)]
    )
    assert "mergeFulfillmentOrders" in await of_work(shop, whole)
    assert "splitFulfillmentOrder" not in await of_work(shop, part.id), "one unit is all there is"
    await shop.do(hold_order, order_id=order_id, reason="Fraud check")
    assert await of_work(shop, part.id) == ["moveFulfillmentOrder", "holdFulfillmentOrder"]
    await shop.do(release_order_hold, order_id=order_id)
    await shipped(shop, order_id)
    assert await of_work(shop, whole) == []


async def test_work_that_a_line_is_pinned_for_is_not_to_be_moved(shop: Shop) -> None:
    order_id = await placed(shop, [LineRequest(sku="MUG", quantity=1, location="HAM")])
    (pinned,) = await allocated(shop, order_id)
    assert "moveFulfillmentOrder" not in await of_work(shop, pinned)
    assert "moveFulfillmentOrder" not in await advertised(shop, order_id)


async def test_a_completed_order_with_a_goodwill_refund_asks_for_no_more_money(shop: Shop) -> None:
    order_id = await paid(shop, {"MUG": 1})
    await delivered(shop, order_id)
    (payment_id,) = await payment_ids(shop, order_id)
    await shop.do(refund_payment, payment_id=payment_id, amount=Decimal("2.50"))
    assert await advertised(shop, order_id) == ["refundPayment", "requestReturn"]


def test_nothing_is_advertised_that_would_be_refused(database_url: str) -> None:
    async def live() -> set[str]:
        database = Database(database_url, pool_size=4, statement_timeout=20)
        seen: set[str] = set()
        try:
            await wipe(database)
            chance = random.Random(20260302)
            life = Life(await open_shop(database), chance)
            for step in range(LONGEST):
                if step >= LONG and len(seen) == ACTIONS:
                    break
                try:
                    _, verb = chance.choice(VERBS)
                    await verb(life)
                except DomainError:
                    continue
                if step % 3:
                    continue
                for order in await life.shop.rows(_LATELY):
                    seen |= set(await advertised(life.shop, order["id"]))
                    refused = await refused_though_advertised(life.shop, order["id"])
                    assert refused == [], f"{order['number']} is {order['status']}, step {step}"
        finally:
            await database.dispose()
        return seen

    with asyncio.Runner() as runner:
        assert len(runner.run(live())) == ACTIONS, "every action was advertised at some time"
