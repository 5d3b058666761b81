"""What verbs need to know of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.catalog.bundles import Component, refuse_bundles
from domain.catalog.models import channels, products
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork

_BY_CODE = select(channels).where(channels.c.code == bindparam("code"))
_CHANNELS_BY_CODE = select(channels).where(
    channels.c.code == any_(bindparam("codes", type_=ARRAY(Text)))
)

_IDS_BY_SKU = select(products.c.sku, products.c.id).where(
    products.c.sku == any_(bindparam("skus", type_=ARRAY(Text)))
)


@dataclass(frozen=True, slots=True)
class ProductForSale:
    """A product as a channel sells it; `price` in minor units, None when it has none there."""

    id: UUID
    sku: str
    name: str
    allow_backorder: bool
    price: int | None
    components: tuple[Component, ...] = ()
    "Of a bundle, in their order."


async def get_channel(uow: UnitOfWork, code: str, *, path: Sequence[str]) -> Row[Any]:
    """The channel with this code. Raises `NotFound` naming `path`."""
    found = (await uow.session.execute(_BY_CODE, {"code": code})).one_or_none()
    if found is None:
        raise NotFound(f"There is no channel {code!r}.", path=path)
    return found


async def channels_by_code(uow: UnitOfWork, codes: Sequence[str]) -> dict[str, Row[Any]]:
    """Channels by code; unknown codes are absent."""
    found = await uow.session.execute(_CHANNELS_BY_CODE, {"codes": list(codes)})
    return {row.code: row for row in found}


async def find_product_id(uow: UnitOfWork, sku: str) -> UUID | None:
    """The product with this SKU, or None."""
    found: UUID | None = await uow.session.scalar(select(products.c.id).where(products.c.sku == sku))
    return found


async def product_ids_by_sku(uow: UnitOfWork, skus: Sequence[str]) -> dict[str, UUID]:
    """Product ids by SKU; unknown SKUs are absent."""
    found = await uow.session.execute(_IDS_BY_SKU, {"skus": list(skus)})
    return {row.sku: row.id for row in found}


async def named_products(
    uow: UnitOfWork, skus: Sequence[str], *, path: Sequence[str] = ("input", "lines")
) -> list[UUID]:
    """The product of each item of a list that is about stock, in its order; no product is named twice,
    and none is a bundle.

    Raises `NotFound` and `InvalidInput` naming the `sku` of the item below `path`.
    """
    known = await product_ids_by_sku(uow, skus)
    named: set[str] = set()
    for index, sku in enumerate(skus):
        if sku not in known:
            raise NotFound(f"There is no product {sku!r}.", path=(*path, str(index), "sku"))
        if sku in named:
            raise InvalidInput("The product is named already.", path=(*path, str(index), "sku"))
        named.add(sku)
    await refuse_bundles(uow, {sku: (*path, str(index), "sku") for index, sku in enumerate(skus)})
    return [known[sku] for sku in skus]


async def channel_exists(uow: UnitOfWork, code: str) -> bool:
    """Whether the code is taken."""
    return await uow.session.scalar(select(channels.c.id).where(channels.c.code == code)) is not None
