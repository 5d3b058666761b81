"""Unavailable stock by reason, bins, and safety stock that the ledger explains.

Revision: 0010, after 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("stock_movement", sa.Column("unavailable_reason", sa.String(32), nullable=True))
    for counter in ("damaged", "quality_control", "on_hold"):
        op.add_column(
            "stock_level", sa.Column(counter, sa.Integer(), nullable=False, server_default="0")
        )
        op.alter_column("stock_level", counter, server_default=None)
    op.add_column("stock_level", sa.Column("bin", sa.Text(), nullable=True))
    # Until now only receipts of returns made units unavailable, and said why in words.
    op.execute(
        "UPDATE stock_movement SET unavailable_reason ="
        " CASE reason WHEN 'quality control' THEN 'QUALITY_CONTROL' ELSE 'DAMAGED' END"
        " WHERE kind = 'QUARANTINE'"
    )
    op.execute(
        "UPDATE stock_level l SET quality_control = m.units, damaged = l.unavailable - m.units"
        " FROM (SELECT stock_level_id,"
        "              coalesce(sum(quantity) FILTER (WHERE unavailable_reason = 'QUALITY_CONTROL'), 0)"
        "                  AS units"
        "       FROM stock_movement WHERE kind = 'QUARANTINE' GROUP BY stock_level_id) m"
        " WHERE m.stock_level_id = l.id"
    )
    # Safety stock had no verb; where somebody set it all the same, the ledger now says so.
    op.execute(
        "WITH kept AS ("
        "  UPDATE stock_level SET last_sequence = last_sequence + 1 WHERE safety_stock > 0"
        "  RETURNING id, last_sequence, safety_stock, on_hand, updated_at)"
        " INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after,"
        "                             reason, actor, created_at)"
        " SELECT gen_random_uuid(), id, last_sequence, 'SAFETY_STOCK', safety_stock, on_hand,"
        "        'Set before the ledger kept it', 'system:migration', updated_at FROM kept"
    )
    op.create_check_constraint(
        "stock_level_unavailable_because",
        "stock_level",
        "damaged >= 0 AND quality_control >= 0 AND on_hold >= 0"
        " AND damaged + quality_control + on_hold = unavailable",
    )
