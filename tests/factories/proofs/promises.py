"""Units that are promised to orders and carts."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.factories.reading import Rows


def promises(rows: Rows) -> Iterator[str]:
    """Reservations, holds and open fulfillment orders are what levels and lines say they are."""
    reserved: Counter[Any] = Counter()
    for reservation in rows["reservation"]:
        reserved[reservation["product_id"], reservation["location_id"]] += reservation["quantity"]
        reserved[reservation["order_line_id"]] += reservation["quantity"]
    held = {row["id"] for row in rows["stock_hold"] if row["status"] == "HELD"}
    for units in rows["held_units"]:
        reserved[units["product_id"], units["location_id"]] += units["quantity"]
        if units["hold_id"] not in held:
            yield f"hold {units['hold_id']} is over and keeps {units['quantity']} units"
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
            yield f"level {key}: reserved {level['reserved']}, reservations and holds {reserved[key]}"
        if level["allocated"] != open_units[key]:
            yield f"level {key}: allocated {level['allocated']}, open {open_units[key]}"
    for line in rows["order_line"]:
        if line["reserved_quantity"] != reserved[line["id"]]:
            yield f"line {line['id']}: reserved {line['reserved_quantity']}, not as reservations"
        if line["allocated_quantity"] != open_units[line["id"]]:
            yield f"line {line['id']}: allocated {line['allocated_quantity']}, not as open"
