"""Whose rows a read finds: the viewer's scope as SQL, so that what is not theirs is not found.

The same statement runs whoever asks and whatever exists: a row that may not be seen and one that is not
there differ neither in the answer nor in the work.
"""

from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, FromClause, Uuid, any_, bindparam, or_

from domain.kernel.actor import Actor

_ALL_ORDERS = bindparam("sees_all_orders", type_=Boolean())
_ALL_CUSTOMERS = bindparam("sees_all_customers", type_=Boolean())
_CUSTOMER = bindparam("viewer_customer", type_=Uuid())
_ORDER = bindparam("viewer_order", type_=Uuid())
_CHANNELS = bindparam("viewer_channels", type_=ARRAY(Uuid()))


def visible_order(orders: FromClause) -> ColumnElement[bool]:
    """The order is the viewer's own, of their channels or of their link; or they see all."""
    return or_(
        _ALL_ORDERS,
        orders.c.customer_id == _CUSTOMER,
        orders.c.channel_id == any_(_CHANNELS),
        orders.c.id == _ORDER,
    )


def visible_customer(customers: FromClause, bought_on: ColumnElement[bool]) -> ColumnElement[bool]:
    """The customer is the viewer, or bought on their channels (`bought_on`); or they see all."""
    return or_(_ALL_CUSTOMERS, customers.c.id == _CUSTOMER, bought_on)


def on_viewers_channels(channel: ColumnElement[Any]) -> ColumnElement[bool]:
    """`channel` is one that the viewer is confined to; of nobody who is not confined to any."""
    return channel == any_(_CHANNELS)


def scope(viewer: Actor) -> dict[str, Any]:
    """The parameters of the above. Somebody unknown has nothing and so sees nothing."""
    return {
        "sees_all_orders": viewer.sees_all_orders,
        "sees_all_customers": viewer.sees_all_customers,
        "viewer_customer": viewer.customer_id,
        "viewer_order": viewer.order_id,
        "viewer_channels": None if viewer.channels is None else list(viewer.channels),
    }
