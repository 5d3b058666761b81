"""Postings that are added up before they are sent, level by level."""

from collections.abc import Iterable
from typing import Any

from domain.inventory.models import UnavailableReason
from domain.inventory.posting import EFFECT_COLUMNS, TYPES, recordset
from domain.inventory.rules import BECAUSE

_TOLD = {name: type_ for name, type_ in TYPES.items() if name not in EFFECT_COLUMNS}
"What a movement tells of its posting."
_POSTING = {**_TOLD, "nth": "int", "so_far": "int"}
"The how many-th of its level it is, and what it and those before it bring on hand."
_SUMS = ("movements", *EFFECT_COLUMNS, *BECAUSE.values())
_LEVEL = {"product_id": "uuid", "location_id": "uuid", **dict.fromkeys((*_SUMS, "free"), "int")}
"What a level's postings come to; `free` is what they change of what is promised to nobody."


SUMMED_POSTINGS = recordset("postings", _POSTING, "given")
SUMMED_LEVELS = recordset("levels", _LEVEL, "given")
"What the statement reads them from."


def summed(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """`postings` and `levels`, of rows with all that a posting is (`posting.COLUMNS`), in order."""
    postings: list[dict[str, Any]] = []
    levels: dict[Any, dict[str, Any]] = {}
    for row in rows:
        key = row["product_id"], row["location_id"]
        level = levels.setdefault(key, dict.fromkeys(_SUMS, 0))
        level["movements"] += 1
        for name in EFFECT_COLUMNS:
            level[name] += row[name]
        if row["unavailable_reason"] is not None:
            level[BECAUSE[UnavailableReason(row["unavailable_reason"])]] += row["unavailable"]
        told = {name: row[name] for name in _TOLD}
        postings.append({**told, "nth": level["movements"], "so_far": level["on_hand"]})
    for (product_id, location_id), level in levels.items():
        level |= {"product_id": product_id, "location_id": location_id}
        level["free"] = level["on_hand"] - level["reserved"] - level["allocated"] - level["unavailable"]
    return {"postings": postings, "levels": list(levels.values())}
