"""The ledger for levels by the thousand: the same rules, with the postings in the database.

A level that does not exist is opened with what lies there (`opening`). One that exists is posted by the
ledger's own statement, from postings that are staged under the levels' locks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, TextClause, Uuid, bindparam, text
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine

from domain.inventory.held import expired_of
from domain.inventory.opening import EXPECTING, TOLD, opening, opening_statement
from domain.inventory.staged import ids, open_staging, post_staged, staging
from domain.kernel.uow import UnitOfWork

_ARRAYS: dict[str, TypeEngine[Any]] = {
    "rows": Integer(),
    "products": Uuid(),
    "locations": Uuid(),
    "on_hands": Integer(),
    "safety_stocks": Integer(),
    "bins": Text(),
    "expecteds": Integer(),
}
_WANTED = (
    f"unnest({', '.join(f':{name}' for name in _ARRAYS)})"
    " AS w(line, product_id, location_id, on_hand, safety_stock, bin, expected)"
)


def _over_wanted(statement: str) -> TextClause:
    arrays: list[BindParameter[Any]] = [
        bindparam(name, type_=ARRAY(kind, dimensions=1)) for name, kind in _ARRAYS.items()
    ]
    return text(statement).bindparams(*arrays)


_OPEN = _over_wanted(opening_statement(_WANTED)).bindparams(TOLD, EXPECTING)

_CHANGES = """
    locked
    CROSS JOIN LATERAL (VALUES ('COUNT', found, 1), ('SAFETY_STOCK', kept, 2))
        AS movement(kind, quantity, place)
    WHERE wanted >= promised AND NOT surprises AND quantity <> 0
"""
_STAGE = _over_wanted(
    f"""
    WITH locked AS (
        SELECT w.line, l.product_id, l.location_id, w.on_hand - l.on_hand AS found,
               w.safety_stock - l.safety_stock AS kept, w.on_hand AS wanted, l.on_hand AS there,
               coalesce(w.expected <> l.on_hand, false) AS surprises,
               l.reserved + l.allocated + l.unavailable - {expired_of("l")} AS promised
        FROM {_WANTED} JOIN stock_level l USING (product_id, location_id)
        WHERE (w.on_hand <> l.on_hand OR w.safety_stock <> l.safety_stock OR w.expected <> l.on_hand)
          AND NOT w.line = ANY(:as_expected)
        ORDER BY l.product_id, l.location_id
        FOR NO KEY UPDATE OF l
    ),
    staged AS (
        {staging(_CHANGES)}
        RETURNING product_id, location_id, kind, quantity
    )
    SELECT 'SURPRISE' AS what, line, NULL::uuid AS product_id, NULL::uuid AS location_id,
           there, promised AS units
    FROM locked WHERE surprises
    UNION ALL
    SELECT 'SURPRISE', line, NULL, NULL, 0, 0 FROM {_WANTED}
    WHERE :expecting AND expected <> 0 AND NOT EXISTS (
        SELECT 1 FROM stock_level l
        WHERE l.product_id = w.product_id AND l.location_id = w.location_id)
    UNION ALL
    SELECT 'PROMISED', line, NULL, NULL, there, promised FROM locked
    WHERE wanted < promised AND NOT surprises
    UNION ALL
    SELECT 'GAINED', NULL, product_id, location_id, NULL, quantity FROM staged
    WHERE kind = 'COUNT' AND quantity > 0 AND product_id = ANY(:told)
    UNION ALL
    SELECT 'STAGED', NULL, NULL, NULL, NULL, count(DISTINCT (product_id, location_id))::int FROM staged
    """  # noqa: S608
).bindparams(TOLD, EXPECTING, bindparam("as_expected", type_=ARRAY(Integer())))

_SHELVE = _over_wanted(
    f"""
    UPDATE stock_level l SET bin = w.bin FROM {_WANTED}
    WHERE l.product_id = w.product_id AND l.location_id = w.location_id
      AND w.bin IS NOT NULL AND l.bin IS DISTINCT FROM w.bin AND NOT w.line = ANY(:refused)
    """  # noqa: S608
).bindparams(bindparam("refused", type_=ARRAY(Integer())))


@dataclass(frozen=True, slots=True)
class WantedLevel:
    """What a level is to be, in units. `safety_stock` and `bin` None leave what there is."""

    line: int
    "Where it stands in its list; answers name it by that."
    product_id: UUID
    location_id: UUID
    on_hand: int
    safety_stock: int | None = None
    bin: str | None = None
    expected: int | None = None
    "What must be on hand for it to be set; None: whatever is."


@dataclass(frozen=True, slots=True)
class Promised:
    """A level that cannot be less than what of it is promised or unavailable, in units."""

    on_hand: int
    promised: int


@dataclass(slots=True)
class Settled:
    """What became of a list: levels opened and moved; lines refused because more is `promised` there, or
    because other units lie there than were expected (`surprises`, by what does); and of the products
    asked about the (product, location, units) that there are more of."""

    opened: int = 0
    moved: int = 0
    promised: dict[int, Promised] = field(default_factory=dict)
    surprises: dict[int, int] = field(default_factory=dict)
    gained: list[tuple[UUID, UUID, int]] = field(default_factory=list)


async def settle_levels(
    uow: UnitOfWork,
    wanted: Sequence[WantedLevel],
    *,
    reason: str,
    reference: str | None,
    told: Collection[UUID],
    announce: bool,
) -> Settled:
    """Set levels, each named once, to what they are wanted to be; one that would fall below what is
    promised, or that is not what was expected, is refused, and the others stand. What is so already is
    no movement.

    `told` are the products of which gains are answered; `announce` has those who watch them hear of
    levels that are opened. Raises `StockMoved` where a cart's hold was
    being ended just now; whoever looks again finds it ended.
    """
    settled = Settled()
    if not wanted:
        return settled
    words = {
        **_columns(wanted),
        "told": list(told),
        "reason": reason,
        "reference": reference,
        "expecting": any(each.expected is not None for each in wanted),
    }
    as_expected: list[int] = []
    for row in await uow.session.execute(_OPEN, words | opening(uow, announce=announce)):
        match row.what:
            case "OPENED":
                settled.opened = row.units
            case "GAINED":
                settled.gained.append((row.product_id, row.location_id, row.units))
            case _:
                as_expected.append(row.line)
    if settled.opened == len(wanted):
        return settled
    await open_staging(uow)
    staged = 0
    changing = words | {"ids": ids(), "now": uow.now(), "as_expected": as_expected}
    for row in await uow.session.execute(_STAGE, changing):
        match row.what:
            case "SURPRISE":
                settled.surprises[row.line] = row.there
            case "PROMISED":
                settled.promised[row.line] = Promised(row.there, row.units)
            case "GAINED":
                settled.gained.append((row.product_id, row.location_id, row.units))
            case _:
                staged = row.units
    await post_staged(uow, levels=staged)
    settled.moved = staged
    if any(each.bin is not None for each in wanted):
        refused = [*settled.promised, *settled.surprises]
        await uow.session.execute(_SHELVE, _columns(wanted) | {"refused": refused})
    return settled


def _columns(wanted: Sequence[WantedLevel]) -> dict[str, Any]:
    return {
        "rows": [each.line for each in wanted],
        "products": [each.product_id for each in wanted],
        "locations": [each.location_id for each in wanted],
        "on_hands": [each.on_hand for each in wanted],
        "safety_stocks": [each.safety_stock for each in wanted],
        "bins": [each.bin for each in wanted],
        "expecteds": [each.expected for each in wanted],
    }
