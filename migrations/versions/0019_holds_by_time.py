"""The list of holds, newest first, is walked in an index.

Revision: 0019, after 0018
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("stock_hold_by_time", "stock_hold", ["created_at", "id"])


def downgrade() -> None:
    op.drop_index("stock_hold_by_time", table_name="stock_hold")
