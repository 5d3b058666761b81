"""What may be done to an order now."""

import pytest

from domain.orders.actions import Situation, available_actions
from domain.orders.models import OrderStatus as S


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (Situation(S.PENDING, False, reserved=2, owed=5),
         ["authorizePayment", "cancelOrder", "holdOrder"]),
        (Situation(S.CONFIRMED, False, reserved=2), ["cancelOrder", "holdOrder", "allocateOrder"]),
        (Situation(S.CONFIRMED, True, reserved=2), ["cancelOrder", "releaseOrderHold"]),
        (Situation(S.CONFIRMED, False, allocated=1), ["cancelOrder", "holdOrder"]),
        (Situation(S.CONFIRMED, False, allocated=1, shippable=1, in_work=1),
         ["cancelOrder", "holdOrder", "shipFulfillmentOrder", "reportShortPick"]),
        (Situation(S.CONFIRMED, False, allocated=3, movable=2, splittable=1, mergeable=1, going_on=1),
         ["cancelOrder", "holdOrder", "moveFulfillmentOrder", "splitFulfillmentOrder",
          "mergeFulfillmentOrders", "holdFulfillmentOrder"]),
        (Situation(S.CONFIRMED, False, allocated=1, waiting_work=1),
         ["cancelOrder", "holdOrder", "releaseFulfillmentOrder"]),
        (Situation(S.CONFIRMED, True, allocated=1, waiting_work=1), ["cancelOrder", "releaseOrderHold"]),
        (Situation(S.CONFIRMED, True, allocated=1), ["cancelOrder", "releaseOrderHold"]),
        (Situation(S.CONFIRMED, False, on_the_way=1), ["holdOrder", "recordShipmentEvent"]),
        (Situation(S.COMPLETED, False, returnable=1, refundable=5), ["refundPayment", "requestReturn"]),
        (Situation(S.COMPLETED, False, returns_to_decide=1), ["approveReturn", "declineReturn"]),
        (Situation(S.COMPLETED, False, returns_to_receive=1), ["receiveReturn"]),
        (Situation(S.CANCELLED, False, owed=5), []),
        (Situation(S.EXPIRED, False), []),
    ],
)  # fmt: skip
def test_only_what_would_not_be_refused(situation: Situation, expected: list[str]) -> None:
    assert available_actions(situation) == expected
