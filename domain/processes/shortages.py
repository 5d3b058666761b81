"""What could not be had, said once a product: all that was asked of it and all that there is."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.allocation.rules import Need, Source
from domain.kernel.errors import Shortage


def shortages(
    short: Mapping[UUID, str], needs: Sequence[Need], stock: Sequence[Source]
) -> list[Shortage]:
    """A shortage for each short product (id → SKU), over all that was asked of it."""
    found = []
    for product_id, sku in short.items():
        asked = [need for need in needs if need.product_id == product_id]
        # Where every line of the SKU is pinned, what lies elsewhere cannot be had.
        pins = {need.only_at for need in asked}
        there = sum(
            max(0, at.available)
            for at in stock
            if at.product_id == product_id and (None in pins or at.location_id in pins)
        )
        found.append(Shortage(sku, sum(need.quantity for need in asked), there))
    return found
