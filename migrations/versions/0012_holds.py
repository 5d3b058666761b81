"""Stock held for carts.

Revision: 0012, after 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "held_units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name="held_units_quantity"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hold_id", "product_id", "location_id"),
    )
    op.create_index("held_units_by_level", "held_units", ["product_id", "location_id", "expires_at"])
    op.create_table(
        "stock_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_stock_hold_channel_id", "stock_hold", ["channel_id"])
    still_open = sa.text("status = 'HELD'")
    op.create_index(
        "stock_hold_open_by_expiry", "stock_hold", ["expires_at"], postgresql_where=still_open
    )
    op.create_index("stock_hold_open_by_holder", "stock_hold", ["holder"], postgresql_where=still_open)
    op.create_table(
        "stock_hold_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="stock_hold_item_quantity"),
        sa.ForeignKeyConstraint(["hold_id"], ["stock_hold.id"]),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hold_id", "position"),
    )


def downgrade() -> None:
    # What is held is let go: the movements that say so cannot be taken back, so they are written.
    op.execute(
        "WITH freed AS (SELECT l.id, sum(h.quantity)::int AS units FROM held_units h JOIN stock_level l "
        "USING (product_id, location_id) GROUP BY l.id), moved AS (UPDATE stock_level l "
        "SET reserved = reserved - f.units, last_sequence = last_sequence + 1 FROM freed f "
        "WHERE f.id = l.id RETURNING l.id, l.last_sequence, l.on_hand, f.units) "
        "INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after, "
        "reason, actor, created_at) SELECT gen_random_uuid(), id, last_sequence, 'UNRESERVE', units, "
        "on_hand, 'Holds are no more.', 'system:migration', now() FROM moved"
    )
    op.drop_table("stock_hold_item")
    op.drop_table("stock_hold")
    op.drop_table("held_units")
