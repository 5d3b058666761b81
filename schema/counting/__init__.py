"""Cycle counts as clients see them."""
