"""What the database itself refuses, and the portal's role."""

from __future__ import annotations

from alembic import op

from workflow.base.migrations import guards

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

ROLE = "sunshine_portal"
READS = ("record", "log_leaf", "log_node", "checkpoint", "epoch", "door_nonce", "quota", "reply")
SLIP_COLUMNS = "id, receipt_key, kind, stream, sequence, received_at, hash"


def upgrade() -> None:
    """Set the triggers; in PostgreSQL make the portal's role and give it what the two doors need."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for rule in guards.rules():
        for statement in (guards.sqlite if sqlite else guards.postgresql)(*rule):
            op.execute(statement)
    if not sqlite:
        _grant()


def _grant() -> None:
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(f"GRANT {ROLE} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    for table in READS:
        op.execute(f"GRANT SELECT ON {table} TO {ROLE}")
    op.execute(f"GRANT SELECT ({SLIP_COLUMNS}) ON slip TO {ROLE}")
    op.execute(f"GRANT INSERT ON slip, door_nonce, quota TO {ROLE}")
    op.execute(f"GRANT UPDATE (count) ON quota TO {ROLE}")
    op.execute(f"GRANT USAGE ON SEQUENCE slip_id_seq TO {ROLE}")


def downgrade() -> None:
    """Take the guards away again; the role may serve other databases of the cluster and stays."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in reversed(guards.rules()):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"'))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    if not sqlite:
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
        op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {ROLE}")
        op.execute(f"REVOKE ALL ON SCHEMA public FROM {ROLE}")
