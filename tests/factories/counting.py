"""Cycle counts in every stage of their life, by the house's own verbs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.counting.entering import Found
from domain.counting.posting import post_cycle_count
from domain.processes.count_stock import enter_cycle_count, start_cycle_count
from tests.factories.shop import Shop


async def counting(shop: Shop, code: str = "BER", **scope: Any) -> UUID:
    """A count of a location that has just begun."""
    return (await shop.do(start_cycle_count, location_code=code, reason="Year's end", **scope)).id


async def found(shop: Shop, count_id: UUID, units: Mapping[str, int | None]) -> None:
    """Somebody enters what they found; None takes it back."""
    entries = [Found(sku, each) for sku, each in units.items()]
    await shop.do(enter_cycle_count, cycle_count_id=count_id, entries=entries)


async def counted(shop: Shop, units: Mapping[str, int | None], code: str = "BER", **scope: Any) -> UUID:
    """A count in which these units were found."""
    count_id = await counting(shop, code, **scope)
    await found(shop, count_id, units)
    return count_id


async def post(shop: Shop, count_id: UUID, **how: Any) -> None:
    """The differences become the ledger's."""
    await shop.do(post_cycle_count, cycle_count_id=count_id, **how)


async def count_row(shop: Shop, count_id: UUID) -> Mapping[str, Any]:
    """The count as it is now."""
    (row,) = await shop.rows("SELECT * FROM cycle_count WHERE id = $1", count_id)
    return row


async def count_lines(shop: Shop, count_id: UUID) -> dict[str, Mapping[str, Any]]:
    """Its lines as they are now, by SKU."""
    rows = await shop.rows("SELECT * FROM cycle_count_line WHERE cycle_count_id = $1", count_id)
    return {row["sku"]: row for row in rows}
