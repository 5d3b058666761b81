"""Who may call what. One capability a line; which row one may touch is decided in the SQL."""

from dataclasses import dataclass

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.errors import PermissionDenied


@dataclass(frozen=True)
class Permission:
    """A capability and the kinds of callers that have it."""

    name: str
    kinds: frozenset[ActorKind]

    def allows(self, actor: Actor) -> bool:
        """Whether the caller has the capability."""
        return actor.kind in self.kinds

    def check(self, actor: Actor) -> None:
        """Raises `PermissionDenied` for a caller without the capability."""
        if not self.allows(actor):
            raise PermissionDenied(
                "Sign in to do this."
                if actor.kind is ActorKind.ANONYMOUS
                else f"This needs the permission to {self.name}."
            )


_STAFF = frozenset({ActorKind.STAFF, ActorKind.SYSTEM})
_TRADE = _STAFF | {ActorKind.PARTNER}
_SHOPPERS = _STAFF | {ActorKind.CUSTOMER}

EVERYBODY = Permission("look around", frozenset(ActorKind))
SIGNED_IN = Permission("read orders", _TRADE | {ActorKind.CUSTOMER})
READ_STOCK = Permission("read stock", _TRADE)

MANAGE_CATALOG = Permission("manage the catalog", _STAFF)
MANAGE_INVENTORY = Permission("manage inventory", _STAFF)
PLACE_ORDERS = Permission("place orders", _TRADE | {ActorKind.CUSTOMER})
CANCEL_ORDERS = Permission("cancel orders", _SHOPPERS)
HOLD_ORDERS = Permission("hold orders", _STAFF)
FULFIL_ORDERS = Permission("fulfil orders", _STAFF)
PAY_ORDERS = Permission("pay orders", _SHOPPERS)
MOVE_MONEY = Permission("capture, void and refund payments", _STAFF)
REQUEST_RETURNS = Permission("request returns", _SHOPPERS)
HANDLE_RETURNS = Permission("handle returns", _STAFF)
