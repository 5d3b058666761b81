"""Whose a type is. Every type that shows a row says so itself, by `__rule__`.

`permission` hides the whole type from those who may see none of it, before anything is read. `owner`
names the type that its rows belong to with: a row of an owned type is found by a read that carries the
viewer's scope, or through another row of the same owner that was found so. Tests walk the schema and
fail for a type without a rule, and for a way to an owned type that is neither.
"""

from dataclasses import dataclass

from domain.kernel.actor import Actor
from schema.permissions import (
    COUNT_STOCK,
    EVERYBODY,
    READ_BACKORDERS,
    READ_CUSTOMERS,
    READ_DECISIONS,
    READ_HOLDS,
    READ_ORDERS,
    READ_PURCHASES,
    READ_STOCK,
    READ_TRANSFERS,
    Permission,
)


@dataclass(frozen=True)
class Rule:
    """Who may see anything of a type, and whose its rows are (None: nobody's in particular)."""

    permission: Permission
    owner: str | None = None


PUBLIC = Rule(EVERYBODY)
OF_AN_ORDER = Rule(READ_ORDERS, owner="Order")
HOLD_ON_AN_ORDER = Rule(READ_HOLDS, owner="Order")
DECISION_ON_AN_ORDER = Rule(READ_DECISIONS, owner="Order")
OF_A_CUSTOMER = Rule(READ_CUSTOMERS, owner="Customer")
OF_THE_STOCK = Rule(READ_STOCK, owner="Stock")
OF_THE_PURCHASES = Rule(READ_PURCHASES)
"Nobody's in particular: who of the house may see one may see all."
OF_THE_TRANSFERS = Rule(READ_TRANSFERS)
OF_A_COUNT = Rule(COUNT_STOCK)
A_POLICY = Rule(READ_DECISIONS)
A_BACKORDER_POLICY = Rule(READ_STOCK)
IN_THE_QUEUE = Rule(READ_BACKORDERS)
OF_A_CART = Rule(EVERYBODY, owner="StockHold")
A_PLACE = Rule(EVERYBODY)
"Whoever may see an order learns where it ships from; by itself a place is found by those who see stock."


def shown_actor(viewer: Actor, label: str) -> str:
    """Who acted, as the viewer may know it: ``kind:id``, or the kind alone of somebody else."""
    return label if viewer.sees_names or label == viewer.label else label.partition(":")[0]
