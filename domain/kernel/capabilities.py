"""What somebody of the staff may be allowed to do, one name a capability.

A token lists them; one that lists none is good for all. What acts on orders may also see them: an
action whose outcome cannot be shown would have to be done blindly.
"""

from collections.abc import Iterable
from enum import StrEnum

from domain.kernel.errors import InvalidInput


class Capability(StrEnum):
    """``<what>.<how>``; the names are in tokens, so they stay."""

    ORDERS_READ = "orders.read"
    ORDERS_PLACE = "orders.place"
    ORDERS_EDIT = "orders.edit"
    SHIPMENTS_EDIT = "shipments.edit"
    PAYMENTS_AUTHORIZE = "payments.authorize"
    PAYMENTS_CAPTURE = "payments.capture"
    PAYMENTS_VOID = "payments.void"
    PAYMENTS_REFUND = "payments.refund"
    RETURNS_EDIT = "returns.edit"
    CUSTOMERS_READ = "customers.read"
    INVENTORY_READ = "inventory.read"
    INVENTORY_ADJUST = "inventory.adjust"
    INVENTORY_TRANSFER = "inventory.transfer"
    INVENTORY_COUNT = "inventory.count"
    LOCATIONS_EDIT = "locations.edit"
    CATALOG_EDIT = "catalog.edit"
    SOURCING_EDIT = "sourcing.edit"
    PURCHASES_READ = "purchases.read"
    PURCHASES_EDIT = "purchases.edit"
    PURCHASES_RECEIVE = "purchases.receive"


_ON_ORDERS = {
    Capability.ORDERS_PLACE,
    Capability.ORDERS_EDIT,
    Capability.SHIPMENTS_EDIT,
    Capability.PAYMENTS_AUTHORIZE,
    Capability.PAYMENTS_CAPTURE,
    Capability.PAYMENTS_VOID,
    Capability.PAYMENTS_REFUND,
    Capability.RETURNS_EDIT,
    Capability.SOURCING_EDIT,
}
_ON_STOCK = {
    Capability.INVENTORY_ADJUST,
    Capability.INVENTORY_TRANSFER,
    Capability.LOCATIONS_EDIT,
}
_ON_PURCHASES = {Capability.PURCHASES_EDIT, Capability.PURCHASES_RECEIVE}


def with_what_follows(given: Iterable[Capability]) -> frozenset[Capability]:
    """The capabilities, and those that one needs to use them."""
    held = set(given)
    if held & _ON_ORDERS:
        held.add(Capability.ORDERS_READ)
    if held & _ON_STOCK:
        held.add(Capability.INVENTORY_READ)
    if Capability.INVENTORY_ADJUST in held:
        held.add(Capability.INVENTORY_COUNT)
    if held & _ON_PURCHASES:
        held |= {Capability.PURCHASES_READ, Capability.INVENTORY_READ}
    return frozenset(held)


def known(names: Iterable[str]) -> frozenset[Capability]:
    """Those of the names that are capabilities: a token may carry scopes that are other programs'."""
    return frozenset(Capability(name) for name in names if name in Capability._value2member_map_)


def parse(names: Iterable[str]) -> frozenset[Capability]:
    """The capabilities of these names. Raises `InvalidInput` naming the first that is none."""
    for name in names:
        if name not in Capability._value2member_map_:
            listed = ", ".join(Capability)
            raise InvalidInput(
                f"There is no permission {name!r}; there are: {listed}.", path=("permission",)
            )
    return known(names)
