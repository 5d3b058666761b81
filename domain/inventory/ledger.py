"""The movement writer: the only place that changes a stock level.

`post` takes any number of postings, adds them up per level, checks the guard, moves the counters,
appends the movements and tells the outbox, all in one statement. One statement because the row lock of a
hot SKU lasts from here to the end of COMMIT: every round trip saved is pace. Several levels are locked
before it, in key order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.catalog.bundles import without_stock
from domain.inventory.models import MovementKind, UnavailableReason
from domain.inventory.posting import (
    ALL_OR_NONE,
    COLUMNS,
    EFFECT_COLUMNS,
    LEVELS,
    TYPES,
    posting_statement,
    recordset,
    summed_posting_statement,
)
from domain.inventory.rules import COUNTERS, EFFECTS, FINDINGS, SIGNED
from domain.inventory.summed import SUMMED_LEVELS, SUMMED_POSTINGS, summed
from domain.kernel.errors import Retry
from domain.kernel.ids import new_id
from domain.kernel.uow import Prepared, UnitOfWork

LevelKey = tuple[UUID, UUID]
"(product id, location id)"


class StockMoved(Retry):
    """Stock that was there when the verb looked is gone; a fresh look decides."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A movement to be written: `quantity` units, positive unless the kind is signed."""

    kind: MovementKind
    product_id: UUID
    location_id: UUID
    quantity: int
    reason: str | None = None
    reference: str | None = None
    unavailable_reason: UnavailableReason | None = None
    "Which units QUARANTINE and UNQUARANTINE are about; nothing else has one."
    uses_safety_stock: bool = False
    "Somebody decided that it may dip into safety stock; into what is promised nothing may."

    def check(self) -> None:
        """Raises `ValueError` for what is no movement: a mistake of the caller, not of the input."""
        # A count that finds what was expected moves nothing, and is worth knowing all the same.
        confirms = self.quantity == 0 and self.kind is MovementKind.COUNT
        wrong_way = self.quantity <= 0 and self.kind not in SIGNED
        if wrong_way or (self.quantity == 0 and not confirms):
            raise ValueError(f"a {self.kind} of {self.quantity} units is no movement")
        if (EFFECTS[self.kind].unavailable != 0) is (self.unavailable_reason is None):
            raise ValueError(f"a {self.kind} because of {self.unavailable_reason} is no movement")


@dataclass(frozen=True, slots=True)
class Posted:
    """A level after the posting, with the id of the last movement written to it."""

    id: UUID
    product_id: UUID
    location_id: UUID
    on_hand: int
    last_movement_id: UUID


_GIVEN = f"ROWS FROM ({recordset('postings', TYPES)}) WITH ORDINALITY AS given({', '.join(COLUMNS)})"


def _statement(answer: str) -> TextClause:
    return text(posting_statement(_GIVEN, answer)).bindparams(bindparam("postings", type_=JSONB))


_POST, _POST_LAST = _statement(LEVELS), _statement(ALL_OR_NONE)
_POST_SUMMED = text(summed_posting_statement(SUMMED_POSTINGS, SUMMED_LEVELS, ALL_OR_NONE)).bindparams(
    bindparam("postings", type_=JSONB), bindparam("levels", type_=JSONB)
)

# By itself, because a statement that has waited for a row is set up once more to read that row again,
# with all that it is made of: for this one that is little.
_LOCK = text(
    """
    SELECT l.id FROM stock_level l
    WHERE (l.product_id, l.location_id) IN (
        SELECT product_id, location_id
        FROM jsonb_to_recordset(:levels) AS k(product_id uuid, location_id uuid))
    ORDER BY l.product_id, l.location_id
    FOR NO KEY UPDATE OF l
    """
).bindparams(bindparam("levels", type_=JSONB))


async def post(uow: UnitOfWork, postings: Sequence[Posting]) -> dict[LevelKey, Posted]:
    """Write movements and move the levels they belong to: all of them, or none.

    Raises `StockMoved` when a level does not exist or has too little available. The caller looked
    before it posted, so that is a lost race: the door runs the verb again and the fresh look says no.
    """
    await uow.catch_up()
    if not postings:
        return {}
    levels = _levels(postings)
    if len(levels) > 1:
        await uow.rows(*_locking(levels))
    found = await uow.rows(_POST, _parameters(uow, postings))
    posted = {(row.product_id, row.location_id): Posted(*row) for row in found}
    if len(posted) < len(levels):
        raise StockMoved()
    return posted


