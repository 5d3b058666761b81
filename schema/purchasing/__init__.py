"""Suppliers and purchase orders as the house sees them."""
