"""The indexes that orders are sorted by hold what they are filtered by, too.

Revision: 0015, after 0014
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_FILTERED = [
    "status",
    "payment_status",
    "allocation_status",
    "fulfillment_status",
    "return_status",
    "channel_id",
    "on_hold",
]


def upgrade() -> None:
    for name, columns in (
        ("orders_by_placed_at", ["placed_at", "id", *_FILTERED, "total_amount"]),
        ("orders_by_serial", ["serial", *_FILTERED, "placed_at", "total_amount"]),
        ("orders_by_amount", ["total_amount", "id", *_FILTERED, "placed_at"]),
        ("orders_by_updated_at", ["updated_at", "id", *_FILTERED, "placed_at", "total_amount"]),
    ):
        op.drop_index(name, "orders")
        op.create_index(name, "orders", columns)
