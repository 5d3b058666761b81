"""Batches of thresholds and alerts."""

from domain.alerts import loads
from schema.node import found_by
from schema.relation import one

threshold_by_level = one("StockThreshold", loads.thresholds_by_level_ids)
alert_by_id = one("StockAlert", loads.alerts_by_ids)

found_by(threshold_by_level)
found_by(alert_by_id)
