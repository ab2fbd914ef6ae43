"""Minutes: what the clerk writes, the texts that the board approved, and their prints."""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("minutes_print", "minutes_version", "minutes_draft")


def upgrade() -> None:
    op.create_table(
        "minutes_draft",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("closing", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_minutes_draft_entered_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_draft_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_draft")),
    )
    op.create_index(
        "uq_minutes_draft_current",
        "minutes_draft",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "minutes_version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the content, in hex"),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("motion_id", NUMBER, nullable=False, comment="the motion that approved it"),
        sa.Column("approved_on", sa.Date(), nullable=False, comment="the day of the meeting that approved it"),
        sa.Column("approved_by", NUMBER, nullable=True, comment="who entered the approval"),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("published_by", NUMBER, nullable=True),
        sa.CheckConstraint("number = 1 OR reason IS NOT NULL", name=op.f("ck_minutes_version_correction_explained")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_minutes_version_approved_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_version_meeting_id")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_minutes_version_motion_id")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_minutes_version_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_version")),
    )
    op.create_index("uq_minutes_version_number", "minutes_version", ["meeting_id", "number"], unique=True)
    op.create_table(
        "minutes_print",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("minutes_version_id", NUMBER, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the file, in hex"),
        sa.Column("renderer", sa.String(length=80), nullable=False, comment="what made the file, and its version"),
        sa.Column("input", sa.String(), nullable=False),
        sa.Column("input_digest", sa.String(length=64), nullable=False, comment="SHA-256 of the input, in hex"),
        sa.Column("log", sa.String(length=16), nullable=False),
        sa.Column("head_size", sa.Integer(), nullable=False),
        sa.Column("head_root", sa.String(length=64), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_minutes_print_document_id")),
        sa.ForeignKeyConstraint(
            ["minutes_version_id"], ["minutes_version.id"], name=op.f("fk_minutes_print_minutes_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_print")),
    )
    op.create_index("uq_minutes_print_language", "minutes_print", ["minutes_version_id", "language"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
