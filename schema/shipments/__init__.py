"""Shipments as clients see them."""
