"""Every event of the house: importing this module makes `kernel.events.event_types` complete."""

import domain.alerts.events
import domain.allocation.events
import domain.backorders.events
import domain.catalog.events
import domain.counting.events
import domain.holds.events
import domain.inventory.events
import domain.orders.events
import domain.payments.events
import domain.purchasing.events
import domain.returns.events
import domain.shipments.events
import domain.transfers.events  # noqa: F401
from domain.kernel.events import event_types

__all__ = ["event_types"]
