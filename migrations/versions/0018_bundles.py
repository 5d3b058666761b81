"""Products that are made of others, and orders of them.

Revision: 0018, after 0017
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "product", sa.Column("is_bundle", sa.Boolean(), nullable=False, server_default="false")
    )
    op.alter_column("product", "is_bundle", server_default=None)
    op.create_table(
        "product_component",
        sa.Column("bundle_id", sa.Uuid(), nullable=False),
        sa.Column("component_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="product_component_quantity"),
        sa.CheckConstraint("component_id <> bundle_id", name="product_component_of_another"),
        sa.ForeignKeyConstraint(["bundle_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["component_id"], ["product.id"]),
        sa.PrimaryKeyConstraint("bundle_id", "component_id"),
    )
    op.create_index("ix_product_component_component_id", "product_component", ["component_id"])
    op.create_table(
        "order_bundle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("placed_discount", sa.BigInteger(), nullable=False),
        sa.Column("placed_tax", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="order_bundle_quantity"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "position"),
    )
    op.create_index("order_bundle_by_sku", "order_bundle", ["sku", "order_id"])
    op.add_column("order_line", sa.Column("bundle_id", sa.Uuid(), nullable=True))
    op.add_column("order_line", sa.Column("bundle_units", sa.Integer(), nullable=True))
    op.create_foreign_key(None, "order_line", "order_bundle", ["bundle_id"], ["id"])
    op.create_check_constraint(
        "order_line_bundle",
        "order_line",
        "(bundle_id IS NULL) = (bundle_units IS NULL) AND quantity % coalesce(bundle_units, 1) = 0",
    )
    op.create_index(
        "order_line_by_bundle",
        "order_line",
        ["bundle_id"],
        postgresql_where=sa.text("bundle_id IS NOT NULL"),
    )


def downgrade() -> None:
    # The lines of bundles stay: they are what was sold, reserved and paid.
    op.drop_column("order_line", "bundle_units")
    op.drop_column("order_line", "bundle_id")
    op.drop_table("order_bundle")
    op.drop_table("product_component")
    op.drop_column("product", "is_bundle")
