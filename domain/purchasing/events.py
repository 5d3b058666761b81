"""What happens to suppliers and purchase orders."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event
from domain.kernel.words import counted


@dataclass(frozen=True, kw_only=True)
class SupplierCreated(Event):
    type = "supplier.created"
    supplier_id: UUID
    code: str

    def summary(self) -> str:
        return f"Supplier {self.code} was created."


@dataclass(frozen=True, kw_only=True)
class SupplierLocated(Event):
    """A supplier stands behind a location from now on; work that was given there before is its, too."""

    type = "supplier.located"
    supplier_id: UUID
    location_id: UUID
    code: str

    def summary(self) -> str:
        return f"Supplier {self.code} stands behind another location."


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderEvent(Event):
    """What all of them say: which purchase order."""

    purchase_order_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderDrafted(PurchaseOrderEvent):
    type = "purchase_order.drafted"

    def summary(self) -> str:
        return f"Purchase order {self.number} was drafted."


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderSubmitted(PurchaseOrderEvent):
    type = "purchase_order.submitted"

    def summary(self) -> str:
        return f"Purchase order {self.number} was submitted."


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderConfirmed(PurchaseOrderEvent):
    type = "purchase_order.confirmed"

    def summary(self) -> str:
        return f"Purchase order {self.number} was confirmed."


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderChanged(PurchaseOrderEvent):
    """Lines, quantities or dates of an order that the supplier has are other ones now."""

    type = "purchase_order.changed"

    def summary(self) -> str:
        return f"Purchase order {self.number} was changed."


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderReceived(PurchaseOrderEvent):
    """Units of it arrived; `whole` when none is expected any more."""

    type = "purchase_order.received"
    units: int
    damaged: int
    whole: bool

    def summary(self) -> str:
        broken = f", {self.damaged} more damaged" if self.damaged else ""
        return f"{counted(self.units, 'unit')} of purchase order {self.number} arrived{broken}."


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderClosed(PurchaseOrderEvent):
    """Nothing of it is expected any more; `short` units never came."""

    type = "purchase_order.closed"
    short: int

    def summary(self) -> str:
        return f"Purchase order {self.number} was closed, {counted(self.short, 'unit')} short."


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderCancelled(PurchaseOrderEvent):
    type = "purchase_order.cancelled"
    reason: str

    def summary(self) -> str:
        return f"Purchase order {self.number} was cancelled: {self.reason}"
