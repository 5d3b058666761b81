"""Holds: stock kept for a cart for some minutes, before there is an order.

A hold is made of `stock_hold` (whose it is, until when, what became of it) and `stock_hold_item` (what
was asked for); where its units lie is `held_units` in the inventory, because they count there. A hold
belongs to who made it. A guest has no name, so for what a guest made the id itself is the key: it is
random, not the time-ordered kind, and nobody but the guest and the staff ever learns it.

Verbs: holding, turning a hold into an order's reservation and expiry touch stock and orders too, and
stand in `domain.processes` (`hold_stock`, `place_order`, `expire_holds`).
"""
