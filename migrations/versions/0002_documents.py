"""Registered documents, and which partner may run them.

Revision: 0002, after 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sha1", sa.String(), nullable=False),
        sa.Column("md5", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name="document_sha256_is_one"),
        sa.PrimaryKeyConstraint("sha256"),
        sa.UniqueConstraint("md5"),
        sa.UniqueConstraint("sha1"),
    )
    op.create_table(
        "document_partner",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"]),
        sa.ForeignKeyConstraint(["sha256"], ["document.sha256"]),
        sa.PrimaryKeyConstraint("partner_id", "sha256"),
    )
    op.create_index("document_partner_by_document", "document_partner", ["sha256"], unique=False)


def downgrade() -> None:
    op.drop_index("document_partner_by_document", table_name="document_partner")
    op.drop_table("document_partner")
    op.drop_table("document")
