"""Bundles that were sold."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.factories.reading import Rows

UNITS = ("reserved", "allocated", "backordered", "shipped", "cancelled")


def bundles(rows: Rows) -> Iterator[str]:
    """A bundle's lines are its components: as many units as it has of each, all accounted for, and
    together worth what it was sold for. No bundle is in another, and nothing of one lies anywhere."""
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in rows["order_line"]:
        if line["bundle_id"]:
            parts[line["bundle_id"]].append(line)
    for bundle in rows["order_bundle"]:
        name = f"bundle {bundle['sku']} of order {bundle['order_id']}"
        lines = parts.pop(bundle["id"], [])
        if not lines or {line["order_id"] for line in lines} != {bundle["order_id"]}:
            yield f"{name}: its lines are not the order's"
        for line in lines:
            if line["quantity"] != bundle["quantity"] * line["bundle_units"]:
                yield f"{name}: {line['quantity']} of {line['sku']} in {bundle['quantity']} bundles"
            if line["quantity"] != sum(line[f"{each}_quantity"] for each in UNITS):
                yield f"{name}: not all units of {line['sku']} are accounted for"
            if line["returned_quantity"] > line["shipped_quantity"]:
                yield f"{name}: more of {line['sku']} came back than left"
        worth = sum(line["quantity"] * line["unit_price"] - line["placed_discount"] for line in lines)
        if worth != bundle["quantity"] * bundle["unit_price"] - bundle["placed_discount"]:
            yield f"{name}: its lines were worth {worth}"
        if sum(line["placed_tax"] for line in lines) != bundle["placed_tax"]:
            yield f"{name}: its lines have another tax"
    if parts:
        yield f"lines of bundles that are not there: {sorted(parts)}"
    yield from _definitions(rows)


def _definitions(rows: Rows) -> Iterator[str]:
    made = {row["bundle_id"] for row in rows["product_component"]}
    for product in rows["product"]:
        if product["is_bundle"] != (product["id"] in made):
            yield f"product {product['sku']} is a bundle or not, and its components differ"
    for row in rows["product_component"]:
        if row["component_id"] in made:
            yield f"product {row['component_id']} is a bundle in a bundle"
    for level in rows["stock_level"]:
        if level["product_id"] in made:
            yield f"level {level['id']} is one of a bundle"
