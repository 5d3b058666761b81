"""Moving stock between our own locations: what left where, what of it arrived, and what did not.

Tables: `stock_transfer` with its lines, changes, receipts and discrepancies. Verbs: `drafting` (lines,
places and dates), `shipping`, `receiving` (arrivals, and closing it short), `cancelling`.

Between leaving and arriving the units are on nobody's shelf: gone from the origin's on hand, expected at
the destination. Every verb that changes what is on its way changes that in the same transaction.
"""
