"""Stock transfers as the house sees them."""
