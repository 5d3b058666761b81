"""How far the ledger of each level has come: tells whoever watches stock that something changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.catalog.models import products
from domain.inventory.models import stock_levels
from domain.kernel.reader import Reader, rows_of

_BY_SKU = (
    select(products.c.sku, stock_levels.c.id, stock_levels.c.last_sequence)
    .join_from(products, stock_levels, stock_levels.c.product_id == products.c.id)
    .where(products.c.sku == func.any(bindparam("skus", type_=ARRAY(Text))))
)


@dataclass(frozen=True, slots=True)
class LevelPosition:
    """A level and the number of its latest movement."""

    sku: str
    level_id: UUID
    sequence: int


async def list_level_positions(read: Reader, skus: Sequence[str]) -> list[LevelPosition]:
    """Every level of some SKUs."""
    found = await rows_of(read, _BY_SKU, {"skus": list(skus)})
    return [LevelPosition(row.sku, row.id, row.last_sequence) for row in found]
