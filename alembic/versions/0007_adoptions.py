"""What law boards are under."""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STANDING = sa.text("confirmed_at IS NOT NULL AND superseded_at IS NULL")


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "adoption",
        sa.Column("id", number, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("board_id", number, nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False, comment="the id of an act of model_law"),
        sa.Column("title", sa.String(), nullable=False, comment="of the instrument"),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=False, comment="the day of the instrument"),
        sa.Column("document_address", sa.String(), nullable=True),
        sa.Column("local", sa.JSON(), nullable=False, comment="RULE.PARAMETER -> value as written"),
        sa.Column("adopted", sa.JSON(), nullable=False, comment="rules that bind because the instrument adopts them"),
        sa.Column("borrowed", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("entered_by", number, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", number, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", number, nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", number, nullable=True),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_adoption_confirmed_or_withdrawn")
        ),
        sa.CheckConstraint("confirmed_by <> entered_by", name=op.f("ck_adoption_two_people")),
        sa.CheckConstraint("dated_on <= started_on", name=op.f("ck_adoption_dates_in_order")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_adoption_board_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_adoption_confirmed_by")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_adoption_entered_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_adoption_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint("key", name=op.f("uq_adoption_key")),
    )
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoption_board_id_started_on"), ["board_id", "started_on"], unique=False)
        batch_op.create_index(
            "uq_adoption_standing",
            ["board_id", "started_on"],
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        )


def downgrade() -> None:
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.drop_index("uq_adoption_standing", sqlite_where=STANDING, postgresql_where=STANDING)
        batch_op.drop_index(batch_op.f("ix_adoption_board_id_started_on"))

    op.drop_table("adoption")
