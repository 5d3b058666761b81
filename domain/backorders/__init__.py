"""Backorders: what is sold before it is there, in which order it is served, and what is promised.

`backorder_policy` says, by product and channel, whether to sell beyond the stock and how far; its
counter is what holds a cap when many ask at once. `backorder` is what is known of an order line that
waits: its place in the queue and its promised date; how much waits is on the line itself and nowhere
else. `promised_units` is which supply on its way is meant for which line.

The queue of a product is served first come first served: by priority, then by promise, then by time.
What comes in goes to it in that order, and whoever orders anew stands behind it
(`domain.processes.fill_backorders`, `domain.processes.counter`).
"""
