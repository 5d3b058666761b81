"""Where an order ships from, and by which policy."""

from typing import Any

from tests.contract.world import World
from tests.schema.conftest import gid


def writes(world: World) -> dict[str, dict[str, Any]]:
    policy = world.id("SourcingPolicy", "policy")
    held_work = {"fulfillmentOrderId": world.id("FulfillmentOrder", "held_work")}
    one = {"fulfillmentOrderLineId": world.id("FulfillmentOrderLine", "resource_line"), "quantity": 1}
    piece = {"fulfillmentOrderId": world.id("FulfillmentOrder", "resource"), "lines": [one]}
    return {
        "AllocateOrder": {"orderId": world.order("allocate")},
        "MoveFulfillmentOrder": {**piece, "locationCode": "HAM", "reason": "Berlin is full"},
        "SplitFulfillmentOrder": piece,
        "MergeFulfillmentOrders": {
            "fulfillmentOrderIds": [gid("FulfillmentOrder", each) for each in world.rows["merge"]]
        },
        "HoldFulfillmentOrder": {**held_work, "reason": "Wet floor"},
        "ReleaseFulfillmentOrder": held_work,
        "ReportShortPick": {**piece, "reason": "The box was empty"},
        "CreateSourcingPolicy": {
            "name": "Near first",
            "filters": [{"kind": "WITHIN_DISTANCE", "kilometers": 500}],
            "goals": [
                {"goal": "DISTANCE", "weight": "1"},
                {
                    "goal": "COST_TO_SHIP",
                    "weight": "0.5",
                    "settings": [{"name": "perParcel", "value": "4.90"}],
                },
            ],
        },
        "UpdateSourcingPolicy": {"policyId": policy, "filters": [{"kind": "OPEN"}]},
        "ActivateSourcingPolicy": {"policyId": policy, "version": 1},
        "AssignSourcingPolicy": {"channel": "web", "policyId": policy},
    }
