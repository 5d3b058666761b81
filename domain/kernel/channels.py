"""The channels over which processes tell each other to look into the database. Nothing is kept there."""

WAKE_CHANNEL = "waybill:wake"
"Rung after a commit: the outbox holds something."
LIVE_CHANNEL = "waybill:live"
"""What the relay took out of the outbox, as a JSON list of objects: ``{"topic": "event", "id", "type",
"order_id", "sequence"}`` for an event, ``{"topic": "stock", "id", "sku", "sequence"}`` for a level."""
