"""Holds as clients see them."""
