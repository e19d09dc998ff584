"""The public status page: the portal may read when each piece of unseen work last ended well, and nothing more."""

from __future__ import annotations

from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Without the note, which says how much there was to do."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("GRANT SELECT (name, at) ON heartbeat TO sunshine_portal")


def downgrade() -> None:
    """Take it back; the table stays as it is."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("REVOKE SELECT (name, at) ON heartbeat FROM sunshine_portal")
