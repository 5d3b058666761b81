"""Locations, stock levels and their movements as clients see them."""
