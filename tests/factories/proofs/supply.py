"""What is on its way to a level is what its expectations say."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.factories.reading import Rows


def supply(rows: Rows) -> Iterator[str]:
    """Σ expectations of a level = its incoming."""
    expected: Counter[Any] = Counter()
    for expectation in rows["stock_expectation"]:
        expected[expectation["product_id"], expectation["location_id"]] += expectation["quantity"]
    for level in rows["stock_level"]:
        key = (level["product_id"], level["location_id"])
        if level["incoming"] != expected[key]:
            yield f"level {key}: incoming {level['incoming']}, expectations {expected[key]}"
