"""The one statement that opens levels with what lies there and the movements that say so.

Nobody can have been promised anything of a level that was not there, so nothing is judged, and nothing
locked. Who has a list hands it over as arrays (`mass_ledger`), a count reads its own lines: where the
levels are named is all that varies.
"""

from typing import Any

from sqlalchemy import ARRAY, Boolean, Uuid, bindparam

from domain.inventory.staged import id_of, ids
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

TOLD = bindparam("told", type_=ARRAY(Uuid()))
"Products of which the statement answers what was gained."
EXPECTING = bindparam("expecting", type_=Boolean())
"""Whether any level is to be set only if something lies there. A file's never are, and then nothing is
joined to find those that do: PostgreSQL takes an array for a hundred rows, and joins twenty thousand
with twenty thousand one by one."""


def opening_statement(wanted: str) -> str:
    """SQL that opens those levels of `wanted` which are not there: a FROM item called w, with line,
    product_id, location_id, on_hand, safety_stock, bin and expected.

    Answers in rows of `what`: how many levels were OPENED, what was GAINED, and the lines that are
    AS_EXPECTED. Parameters: `TOLD`, `EXPECTING`, `reason`, `reference`, and what `opening` gives.
    """
    # Names and words come from our own code; nothing from outside is in here.
    return f"""
    WITH fresh AS (
        INSERT INTO stock_level (id, product_id, location_id, on_hand, reserved, allocated, unavailable,
                                 damaged, quality_control, on_hold, safety_stock, incoming, bin,
                                 last_sequence, updated_at)
        SELECT {id_of("level", "row_number() OVER ()")}, product_id, location_id, on_hand,
               0, 0, 0, 0, 0, 0, coalesce(safety_stock, 0), 0, bin,
               CASE WHEN safety_stock > 0 THEN 2 ELSE 1 END, :now
        FROM (SELECT * FROM {wanted} WHERE coalesce(expected, 0) = 0
              ORDER BY product_id, location_id) ordered
        ON CONFLICT (product_id, location_id) DO NOTHING
        RETURNING id, product_id, location_id, on_hand, safety_stock
    ),
    counted AS (
        INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after,
                                    reason, actor, reference, created_at)
        SELECT {id_of("count", "row_number() OVER ()")}, id, 1, 'COUNT', on_hand, on_hand,
               :reason, :actor, :reference, :now
        FROM fresh
    ),
    kept AS (
        INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after,
                                    reason, actor, reference, created_at)
        SELECT {id_of("keep", "row_number() OVER ()")}, id, 2, 'SAFETY_STOCK', safety_stock, on_hand,
               :reason, :actor, :reference, :now
        FROM fresh WHERE safety_stock > 0
    ),
    announced AS (
        INSERT INTO outbox (topic, subject_id, payload, created_at)
        SELECT 'stock', id,
               jsonb_build_object('product_id', product_id, 'location_id', location_id), now()
        FROM fresh WHERE :announce
    )
    SELECT 'OPENED' AS what, NULL::int AS line, NULL::uuid AS product_id, NULL::uuid AS location_id,
           count(*)::int AS units FROM fresh
    UNION ALL
    SELECT 'GAINED', NULL, product_id, location_id, on_hand FROM fresh
    WHERE on_hand > 0 AND product_id = ANY(:told)
    UNION ALL
    SELECT 'AS_EXPECTED', w.line, NULL, NULL, 0
    FROM fresh JOIN {wanted} USING (product_id, location_id) WHERE :expecting AND w.expected = 0
    """  # noqa: S608


def opening(uow: UnitOfWork, *, announce: bool) -> dict[str, Any]:
    """Who opens levels and when, whether those who watch hear of it, and what ids begin with."""
    acting = {"actor": uow.actor.label, "now": uow.now(), "announce": announce and uow.announce}
    return {**acting, "level": str(new_id()), "count": ids(), "keep": ids()}