def post_last(uow: UnitOfWork, postings: Sequence[Posting], *, frees: bool = True) -> None:
    """Post together with COMMIT, for those who need not know what became of the levels: their locks then
    last for as long as PostgreSQL takes, and for none of our own time. Where somebody has just seen that
    no hold there is over, it need not look for any: it `frees` nothing then."""
    if not postings:
        return
    levels = _levels(postings)
    if len(levels) > 1:
        uow.end_with(*_locking(levels))
    given = _parameters(uow, postings)
    if frees:
        uow.end_with(_POST_LAST, given, contended=levels)
    else:
        uow.end_with(_POST_SUMMED, {**given, **summed(given["postings"])}, contended=levels)


def _levels(postings: Sequence[Posting]) -> set[LevelKey]:
    return {(posting.product_id, posting.location_id) for posting in postings}


def _locking(levels: Iterable[LevelKey]) -> Prepared:
    """What locks several levels, so that nobody waits in a circle; one alone needs no order."""
    keys = [{"product_id": product_id, "location_id": location_id} for product_id, location_id in levels]
    return _LOCK, {"levels": keys}


def _parameters(uow: UnitOfWork, postings: Sequence[Posting]) -> dict[str, Any]:
    return {
        "postings": [_row(posting) for posting in postings],
        "now": uow.now(),
        "actor": uow.actor.label,
        "announce": uow.announce,
    }


def _row(posting: Posting) -> dict[str, Any]:
    posting.check()
    effect = EFFECTS[posting.kind]
    dips = posting.uses_safety_stock or posting.kind in FINDINGS
    return {
        "id": new_id(),
        "product_id": posting.product_id,
        "location_id": posting.location_id,
        "kind": posting.kind,
        "quantity": posting.quantity,
        **{name: getattr(effect, name) * posting.quantity for name in EFFECT_COLUMNS[:-1]},
        "sold": 0 if dips else effect.free * posting.quantity,
        "unavailable_reason": posting.unavailable_reason,
        "reason": posting.reason,
        "reference": posting.reference,
    }


# A product that is becoming a bundle is waited for: what it is then, it is here.
_OPEN = text(
    f"""
    WITH missing AS (
        SELECT k.id, k.product_id, k.location_id, p.sku, p.is_bundle
        FROM unnest(:ids, :products, :locations) AS k(id, product_id, location_id)
        JOIN product p ON p.id = k.product_id
        WHERE NOT EXISTS (
            SELECT FROM stock_level l
            WHERE l.product_id = k.product_id AND l.location_id = k.location_id)
        ORDER BY k.product_id, k.location_id
        FOR SHARE OF p
    ),
    opened AS (
        INSERT INTO stock_level (id, product_id, location_id, {", ".join(COUNTERS)}, last_sequence,
                                 updated_at)
        SELECT id, product_id, location_id, {", ".join("0" for _ in COUNTERS)}, 0, :now
        FROM missing WHERE NOT is_bundle
        ORDER BY product_id, location_id
        ON CONFLICT DO NOTHING
    )
    SELECT sku FROM missing WHERE is_bundle ORDER BY sku LIMIT 1
    """  # noqa: S608 - names come from our own code
).bindparams(*(bindparam(name, type_=ARRAY(Uuid)) for name in ("ids", "products", "locations")))


async def open_levels(uow: UnitOfWork, keys: Sequence[LevelKey]) -> None:
    """Make sure that levels exist where something is about to arrive; new ones start at zero.

    Raises `InvalidInput` for a bundle: nothing of it lies anywhere.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return
    found = await uow.session.execute(
        _OPEN,
        {
            "ids": [new_id() for _ in wanted],
            "products": [product_id for product_id, _ in wanted],
            "locations": [location_id for _, location_id in wanted],
            "now": uow.now(),
        },
    )
    bundle = found.scalar_one_or_none()
    if bundle is not None:
        raise without_stock(bundle)
