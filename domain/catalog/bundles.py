"""Bundles: products that are made of components. Processes call these.

A bundle has no stock of its own, and no bundle is in another. Both are kept by locks on the products'
rows: whoever decides what a product is made of takes them, and whoever is about to open a level shares
them, so that neither acts on what the other is changing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, any_, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from domain.catalog.models import product_components, products
from domain.kernel.errors import InvalidInput
from domain.kernel.uow import UnitOfWork

Path = Sequence[str | int]

_NAMED: Select[Any] = (
    select(products.c.id, products.c.sku, products.c.is_bundle)
    .where(products.c.sku == any_(bindparam("skus", type_=ARRAY(Text))))
    .order_by(products.c.id)
)
_LOCK = _NAMED.with_for_update(key_share=True)
_SHARE = _NAMED.with_for_update(read=True)
_HOLDING = (
    select(products.c.sku)
    .join(product_components, product_components.c.bundle_id == products.c.id)
    .where(product_components.c.component_id == bindparam("product"))
    .order_by(products.c.sku)
    .limit(1)
)
_EMPTY = delete(product_components).where(product_components.c.bundle_id == bindparam("bundle"))
_MARK = (
    update(products)
    .where(products.c.id == bindparam("product"))
    .values(is_bundle=bindparam("bundle"))
    .returning(*products.c)
)


@dataclass(frozen=True, slots=True)
class Component:
    """So many units of a product in one unit of a bundle."""

    product_id: UUID
    quantity: int


async def lock_products(uow: UnitOfWork, skus: Sequence[str]) -> dict[str, Row[Any]]:
    """Products by SKU (`id`, `sku`, `is_bundle`), locked in key order; unknown SKUs are absent.

    Orders go on being placed: their references to products do not wait for these locks.
    """
    found = await uow.session.execute(_LOCK, {"skus": list(skus)})
    return {row.sku: row for row in found}


async def find_bundle_with(uow: UnitOfWork, product_id: UUID) -> str | None:
    """The SKU of a bundle that the product is in, or None."""
    found: str | None = await uow.session.scalar(_HOLDING, {"product": product_id})
    return found


async def write_components(
    uow: UnitOfWork, bundle_id: UUID, components: Sequence[Component]
) -> Row[Any]:
    """Let the product be made of these, in that order; of none, and it is no bundle. Its row."""
    await uow.session.execute(_EMPTY, {"bundle": bundle_id})
    if components:
        rows = [
            {
                "bundle_id": bundle_id,
                "component_id": each.product_id,
                "position": position,
                "quantity": each.quantity,
            }
            for position, each in enumerate(components, start=1)
        ]
        await uow.session.execute(insert(product_components), rows)
    return (await uow.session.execute(_MARK, {"product": bundle_id, "bundle": bool(components)})).one()


async def bundles_among(uow: UnitOfWork, skus: Sequence[str]) -> set[str]:
    """Those of the SKUs that are bundles; none of the others becomes one in this transaction's time."""
    found = await uow.session.execute(_SHARE, {"skus": list(skus)})
    return {row.sku for row in found if row.is_bundle}


async def refuse_bundles(uow: UnitOfWork, named: Mapping[str, Path]) -> None:
    """Raises `InvalidInput` naming the path of the first of these SKUs that is a bundle."""
    bundles = await bundles_among(uow, list(named))
    for sku, path in named.items():
        if sku in bundles:
            raise without_stock(sku, path=path)


def without_stock(sku: str, *, path: Path = ()) -> InvalidInput:
    """The refusal of what only a product with stock of its own can be used for."""
    return InvalidInput(
        f"{sku} is a bundle: it has no stock of its own, its components have.", path=path
    )
