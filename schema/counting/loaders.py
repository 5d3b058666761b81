"""Batches of cycle counts, their lines, entries and sums."""

from domain.counting import loads
from schema.node import found_by
from schema.relation import many, one

count_by_id = one("CycleCount", loads.counts_by_ids)
line_by_id = one("CycleCountLine", loads.lines_by_ids)
entry_by_id = one("CycleCountEntry", loads.entries_by_ids)
entries_by_line = many("CycleCountEntry", loads.entries_by_line_ids)
figures_by_count = one("CycleCountFigures", loads.figures_by_count_ids)

found_by(count_by_id)
found_by(line_by_id)
found_by(entry_by_id)
