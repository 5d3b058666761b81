"""Calendars and channels of locations; supply that is on its way.

Revision: 0004, after 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Locations that exist go on as they were: warehouses, always open, for every channel. The defaults
    # serve those rows only; from here on the models say.
    for name, kind, default in (
        ("kind", sa.String(32), "WAREHOUSE"),
        ("time_zone", sa.Text(), "UTC"),
        ("closures", postgresql.JSONB(), "[]"),
        ("serves_every_channel", sa.Boolean(), "true"),
    ):
        op.add_column("location", sa.Column(name, kind, nullable=False, server_default=default))
        op.alter_column("location", name, server_default=None)
    op.add_column(
        "location", sa.Column("opening_hours", postgresql.JSONB(none_as_null=True), nullable=True)
    )
    op.add_column("location", sa.Column("cut_off", sa.Time(), nullable=True))
    op.add_column("location", sa.Column("daily_capacity", sa.Integer(), nullable=True))
    op.create_table(
        "location_channel",
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"]),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"]),
        sa.PrimaryKeyConstraint("location_id", "channel_id"),
    )
    op.create_index("ix_location_channel_channel_id", "location_channel", ["channel_id"], unique=False)
    op.create_table(
        "stock_expectation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("source_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name="stock_expectation_quantity"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"]),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "source_line_id"),
    )
    op.create_index(
        "stock_expectation_by_product", "stock_expectation", ["product_id", "expected_at"], unique=False
    )
