"""The ledger."""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("ledger_entry", "ledger_head", "ledger_log", "ledger_seal", "ledger_shape")

# What the database itself refuses, whoever asks: (name, table, event, condition or None, words).
REFUSALS = (
    ("ledger_entry_update", "ledger_entry", "UPDATE", None, "an entry of the ledger is never changed"),
    ("ledger_entry_delete", "ledger_entry", "DELETE", None, "an entry of the ledger is never removed"),
    ("ledger_head_update", "ledger_head", "UPDATE", None, "a signed head is never changed"),
    ("ledger_head_delete", "ledger_head", "DELETE", None, "a signed head is never removed"),
    (
        "ledger_log_update",
        "ledger_log",
        "UPDATE",
        "NOT (NEW.size > OLD.size AND NEW.id = OLD.id AND NEW.key = OLD.key AND NEW.kind = OLD.kind"
        " AND coalesce(NEW.board_id, 0) = coalesce(OLD.board_id, 0))",
        "a log of the ledger only grows",
    ),
    ("ledger_log_delete", "ledger_log", "DELETE", None, "a log of the ledger is never removed"),
    (
        "ledger_seal_update",
        "ledger_seal",
        "UPDATE",
        "NOT (OLD.salt IS NOT NULL AND NEW.salt IS NULL AND OLD.purged_in IS NULL AND NEW.purged_in IS NOT NULL"
        " AND NEW.log_id = OLD.log_id AND NEW.sequence = OLD.sequence AND NEW.position = OLD.position"
        " AND NEW.shape_id = OLD.shape_id AND NEW.row_id = OLD.row_id AND NEW.digest = OLD.digest)",
        "of a seal only the salt can go, by a purge",
    ),
    ("ledger_seal_delete", "ledger_seal", "DELETE", None, "a seal is never removed"),
    ("ledger_shape_update", "ledger_shape", "UPDATE", None, "what a seal covers is never changed"),
    ("ledger_shape_delete", "ledger_shape", "DELETE", None, "what a seal covers is never removed"),
)


def upgrade() -> None:
    op.create_table(
        "ledger_log",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("board", "instance", name="log_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("board_id", WIDE, nullable=True),
        sa.Column("size", WIDE, nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(kind = 'board') = (board_id IS NOT NULL)", name=op.f("ck_ledger_log_board_of_log")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_ledger_log_size")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_ledger_log_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_log")),
        sa.UniqueConstraint("board_id", name=op.f("uq_ledger_log_board_id")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_log_key")),
    )
    op.create_index(
        "uq_ledger_log_instance",
        "ledger_log",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("kind = 'instance'"),
        postgresql_where=sa.text("kind = 'instance'"),
    )
    op.create_table(
        "ledger_shape",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False, comment="names, separated by commas"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_shape")),
    )
    op.create_index("uq_ledger_shape_columns", "ledger_shape", ["table_name", "columns"], unique=True)
    op.create_table(
        "ledger_entry",
        sa.Column("log_id", WIDE, nullable=False),
        sa.Column("sequence", WIDE, autoincrement=False, nullable=False, comment="from 1"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name=op.f("fk_ledger_entry_log_id")),
        sa.PrimaryKeyConstraint("log_id", "sequence", name=op.f("pk_ledger_entry")),
    )
    op.create_index("ix_ledger_entry_log_id_kind_sequence", "ledger_entry", ["log_id", "kind", "sequence"])
    op.create_table(
        "ledger_head",
        sa.Column("log_id", WIDE, nullable=False),
        sa.Column("size", WIDE, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name=op.f("fk_ledger_head_log_id")),
        sa.PrimaryKeyConstraint("log_id", "size", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "ledger_seal",
        sa.Column("log_id", WIDE, nullable=False),
        sa.Column("sequence", WIDE, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shape_id", WIDE, nullable=False),
        sa.Column("row_id", WIDE, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("purged_in", WIDE, nullable=True),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name=op.f("fk_ledger_seal_log_id")),
        sa.ForeignKeyConstraint(["shape_id"], ["ledger_shape.id"], name=op.f("fk_ledger_seal_shape_id")),
        sa.PrimaryKeyConstraint("log_id", "sequence", "position", name=op.f("pk_ledger_seal")),
    )
    op.create_index("ix_ledger_seal_row_id_shape_id", "ledger_seal", ["row_id", "shape_id"])
    op.create_table(
        "ledger_private_act",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("log_id", WIDE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shape_id", WIDE, nullable=False),
        sa.Column("row_id", WIDE, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name=op.f("fk_ledger_private_act_log_id")),
        sa.ForeignKeyConstraint(["shape_id"], ["ledger_shape.id"], name=op.f("fk_ledger_private_act_shape_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_private_act")),
    )
    op.create_index("ix_ledger_private_act_log_id_day", "ledger_private_act", ["log_id", "day"])
    if op.get_bind().dialect.name == "sqlite":
        refuse_on_sqlite()
    else:
        refuse_on_postgresql()


def refuse_on_sqlite() -> None:
    for name, table, event, condition, words in REFUSALS:
        when = f" WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table}{when} BEGIN SELECT RAISE(ABORT, '{words}'); END")


def refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for name, table, event, condition, words in REFUSALS:
        when = f" WHEN ({condition})" if condition else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION ledger_refuse('{words}')"
        )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('the ledger is never emptied')"
        )


def downgrade() -> None:
    # A table takes its triggers with it.
    for table in ("ledger_private_act", "ledger_seal", "ledger_head", "ledger_entry", "ledger_shape", "ledger_log"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION ledger_refuse()")
