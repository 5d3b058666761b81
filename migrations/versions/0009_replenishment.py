"""What to buy again, with the figures behind it.

Revision: 0009, after 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "replenishment_suggestion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("demand_mean", sa.Float(), nullable=False),
        sa.Column("demand_deviation", sa.Float(), nullable=False),
        sa.Column("lead_time_days", sa.Float(), nullable=False),
        sa.Column("lead_time_spread_days", sa.Float(), nullable=False),
        sa.Column("service_level", sa.Float(), nullable=False),
        sa.Column("safety_stock", sa.Integer(), nullable=False),
        sa.Column("reorder_point", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("calculated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name="replenishment_suggestion_quantity"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"]),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"]),
        sa.ForeignKeyConstraint(["supplier_product_id"], ["supplier_product.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product_id", "location_id"),
    )
    op.create_index(
        "ix_replenishment_suggestion_location_id",
        "replenishment_suggestion",
        ["location_id"],
        unique=False,
    )
    op.create_index(
        "ix_replenishment_suggestion_supplier_product_id",
        "replenishment_suggestion",
        ["supplier_product_id"],
        unique=False,
    )
    op.create_index(
        "replenishment_suggestion_by_supplier",
        "replenishment_suggestion",
        ["supplier_id", "location_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("replenishment_suggestion_by_supplier", table_name="replenishment_suggestion")
    op.drop_index(
        "ix_replenishment_suggestion_supplier_product_id", table_name="replenishment_suggestion"
    )
    op.drop_index("ix_replenishment_suggestion_location_id", table_name="replenishment_suggestion")
    op.drop_table("replenishment_suggestion")
