"""Who adds postings up makes no difference to what they do."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind as Kind
from domain.inventory.models import UnavailableReason as Reason
from domain.kernel.uow import UnitOfWork, transaction
from tests.factories.carts import held, wait
from tests.factories.orders import placed
from tests.factories.people import STAFF
from tests.factories.proof import prove
from tests.factories.reading import unchanged
from tests.factories.shop import Shop

MANY = (
    (Kind.RECEIVE, "MUG", "BER", 4, None),
    (Kind.RESERVE, "MUG", "HAM", 2, None),
    (Kind.RESERVE, "MUG", "BER", 3, None),
    (Kind.QUARANTINE, "MUG", "BER", 5, Reason.DAMAGED),
    (Kind.QUARANTINE, "MUG", "BER", 1, Reason.HOLD),
    (Kind.UNQUARANTINE, "MUG", "BER", 2, Reason.DAMAGED),
    (Kind.UNRESERVE, "MUG", "BER", 1, None),
    (Kind.WRITE_OFF, "MUG", "BER", 1, None),
    (Kind.EXPECT, "TEE", "HAM", 20, None),
    (Kind.ADJUST, "TEE", "HAM", -1, None),
    (Kind.SAFETY_STOCK, "TEE", "HAM", 2, None),
)


async def _post(uow: UnitOfWork, shop: Shop, asked: Sequence[tuple[Any, ...]], *, frees: bool) -> None:
    postings = [
        Posting(kind, shop.products[sku].id, shop.locations[code].id, quantity, "Why", "R1", because)
        for kind, sku, code, quantity, because in asked
    ]
    ledger.post_last(uow, postings, frees=frees)


@pytest.mark.parametrize("frees", [True, False])
async def test_levels_and_movements_are_what_the_postings_come_to(shop: Shop, frees: bool) -> None:
    await shop.do(_post, shop, MANY, frees=frees)

    assert await _levels(shop) == [
        {"on_hand": 13, "reserved": 2, "unavailable": 4, "damaged": 3, "on_hold": 1, "incoming": 0,
         "safety_stock": 0},
        {"on_hand": 5, "reserved": 2, "unavailable": 0, "damaged": 0, "on_hold": 0, "incoming": 0,
         "safety_stock": 0},
        {"on_hand": 7, "reserved": 0, "unavailable": 0, "damaged": 0, "on_hold": 0, "incoming": 20,
         "safety_stock": 2},
    ]  # fmt: skip
    assert await _movements(shop, "MUG", "BER") == [
        (2, "RECEIVE", 4, 14),
        (3, "RESERVE", 3, 14),
        (4, "QUARANTINE", 5, 14),
        (5, "QUARANTINE", 1, 14),
        (6, "UNQUARANTINE", 2, 14),
        (7, "UNRESERVE", 1, 14),
        (8, "WRITE_OFF", 1, 13),
    ]
    assert await _movements(shop, "TEE", "HAM") == [
        (2, "EXPECT", 20, 8),
        (3, "ADJUST", -1, 7),
        (4, "SAFETY_STOCK", 2, 7),
    ]


@pytest.mark.parametrize("frees", [True, False])
@pytest.mark.parametrize(
    "too_much",
    [
        (Kind.RESERVE, "TEE", "HAM", 9),
        (Kind.RESERVE, "TEE", "MUC", 1),
        (Kind.WRITE_OFF, "MUG", "BER", 11),
    ],
)
async def test_one_level_with_too_little_keeps_all_from_moving(
    shop: Shop, frees: bool, too_much: tuple[Any, ...]
) -> None:
    postings = [(Kind.RESERVE, "MUG", "HAM", 1, None), (*too_much, None)]
    async with unchanged(shop.database):
        with pytest.raises(DBAPIError, match="stock that was there is gone"):
            async with transaction(shop.database, actor=STAFF) as uow:
                await _post(uow, shop, postings, frees=frees)


async def test_a_hold_that_ended_after_somebody_looked_is_left_to_whoever_looks_next(shop: Shop) -> None:
    await held(shop, {"MUG": 12})
    wait(shop, 15)
    await shop.do(_post, shop, [(Kind.RESERVE, "MUG", "HAM", 3, None)], frees=False)
    assert await shop.counters("MUG", "HAM") == (5, 5, 0, 0)
    await shop.do(_post, shop, [(Kind.UNRESERVE, "MUG", "HAM", 3, None)], frees=False)
    await placed(shop, {"MUG": 15})
    assert await shop.counters("MUG", "BER") == (10, 10, 0, 0)
    assert await shop.counters("MUG", "HAM") == (5, 5, 0, 0)
    await prove(shop.database)


async def _levels(shop: Shop) -> list[Mapping[str, Any]]:
    """Of the mugs in Berlin and Hamburg, and of the shirts."""
    return [
        {name: (await shop.level(sku, code))[name] for name in _SHOWN}
        for sku, code in (("MUG", "BER"), ("MUG", "HAM"), ("TEE", "HAM"))
    ]


_SHOWN = ("on_hand", "reserved", "unavailable", "damaged", "on_hold", "incoming", "safety_stock")


async def _movements(shop: Shop, sku: str, code: str) -> list[tuple[Any, ...]]:
    """Those after the first, with their numbers, and what was on hand after each."""
    rows = await shop.rows(
        "SELECT m.sequence, m.kind, m.quantity, m.on_hand_after FROM stock_movement m"
        " JOIN stock_level l ON l.id = m.stock_level_id"
        " WHERE l.product_id = $1 AND l.location_id = $2 AND m.sequence > 1 ORDER BY m.sequence",
        shop.products[sku].id,
        shop.locations[code].id,
    )
    return [tuple(row.values()) for row in rows]
