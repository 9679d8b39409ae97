"""What a follow and a channel ask for beyond the first terms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("follow") as follow:
        # Follows that are there keep being told of everything as they are.
        follow.add_column(
            sa.Column("routine", sa.String(length=8), nullable=False, server_default="now")
        )
    with op.batch_alter_table("channel") as channel:
        for name in ("cite", "reminders"):
            channel.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    with op.batch_alter_table("channel") as channel:
        for name in ("reminders", "cite"):
            channel.drop_column(name)
    with op.batch_alter_table("follow") as follow:
        follow.drop_column("routine")
