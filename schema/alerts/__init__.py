"""Thresholds of stock levels and the alerts about them as clients see them."""
