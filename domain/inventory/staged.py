"""Postings that are made in the database: a table of them, and the ledger's statement over it.

A table, and not an array, because PostgreSQL knows how long a table is and joins it accordingly. It is
empty when a transaction begins, is filled under the levels' locks, and is posted once.
"""

from uuid import uuid4

from sqlalchemy import text

from domain.inventory.ledger import StockMoved
from domain.inventory.posting import COLUMNS, EFFECT_COLUMNS, posting_statement
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

_TABLE = text(
    f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS staged_posting (
        id uuid, product_id uuid, location_id uuid, kind text, quantity int,
        {", ".join(f"{name} int" for name in EFFECT_COLUMNS)},
        unavailable_reason text, reason text, reference text, place int
    ) ON COMMIT DELETE ROWS
    """
)
_POST = text(posting_statement("staged_posting", "SELECT count(*) FROM moved"))


def id_of(base: str, nth: str) -> str:
    """SQL of an id: what `ids` begins, and a count."""
    return f"(substr(:{base}, 1, 24) || lpad(to_hex({nth}), 12, '0'))::uuid"


def ids() -> str:
    """What the ids of one statement begin with: time, so that they lie together, and chance."""
    return f"{str(new_id())[:14]}7{str(uuid4())[15:]}"


def staging(postings: str) -> str:
    """SQL that stages `postings`: FROM and what follows it, with product_id, location_id, kind (COUNT or
    SAFETY_STOCK, which move their own counter and no other), quantity and place.

    Parameters: `ids` (see there), `reason` and `reference`.
    """
    # Names and words come from our own code; nothing from outside is in here.
    return f"""
        INSERT INTO staged_posting ({", ".join(COLUMNS)})
        SELECT {id_of("ids", "row_number() OVER ()")}, product_id, location_id, kind, quantity,
               CASE kind WHEN 'COUNT' THEN quantity ELSE 0 END, 0, 0, 0, 0,
               CASE kind WHEN 'SAFETY_STOCK' THEN quantity ELSE 0 END, 0,
               NULL, :reason, :reference, place
        FROM {postings}
    """  # noqa: S608


async def open_staging(uow: UnitOfWork) -> None:
    """See to it that there is a table to stage in."""
    await uow.session.execute(_TABLE)


async def post_staged(uow: UnitOfWork, *, levels: int) -> None:
    """Post what was staged, for so many `levels`: all of it, or none. Raises `StockMoved` where a cart's
    hold was being ended just now; whoever looks again finds it ended."""
    moved = await uow.session.execute(
        _POST, {"actor": uow.actor.label, "now": uow.now(), "announce": uow.announce}
    )
    if moved.scalar_one() < levels:
        raise StockMoved()
