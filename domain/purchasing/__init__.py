"""Buying: who is bought from and on what terms, what is ordered there, and what of it arrived.

Tables: `supplier`, `supplier_product`, `purchase_order` with its lines, changes and receipts. Verbs on
suppliers are in `suppliers`, on purchase orders in `drafting` (lines and dates), `service` (its states)
and `receiving`. Units that are ordered and have not arrived are expectations of the inventory: every
verb here that changes what is outstanding changes those in the same transaction.
"""
