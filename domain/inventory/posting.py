"""The one statement that writes movements and moves levels. Where the postings lie, and who adds them
up, is all that varies.

`ledger` hands them over as JSON, `staged` reads them from a table: the rules are here, once.
"""

from collections.abc import Mapping

from domain.inventory.models import UnavailableReason
from domain.inventory.rules import BECAUSE

EFFECT_COLUMNS = ("on_hand", "reserved", "allocated", "unavailable", "incoming", "safety_stock", "sold")
"""What a posting does to each counter, in units. `sold` is its share of what may still be sold, zero for
what was found on the shelf (`rules.FINDINGS`)."""

TYPES = {
    "id": "uuid",
    "product_id": "uuid",
    "location_id": "uuid",
    "kind": "text",
    "quantity": "int",
    **dict.fromkeys(EFFECT_COLUMNS, "int"),
    "unavailable_reason": "text",
    "reason": "text",
    "reference": "text",
}
"A posting's parts, with their types."
COLUMNS = (*TYPES, "place")
"What a posting is; `place` orders those of one level."


def recordset(parameter: str, types: Mapping[str, str], name: str = "") -> str:
    """A FROM item of the rows in a parameter that is JSON."""
    return f"jsonb_to_recordset(:{parameter}) AS {name}({', '.join(map(' '.join, types.items()))})"


def _because(reason: UnavailableReason) -> str:
    return (
        f"coalesce(sum(unavailable) FILTER (WHERE unavailable_reason = '{reason.value}'), 0)::int"
        f" AS {BECAUSE[reason]}"
    )


LEVELS = """
    SELECT m.id, m.product_id, m.location_id, m.on_hand, w.id AS last_movement_id
    FROM moved m JOIN written w ON w.stock_level_id = m.id AND w.sequence = m.last_sequence
"""
"Answers with the levels it moved; one that is not there, or that has too little, is missing."
ALL_OR_NONE = """
    SELECT CASE WHEN (SELECT count(*) FROM moved) < (SELECT count(*) FROM wanted) THEN stock_moved() END
"""
"Answers with nothing, and fails as a lost race does (40001) where one of the levels did not move."


def posting_statement(source: str, answer: str = LEVELS) -> str:
    """SQL that posts whatever `source`, a FROM item with `COLUMNS`, holds: all of a level or nothing.

    What carts held and let expire is freed by the same statement, before it judges. Units that another
    transaction is freeing, or turning into an order, are skipped rather than waited for: it is that
    transaction that decides, and whoever needed them looks again.

    Whoever posts to several levels has locked them, in key order: this locks them as it comes to them.
    READ COMMITTED makes it exact: a row that changed while we waited for its lock is read again, guard
    included. Parameters: `now`, `actor`, and whether to `announce`.
    """
    # Names and words come from our own code; nothing from outside is in here.
    return _moving(
        f"""
    asked AS (SELECT {", ".join(COLUMNS)} FROM {source}),
    freed AS (
        DELETE FROM held_units WHERE id IN (
            SELECT h.id FROM held_units h
            WHERE h.expires_at <= :now
              AND (h.product_id, h.location_id) IN (SELECT product_id, location_id FROM asked)
            FOR UPDATE SKIP LOCKED)
        RETURNING hold_id, product_id, location_id, quantity
    ),
    posting AS (
        SELECT *, row_number() OVER earlier AS nth, sum(on_hand) OVER earlier AS so_far FROM (
            SELECT *, 0 AS freed FROM asked
            UNION ALL
            SELECT gen_random_uuid(), product_id, location_id, 'UNRESERVE', quantity, 0, -quantity,
                   0, 0, 0, 0, 0, NULL, 'The hold expired.', 'hold:' || hold_id, 0, quantity
            FROM freed) a
        WINDOW earlier AS (PARTITION BY product_id, location_id ORDER BY place)
    ),
    wanted AS (
        SELECT product_id, location_id, count(*)::int AS movements,
               {", ".join(f"sum({name})::int AS {name}" for name in EFFECT_COLUMNS)},
               {", ".join(_because(reason) for reason in BECAUSE)}, sum(freed)::int AS freed,
               (sum(on_hand) - sum(reserved) - sum(allocated) - sum(unavailable))::int AS free
        FROM posting GROUP BY product_id, location_id
    )""",  # noqa: S608
        answer,
    )


def summed_posting_statement(postings: str, levels: str, answer: str = LEVELS) -> str:
    """The same of `postings` and `levels` that were added up before (`summed`), but that it frees
    nothing: it is for whoever has just seen that no hold there is over. To look for one, and to add up
    what that may find, is a third of the work. One that ends meanwhile is freed by whoever looks next.
    """
    return _moving(
        f"posting AS (SELECT * FROM {postings}), wanted AS (SELECT *, 0 AS freed FROM {levels})",  # noqa: S608
        answer,
    )


def _moving(before: str, answer: str) -> str:
    """What is done about each `posting` and each level's `wanted`."""
    return f"""
    WITH {before},
    moved AS (
        UPDATE stock_level l SET
            on_hand = l.on_hand + w.on_hand,
            reserved = l.reserved + w.reserved,
            allocated = l.allocated + w.allocated,
            unavailable = l.unavailable + w.unavailable,
            {", ".join(f"{name} = l.{name} + w.{name}" for name in BECAUSE.values())},
            incoming = l.incoming + w.incoming,
            safety_stock = l.safety_stock + w.safety_stock,
            last_sequence = l.last_sequence + w.movements,
            updated_at = :now
        FROM wanted w
        WHERE l.product_id = w.product_id AND l.location_id = w.location_id
          AND (w.free >= w.freed
               OR l.on_hand - l.reserved - l.allocated - l.unavailable + w.free >= 0)
          AND (w.sold >= 0
               OR l.on_hand - l.reserved - l.allocated - l.unavailable - l.safety_stock
                  + w.free - w.safety_stock >= 0)
        RETURNING l.id, l.product_id, l.location_id, l.on_hand, l.last_sequence,
                  w.movements, w.on_hand AS moved
    ),
    written AS (
        INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, unavailable_reason,
                                    on_hand_after, reason, actor, reference, created_at)
        SELECT p.id, m.id, m.last_sequence - m.movements + p.nth, p.kind, p.quantity,
               p.unavailable_reason, m.on_hand - m.moved + p.so_far,
               p.reason, :actor, p.reference, :now
        FROM posting p JOIN moved m USING (product_id, location_id)
        RETURNING id, stock_level_id, sequence
    ),
    told AS (
        INSERT INTO outbox (topic, subject_id, payload, created_at)
        SELECT 'stock', m.id,
               jsonb_build_object('product_id', m.product_id, 'location_id', m.location_id), now()
        FROM moved m WHERE :announce
    )
    {answer}
    """  # noqa: S608
