"""Partners of channels, with several keys; revoked tokens; the audit.

Revision: 0003, after 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "partner_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("prefix"),
    )
    op.create_index(op.f("ix_partner_key_partner_id"), "partner_key", ["partner_id"], unique=False)
    # A partner had one key, in its own row; its id serves the key as well.
    op.execute(
        "INSERT INTO partner_key (id, partner_id, prefix, hash, created_at, revoked_at) "
        "SELECT id, id, key_prefix, key_hash, created_at, revoked_at FROM partner"
    )
    op.drop_column("partner", "key_prefix")
    op.drop_column("partner", "key_hash")
    op.add_column("partner", sa.Column("channel_ids", sa.ARRAY(sa.Uuid()), nullable=True))
    op.create_table(
        "token_revocation",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_entry_by_time", "audit_entry", ["at"], unique=False)
    op.create_index("audit_entry_by_actor", "audit_entry", ["actor", "at"], unique=False)
    op.create_index("audit_entry_by_subject", "audit_entry", ["subject", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("audit_entry")
    op.drop_table("token_revocation")
    op.drop_column("partner", "channel_ids")
    op.add_column("partner", sa.Column("key_prefix", sa.String(), nullable=True))
    op.add_column("partner", sa.Column("key_hash", sa.Text(), nullable=True))
    op.execute(
        "UPDATE partner p SET key_prefix = k.prefix, key_hash = k.hash FROM ("
        "SELECT DISTINCT ON (partner_id) * FROM partner_key ORDER BY partner_id, created_at DESC"
        ") k WHERE k.partner_id = p.id"
    )
    op.alter_column("partner", "key_prefix", nullable=False)
    op.alter_column("partner", "key_hash", nullable=False)
    op.create_unique_constraint("partner_key_prefix_key", "partner", ["key_prefix"])
    op.drop_table("partner_key")
