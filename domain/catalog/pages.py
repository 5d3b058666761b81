"""Lists and single reads of the catalog."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.catalog.models import channels, products
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader

_CHANNELS = select(channels).order_by(channels.c.code)


async def list_channels(read: Reader) -> Sequence[AnyRow]:
    """Every channel, by code; a shop has a handful."""
    return (await read.execute(_CHANNELS)).all()


async def find_product(read: Reader, *, id: UUID | None = None, sku: str | None = None) -> AnyRow | None:
    """The product that answers to everything that is given."""
    statement = select(products)
    if id is not None:
        statement = statement.where(products.c.id == id)
    if sku is not None:
        statement = statement.where(products.c.sku == sku)
    return (await read.execute(statement.limit(1))).one_or_none()
