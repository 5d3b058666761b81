"""Cycle counts: what should lie at a location is frozen, what is found entered, the difference posted.

Tables: `cycle_count`, `cycle_count_line` (a product of it: what was expected, and the latest that was
found) and `cycle_count_entry` (everything that anybody found). A line is a product at a location,
wherever there it lies: whoever counts bin by bin enters the sum.

The difference of a line is what was found less what the book said *at the moment of entry*. What is
sold, shipped or received between entry and posting moves shelf and book alike, so the difference stays
true. A COUNT or an ADJUST of the same level in between says anew what lies there; then it does not, and
the line must be counted again. What is promised to orders cannot be counted away: the posting names each
SKU that lacks units, and staff move the promise first (`reportShortPick`, `moveFulfillmentOrder`).

Verbs: `freezing` and `entering` are called by `domain.processes.count_stock`, which knows what things
cost; `service` and `posting` are whole.
"""
