"""setStockLevels: many levels set at once, each counted to a figure, valid rows in and others named.

The same postings as a stock file's (`mass_ledger`), so that both refuse alike; as many statements for
one row as for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from domain.catalog.bundles import bundles_among, without_stock
from domain.catalog.queries import product_ids_by_sku
from domain.inventory import queries
from domain.inventory.errors import RowsRefused, StockConflict, not_free
from domain.inventory.events import StockReceived
from domain.inventory.ledger import LevelKey
from domain.inventory.mass_ledger import WantedLevel, settle_levels
from domain.kernel.errors import DomainError, InvalidInput, NotFound, Shortage
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text

MAX_ROWS = 250
Path = tuple[str, ...]
Refused = dict[int, DomainError]
"Why a row, by its place in the list, was not taken."


@dataclass(frozen=True, slots=True)
class LevelRow:
    """What a level is to be, in units. `expected_on_hand` None sets it whatever lies there;
    `safety_stock` and `bin` None leave what there is."""

    sku: str
    location_code: str
    set_to: int
    expected_on_hand: int | None = None
    safety_stock: int | None = None
    bin: str | None = None


@dataclass(frozen=True, slots=True)
class SetLevels:
    """What became of the rows: the levels (their ids) that are as asked, in the order given, and why the
    others are not."""

    levels: list[Row[Any]]
    refused: Refused


async def set_stock_levels(
    uow: UnitOfWork, *, rows: Sequence[LevelRow], reason: str, atomic: bool = False
) -> SetLevels:
    """Set levels to what was counted; a level that there is not yet is opened. Valid rows are taken and
    the others answered, unless `atomic`: then one bad row refuses all.

    Raises `InvalidInput` for no rows, too many and an empty reason, and `RowsRefused` where `atomic`. A
    row is refused by `NotFound`, `InvalidInput`, `StockConflict` where something else lies there than
    was expected, and `InsufficientStock` where more is promised or unavailable than would be left.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    if not 1 <= len(rows) <= MAX_ROWS:
        raise InvalidInput(f"Give 1 to {MAX_ROWS} rows.", path=("input", "rows"))
    refused: Refused = {}
    wanted = await _wanted(uow, rows, refused)
    if not (atomic and refused):
        await _settle(uow, rows, wanted, reason, refused)
    if atomic and refused:
        raise RowsRefused(dict(sorted(refused.items())))
    keys: list[LevelKey] = [
        (each.product_id, each.location_id) for each in wanted if each.line not in refused
    ]
    levels = await queries.levels_by_key(uow, keys)
    return SetLevels([levels[key] for key in keys], dict(sorted(refused.items())))


async def _settle(
    uow: UnitOfWork,
    rows: Sequence[LevelRow],
    wanted: Sequence[WantedLevel],
    reason: str,
    refused: Refused,
) -> None:
    products = {each.product_id for each in wanted}
    settled = await settle_levels(
        uow, wanted, reason=reason, reference=None, told=products, announce=True
    )
    for line, there in settled.surprises.items():
        path = _path(line, "expectedOnHand")
        refused[line] = StockConflict(
            expected=rows[line].expected_on_hand or 0, on_hand=there, path=path
        )
    for line, level in settled.promised.items():
        short = Shortage(
            rows[line].sku, level.on_hand - rows[line].set_to, level.on_hand - level.promised
        )
        refused[line] = not_free([short], path=_path(line, "setTo"))
    for product_id, location_id, units in settled.gained:
        uow.emit(StockReceived(product_id=product_id, location_id=location_id, quantity=units))


async def _wanted(uow: UnitOfWork, rows: Sequence[LevelRow], refused: Refused) -> list[WantedLevel]:
    """The rows that can be, by their ids."""
    bundles = await bundles_among(uow, [row.sku for row in rows])
    products = await product_ids_by_sku(uow, [row.sku for row in rows])
    places = await queries.locations_by_code(uow, [row.location_code for row in rows])
    wanted: dict[LevelKey, WantedLevel] = {}
    for line, row in enumerate(rows):
        try:
            _check(line, row)
            key = _key(line, row, products, places)
            if row.sku in bundles:
                raise without_stock(row.sku, path=_path(line, "sku"))
            if key in wanted:
                raise InvalidInput(
                    f"Row {wanted[key].line} names the same level.", path=_path(line, "sku")
                )
        except DomainError as why:
            refused[line] = why
            continue
        shelf = None if row.bin is None else row.bin.strip()
        wanted[key] = WantedLevel(line, *key, row.set_to, row.safety_stock, shelf, row.expected_on_hand)
    return list(wanted.values())


def _check(line: int, row: LevelRow) -> None:
    for name, units in (
        ("setTo", row.set_to),
        ("expectedOnHand", row.expected_on_hand),
        ("safetyStock", row.safety_stock),
    ):
        if units is not None and not 0 <= units <= MAX_QUANTITY:
            raise InvalidInput(
                f"Units are a whole number from 0 to {MAX_QUANTITY}.", path=_path(line, name)
            )
    if row.bin is not None:
        checked_text(row.bin, path=_path(line, "bin"))


def _key(line: int, row: LevelRow, products: dict[str, UUID], places: dict[str, UUID]) -> LevelKey:
    if row.sku not in products:
        raise NotFound(f"There is no product {row.sku!r}.", path=_path(line, "sku"))
    if row.location_code not in places:
        raise NotFound(f"There is no location {row.location_code!r}.", path=_path(line, "locationCode"))
    return products[row.sku], places[row.location_code]


def _path(line: int, name: str) -> Path:
    return ("input", "rows", str(line), name)
