"""Suppliers and purchase orders.

Revision: 0005, after 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE purchase_order_serial START 100001")
    op.create_table(
        "supplier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("lead_time_days", sa.Float(), nullable=False),
        sa.Column("lead_time_spread_days", sa.Float(), nullable=False),
        sa.Column("over_tolerance_percent", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "lead_time_days >= 0 AND lead_time_spread_days >= 0", name="supplier_lead_time"
        ),
        sa.CheckConstraint("over_tolerance_percent BETWEEN 0 AND 100", name="supplier_tolerance"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "purchase_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"]),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("purchase_order_by_location", "purchase_order", ["location_id", "id"], unique=False)
    op.create_index("purchase_order_by_status", "purchase_order", ["status", "id"], unique=False)
    op.create_index("purchase_order_by_supplier", "purchase_order", ["supplier_id", "id"], unique=False)
    op.create_table(
        "supplier_product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_sku", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("pack_size", sa.Integer(), nullable=False),
        sa.Column("minimum_quantity", sa.Integer(), nullable=False),
        sa.Column("lead_time_days", sa.Float(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cost >= 0", name="supplier_product_cost"),
        sa.CheckConstraint("lead_time_days >= 0", name="supplier_product_lead_time"),
        sa.CheckConstraint("pack_size > 0 AND minimum_quantity > 0", name="supplier_product_packs"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("supplier_id", "product_id"),
    )
    op.create_index("ix_supplier_product_product_id", "supplier_product", ["product_id"], unique=False)
    op.create_table(
        "purchase_order_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purchase_order_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["purchase_order_id"], ["purchase_order.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_purchase_order_change_purchase_order_id",
        "purchase_order_change",
        ["purchase_order_id"],
        unique=False,
    )
    op.create_table(
        "purchase_order_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purchase_order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("supplier_sku", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("received_quantity", sa.Integer(), nullable=False),
        sa.Column("damaged_quantity", sa.Integer(), nullable=False),
        sa.Column("short_quantity", sa.Integer(), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name="purchase_order_line_quantity"),
        sa.CheckConstraint(
            "received_quantity >= 0 AND damaged_quantity >= 0 AND short_quantity >= 0 AND short_quantity + least(received_quantity + damaged_quantity, quantity) <= quantity",
            name="purchase_order_line_arrived",
        ),
        sa.CheckConstraint("unit_cost >= 0", name="purchase_order_line_cost"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["purchase_order_id"], ["purchase_order.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("purchase_order_id", "product_id"),
    )
    op.create_index(
        "ix_purchase_order_line_product_id", "purchase_order_line", ["product_id"], unique=False
    )
    op.create_table(
        "purchase_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purchase_order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("damaged_quantity", sa.Integer(), nullable=False),
        sa.Column("delivery_note", sa.Text(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND damaged_quantity >= 0 AND quantity + damaged_quantity > 0",
            name="purchase_receipt_quantity",
        ),
        sa.ForeignKeyConstraint(["purchase_order_line_id"], ["purchase_order_line.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_purchase_receipt_purchase_order_line_id",
        "purchase_receipt",
        ["purchase_order_line_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_purchase_receipt_purchase_order_line_id", table_name="purchase_receipt")
    op.drop_table("purchase_receipt")
    op.drop_index("ix_purchase_order_line_product_id", table_name="purchase_order_line")
    op.drop_table("purchase_order_line")
    op.drop_index("ix_purchase_order_change_purchase_order_id", table_name="purchase_order_change")
    op.drop_table("purchase_order_change")
    op.drop_index("ix_supplier_product_product_id", table_name="supplier_product")
    op.drop_table("supplier_product")
    op.drop_index("purchase_order_by_supplier", table_name="purchase_order")
    op.drop_index("purchase_order_by_status", table_name="purchase_order")
    op.drop_index("purchase_order_by_location", table_name="purchase_order")
    op.drop_table("purchase_order")
    op.drop_table("supplier")
    op.execute("DROP SEQUENCE purchase_order_serial")
