"""Decisions know whether their order still waits, so that it is found when something changes.

Revision: 0008, after 0007
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "allocation_decision",
        sa.Column("waits", sa.Boolean(), nullable=False, server_default="false"),
    )
    op.execute(
        """
        UPDATE allocation_decision d SET waits = true
        WHERE d.missing > 0 AND d.number = (
            SELECT max(number) FROM allocation_decision WHERE order_id = d.order_id)
        """
    )
    op.alter_column("allocation_decision", "waits", server_default=None)
    op.create_index(
        "allocation_decision_waiting",
        "allocation_decision",
        ["order_id"],
        unique=False,
        postgresql_where=sa.text("waits"),
    )
