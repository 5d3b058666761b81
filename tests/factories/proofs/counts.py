"""A posted count is in the ledger line by line, and any other is not in it at all."""

from collections import defaultdict
from collections.abc import Iterator

from tests.factories.reading import Rows


def counts(rows: Rows) -> Iterator[str]:
    """Each counted line of a posted count = one COUNT of its difference; the latest entry stands."""
    counts = {row["id"]: row for row in rows["cycle_count"]}
    levels = {row["id"]: (row["product_id"], row["location_id"]) for row in rows["stock_level"]}
    posted = defaultdict(list)
    for movement in rows["stock_movement"]:
        if movement["kind"] == "COUNT" and movement["reference"]:
            key = movement["reference"], *levels[movement["stock_level_id"]]
            posted[key].append(movement["quantity"])
    latest = {}
    for entry in sorted(rows["cycle_count_entry"], key=lambda row: (row["counted_at"], row["id"])):
        latest[entry["cycle_count_line_id"]] = entry
    for line in rows["cycle_count_line"]:
        count = counts[line["cycle_count_id"]]
        entry = latest.get(line["id"], {"found": None})
        if line["found"] != entry["found"]:
            yield f"count line {line['id']}: {line['found']} stands, {entry['found']} was entered last"
        if not line["is_expected"] and line["id"] not in latest:
            yield f"count line {line['id']}: neither expected nor entered"
        key = count["number"], line["product_id"], count["location_id"]
        movements = posted.pop(key, [])
        due = []
        if count["status"] == "POSTED" and line["found"] is not None:
            due = [line["found"] - line["book_on_hand"]]
        # Of what never lay there and was not found, there may be no level to be posted to.
        if due == [0] and line["book_sequence"] == 0 and not movements:
            due = []
        if movements != due:
            yield f"count {count['number']}, {line['sku']}: {movements} in the ledger, {due} found"
    if strays := [key for key in posted if key[0] in {row["number"] for row in counts.values()}]:
        yield f"counts that have no such lines are in the ledger: {strays}"
