"""Those who wait for stock, and how many may, as clients see them."""
