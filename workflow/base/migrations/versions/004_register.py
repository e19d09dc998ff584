"""What the public log is read by: the leaves that end a record, the records that ended, checkpoints by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

_ENDS = "substr(statement, 9, 4) NOT IN ('publ', 'anch')"


def upgrade() -> None:
    """Add the indexes."""
    where = sa.text(_ENDS)
    op.create_index("ix_log_leaf_end", "log_leaf", ["position"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_record_ended_leaf", "record", ["ended_leaf"])
    op.create_index("ix_checkpoint_at", "checkpoint", ["at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_checkpoint_at", table_name="checkpoint")
    op.drop_index("ix_record_ended_leaf", table_name="record")
    op.drop_index("ix_log_leaf_end", table_name="log_leaf")
