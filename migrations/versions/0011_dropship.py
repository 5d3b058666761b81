"""Suppliers who send to customers themselves, and the purchase orders of what they send.

Revision: 0011, after 0010
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("purchase_order", sa.Column("fulfillment_order_id", sa.Uuid(), nullable=True))
    op.add_column(
        "purchase_order", sa.Column("ship_to", postgresql.JSONB(none_as_null=True), nullable=True)
    )
    op.add_column("supplier", sa.Column("location_id", sa.Uuid(), nullable=True))
    for table, column, target in (
        ("purchase_order", "fulfillment_order_id", "fulfillment_order"),
        ("supplier", "location_id", "location"),
    ):
        op.create_unique_constraint(f"{table}_{column}_key", table, [column])
        op.create_foreign_key(f"{table}_{column}_fkey", table, target, [column], ["id"])


def downgrade() -> None:
    op.drop_column("supplier", "location_id")
    op.drop_column("purchase_order", "ship_to")
    op.drop_column("purchase_order", "fulfillment_order_id")
