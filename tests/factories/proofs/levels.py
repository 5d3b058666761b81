"""Levels are what their movements say."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.factories.reading import Rows

# The effect of each kind of movement is written down here a second time on purpose: a proof that read
# `domain.inventory.rules` would agree with its mistakes.
COUNTERS = (
    "on_hand", "reserved", "allocated", "unavailable", "incoming", "safety_stock",
)  # fmt: skip
BECAUSE = {"DAMAGED": "damaged", "QUALITY_CONTROL": "quality_control", "HOLD": "on_hold"}
MEANING: dict[str, dict[str, int]] = {
    "RECEIVE": {"on_hand": 1},
    "ADJUST": {"on_hand": 1},
    "COUNT": {"on_hand": 1},
    "RESERVE": {"reserved": 1},
    "UNRESERVE": {"reserved": -1},
    "ALLOCATE": {"allocated": 1},
    "RELEASE": {"allocated": -1},
    "SHIP": {"on_hand": -1, "allocated": -1},
    "RETURN": {"on_hand": 1},
    "QUARANTINE": {"unavailable": 1},
    "WRITE_OFF": {"on_hand": -1},
    "TRANSFER_OUT": {"on_hand": -1},
    "TRANSFER_IN": {"on_hand": 1},
    "EXPECT": {"incoming": 1},
    "UNEXPECT": {"incoming": -1},
    "UNQUARANTINE": {"unavailable": -1},
    "SAFETY_STOCK": {"safety_stock": 1},
}


def ledger(rows: Rows) -> Iterator[str]:
    """Σ movements = level, each level's movements numbered 1, 2, 3, … with their running on-hand."""
    movements = defaultdict(list)
    for movement in rows["stock_movement"]:
        movements[movement["stock_level_id"]].append(movement)
    for level in rows["stock_level"]:
        sums: Counter[str] = Counter()
        here = sorted(movements[level["id"]], key=lambda movement: movement["sequence"])
        for nth, movement in enumerate(here, start=1):
            for counter, sign in MEANING[movement["kind"]].items():
                sums[counter] += sign * movement["quantity"]
                if counter == "unavailable":
                    sums[BECAUSE[movement["unavailable_reason"]]] += sign * movement["quantity"]
            if movement["sequence"] != nth:
                yield f"level {level['id']}: movement {movement['sequence']} stands at {nth}"
            if movement["on_hand_after"] != sums["on_hand"]:
                yield f"level {level['id']}: on-hand after movement {nth} is not what it says"
        if level["last_sequence"] != len(here):
            yield f"level {level['id']}: last sequence {level['last_sequence']} of {len(here)}"
        if level["unavailable"] != sum(level[counter] for counter in BECAUSE.values()):
            yield f"level {level['id']}: unavailable is not the sum of its reasons"
        for counter in (*COUNTERS, *BECAUSE.values()):
            if level[counter] != sums[counter]:
                yield (
                    f"level {level['id']}: {counter} is {level[counter]}, movements say {sums[counter]}"
                )
            if level[counter] < 0:
                yield f"level {level['id']}: {counter} is below zero"
        if level["on_hand"] < level["reserved"] + level["allocated"] + level["unavailable"]:
            yield f"level {level['id']}: more is promised than lies there"
