"""What is offered is not refused by a transfer's state, and what is refused by it is not offered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.inventory.dock import ReceivedLine
from domain.kernel.errors import IllegalTransition
from domain.transfers.actions import ACTIONS
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.drafting import update_stock_transfer
from domain.transfers.models import StockTransferStatus, Whereabouts
from domain.transfers.receiving import close_stock_transfer, receive_stock_transfer
from domain.transfers.shipping import ship_stock_transfer
from tests.factories.shop import Shop
from tests.factories.transfers import drafted, sent, take_in, transfer, transfer_lines

VERBS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "updateStockTransfer": (update_stock_transfer, {"note": "By train"}),
    "shipStockTransfer": (ship_stock_transfer, {}),
    "receiveStockTransfer": (receive_stock_transfer, {"accept_over": True}),
    "closeStockTransfer": (close_stock_transfer, {"reason": "Enough"}),
    "cancelStockTransfer": (cancel_stock_transfer, {"reason": "Enough"}),
}
# What is there already is done again without a word, and still not offered.
DONE_ALREADY = {
    ("shipStockTransfer", StockTransferStatus.IN_TRANSIT),
    ("closeStockTransfer", StockTransferStatus.RECEIVED),
    ("cancelStockTransfer", StockTransferStatus.CANCELLED),
}


async def in_state(shop: Shop, status: StockTransferStatus) -> UUID:
    units = {"MUG": 2}
    if status in (StockTransferStatus.DRAFT, StockTransferStatus.CANCELLED):
        transfer_id = await drafted(shop, units)
        if status is StockTransferStatus.CANCELLED:
            await shop.do(cancel_stock_transfer, stock_transfer_id=transfer_id, reason="No")
        return transfer_id
    transfer_id = await sent(shop, units)
    if status is StockTransferStatus.PARTIALLY_RECEIVED:
        await take_in(shop, transfer_id, (1, 0, 0))
    if status is StockTransferStatus.RECEIVED:
        await take_in(shop, transfer_id, (2, 0, 0))
    return transfer_id


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("status", StockTransferStatus)
async def test_a_verb_is_offered_where_its_state_allows_it(
    shop: Shop, status: StockTransferStatus, name: str
) -> None:
    transfer_id = await in_state(shop, status)
    assert (await transfer(shop, transfer_id))["status"] == status
    (line,) = await transfer_lines(shop, transfer_id)
    verb, given = VERBS[name]
    if name == "receiveStockTransfer":
        given = {**given, "lines": [ReceivedLine(line["id"], 1)]}
    if name == "cancelStockTransfer" and "receiveStockTransfer" in ACTIONS[status]:
        given = {**given, "whereabouts": Whereabouts.AT_ORIGIN}
    try:
        await shop.do(verb, stock_transfer_id=transfer_id, **given)
        refused = False
    except IllegalTransition:
        refused = True
    assert refused is (name not in ACTIONS[status] and (name, status) not in DONE_ALREADY)
