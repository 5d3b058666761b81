"""Channels and products as clients see them."""
