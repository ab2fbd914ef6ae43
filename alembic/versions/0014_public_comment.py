"""Public comment: what the public writes to a board about a meeting, and the board's rules for it."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "participation_terms",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("rules_en", sa.String(), nullable=True),
        sa.Column("rules_es", sa.String(), nullable=True),
        sa.Column("danger_en", sa.String(), nullable=True),
        sa.Column("danger_es", sa.String(), nullable=True),
        sa.Column("complaints_en", sa.String(), nullable=True),
        sa.Column("complaints_es", sa.String(), nullable=True),
        sa.Column("closes_hours", sa.Integer(), nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.CheckConstraint("closes_hours BETWEEN 0 AND 336", name=op.f("ck_participation_terms_closing_hours")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_participation_terms_board_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_participation_terms_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_terms")),
    )
    op.create_index(
        "uq_participation_terms_current",
        "participation_terms",
        ["board_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "public_comment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("agenda_item_id", NUMBER, nullable=True),
        sa.Column(
            "kind",
            sa.Enum("written", "speaking", name="comment_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "waiting",
                "published",
                "held_back",
                "complaint",
                "withdrawn",
                name="comment_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.Column("confirmation_hash", sa.String(length=64), nullable=True),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("taken_out", sa.Integer(), nullable=False, comment="how many passages were taken out"),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", NUMBER, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state <> 'held_back' OR (rule IS NOT NULL AND reason IS NOT NULL)",
            name=op.f("ck_public_comment_held_back_by_a_rule"),
        ),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_public_comment_agenda_item_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_public_comment_decided_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_public_comment_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_comment")),
        sa.UniqueConstraint("confirmation_hash", name=op.f("uq_public_comment_confirmation_hash")),
        sa.UniqueConstraint("key", name=op.f("uq_public_comment_key")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_public_comment_receipt_hash")),
    )
    op.create_index(op.f("ix_public_comment_meeting_id_state"), "public_comment", ["meeting_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("public_comment")
    op.drop_table("participation_terms")
