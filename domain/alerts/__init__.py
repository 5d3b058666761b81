"""What people want to be told of stock: when it runs low, runs out, comes back, or does not sell.

Tables: `stock_threshold` (what counts as low at a level, and when it is bought again), `stock_condition`
(what was last told of a level) and `stock_alert` (everything that was told). The condition is what makes
a crossing one alert, however many movements lie on either side of it and however many look at once.
"""
