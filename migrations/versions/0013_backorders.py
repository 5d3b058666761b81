"""How far products are sold beyond their stock, who waits in which place, and what they are promised.

Revision: 0013, after 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "backorder_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("available_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("taken >= 0", name="backorder_policy_taken"),
        sa.CheckConstraint("taken <= cap", name="backorder_policy_cap"),
        sa.CheckConstraint(
            "(kind = 'PREORDER') = (available_on IS NOT NULL)", name="backorder_policy_date"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product_id", "channel_id"),
    )
    op.create_index("ix_backorder_policy_channel_id", "backorder_policy", ["channel_id"])
    op.create_table(
        "backorder",
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("counted >= 0", name="backorder_counted"),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"]),
        sa.ForeignKeyConstraint(["policy_id"], ["backorder_policy.id"]),
        sa.PrimaryKeyConstraint("order_line_id"),
    )
    op.create_index("ix_backorder_policy_id", "backorder", ["policy_id"])
    op.create_table(
        "promised_units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("expectation_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="promised_units_quantity"),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"]),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_line_id", "expectation_id"),
    )
    op.create_index("promised_units_by_product", "promised_units", ["product_id"])


def downgrade() -> None:
    op.drop_table("promised_units")
    op.drop_table("backorder")
    op.drop_table("backorder_policy")
