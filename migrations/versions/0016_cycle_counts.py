"""Cycle counts: what was expected, everything that was found, and what stands.

Revision: 0016, after 0015
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE cycle_count_serial START 100001")
    op.create_table(
        "cycle_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("cycle_count_by_location", "cycle_count", ["location_id", "id"])
    op.create_index("cycle_count_by_status", "cycle_count", ["status", "id"])
    op.create_table(
        "cycle_count_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_count_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("bin", sa.Text(), nullable=False),
        sa.Column("is_expected", sa.Boolean(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("book_on_hand", sa.Integer(), nullable=True),
        sa.Column("book_sequence", sa.Integer(), nullable=True),
        sa.Column("counted_by", sa.Text(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.CheckConstraint("expected >= 0 AND found >= 0", name="cycle_count_line_units"),
        sa.CheckConstraint(
            "(found IS NULL) = (book_on_hand IS NULL) AND (found IS NULL) = (book_sequence IS NULL)"
            " AND (found IS NULL) = (counted_at IS NULL) AND (found IS NULL) = (counted_by IS NULL)",
            name="cycle_count_line_entered",
        ),
        sa.CheckConstraint("(unit_cost IS NULL) = (currency IS NULL)", name="cycle_count_line_cost"),
        sa.ForeignKeyConstraint(["cycle_count_id"], ["cycle_count.id"]),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cycle_count_id", "product_id"),
    )
    op.create_index("ix_cycle_count_line_product_id", "cycle_count_line", ["product_id"])
    op.create_index("cycle_count_line_in_order", "cycle_count_line", ["cycle_count_id", "bin", "sku"])
    op.create_table(
        "cycle_count_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_count_line_id", sa.Uuid(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("book_on_hand", sa.Integer(), nullable=False),
        sa.Column("counted_by", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_count_line_id"], ["cycle_count_line.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_cycle_count_entry_cycle_count_line_id", "cycle_count_entry", ["cycle_count_line_id"]
    )


def downgrade() -> None:
    op.drop_table("cycle_count_entry")
    op.drop_table("cycle_count_line")
    op.drop_table("cycle_count")
    op.execute("DROP SEQUENCE cycle_count_serial")
