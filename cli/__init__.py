"""The `waybill` command: starts the doors, holds no logic."""
