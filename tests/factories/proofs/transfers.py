"""What left one place is in another, on its way, back, or written off: never in two of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.factories.reading import Rows

MOVING = ("IN_TRANSIT", "PARTIALLY_RECEIVED")


def transfers(rows: Rows) -> Iterator[str]:
    """In transit = shipped − received − damaged − short − returned = what is expected of the transfer;
    its lines are what the ledger, its receipts and its discrepancies say, and its history ends where it
    is."""
    its = {row["id"]: row for row in rows["stock_transfer"]}
    good = _sums(rows["stock_transfer_receipt"], "quantity")
    damaged = _sums(rows["stock_transfer_receipt"], "damaged_quantity")
    differs = {
        kind: _sums(
            [row for row in rows["stock_transfer_discrepancy"] if row["kind"] == kind], "quantity"
        )
        for kind in ("SHORT", "FOUND", "OVER")
    }
    moved = _moved(rows)
    expected = {
        row["source_line_id"]: row for row in rows["stock_expectation"] if row["source"] == "TRANSFER"
    }
    for line in rows["stock_transfer_line"]:
        transfer = its[line["stock_transfer_id"]]
        number, status, id = transfer["number"], transfer["status"], line["id"]
        came = line["received_quantity"] + line["damaged_quantity"]
        over = max(0, came - line["quantity"])
        left = line["quantity"] + over - came - line["short_quantity"] - line["returned_quantity"]
        in_transit = left if status in MOVING else 0
        row = expected.pop(id, None)
        if (row["quantity"] if row else 0) != in_transit:
            yield f"{number}: {in_transit} of line {id} are on their way in {status}, expected {row}"
        if row and (row["expected_at"], row["location_id"]) != (
            transfer["expected_at"],
            transfer["destination_id"],
        ):
            yield f"{number}: line {id} is expected at another time or place"
        if status in ("RECEIVED", "CANCELLED") and transfer["shipped_at"] and left:
            yield f"{number}: {left} units of line {id} are nowhere in {status}"
        if (line["received_quantity"], line["damaged_quantity"]) != (good[id], damaged[id]):
            yield f"{number}: line {id} is not as its receipts"
        if line["short_quantity"] != differs["SHORT"][id] - differs["FOUND"][id]:
            yield f"{number}: short units of line {id} are not as its discrepancies"
        if over != differs["OVER"][id]:
            yield f"{number}: {over} units too many of line {id} are not as its discrepancies"
        shipped = line["quantity"] if transfer["shipped_at"] else 0
        for kind, place, units in (
            ("TRANSFER_OUT", "origin_id", shipped),
            ("TRANSFER_IN", "origin_id", line["returned_quantity"]),
            ("TRANSFER_IN", "destination_id", came),
        ):
            found = moved.pop((number, kind, line["product_id"], transfer[place]), 0)
            if found != units:
                yield f"{number}: {kind} at its {place} is {found} of line {id}, not {units}"
    if expected:
        yield f"transfers without such lines are expected: {sorted(expected)}"
    if moved:
        yield f"units were moved by no transfer: {dict(moved)}"
    yield from _histories(rows)


def _sums(rows: list[dict[str, Any]], column: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row["stock_transfer_line_id"]] += row[column]
    return sums


def _moved(rows: Rows) -> dict[tuple[str, str, str, str], int]:
    """Units by transfer number, kind, product and location, as the ledger has them."""
    levels = {row["id"]: row for row in rows["stock_level"]}
    moved: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in rows["stock_movement"]:
        if row["kind"] in ("TRANSFER_OUT", "TRANSFER_IN"):
            level = levels[row["stock_level_id"]]
            key = (row["reference"], row["kind"], level["product_id"], level["location_id"])
            moved[key] += row["quantity"]
    return moved


def _histories(rows: Rows) -> Iterator[str]:
    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(rows["stock_transfer_change"], key=lambda row: row["id"]):
        latest[row["stock_transfer_id"]] = row
    for transfer in rows["stock_transfer"]:
        if latest.get(transfer["id"], {}).get("status") != transfer["status"]:
            yield f"stock transfer {transfer['number']}: its history does not end where it is"
        if (transfer["status"] == "DRAFT") and transfer["shipped_at"]:
            yield f"stock transfer {transfer['number']} is a draft and has left"
        elif transfer["status"] not in ("DRAFT", "CANCELLED") and not transfer["shipped_at"]:
            yield f"stock transfer {transfer['number']} is {transfer['status']} and never left"
