"""What to buy again, as the house sees it."""
