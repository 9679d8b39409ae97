"""Entry numbers that a court's feed passed over, names that a court withdrew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "skipped_number",
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(
            ["docket_id"], ["docket.id"], name=op.f("fk_skipped_number_docket_id")
        ),
        sa.PrimaryKeyConstraint("docket_id", "number", name=op.f("pk_skipped_number")),
    )
    op.create_index(op.f("ix_skipped_number_court_key"), "skipped_number", ["court", "key"])
    op.create_table(
        "withdrawn_name",
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("becomes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["docket_id"], ["docket.id"], name=op.f("fk_withdrawn_name_docket_id")
        ),
        sa.PrimaryKeyConstraint("docket_id", "digest", name=op.f("pk_withdrawn_name")),
    )


def downgrade() -> None:
    op.drop_table("withdrawn_name")
    op.drop_index(op.f("ix_skipped_number_court_key"), table_name="skipped_number")
    op.drop_table("skipped_number")
