"""What verbs need to know of stock, and the proof that the ledger explains every level."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Text, Uuid, any_, bindparam, exists, func, or_, select, text

from domain.catalog.models import product_components, products
from domain.inventory.held import expired_units
from domain.inventory.ledger import LevelKey
from domain.inventory.models import (
    LocationKind,
    location_channels,
    locations,
    reservations,
    stock_levels,
    stock_movements,
)
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork

_NOT_PROMISED = (
    stock_levels.c.on_hand
    - stock_levels.c.reserved
    - stock_levels.c.allocated
    - stock_levels.c.unavailable
    - stock_levels.c.safety_stock
)
available = (_NOT_PROMISED + expired_units()).label("available")
"What may still be sold of a level at the instant `now`, a parameter."
available_now = (_NOT_PROMISED + expired_units(at=func.now())).label("available")
"The same at the moment of a read."


@dataclass(frozen=True, slots=True)
class StockAt:
    """What a location could give of a product, and how early the location is asked."""

    product_id: UUID
    location_id: UUID
    available: int
    priority: int
    code: str


_SOURCES = (
    select(
        stock_levels.c.product_id,
        stock_levels.c.location_id,
        available,
        locations.c.priority,
        locations.c.code,
    )
    .join_from(stock_levels, locations, locations.c.id == stock_levels.c.location_id)
    .where(
        stock_levels.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid))),
        locations.c.active,
        or_(
            locations.c.serves_every_channel,
            exists().where(
                location_channels.c.location_id == locations.c.id,
                location_channels.c.channel_id == bindparam("channel", type_=Uuid),
            ),
        ),
    )
)
_LOCATIONS_BY_CODE = select(locations.c.code, locations.c.id).where(
    locations.c.code == any_(bindparam("codes", type_=ARRAY(Text)))
)


_LEVELS_BY_KEY = text(
    """
    SELECT l.product_id, l.location_id, l.id
    FROM stock_level l JOIN unnest(:products, :locations) AS k(product_id, location_id)
      USING (product_id, location_id)
    """
).bindparams(bindparam("products", type_=ARRAY(Uuid)), bindparam("locations", type_=ARRAY(Uuid)))
_SOURCES_LOCKED = _SOURCES.order_by(
    stock_levels.c.product_id, stock_levels.c.location_id
).with_for_update(of=stock_levels, key_share=True)


async def list_sources(
    uow: UnitOfWork, product_ids: Sequence[UUID], *, channel_id: UUID
) -> list[StockAt]:
    """Every active location that serves the channel and holds a level of any of the products.

    Without locking anything, unless the unit of work `insists`: then what is found stays true until
    the transaction ends, and a verb that kept losing its race is sure to get its answer.
    """
    await uow.catch_up()
    statement = _SOURCES_LOCKED if uow.insists else _SOURCES
    found = await uow.session.execute(
        statement,
        {"products": list(set(product_ids)), "channel": channel_id, "now": uow.now()},
    )
    return [StockAt(*row) for row in found]


_FREE = select(stock_levels.c.product_id, available, stock_levels.c.safety_stock).where(
    stock_levels.c.location_id == bindparam("location", type_=Uuid),
    stock_levels.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid))),
)


async def list_free(
    uow: UnitOfWork, location_id: UUID, product_ids: Sequence[UUID], *, safety_stock: bool
) -> dict[UUID, int]:
    """Units of each product that may be taken away from a location, its safety stock among them or not;
    below zero where safety stock is more than lies there. Products without a level are absent."""
    await uow.catch_up()
    found = await uow.session.execute(
        _FREE, {"location": location_id, "products": list(product_ids), "now": uow.now()}
    )
    return {row.product_id: row.available + row.safety_stock * safety_stock for row in found}


_ASKED = products.c.sku == any_(bindparam("skus", type_=ARRAY(Text)))
_LEVELS_OF = (
    select(stock_levels.c.id)
    .where(
        stock_levels.c.product_id.in_(
            select(products.c.id)
            .where(_ASKED)
            .union_all(
                select(product_components.c.component_id)
                .join(products, products.c.id == product_components.c.bundle_id)
                .where(_ASKED)
            )
        )
    )
    .order_by(stock_levels.c.product_id, stock_levels.c.location_id)
    .with_for_update(of=stock_levels, key_share=True)
)


async def lock_levels_of(uow: UnitOfWork, skus: Sequence[str]) -> None:
    """Lock every level of these SKUs, and of what the bundles among them are made of, in key order,
    until the transaction ends."""
    await uow.catch_up()
    await uow.rows(_LEVELS_OF, {"skus": list(skus)})


async def level_ids(uow: UnitOfWork, keys: Sequence[LevelKey]) -> dict[LevelKey, UUID]:
    """The ids of levels by product and location; levels that there are not are absent."""
    return {key: row.id for key, row in (await levels_by_key(uow, keys)).items()}


async def levels_by_key(uow: UnitOfWork, keys: Sequence[LevelKey]) -> dict[LevelKey, Row[Any]]:
    """The same as rows with an `id`."""
    found = await uow.session.execute(
        _LEVELS_BY_KEY,
        {"products": [key[0] for key in keys], "locations": [key[1] for key in keys]},
    )
    return {(row.product_id, row.location_id): row for row in found}


async def locations_by_code(uow: UnitOfWork, codes: Sequence[str]) -> dict[str, UUID]:
    """Location ids by code; unknown codes are absent."""
    found = await uow.rows(_LOCATIONS_BY_CODE, {"codes": list(set(codes))})
    return {row.code: row.id for row in found}


async def get_location(uow: UnitOfWork, code: str, *, path: Sequence[str]) -> UUID:
    """The id of the location with this code. Raises `NotFound` naming `path`."""
    known = await locations_by_code(uow, [code])
    if code not in known:
        raise NotFound(f"There is no location {code!r}.", path=path)
    return known[code]


async def is_of_kind(uow: UnitOfWork, location_id: UUID, kind: LocationKind) -> bool:
    """Whether the location is what it is taken for."""
    found = await uow.session.scalar(select(locations.c.kind).where(locations.c.id == location_id))
    return found is kind


async def location_exists(uow: UnitOfWork, code: str) -> bool:
    """Whether the code is taken."""
    return await uow.session.scalar(select(locations.c.id).where(locations.c.code == code)) is not None


async def lock_level(uow: UnitOfWork, *, product_id: UUID, location_id: UUID) -> Row[Any] | None:
    """One level with what is `expired` of its `reserved`, locked until the end of the transaction;
    None when there is none yet."""
    await uow.catch_up()
    statement = (
        select(stock_levels, expired_units().label("expired"))
        .where(stock_levels.c.product_id == product_id, stock_levels.c.location_id == location_id)
        .with_for_update()
    )
    return (await uow.session.execute(statement, {"now": uow.now()})).one_or_none()


async def get_level(uow: UnitOfWork, id: UUID) -> Row[Any]:
    """One level with what is `available` of it, as it is now in this transaction."""
    statement = select(stock_levels, available).where(stock_levels.c.id == id)
    return (await uow.session.execute(statement, {"now": uow.now()})).one()


async def get_movement(uow: UnitOfWork, id: UUID) -> Row[Any]:
    """One line of the ledger."""
    statement = select(stock_movements).where(stock_movements.c.id == id)
    return (await uow.session.execute(statement)).one()


async def reservations_of(uow: UnitOfWork, order_id: UUID) -> list[Row[Any]]:
    """What an order has reserved where. The order's row lock guards these rows."""
    statement = select(reservations).where(reservations.c.order_id == order_id)
    return list(await uow.session.execute(statement.order_by(reservations.c.id)))
