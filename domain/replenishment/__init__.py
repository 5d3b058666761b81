"""What to buy again, where, when and how much: calculated from what sold, proposed to people.

Table: `replenishment_suggestion`, at most one for a product at a location. `rules` holds the arithmetic
of inventory management, `calculation` runs it over the levels of a slice of the products inside the
database, and `service` makes purchase orders of the suggestions that somebody agrees with.
"""
