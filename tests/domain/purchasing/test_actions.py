"""What is offered a purchase order's state does not refuse, and what it refuses is not offered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.inventory.dock import ReceivedLine
from domain.kernel.errors import IllegalTransition
from domain.purchasing.actions import purchase_actions
from domain.purchasing.drafting import update_purchase_order
from domain.purchasing.models import PurchaseOrderStatus as S
from domain.purchasing.receiving import receive_purchase_order
from domain.purchasing.service import (
    cancel_purchase_order,
    close_purchase_order,
    confirm_purchase_order,
    submit_purchase_order,
)
from tests.factories.buying import drafted, purchase, purchase_lines, receive, supplier
from tests.factories.shop import Shop

VERBS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "updatePurchaseOrder": (update_purchase_order, {"note": "By train"}),
    "submitPurchaseOrder": (submit_purchase_order, {}),
    "confirmPurchaseOrder": (confirm_purchase_order, {}),
    "receivePurchaseOrder": (receive_purchase_order, {"accept_over": True}),
    "closePurchaseOrder": (close_purchase_order, {"reason": "Enough"}),
    "cancelPurchaseOrder": (cancel_purchase_order, {"reason": "Enough"}),
}
# What is there already is done again without a word, and still not offered.
DONE_ALREADY = {
    ("submitPurchaseOrder", S.SUBMITTED),
    ("confirmPurchaseOrder", S.CONFIRMED),
    ("closePurchaseOrder", S.CLOSED),
    ("cancelPurchaseOrder", S.CANCELLED),
}


async def in_state(shop: Shop, status: S) -> UUID:
    order_id = await drafted(shop, await supplier(shop), {"MUG": 2})
    if status is S.CANCELLED:
        await shop.do(cancel_purchase_order, purchase_order_id=order_id, reason="No")
    elif status is not S.DRAFT:
        await shop.do(submit_purchase_order, purchase_order_id=order_id)
    if status is S.CONFIRMED:
        await shop.do(confirm_purchase_order, purchase_order_id=order_id)
    if status is S.PARTIALLY_RECEIVED:
        await receive(shop, order_id, (1, 0, 0))
    if status in (S.RECEIVED, S.CLOSED):
        await receive(shop, order_id, (2, 0, 0))
    if status is S.CLOSED:
        await shop.do(close_purchase_order, purchase_order_id=order_id)
    return order_id


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("status", S)
async def test_a_verb_is_offered_where_its_state_allows_it(shop: Shop, status: S, name: str) -> None:
    order_id = await in_state(shop, status)
    assert (await purchase(shop, order_id))["status"] == status
    (line,) = await purchase_lines(shop, order_id)
    verb, given = VERBS[name]
    if name == "receivePurchaseOrder":
        given = {**given, "lines": [ReceivedLine(line["id"], 1)]}
    try:
        await shop.do(verb, purchase_order_id=order_id, **given)
        refused = False
    except IllegalTransition:
        refused = True
    offered = name in purchase_actions(status, is_dropshipped=False)
    assert refused is (not offered and (name, status) not in DONE_ALREADY)
