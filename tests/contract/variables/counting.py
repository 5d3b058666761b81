"""Cycle counts."""

from typing import Any

from tests.contract.world import World


def writes(world: World) -> dict[str, dict[str, Any]]:
    def count(stage: str) -> dict[str, Any]:
        return {"cycleCountId": world.id("CycleCount", stage)}

    return {
        "StartCycleCount": {"locationCode": "BER", "skus": ["MUG"], "blind": True, "reason": "Monday"},
        "EnterCycleCount": {**count("count"), "entries": [{"sku": "TEE", "found": 6}]},
        "SubmitCycleCount": count("count"),
        "ReopenCycleCount": {**count("count_submitted"), "reason": "Look behind the shelf"},
        "PostCycleCount": {**count("count_posted"), "leaveUncounted": True},
        "CancelCycleCount": {**count("count_cancelled"), "reason": "Fire drill"},
    }
