"""Meetings that are prepared here: drafts, posted agendas, notices, what was decided of them, and who comes."""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "coming_answer",
    "annual_schedule",
    "closed_day",
    "meeting_status_change",
    "notice",
    "agenda_version",
    "meeting_draft",
)
MEETING_COLUMNS = {
    "accommodations": (sa.String(), "whom to ask for what somebody needs to take part"),
    "languages": (sa.String(), "the languages that are interpreted"),
    "emergency": (sa.JSON(), "the findings of an emergency"),
}
ITEM_COLUMNS = {
    "presenter": (sa.String(), None),
    "minutes_planned": (sa.Integer(), None),
    "question": (sa.String(), "what the board is asked to decide"),
    "closed_ground": (sa.String(), "the law's ground for a closed session"),
    "taken_off_at": (MOMENT, "since when it is no longer on the posted agenda"),
}


def upgrade() -> None:
    holidays = "whose public holidays it keeps, such as TX"
    op.add_column("jurisdiction", sa.Column("region", sa.String(length=8), nullable=True, comment=holidays))
    for table, columns in (("meeting", MEETING_COLUMNS), ("agenda_item", ITEM_COLUMNS)):
        for name, (kind, comment) in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True, comment=comment))
    with op.batch_alter_table("meeting_document") as batch:
        batch.add_column(sa.Column("document_id", NUMBER, nullable=True))
        batch.add_column(sa.Column("taken_off_at", MOMENT, nullable=True))
        batch.create_foreign_key(op.f("fk_meeting_document_document_id"), "document", ["document_id"], ["id"])
    op.create_table(
        "meeting_draft",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("abandoned_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_meeting_draft_board_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_meeting_draft_entered_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_draft_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_meeting_draft_key")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_draft_meeting_id")),
    )
    op.create_index(op.f("ix_meeting_draft_board_id"), "meeting_draft", ["board_id"], unique=False)
    op.create_table(
        "agenda_version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of the content as it is posted, in hex"
        ),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("posted_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_version_meeting_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["account.id"], name=op.f("fk_agenda_version_posted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_version")),
    )
    op.create_index("uq_agenda_version_number", "agenda_version", ["meeting_id", "number"], unique=True)
    op.create_table(
        "notice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("agenda_version_id", NUMBER, nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "portal",
                "physical",
                "media",
                "mail",
                name="notice_channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("document_id", NUMBER, nullable=True),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.CheckConstraint(
            "channel <> 'portal' OR agenda_version_id IS NOT NULL", name=op.f("ck_notice_portal_posts_a_version")
        ),
        sa.ForeignKeyConstraint(["agenda_version_id"], ["agenda_version.id"], name=op.f("fk_notice_agenda_version_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_notice_document_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_notice_entered_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_notice_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_meeting_id"), "notice", ["meeting_id"], unique=False)
    op.create_table(
        "meeting_status_change",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "noticed",
                "in_session",
                "adjourned",
                "cancelled",
                "postponed",
                "never_met",
                name="meeting_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "decided_by",
            sa.Enum(
                "chair",
                "body",
                "staff",
                "other",
                name="decided_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "follows_id", NUMBER, nullable=True, comment="the meeting that takes the place of one that was put off"
        ),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_meeting_status_change_entered_by")),
        sa.ForeignKeyConstraint(["follows_id"], ["meeting.id"], name=op.f("fk_meeting_status_change_follows_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_status_change_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_status_change")),
    )
    op.create_index(op.f("ix_meeting_status_change_meeting_id"), "meeting_status_change", ["meeting_id"], unique=False)
    op.create_table(
        "closed_day",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("jurisdiction_id", NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_closed_day_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
    )
    op.create_index(op.f("ix_closed_day_jurisdiction_id_day"), "closed_day", ["jurisdiction_id", "day"], unique=False)
    op.create_table(
        "annual_schedule",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("days", sa.JSON(), nullable=False, comment="the days, as ISO text"),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_annual_schedule_board_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_annual_schedule_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_schedule")),
    )
    op.create_index(op.f("ix_annual_schedule_board_id_year"), "annual_schedule", ["board_id", "year"], unique=False)
    op.create_table(
        "coming_answer",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column(
            "coming",
            sa.Enum(
                "yes", "no", "remote", "unsure", name="coming", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_coming_answer_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_coming_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coming_answer")),
    )
    op.create_index("uq_coming_answer_person", "coming_answer", ["meeting_id", "person_id"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("meeting_document") as batch:
        batch.drop_constraint(op.f("fk_meeting_document_document_id"), type_="foreignkey")
        batch.drop_column("taken_off_at")
        batch.drop_column("document_id")
    for table, columns in (("agenda_item", ITEM_COLUMNS), ("meeting", MEETING_COLUMNS)):
        for name in columns:
            op.drop_column(table, name)
    op.drop_column("jurisdiction", "region")
