"""Meetings as they are held here: what happened when, the certificate of the call to order, notes of items."""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("off_agenda", "item_note", "item_step", "session_certificate", "session_event")


def upgrade() -> None:
    op.create_table(
        "session_event",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "call_to_order",
                "roll_call",
                "arrive",
                "leave",
                "recess",
                "resume",
                "adjourn",
                name="happening",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person", "remote", name="attendance_mode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("answered", sa.JSON(), nullable=True),
        sa.Column("request", sa.String(length=40), nullable=True),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.CheckConstraint("what <> 'arrive' OR mode IS NOT NULL", name=op.f("ck_session_event_arrival_with_mode")),
        sa.CheckConstraint(
            "what NOT IN ('arrive', 'leave') OR person_id IS NOT NULL", name=op.f("ck_session_event_person_named")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_session_event_entered_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_session_event_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_event_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_event")),
    )
    op.create_index(op.f("ix_session_event_meeting_id_at"), "session_event", ["meeting_id", "at"], unique=False)
    op.create_index(
        "uq_session_event_request",
        "session_event",
        ["meeting_id", "request"],
        unique=True,
        sqlite_where=sa.text("request IS NOT NULL"),
        postgresql_where=sa.text("request IS NOT NULL"),
    )
    op.create_table(
        "session_certificate",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the content, in hex"),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_session_certificate_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_certificate")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_session_certificate_meeting_id")),
    )
    op.create_table(
        "item_step",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agenda_item_id", NUMBER, nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "taken_up",
                "finished",
                "postponed",
                "pulled",
                name="item_step_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("request", sa.String(length=40), nullable=True),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_item_step_agenda_item_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_item_step_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_step")),
    )
    op.create_index(op.f("ix_item_step_agenda_item_id"), "item_step", ["agenda_item_id"], unique=False)
    op.create_table(
        "item_note",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agenda_item_id", NUMBER, nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_item_note_agenda_item_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_item_note_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_note")),
    )
    op.create_index(
        "uq_item_note_current",
        "item_note",
        ["agenda_item_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "off_agenda",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agenda_item_id", NUMBER, nullable=False),
        sa.Column("exception", sa.String(), nullable=False, comment="in the words of whoever keeps the record"),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_off_agenda_agenda_item_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_off_agenda_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_off_agenda")),
        sa.UniqueConstraint("agenda_item_id", name=op.f("uq_off_agenda_agenda_item_id")),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
