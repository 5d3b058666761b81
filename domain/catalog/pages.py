"""Lists and single reads of the catalog."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from domain.catalog.models import channels, products
from domain.kernel.batches import AnyRow, given
from domain.kernel.reader import Reader, row_of, rows_of

_CHANNELS = select(channels).order_by(channels.c.code)


async def list_channels(read: Reader) -> Sequence[AnyRow]:
    """Every channel, by code; a shop has a handful."""
    return await rows_of(read, _CHANNELS, {})


async def find_product(read: Reader, *, id: UUID | None = None, sku: str | None = None) -> AnyRow | None:
    """The product that answers to everything that is given."""
    asked = given(id=id, sku=sku)
    return await row_of(read, _product(tuple(asked)), asked)


@cache
def _product(asked: tuple[str, ...]) -> Select[Any]:
    return select(products).where(*(products.c[name] == bindparam(name) for name in asked)).limit(1)
