"""Stock transfers."""

from typing import Any

from tests.contract.world import World


def writes(world: World) -> dict[str, dict[str, Any]]:
    def transfer(stage: str) -> dict[str, Any]:
        return {"stockTransferId": world.id("StockTransfer", stage)}

    return {
        "CreateStockTransfer": {
            "originCode": "BER",
            "destinationCode": "HAM",
            "lines": [{"sku": "MUG", "quantity": 2}],
            "expectedAt": "2099-03-09T08:00:00Z",
        },
        "UpdateStockTransfer": {
            **transfer("to_rewrite"),
            "lines": [{"sku": "MUG", "quantity": 2}],
            "note": "By train",
        },
        "ShipStockTransfer": {**transfer("to_ship"), "expectedAt": "2099-03-09T08:00:00Z"},
        "ReceiveStockTransfer": {
            **transfer("to_receive"),
            "lines": [
                {
                    "stockTransferLineId": world.id("StockTransferLine", "moved"),
                    "quantity": 1,
                    "damagedQuantity": 1,
                    "shortQuantity": 1,
                }
            ],
            "note": "A box was open",
        },
        "CloseStockTransfer": {**transfer("to_close"), "reason": "Fell off the van"},
        "CancelStockTransfer": {
            **transfer("to_cancel"),
            "reason": "Wrong way",
            "whereabouts": "AT_ORIGIN",
        },
    }
