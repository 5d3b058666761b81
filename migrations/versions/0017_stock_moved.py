"""A way for a statement to say that it lost its race, so that COMMIT may be sent along with it.

Revision: 0017, after 0016
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION stock_moved() RETURNS int LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'stock that was there is gone' USING ERRCODE = 'serialization_failure';
        END
        $$
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION stock_moved()")
