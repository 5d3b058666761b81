"""What comes back."""

from collections import Counter
from collections.abc import Iterator

from tests.factories.reading import Rows


def returns(rows: Rows) -> Iterator[str]:
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
