"""Every table of the house in one metadata: what alembic compares with the database."""

from sqlmodel import SQLModel

import domain.alerts.models
import domain.allocation.models
import domain.audit.models
import domain.backorders.models
import domain.catalog.models
import domain.counting.models
import domain.customers.models
import domain.documents.models
import domain.holds.models
import domain.identity.models
import domain.inventory.models
import domain.kernel.events
import domain.kernel.idempotency
import domain.kernel.tasks
import domain.notifications.models
import domain.orders.models
import domain.payments.models
import domain.purchasing.models
import domain.replenishment.models
import domain.returns.models
import domain.shipments.models
import domain.transfers.models  # noqa: F401

metadata = SQLModel.metadata

REVISION = "0019"
"The newest migration: a database that has not come so far is not ready for this version."
