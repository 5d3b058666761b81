"""Stock transfers between locations, with what arrived of them and what did not.

Revision: 0014, after 0013
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE stock_transfer_serial START 100001")
    op.create_table(
        "stock_transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("origin_id", sa.Uuid(), nullable=False),
        sa.Column("destination_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            sa.Computed("coalesce(expected_at, '9999-12-31 00:00:00+00'::timestamptz)", persisted=True),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("whereabouts", sa.String(32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("origin_id <> destination_id", name="stock_transfer_places"),
        sa.CheckConstraint(
            "whereabouts IS NULL OR (status = 'CANCELLED' AND shipped_at IS NOT NULL)",
            name="stock_transfer_whereabouts",
        ),
        sa.ForeignKeyConstraint(["origin_id"], ["location.id"]),
        sa.ForeignKeyConstraint(["destination_id"], ["location.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    for name, columns in (
        ("stock_transfer_by_origin", ["origin_id", "id"]),
        ("stock_transfer_by_destination", ["destination_id", "id"]),
        ("stock_transfer_by_status", ["status", "id"]),
        ("stock_transfer_by_update", ["updated_at", "id"]),
        ("stock_transfer_by_arrival", ["due_at", "id"]),
    ):
        op.create_index(name, "stock_transfer", columns)
    op.create_table(
        "stock_transfer_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_transfer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received_quantity", sa.Integer(), nullable=False),
        sa.Column("damaged_quantity", sa.Integer(), nullable=False),
        sa.Column("short_quantity", sa.Integer(), nullable=False),
        sa.Column("returned_quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="stock_transfer_line_quantity"),
        sa.CheckConstraint(
            "received_quantity >= 0 AND damaged_quantity >= 0 AND short_quantity >= 0"
            " AND returned_quantity >= 0 AND short_quantity + returned_quantity"
            " + least(received_quantity + damaged_quantity, quantity) <= quantity",
            name="stock_transfer_line_arrived",
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["stock_transfer_id"], ["stock_transfer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("stock_transfer_id", "product_id"),
    )
    op.create_index(
        "stock_transfer_line_by_product", "stock_transfer_line", ["product_id", "stock_transfer_id"]
    )
    op.create_table(
        "stock_transfer_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_transfer_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("damaged_quantity", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quantity >= 0 AND damaged_quantity >= 0 AND quantity + damaged_quantity > 0",
            name="stock_transfer_receipt_quantity",
        ),
        sa.ForeignKeyConstraint(["stock_transfer_line_id"], ["stock_transfer_line.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_stock_transfer_receipt_stock_transfer_line_id",
        "stock_transfer_receipt",
        ["stock_transfer_line_id"],
    )
    op.create_table(
        "stock_transfer_discrepancy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_transfer_line_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name="stock_transfer_discrepancy_quantity"),
        sa.ForeignKeyConstraint(["stock_transfer_line_id"], ["stock_transfer_line.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_stock_transfer_discrepancy_stock_transfer_line_id",
        "stock_transfer_discrepancy",
        ["stock_transfer_line_id"],
    )
    op.create_table(
        "stock_transfer_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_transfer_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stock_transfer_id"], ["stock_transfer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_stock_transfer_change_stock_transfer_id", "stock_transfer_change", ["stock_transfer_id"]
    )


def downgrade() -> None:
    op.drop_table("stock_transfer_change")
    op.drop_table("stock_transfer_discrepancy")
    op.drop_table("stock_transfer_receipt")
    op.drop_table("stock_transfer_line")
    op.drop_table("stock_transfer")
    op.execute("DROP SEQUENCE stock_transfer_serial")
