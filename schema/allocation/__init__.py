"""Fulfillment orders as clients see them."""
