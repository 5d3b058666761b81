"""A bundle becomes lines of its components, which together cost what it costs. Pure.

From then on every verb works on the lines: each component is reserved, ships, waits, is cancelled and
comes back by itself, and takes its part of the money along. Bundles that share a component are lines of
the same product, so that what is wanted of it is added up like everything else.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.catalog.queries import ProductForSale
from domain.kernel.drafts import drafted
from domain.kernel.errors import InvalidInput
from domain.kernel.money import apportion
from domain.kernel.quantity import MAX_QUANTITY
from domain.orders.models import OrderBundle, OrderLine


def check_units(bundles: int, product: ProductForSale, *, path: Sequence[str]) -> None:
    """Raises `InvalidInput` where so many bundles have more units of something than can be counted."""
    if any(each.quantity * bundles > MAX_QUANTITY for each in product.components):
        raise InvalidInput("Of a component there are more than 2147483647 units.", path=path)


def unpack(
    line: OrderLine, product: ProductForSale, known: Mapping[UUID, ProductForSale]
) -> tuple[OrderBundle, list[OrderLine]]:
    """A line of a bundle, priced like any other, as the bundle and its components' lines.

    Price, discount and tax are apportioned by largest remainder. A component weighs what it costs in the
    channel by itself; where none of them is sold by itself, each unit weighs the same. A part that its
    units cannot share evenly is priced a minor unit too high, and the line's discount takes back what
    that is too much: so the parts add up exactly, also of what is cancelled or comes back.
    """
    bundle = drafted(
        OrderBundle,
        order_id=line.order_id,
        position=line.position,
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        placed_discount=line.placed_discount,
        placed_tax=line.placed_tax,
    )
    weights = [(known[each.product_id].price or 0) * each.quantity for each in product.components]
    if not any(weights):
        weights = [each.quantity for each in product.components]
    worth = apportion(line.unit_price * line.quantity, weights)
    discounts = apportion(line.placed_discount, worth)
    taxes = apportion(line.placed_tax, worth if any(worth) else weights)
    lines = []
    for nth, each in enumerate(product.components):
        component, quantity = known[each.product_id], each.quantity * line.quantity
        unit_price = -(-worth[nth] // quantity)
        lines.append(
            drafted(
                OrderLine,
                order_id=line.order_id,
                position=line.position + nth,
                product_id=component.id,
                sku=component.sku,
                name=component.name,
                quantity=quantity,
                unit_price=unit_price,
                placed_discount=discounts[nth] + unit_price * quantity - worth[nth],
                placed_tax=taxes[nth],
                location_id=line.location_id,
                bundle_id=bundle.id,
                bundle_units=each.quantity,
            )
        )
    return bundle, lines
