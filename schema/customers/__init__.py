"""Customers as clients see them."""
