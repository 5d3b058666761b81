"""Where an order goes to, on the map."""

from domain.allocation.distance import Point
from domain.orders.models import Order


def destination_of(order: Order) -> Point | None:
    """The shipping address's coordinates, where whoever placed the order gave them."""
    address = order.shipping_address
    return Point.of(address.get("latitude"), address.get("longitude"))
