"""Levels, locations, channels and products."""

from typing import Any

from tests.contract.variables.selling import ADDRESS
from tests.contract.world import World


def writes(world: World) -> dict[str, dict[str, Any]]:
    mugs = {"sku": "MUG", "locationCode": "BER"}
    apart = {**mugs, "quantity": 1, "reason": "Chipped"}
    munich = {"locationId": world.location("MUC")}
    return {
        "SetBundleComponents": {"sku": "SET", "components": [{"sku": "MUG", "quantity": 3}]},
        "ClearBundleComponents": {"sku": "SET"},
        "AdjustStock": {"sku": "MUG", "locationCode": "BER", "delta": 1, "reason": "Found one"},
        "MakeStockUnavailable": {**apart, "because": "DAMAGED"},
        "MakeStockAvailable": {**apart, "because": "HOLD"},
        "WriteOffStock": {**apart, "because": "HOLD"},
        "SetSafetyStock": {**mugs, "safetyStock": 1, "reason": "Season"},
        "SetStockLevels": {
            "rows": [{**mugs, "setTo": 40, "safetyStock": 1}, {**mugs, "sku": "NIX", "setTo": 1}],
            "reason": "Monday",
        },
        "SetBin": {**mugs, "bin": "A-03-2"},
        "CreateChannel": {"code": "b2b", "name": "Trade", "currency": "EUR"},
        "CreateLocation": {"code": "CGN", "name": "Cologne", "address": ADDRESS},
        "UpdateLocation": {
            **munich,
            "kind": "STORE",
            "timeZone": "Europe/Berlin",
            "openingHours": [{"weekday": "MONDAY", "opens": "09:00", "closes": "18:30"}],
            "closures": ["2026-12-25"],
            "cutOff": "16:00",
            "channels": ["web"],
        },
        "DeactivateLocation": munich,
        "ActivateLocation": munich,
        "CreateProduct": {
            "sku": "POT",
            "name": "Pot",
            "prices": [{"channel": "web", "price": "9.00"}],
        },
    }
