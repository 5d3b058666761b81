"""Who may call what. One capability a line; which row one may touch is decided in the SQL."""

from dataclasses import dataclass

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.capabilities import Capability
from domain.kernel.errors import PermissionDenied


@dataclass(frozen=True)
class Permission:
    """The kinds of callers that may, and the capability that staff need in their token.

    `name` ends the sentence "This needs the permission to …".
    """

    name: str
    kinds: frozenset[ActorKind]
    capability: Capability | None = None

    def allows(self, actor: Actor) -> bool:
        """Whether the caller may."""
        return actor.kind in self.kinds and (self.capability is None or actor.may(self.capability))

    @property
    def is_privileged(self) -> bool:
        """Only the house may: each use leaves an audit entry, whoever it is."""
        return self.kinds <= _STAFF

    def check(self, actor: Actor) -> None:
        """Raises `PermissionDenied` for a caller who may not."""
        if not self.allows(actor):
            raise PermissionDenied(
                "Sign in to do this."
                if actor.kind is ActorKind.ANONYMOUS
                else f"This needs the permission to {self.name}."
            )


_STAFF = frozenset({ActorKind.STAFF, ActorKind.SYSTEM})
_TRADE = _STAFF | {ActorKind.PARTNER}
_SHOPPERS = _STAFF | {ActorKind.CUSTOMER}
_READERS = _TRADE | {ActorKind.CUSTOMER, ActorKind.GUEST}

EVERYBODY = Permission("look around", frozenset(ActorKind))
READ_ORDERS = Permission("read orders", _READERS, Capability.ORDERS_READ)
READ_CUSTOMERS = Permission("read customers", _TRADE | {ActorKind.CUSTOMER}, Capability.CUSTOMERS_READ)
READ_STOCK = Permission("read stock", _TRADE, Capability.INVENTORY_READ)
READ_TRANSFERS = Permission("read stock transfers", _STAFF, Capability.INVENTORY_READ)
READ_PURCHASES = Permission("read purchases", _STAFF, Capability.PURCHASES_READ)
READ_DECISIONS = Permission("read allocation decisions", _STAFF, Capability.ORDERS_READ)
READ_CARTS = Permission("read the holds of carts", _STAFF, Capability.ORDERS_READ)
READ_HOLDS = Permission("read holds", _STAFF, Capability.ORDERS_READ)

MANAGE_CATALOG = Permission("manage the catalog", _STAFF, Capability.CATALOG_EDIT)
COUNT_STOCK = Permission("count stock", _STAFF, Capability.INVENTORY_COUNT)
ADJUST_STOCK = Permission("adjust stock", _STAFF, Capability.INVENTORY_ADJUST)
TRANSFER_STOCK = Permission("transfer stock", _STAFF, Capability.INVENTORY_TRANSFER)
MANAGE_LOCATIONS = Permission("manage locations", _STAFF, Capability.LOCATIONS_EDIT)
MANAGE_SOURCING = Permission("manage sourcing", _STAFF, Capability.SOURCING_EDIT)
PLACE_ORDERS = Permission("place orders", _TRADE | {ActorKind.CUSTOMER}, Capability.ORDERS_PLACE)
READ_BACKORDERS = Permission("read the queue", _STAFF, Capability.ORDERS_READ)
PRIORITIZE_BACKORDERS = Permission("prioritize backorders", _STAFF, Capability.ORDERS_EDIT)
HOLD_STOCK = Permission("hold stock", frozenset(ActorKind), Capability.ORDERS_PLACE)
CANCEL_ORDERS = Permission("cancel orders", _SHOPPERS, Capability.ORDERS_EDIT)
HOLD_ORDERS = Permission("hold orders", _STAFF, Capability.ORDERS_EDIT)
LINK_ORDERS = Permission("give out links to orders", _TRADE, Capability.ORDERS_EDIT)
FULFIL_ORDERS = Permission("fulfil orders", _STAFF, Capability.SHIPMENTS_EDIT)
PAY_ORDERS = Permission("pay orders", _SHOPPERS, Capability.PAYMENTS_AUTHORIZE)
CAPTURE_PAYMENTS = Permission("capture payments", _STAFF, Capability.PAYMENTS_CAPTURE)
VOID_PAYMENTS = Permission("void payments", _STAFF, Capability.PAYMENTS_VOID)
REFUND_PAYMENTS = Permission("refund payments", _STAFF, Capability.PAYMENTS_REFUND)
REQUEST_RETURNS = Permission("request returns", _SHOPPERS, Capability.RETURNS_EDIT)
HANDLE_RETURNS = Permission("handle returns", _STAFF, Capability.RETURNS_EDIT)
EDIT_PURCHASES = Permission("buy from suppliers", _STAFF, Capability.PURCHASES_EDIT)
RECEIVE_PURCHASES = Permission("receive purchases", _STAFF, Capability.PURCHASES_RECEIVE)
