"""Lines, totals and the numbers of events."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.factories.reading import Rows

OVER = ("CANCELLED", "EXPIRED")


def lines(rows: Rows) -> Iterator[str]:
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


def totals(rows: Rows) -> Iterator[str]:
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


def sequences(rows: Rows) -> Iterator[str]:
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
