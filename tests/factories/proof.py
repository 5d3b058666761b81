"""What must hold after every step, recomputed from the rows without asking the house's own code.

The effect of each kind of movement is written down here a second time on purpose: a proof that read
`domain.inventory.rules` would agree with its mistakes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from domain.kernel.database import Database
from tests.factories.reading import Rows, everything

COUNTERS = ("on_hand", "reserved", "allocated", "unavailable", "incoming")
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
}
OVER = ("CANCELLED", "EXPIRED")


async def prove(database: Database) -> Rows:
    """Assert everything that must always hold; the rows, for a test's own questions."""
    rows = await everything(database)
    broken = [
        *_ledger(rows), *_promises(rows), *_lines(rows), *_returns(rows), *_totals(rows),
        *_payments(rows), *_sequences(rows),
    ]  # fmt: skip
    assert not broken, "\n".join(broken)
    return rows


def _ledger(rows: Rows) -> Iterator[str]:
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
            if movement["sequence"] != nth:
                yield f"level {level['id']}: movement {movement['sequence']} stands at {nth}"
            if movement["on_hand_after"] != sums["on_hand"]:
                yield f"level {level['id']}: on-hand after movement {nth} is not what it says"
        if level["last_sequence"] != len(here):
            yield f"level {level['id']}: last sequence {level['last_sequence']} of {len(here)}"
        for counter in COUNTERS:
            if level[counter] != sums[counter]:
                yield (
                    f"level {level['id']}: {counter} is {level[counter]}, movements say {sums[counter]}"
                )
            if level[counter] < 0:
                yield f"level {level['id']}: {counter} is below zero"
        if level["on_hand"] < level["reserved"] + level["allocated"] + level["unavailable"]:
            yield f"level {level['id']}: more is promised than lies there"


def _promises(rows: Rows) -> Iterator[str]:
    """Reservations and open fulfillment orders are what levels and lines say they are."""
    reserved: Counter[Any] = Counter()
    for reservation in rows["reservation"]:
        reserved[reservation["product_id"], reservation["location_id"]] += reservation["quantity"]
        reserved[reservation["order_line_id"]] += reservation["quantity"]
    locations = {row["id"]: row["location_id"] for row in rows["fulfillment_order"]}
    status = {row["id"]: row["status"] for row in rows["fulfillment_order"]}
    open_units: Counter[Any] = Counter()
    left: Counter[Any] = Counter()
    for line in rows["fulfillment_order_line"]:
        owner = line["fulfillment_order_id"]
        still_open = line["quantity"] - line["shipped_quantity"]
        left[owner] += still_open
        open_units[line["product_id"], locations[owner]] += still_open
        open_units[line["order_line_id"]] += still_open
    for owner, units in left.items():
        if status[owner] in ("SHIPPED", "CANCELLED") and units:
            yield f"fulfillment order {owner} is {status[owner]} with {units} units open"
        if status[owner] not in ("SHIPPED", "CANCELLED") and not units:
            yield f"fulfillment order {owner} is {status[owner]} with nothing open"
    for level in rows["stock_level"]:
        key = (level["product_id"], level["location_id"])
        if level["reserved"] != reserved[key]:
            yield f"level {key}: reserved {level['reserved']}, reservations {reserved[key]}"
        if level["allocated"] != open_units[key]:
            yield f"level {key}: allocated {level['allocated']}, open {open_units[key]}"
    for line in rows["order_line"]:
        if line["reserved_quantity"] != reserved[line["id"]]:
            yield f"line {line['id']}: reserved {line['reserved_quantity']}, not as reservations"
        if line["allocated_quantity"] != open_units[line["id"]]:
            yield f"line {line['id']}: allocated {line['allocated_quantity']}, not as open"


def _lines(rows: Rows) -> Iterator[str]:
    """Line quantities add up, and say what parcels say."""
    status = {row["id"]: row["status"] for row in rows["shipment"]}
    shipped: Counter[str] = Counter()
    delivered: Counter[str] = Counter()
    for parcel in rows["shipment_line"]:
        if status[parcel["shipment_id"]] != "CANCELLED":
            shipped[parcel["order_line_id"]] += parcel["quantity"]
        if status[parcel["shipment_id"]] == "DELIVERED":
            delivered[parcel["order_line_id"]] += parcel["quantity"]
    orders = {row["id"]: row for row in rows["orders"]}
    for line in rows["order_line"]:
        parts = [
            line[f"{name}_quantity"]
            for name in ("reserved", "allocated", "backordered", "shipped", "cancelled")
        ]
        if sum(parts) != line["quantity"] or min(parts) < 0:
            yield f"line {line['id']}: {parts} do not make {line['quantity']}"
        if line["shipped_quantity"] != shipped[line["id"]]:
            yield f"line {line['id']}: shipped {line['shipped_quantity']}, not as parcels"
        if line["delivered_quantity"] != delivered[line["id"]]:
            yield f"line {line['id']}: delivered {line['delivered_quantity']}, not as parcels"
        order = orders[line["order_id"]]
        waiting = line["reserved_quantity"] + line["allocated_quantity"]
        if order["status"] in (*OVER, "COMPLETED") and waiting + line["backordered_quantity"]:
            yield f"order {order['number']} is {order['status']} with units waiting"
    for order in rows["orders"]:
        lines = [line for line in rows["order_line"] if line["order_id"] == order["id"]]
        for status_name, of in (("CANCELLED", "cancelled"), ("EXPIRED", "cancelled")):
            if order["status"] == status_name and any(
                line["quantity"] != line[f"{of}_quantity"] for line in lines
            ):
                yield f"order {order['number']} is {status_name} with lines that are not"


