"""The movement writer: the only place that changes a stock level.

`post` takes any number of postings, adds them up per level, locks the levels in key order, checks the
guard, moves the counters, appends the movements and tells the outbox, all in one statement. One
statement because the row lock of a hot SKU lasts from here to the end of COMMIT: every round trip
saved is pace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import TypeEngine

from domain.inventory.models import MovementKind, UnavailableReason, stock_levels
from domain.inventory.posting import COLUMNS, EFFECT_COLUMNS, posting_statement
from domain.inventory.rules import COUNTERS, EFFECTS, FINDINGS, SIGNED
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


_ARRAYS: dict[str, TypeEngine[Any]] = {
    "id": Uuid(),
    "product_id": Uuid(),
    "location_id": Uuid(),
    "kind": Text(),
    "quantity": Integer(),
    **dict.fromkeys(EFFECT_COLUMNS, Integer()),
    "unavailable_reason": Text(),
    "reason": Text(),
    "reference": Text(),
}
"A posting's parts and their types; `place` is where it stands."

_POST = text(
    posting_statement(
        f"unnest({', '.join(f':{name}' for name in _ARRAYS)}) "
        f"WITH ORDINALITY AS given({', '.join(COLUMNS)})"
    )
).bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _ARRAYS.items()))


async def post(uow: UnitOfWork, postings: Sequence[Posting]) -> dict[LevelKey, Posted]:
    """Write movements and move the levels they belong to: all of them, or none.

    Raises `StockMoved` when a level does not exist or has too little available. The caller looked
    before it posted, so that is a lost race: the door runs the verb again and the fresh look says no.
    """
    await uow.catch_up()
    if not postings:
        return {}
    found = await uow.rows(_POST, _parameters(uow, postings))
    posted = {(row.product_id, row.location_id): Posted(*row) for row in found}
    if len(posted) < len({(posting.product_id, posting.location_id) for posting in postings}):
        raise StockMoved()
    return posted


def _parameters(uow: UnitOfWork, postings: Sequence[Posting]) -> dict[str, Any]:
    columns: dict[str, list[Any]] = {name: [] for name in _ARRAYS}
    for posting in postings:
        posting.check()
        effect = EFFECTS[posting.kind]
        columns["id"].append(new_id())
        columns["product_id"].append(posting.product_id)
        columns["location_id"].append(posting.location_id)
        columns["kind"].append(posting.kind.value)
        columns["quantity"].append(posting.quantity)
        for counter in EFFECT_COLUMNS[:-1]:
            columns[counter].append(getattr(effect, counter) * posting.quantity)
        dips = posting.uses_safety_stock or posting.kind in FINDINGS
        columns["sold"].append(0 if dips else effect.free * posting.quantity)
        columns["unavailable_reason"].append(posting.unavailable_reason)
        columns["reason"].append(posting.reason)
        columns["reference"].append(posting.reference)
    return {**columns, "now": uow.now(), "actor": uow.actor.label, "announce": uow.announce}


async def open_levels(uow: UnitOfWork, keys: Sequence[LevelKey]) -> None:
    """Make sure that levels exist where something is about to arrive; new ones start at zero."""
    rows = [
        {
            "id": new_id(),
            "product_id": product_id,
            "location_id": location_id,
            **dict.fromkeys(COUNTERS, 0),
            "last_sequence": 0,
            "updated_at": uow.now(),
        }
        for product_id, location_id in sorted(set(keys))
    ]
    if rows:
        await uow.session.execute(insert(stock_levels).on_conflict_do_nothing(), rows)
