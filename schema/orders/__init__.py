"""Orders, their lines and their events as clients see them."""
