"""Thresholds of stock levels, what was last told of them, and the alerts.

Revision: 0007, after 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "stock_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_level_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stock_level_id"], ["stock_level.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_stock_alert_stock_level_id", "stock_alert", ["stock_level_id"], unique=False)
    op.create_index("stock_alert_by_kind", "stock_alert", ["kind", "id"], unique=False)
    op.create_table(
        "stock_condition",
        sa.Column("stock_level_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.String(32), nullable=False),
        sa.Column("overstocked", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stock_level_id"], ["stock_level.id"]),
        sa.PrimaryKeyConstraint("stock_level_id"),
    )
    op.create_table(
        "stock_threshold",
        sa.Column("stock_level_id", sa.Uuid(), nullable=False),
        sa.Column("low_stock", sa.Integer(), nullable=True),
        sa.Column("reorder_point", sa.Integer(), nullable=True),
        sa.Column("service_level", sa.Float(), nullable=True),
        sa.Column("overstock_days", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low_stock >= 0 AND reorder_point >= 0", name="stock_threshold_units"),
        sa.CheckConstraint("overstock_days > 0", name="stock_threshold_days"),
        sa.CheckConstraint("service_level > 0 AND service_level < 1", name="stock_threshold_service"),
        sa.ForeignKeyConstraint(["stock_level_id"], ["stock_level.id"]),
        sa.PrimaryKeyConstraint("stock_level_id"),
    )
    op.create_index(
        "stock_movement_sales",
        "stock_movement",
        ["stock_level_id", "created_at"],
        unique=False,
        postgresql_include=["quantity"],
        postgresql_where=sa.text("kind = 'SHIP'"),
    )


def downgrade() -> None:
    op.drop_index(
        "stock_movement_sales",
        table_name="stock_movement",
        postgresql_include=["quantity"],
        postgresql_where=sa.text("kind = 'SHIP'"),
    )
    op.drop_table("stock_threshold")
    op.drop_table("stock_condition")
    op.drop_index("stock_alert_by_kind", table_name="stock_alert")
    op.drop_index("ix_stock_alert_stock_level_id", table_name="stock_alert")
    op.drop_table("stock_alert")
