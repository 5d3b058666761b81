"""What is expected of purchase orders is what they still have to come, and receipts say what came."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.factories.reading import Rows

COMING = ("SUBMITTED", "CONFIRMED", "PARTIALLY_RECEIVED")


def purchases(rows: Rows) -> Iterator[str]:
    """Outstanding units of orders under way = their expectations; a line's figures = its receipts."""
    orders = {row["id"]: row for row in rows["purchase_order"]}
    good: Counter[str] = Counter()
    damaged: Counter[str] = Counter()
    for receipt in rows["purchase_receipt"]:
        good[receipt["purchase_order_line_id"]] += receipt["quantity"]
        damaged[receipt["purchase_order_line_id"]] += receipt["damaged_quantity"]
    expected = {
        row["source_line_id"]: row
        for row in rows["stock_expectation"]
        if row["source"] == "PURCHASE_ORDER"
    }
    for line in rows["purchase_order_line"]:
        order = orders[line["purchase_order_id"]]
        if order["fulfillment_order_id"]:
            continue  # nothing of it comes to us; see `_dropshipped`
        came = line["received_quantity"] + line["damaged_quantity"]
        left = max(0, line["quantity"] - came - line["short_quantity"])
        coming = left if order["status"] in COMING else 0
        row = expected.pop(line["id"], None)
        if (row["quantity"] if row else 0) != coming:
            yield f"purchase line {line['id']}: {coming} to come in {order['status']}, expected {row}"
        if row and row["expected_at"] != (line["expected_at"] or order["expected_at"]):
            yield f"purchase line {line['id']}: expected at another time than ordered for"
        if line["received_quantity"] != good[line["id"]]:
            yield f"purchase line {line['id']}: received is not as receipts"
        if line["damaged_quantity"] != damaged[line["id"]]:
            yield f"purchase line {line['id']}: damaged is not as receipts"
        if order["status"] in ("RECEIVED", "CLOSED") and left:
            yield f"purchase order {order['number']} is {order['status']} with units to come"
        if order["status"] in ("DRAFT", "SUBMITTED", "CONFIRMED", "CANCELLED") and came:
            yield f"purchase order {order['number']} is {order['status']} and something came"
    if expected:
        yield f"purchase orders without such lines are expected: {sorted(expected)}"
    yield from _dropshipped(rows, orders)
    for order in rows["purchase_order"]:
        changes = [
            row for row in rows["purchase_order_change"] if row["purchase_order_id"] == order["id"]
        ]
        latest = max(changes, key=lambda row: row["id"], default=None)
        if latest is None or latest["status"] != order["status"]:
            yield f"purchase order {order['number']}: its history does not end where it is"


def _dropshipped(rows: Rows, orders: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What a supplier is said to have sent was shipped, and nothing of it is damaged or short."""
    shipped: Counter[tuple[str, str]] = Counter()
    for line in rows["fulfillment_order_line"]:
        shipped[line["fulfillment_order_id"], line["product_id"]] += line["shipped_quantity"]
    for line in rows["purchase_order_line"]:
        order = orders[line["purchase_order_id"]]
        if not order["fulfillment_order_id"]:
            continue
        if line["received_quantity"] > shipped[order["fulfillment_order_id"], line["product_id"]]:
            yield f"purchase line {line['id']}: more is said to be sent than was shipped"
        if line["damaged_quantity"] or line["short_quantity"]:
            yield f"purchase line {line['id']}: nothing of it ever lay with us"
        if line["received_quantity"] > line["quantity"]:
            yield f"purchase line {line['id']}: more sent than ordered"
