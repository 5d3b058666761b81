"""Parts of a fulfillment order: so many units of some of its lines, or all that is open. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.allocation.models import FulfillmentOrderLine
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.quantity import checked_quantity
from domain.kernel.words import counted

Units = list[tuple[FulfillmentOrderLine, int]]
"(line, units of it)"


@dataclass(frozen=True, slots=True)
class Portion:
    """So many units of a fulfillment order line."""

    fulfillment_order_line_id: UUID
    quantity: int


def open_units(line: FulfillmentOrderLine) -> int:
    """Units that are still to leave."""
    return line.quantity - line.shipped_quantity


def portions(lines: Sequence[FulfillmentOrderLine], asked: Sequence[Portion] | None) -> Units:
    """The units that are asked of a fulfillment order's `lines`; without `asked`, everything open.

    Raises `InvalidInput` for no lines and for more units than are open, and `NotFound` for a line of
    another.
    """
    if asked is None:
        return [(line, open_units(line)) for line in lines if open_units(line)]
    if not asked:
        raise InvalidInput("Name at least one line.", path=("input", "lines"))
    by_id = {line.id: line for line in lines}
    units: dict[UUID, int] = {}
    for index, each in enumerate(asked):
        path = ("input", "lines", str(index))
        line = by_id.get(each.fulfillment_order_line_id)
        if line is None:
            raise NotFound(
                "The fulfillment order has no such line.", path=(*path, "fulfillmentOrderLineId")
            )
        checked_quantity(each.quantity, path=(*path, "quantity"))
        units[line.id] = units.get(line.id, 0) + each.quantity
        if units[line.id] > open_units(line):
            raise InvalidInput(
                f"Only {counted(open_units(line), 'unit')} of {line.sku} can still leave from here.",
                path=(*path, "quantity"),
            )
    return [(by_id[id], quantity) for id, quantity in units.items()]
