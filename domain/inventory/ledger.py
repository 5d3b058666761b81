"""The movement writer: the only place that changes a stock level.

`post` takes any number of postings, adds them up per level, locks the levels in key order, checks the
guard, moves the counters, appends the movements and tells the outbox, all in one statement. One
statement because the row lock of a hot SKU lasts from here to the end of COMMIT: every round trip
saved is pace. READ COMMITTED makes it exact: a row that changed while we waited for its lock is read
again, guard included.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import insert

from domain.inventory.models import MovementKind, stock_levels
from domain.inventory.rules import EFFECTS, SIGNED
from domain.kernel.errors import Retry
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

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


@dataclass(frozen=True, slots=True)
class Posted:
    """A level after the posting, with the id of the last movement written to it."""

    id: UUID
    product_id: UUID
    location_id: UUID
    on_hand: int
    last_movement_id: UUID


_POST = text(
    """
    WITH posting AS (
        SELECT * FROM unnest(:ids, :products, :locations, :kinds, :quantities, :on_hand, :reserved,
                             :allocated, :unavailable, :incoming, :reasons, :refs)
            WITH ORDINALITY AS p(id, product_id, location_id, kind, quantity, on_hand, reserved,
                                 allocated, unavailable, incoming, reason, reference, place)
    ),
    wanted AS (
        SELECT product_id, location_id, count(*)::int AS movements,
               sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved,
               sum(allocated)::int AS allocated, sum(unavailable)::int AS unavailable,
               sum(incoming)::int AS incoming
        FROM posting GROUP BY product_id, location_id
    ),
    locked AS (
        SELECT l.id, w.*
        FROM stock_level l JOIN wanted w USING (product_id, location_id)
        ORDER BY l.product_id, l.location_id
        FOR NO KEY UPDATE OF l
    ),
    moved AS (
        UPDATE stock_level l SET
            on_hand = l.on_hand + w.on_hand,
            reserved = l.reserved + w.reserved,
            allocated = l.allocated + w.allocated,
            unavailable = l.unavailable + w.unavailable,
            incoming = l.incoming + w.incoming,
            last_sequence = l.last_sequence + w.movements,
            updated_at = :now
        FROM locked w
        WHERE l.id = w.id
          AND (w.on_hand - w.reserved - w.allocated - w.unavailable >= 0
               OR l.on_hand - l.reserved - l.allocated - l.unavailable - l.safety_stock
                  + w.on_hand - w.reserved - w.allocated - w.unavailable >= 0)
        RETURNING l.id, l.product_id, l.location_id, l.on_hand, l.last_sequence,
                  w.movements, w.on_hand AS moved
    ),
    written AS (
        INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after,
                                    reason, actor, reference, created_at)
        SELECT p.id, m.id,
               m.last_sequence - m.movements + row_number() OVER earlier,
               p.kind, p.quantity,
               m.on_hand - m.moved + sum(p.on_hand) OVER earlier,
               p.reason, :actor, p.reference, :now
        FROM posting p JOIN moved m USING (product_id, location_id)
        WINDOW earlier AS (PARTITION BY m.id ORDER BY p.place)
        RETURNING id, stock_level_id, sequence
    ),
    told AS (
        INSERT INTO outbox (topic, subject_id, payload, created_at)
        SELECT 'stock', m.id,
               jsonb_build_object('product_id', m.product_id, 'location_id', m.location_id), now()
        FROM moved m WHERE :announce
    )
    SELECT m.id, m.product_id, m.location_id, m.on_hand, w.id AS last_movement_id
    FROM moved m JOIN written w ON w.stock_level_id = m.id AND w.sequence = m.last_sequence
    """
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("products", type_=ARRAY(Uuid)),
    bindparam("locations", type_=ARRAY(Uuid)),
    bindparam("kinds", type_=ARRAY(Text)),
    *(
        bindparam(name, type_=ARRAY(Integer))
        for name in ("quantities", "on_hand", "reserved", "allocated", "unavailable", "incoming")
    ),
    bindparam("reasons", type_=ARRAY(Text)),
    bindparam("refs", type_=ARRAY(Text)),
)


async def post(uow: UnitOfWork, postings: Sequence[Posting]) -> dict[LevelKey, Posted]:
    """Write movements and move the levels they belong to: all of them, or none.

    Raises `StockMoved` when a level does not exist or has too little available. The caller looked
    before it posted, so that is a lost race: the door runs the verb again and the fresh look says no.
    """
    await uow.catch_up()
    if not postings:
        return {}
    found = await uow.session.execute(_POST, _parameters(uow, postings))
    posted = {(row.product_id, row.location_id): Posted(*row) for row in found}
    if len(posted) < len({(posting.product_id, posting.location_id) for posting in postings}):
        raise StockMoved()
    return posted


def _parameters(uow: UnitOfWork, postings: Sequence[Posting]) -> dict[str, Any]:
    columns: dict[str, list[Any]] = defaultdict(list)
    for posting in postings:
        # A count that finds what was expected moves nothing, and is worth knowing all the same.
        confirms = posting.quantity == 0 and posting.kind is MovementKind.COUNT
        if (posting.quantity <= 0 and posting.kind not in SIGNED) or (
            posting.quantity == 0 and not confirms
        ):
            raise ValueError(f"a {posting.kind} of {posting.quantity} units is no movement")
        effect = EFFECTS[posting.kind]
        columns["ids"].append(new_id())
        columns["products"].append(posting.product_id)
        columns["locations"].append(posting.location_id)
        columns["kinds"].append(posting.kind.value)
        columns["quantities"].append(posting.quantity)
        columns["on_hand"].append(effect.on_hand * posting.quantity)
        columns["reserved"].append(effect.reserved * posting.quantity)
        columns["allocated"].append(effect.allocated * posting.quantity)
        columns["unavailable"].append(effect.unavailable * posting.quantity)
        columns["incoming"].append(effect.incoming * posting.quantity)
        columns["reasons"].append(posting.reason)
        columns["refs"].append(posting.reference)
    return {**columns, "now": uow.now(), "actor": uow.actor.label, "announce": uow.announce}


async def open_levels(uow: UnitOfWork, keys: Sequence[LevelKey]) -> None:
    """Make sure that levels exist where something is about to arrive; new ones start at zero."""
    rows = [
        {
            "id": new_id(),
            "product_id": product_id,
            "location_id": location_id,
            "on_hand": 0,
            "reserved": 0,
            "allocated": 0,
            "unavailable": 0,
            "safety_stock": 0,
            "incoming": 0,
            "last_sequence": 0,
            "updated_at": uow.now(),
        }
        for product_id, location_id in sorted(set(keys))
    ]
    if rows:
        await uow.session.execute(insert(stock_levels).on_conflict_do_nothing(), rows)
