"""Those who wait: what policies count, and what they are promised."""

from collections import Counter
from collections.abc import Iterator

from tests.factories.reading import Rows


def backorders(rows: Rows) -> Iterator[str]:
    """Counters of policies are what their lines still wait for, and keep within their caps."""
    waits = {row["id"]: row["backordered_quantity"] for row in rows["order_line"]}
    counted: Counter[str] = Counter()
    for row in rows["backorder"]:
        line = row["order_line_id"]
        if row["counted"] > waits[line]:
            yield f"line {line}: {row['counted']} counted, {waits[line]} wait"
        counted[row["policy_id"]] += row["counted"]
    for policy in rows["backorder_policy"]:
        if policy["taken"] != counted[policy["id"]]:
            yield f"policy {policy['id']}: taken {policy['taken']}, lines {counted[policy['id']]}"
        if policy["cap"] is not None and policy["taken"] > policy["cap"]:
            yield f"policy {policy['id']}: {policy['taken']} of {policy['cap']}"


def promised(rows: Rows) -> Iterator[str]:
    """Promises add up to supply: none is promised twice, and none is left while somebody who may have
    it is promised nothing. Holds once the queues have been looked at since the last change."""
    waits = {row["id"]: row["backordered_quantity"] for row in rows["order_line"]}
    of_supply: Counter[str] = Counter()
    of_line: Counter[str] = Counter()
    for part in rows["promised_units"]:
        of_supply[part["expectation_id"]] += part["quantity"]
        of_line[part["order_line_id"]] += part["quantity"]
    left: Counter[str] = Counter()
    for supply in rows["stock_expectation"]:
        left[supply["product_id"]] += supply["quantity"] - of_supply.pop(supply["id"], 0)
        if of_supply[supply["id"]] > supply["quantity"] or left[supply["product_id"]] < 0:
            yield f"expectation {supply['id']}: more is promised than comes"
    for expectation_id in +of_supply:
        yield f"expectation {expectation_id} is promised and does not exist"
    for line in rows["order_line"]:
        if of_line[line["id"]] > waits[line["id"]]:
            yield f"line {line['id']}: {of_line[line['id']]} promised, {waits[line['id']]} wait"
        short = waits[line["id"]] - of_line[line["id"]]
        if short and left[line["product_id"]] and line["location_id"] is None:
            yield f"line {line['id']}: {short} units are promised nothing though more comes"
