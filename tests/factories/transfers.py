"""Stock transfers in every stage of their life, by the house's own verbs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.inventory.dock import ReceivedLine
from domain.transfers.drafting import TransferUnits, create_stock_transfer
from domain.transfers.receiving import receive_stock_transfer
from domain.transfers.shipping import ship_stock_transfer
from tests.factories.shop import Shop


async def drafted(
    shop: Shop, units: Mapping[str, int], *, origin: str = "BER", to: str = "MUC", **fields: Any
) -> UUID:
    """A transfer of which nothing has left."""
    transfer = await shop.do(
        create_stock_transfer,
        origin_code=origin,
        destination_code=to,
        lines=[TransferUnits(sku, quantity) for sku, quantity in units.items()],
        **fields,
    )
    return transfer.id


async def sent(
    shop: Shop, units: Mapping[str, int], *, origin: str = "BER", to: str = "MUC", **fields: Any
) -> UUID:
    """A transfer that is on its way."""
    transfer_id = await drafted(shop, units, origin=origin, to=to, **fields)
    await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id)
    return transfer_id


async def take_in(shop: Shop, transfer_id: UUID, *units: tuple[int, int, int], **how: Any) -> None:
    """(good, damaged, short) units of each line, in order; a line of nothing is not named."""
    lines = await transfer_lines(shop, transfer_id)
    dock = [
        ReceivedLine(line["id"], *each) for line, each in zip(lines, units, strict=True) if any(each)
    ]
    await shop.do(receive_stock_transfer, stock_transfer_id=transfer_id, lines=dock, **how)


async def transfer(shop: Shop, transfer_id: UUID) -> Mapping[str, Any]:
    """The transfer as it is now."""
    (row,) = await shop.rows("SELECT * FROM stock_transfer WHERE id = $1", transfer_id)
    return row


async def transfer_lines(shop: Shop, transfer_id: UUID) -> list[Mapping[str, Any]]:
    """Its lines as they are now, in order."""
    return await shop.rows(
        "SELECT * FROM stock_transfer_line WHERE stock_transfer_id = $1 ORDER BY position", transfer_id
    )


async def history(shop: Shop, transfer_id: UUID) -> list[tuple[str, str | None]]:
    """The states that it came to, and why, in order."""
    rows = await shop.rows(
        "SELECT status, reason FROM stock_transfer_change WHERE stock_transfer_id = $1 ORDER BY id",
        transfer_id,
    )
    return [(row["status"], row["reason"]) for row in rows]


async def discrepancies(shop: Shop, transfer_id: UUID) -> list[tuple[str, int, str | None]]:
    """(kind, units, reason) of everything that did not arrive as it was shipped, in order."""
    rows = await shop.rows(
        "SELECT d.* FROM stock_transfer_discrepancy d "
        "JOIN stock_transfer_line l ON l.id = d.stock_transfer_line_id "
        "WHERE l.stock_transfer_id = $1 ORDER BY d.id",
        transfer_id,
    )
    return [(row["kind"], row["quantity"], row["reason"]) for row in rows]
