"""StockTransfer, its lines, and what became of them."""

from datetime import datetime
from typing import Any

import strawberry

from domain.transfers.actions import ACTIONS
from domain.transfers.rules import outstanding, over
from domain.transfers.state import MOVING
from schema.catalog.loaders import product_by_id
from schema.catalog.types import Product
from schema.column import column, computed
from schema.connection import Connection
from schema.context import Info
from schema.inventory.loaders import location_by_id
from schema.inventory.types import Location
from schema.mutation import PERMISSIONS
from schema.node import Node
from schema.ownership import OF_THE_TRANSFERS
from schema.relation import relation
from schema.transfers.enums import (
    StockTransferDiscrepancyKind,
    StockTransferStatus,
    StockTransferWhereabouts,
)
from schema.transfers.loaders import (
    changes_by_stock_transfer,
    discrepancies_by_line,
    lines_by_stock_transfer,
    receipts_by_line,
)


def _in_transit(line: Any) -> int:
    return outstanding(line) if line.status in MOVING else 0


@strawberry.type(description="Units of a line that arrived in one go.")
class StockTransferReceipt(Node):
    __rule__ = OF_THE_TRANSFERS

    quantity: int = column("Good units.")
    damaged_quantity: int = column("Damaged units, which lie there unavailable.")
    note: str | None = column("What was said of it.")
    received_by: str = column("Who took them in, as `kind:id`.")
    received_at: datetime = column("When.")


@strawberry.type(description="Units of a line that are fewer or more than were shipped.")
class StockTransferDiscrepancy(Node):
    __rule__ = OF_THE_TRANSFERS

    kind: StockTransferDiscrepancyKind = column("How they differ.")
    quantity: int = column("Units.")
    reason: str | None = column("Why, in words.")
    noted_by: str = column("Who found out, as `kind:id`.")
    noted_at: datetime = column("When.")


@strawberry.type(description="Units of one product on a stock transfer.")
class StockTransferLine(Node):
    __rule__ = OF_THE_TRANSFERS

    product: Product = relation("What is moved.", product_by_id, key="product_id")
    sku: str = column("Our SKU.")
    quantity: int = column("Units shipped; of a draft, units to ship.")
    received_quantity: int = column("Good units that arrived.")
    damaged_quantity: int = column("Damaged units that arrived.")
    short_quantity: int = column("Units that did not arrive, and are not expected any more.")
    over_quantity: int = column("Units that arrived although nobody shipped them.", read=over)
    returned_quantity: int = column("Units that are back at the origin, the transfer being called off.")
    in_transit_quantity: int = column("Units on their way.", read=_in_transit)
    receipts: list[StockTransferReceipt] = relation("What arrived when, oldest first.", receipts_by_line)
    discrepancies: list[StockTransferDiscrepancy] = relation(
        "What did not arrive as it was shipped, oldest first.", discrepancies_by_line
    )


@strawberry.type(description="One step of a stock transfer's life.")
class StockTransferChange(Node):
    __rule__ = OF_THE_TRANSFERS

    status: StockTransferStatus = column("The state it came to.")
    reason: str | None = column("Why, in words.")
    actor: str = column("Who, as `kind:id`.")
    changed_at: datetime = column("When.")


@strawberry.type(description="Stock of one location that goes to another.")
class StockTransfer(Node):
    __rule__ = OF_THE_TRANSFERS

    number: str = column("What people quote; unique.")
    origin: Location = relation("Where it leaves.", location_by_id, key="origin_id")
    destination: Location = relation("Where it goes.", location_by_id, key="destination_id")
    status: StockTransferStatus = column("Where it is in its life.")
    lines: list[StockTransferLine] = relation("What is moved.", lines_by_stock_transfer)
    expected_at: datetime | None = column("When it is to arrive; null where nobody knows.")
    shipped_at: datetime | None = column("When it left; null where it has not.")
    whereabouts: StockTransferWhereabouts | None = column(
        "Where the goods are that were on their way when it was called off."
    )
    note: str | None = column("For whoever reads it.")
    version: int = column("Counts changes; good for `expectedVersion`.")
    history: list[StockTransferChange] = relation(
        "Every state it came to, oldest first.", changes_by_stock_transfer
    )
    created_at: datetime = column("When it was drafted.")
    updated_at: datetime = column("When it last changed.")

    @computed(
        'What the caller may do now, as mutation names: ["receiveStockTransfer", …].',
        columns=["status"],
    )
    def available_actions(self, info: Info) -> list[str]:
        actor = info.context.actor
        return [name for name in ACTIONS[self.row.status] if PERMISSIONS[name].allows(actor)]


@strawberry.type(description="A page of stock transfers, newest first unless sorted otherwise.")
class StockTransferConnection(Connection[StockTransfer]):
    pass