def _returns(rows: Rows) -> Iterator[str]:
    """A line is never returned beyond what shipped; receipts are what return lines say."""
    arrived: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for receipt in rows["return_receipt"]:
        missed = receipt["disposition"] == "MISSING"
        (missing if missed else arrived)[receipt["return_line_id"]] += receipt["quantity"]
    status = {row["id"]: row["status"] for row in rows["order_return"]}
    asked: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for line in rows["return_line"]:
        if line["received_quantity"] != arrived[line["id"]]:
            yield f"return line {line['id']}: received is not as receipts"
        if line["missing_quantity"] != missing[line["id"]]:
            yield f"return line {line['id']}: missing is not as receipts"
        if status[line["return_id"]] not in ("DECLINED", "CANCELLED"):
            asked[line["order_line_id"]] += line["quantity"] - line["missing_quantity"]
        back[line["order_line_id"]] += line["received_quantity"]
    for line in rows["order_line"]:
        if line["returned_quantity"] != back[line["id"]]:
            yield f"line {line['id']}: returned {line['returned_quantity']}, not as receipts"
        if asked[line["id"]] > line["shipped_quantity"]:
            yield f"line {line['id']}: more asked back than shipped"


def _totals(rows: Rows) -> Iterator[str]:
    """An order is worth its live lines and its shipping."""
    for order in rows["orders"]:
        lines = [line for line in rows["order_line"] if line["order_id"] == order["id"]]
        subtotal = 0
        for line in lines:
            live = line["quantity"] - line["cancelled_quantity"] - line["credited_quantity"]
            worth = line["unit_price"] * live
            subtotal += worth
            if line["total"] != worth - line["discount_total"] + line["tax_total"]:
                yield f"line {line['id']}: its total is not its parts"
            if not live and (line["discount_total"] or line["tax_total"]):
                yield f"line {line['id']}: nothing is left of it but discount or tax"
        expected = {
            "subtotal": subtotal,
            "discount_total": sum(line["discount_total"] for line in lines),
            "tax_total": sum(line["tax_total"] for line in lines),
            "total": sum(line["total"] for line in lines) + order["shipping_total"],
        }
        for name, amount in expected.items():
            if order[name] != amount:
                yield f"order {order['number']}: {name} is {order[name]}, lines say {amount}"
        if order["total"] < 0 or not 0 <= order["shipping_total"] <= order["placed_shipping"]:
            yield f"order {order['number']}: totals out of bounds"


def _payments(rows: Rows) -> Iterator[str]:
    """A payment's amounts are the sums of its ledger and keep within each other."""
    sums: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for entry in rows["payment_transaction"]:
        sums[entry["payment_id"]][entry["kind"], entry["status"]] += entry["amount"]
    captured: Counter[str] = Counter()
    refunded: Counter[str] = Counter()
    for payment in rows["payment"]:
        ledger = sums[payment["id"]]
        expected = {
            "authorized": ledger["AUTHORIZE", "SUCCEEDED"],
            "captured": ledger["CAPTURE", "SUCCEEDED"],
            "capturing": ledger["CAPTURE", "PENDING"],
            "voided": ledger["VOID", "SUCCEEDED"],
            "voiding": ledger["VOID", "PENDING"],
            "refunded": ledger["REFUND", "SUCCEEDED"],
            "refunding": ledger["REFUND", "PENDING"],
        }
        for name, amount in expected.items():
            if payment[name] != amount:
                yield f"payment {payment['id']}: {name} is {payment[name]}, its ledger {amount}"
        taken = payment["captured"] + payment["capturing"]
        if taken + payment["voided"] + payment["voiding"] > payment["authorized"]:
            yield f"payment {payment['id']}: captured and voided beyond its authorisation"
        if min(payment[name] for name in expected) < 0:
            yield f"payment {payment['id']}: an amount is below zero"
        if payment["refunded"] + payment["refunding"] > payment["captured"]:
            yield f"payment {payment['id']}: refunded beyond its capture"
        captured[payment["order_id"]] += payment["captured"]
        refunded[payment["order_id"]] += payment["refunded"]
    for order in rows["orders"]:
        if order["captured_total"] != captured[order["id"]]:
            yield f"order {order['number']}: captured {order['captured_total']}, not as payments"
        if order["refunded_total"] != refunded[order["id"]]:
            yield f"order {order['number']}: refunded {order['refunded_total']}, not as payments"


def _sequences(rows: Rows) -> Iterator[str]:
    """Events count 1, 2, 3, … per order without gaps."""
    numbers = defaultdict(list)
    for event in rows["event"]:
        if event["order_id"]:
            numbers[event["order_id"]].append(event["sequence"])
    last = {row["order_id"]: row["last"] for row in rows["event_sequence"]}
    for order in rows["orders"]:
        found = sorted(numbers[order["id"]])
        if found != list(range(1, len(found) + 1)) or last.get(order["id"], 0) != len(found):
            yield f"order {order['number']}: events numbered {found}, last {last.get(order['id'])}"
