"""requestReturn, approveReturn and declineReturn: what may come back, and who says so."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.processes.decide_return import approve_return, decline_return
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.request_return import ReturnLineRequest, request_return
from domain.returns.models import ReturnDisposition as D
from tests.factories.money import paid
from tests.factories.orders import delivered, placed, shipped
from tests.factories.people import customer
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.returns import returning
from tests.factories.shop import Shop


async def arrived(shop: Shop, units: int = 3, **fields: Any) -> Any:
    """A paid order of mugs that has been delivered."""
    order_id = await paid(shop, {"MUG": units}, **fields)
    await delivered(shop, order_id)
    return order_id


async def receive(
    shop: Shop, return_id: Any, *units: tuple[Any, int, D], at: str = "BER", **options: bool
) -> Any:
    return await shop.do(
        receive_return,
        return_id=return_id,
        location_code=at,
        lines=[ReceiptLine(*each) for each in units],
        **options,
    )


async def test_no_more_comes_back_than_went_out_over_all_returns(shop: Shop) -> None:
    order_id = await arrived(shop, 3)
    (line,) = await shop.lines(order_id)
    await returning(shop, order_id, [2])
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
        await returning(shop, order_id, [2])
    twice = [ReturnLineRequest(line["id"], 1, "Too blue")] * 2
    async with refused(shop.database, InvalidInput, path=("input", "lines", "1", "quantity")):
        await shop.do(request_return, order_id=order_id, lines=twice)


async def test_units_of_a_declined_return_may_be_asked_for_again(shop: Shop) -> None:
    order_id = await arrived(shop, 1)
    return_id, _ = await returning(shop, order_id, [1], approve=False)
    await shop.do(decline_return, return_id=return_id, reason="Worn")
    (row,) = await shop.rows("SELECT * FROM order_return")
    assert (row["status"], row["decline_reason"]) == ("DECLINED", "Worn")
    assert (await shop.order(order_id))["return_status"] == "NONE"
    async with unchanged(shop.database):
        await shop.do(decline_return, return_id=return_id, reason="Once more")
    await returning(shop, order_id, [1])


async def test_missing_units_may_be_asked_for_again(shop: Shop) -> None:
    order_id = await arrived(shop, 1)
    return_id, (line_id,) = await returning(shop, order_id, [1])
    await receive(shop, return_id, (line_id, 1, D.MISSING))
    await returning(shop, order_id, [1])
    await prove(shop.database)


async def test_only_units_that_have_shipped_come_back(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    async with refused(shop.database, IllegalTransition):
        await returning(shop, order_id, [1])
    await shipped(shop, order_id, units=1)
    async with refused(shop.database, InvalidInput):
        await returning(shop, order_id, [2])
    await returning(shop, order_id, [1])


async def test_approving_twice_is_approving_once(shop: Shop) -> None:
    order_id = await arrived(shop, 1)
    return_id, _ = await returning(shop, order_id, [1])
    async with unchanged(shop.database):
        await shop.do(approve_return, return_id=return_id)


async def test_a_customer_returns_their_own_order_and_nobody_elses(shop: Shop) -> None:
    order_id = await arrived(shop, 1)
    (line,) = await shop.lines(order_id)
    asked = [ReturnLineRequest(line["id"], 1, "Too blue")]
    async with refused(shop.database, NotFound, path=("input", "orderId")):
        await shop.act(customer(new_id()), request_return, order_id=order_id, lines=asked)
    buyer = await shop.buyer(order_id)
    await shop.act(buyer, request_return, order_id=order_id, lines=asked)


async def test_a_bad_request_is_refused_by_name(shop: Shop) -> None:
    order_id = await arrived(shop, 1)
    (line,) = await shop.lines(order_id)

    async def ask(*lines: ReturnLineRequest) -> None:
        await shop.do(request_return, order_id=order_id, lines=lines)

    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await ask()
    for quantity in (0, -1, 2, 2**31):
        async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "quantity")):
            await ask(ReturnLineRequest(line["id"], quantity, "Too blue"))
    async with refused(shop.database, InvalidInput, path=("input", "lines", "0", "reason")):
        await ask(ReturnLineRequest(line["id"], 1, " "))
    async with refused(shop.database, NotFound, path=("input", "lines", "0", "orderLineId")):
        await ask(ReturnLineRequest(new_id(), 1, "Too blue"))


@pytest.mark.parametrize(("verb", "more"), [(approve_return, {}), (decline_return, {"reason": "Worn"})])
async def test_a_return_that_is_not_there_is_not_found(
    shop: Shop, verb: Callable[..., Any], more: dict[str, str]
) -> None:
    async with refused(shop.database, NotFound, path=("input", "returnId")):
        await shop.do(verb, return_id=new_id(), **more)
