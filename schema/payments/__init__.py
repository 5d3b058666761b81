"""Payments and refunds as clients see them."""
