"""The record."""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_state",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_state")),
    )
    with op.batch_alter_table("former_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_state_table_name_row_id"), ["table_name", "row_id"], unique=False)

    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reader", sa.String(length=40), nullable=False),
        sa.Column("system", sa.String(length=80), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of all that was read, in order"),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "job",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_holder", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "failure", sa.String(), nullable=True, comment="the kind of error of the last run; empty: it went well"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job")),
    )
    op.create_table(
        "jurisdiction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False, comment="IANA name, such as America/Chicago"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurisdiction")),
        sa.UniqueConstraint("slug", name=op.f("uq_jurisdiction_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_sort_name"), ["sort_name"], unique=False)
        batch_op.create_index("uq_person_source", ["source_system", "source_identifier"], unique=True)

    op.create_table(
        "board",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("jurisdiction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("board", "committee", name="board_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("record_version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_board_jurisdiction_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["board.id"], name=op.f("fk_board_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("slug", name=op.f("uq_board_slug")),
    )
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_board_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "board_name",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("board_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_board_name_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_name")),
    )
    with op.batch_alter_table("board_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_name_board_id"), ["board_id"], unique=False)
        batch_op.create_index(
            "uq_board_name_current",
            ["source_system", "source_identifier"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("board_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "regular",
                "special",
                "emergency",
                "unstated",
                name="meeting_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
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
        sa.Column("status_recorded", sa.String(), nullable=True, comment="the source's own words for the status"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_stated", sa.Boolean(), nullable=False, comment="no: the source gives a day without a time"),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("join_address", sa.String(), nullable=True),
        sa.Column("join_phone", sa.String(), nullable=True),
        sa.Column("recording_address", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column(
            "agenda_status",
            sa.Enum(
                "draft",
                "final",
                "not_viewable",
                "unstated",
                name="agenda_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "minutes_status",
            sa.Enum(
                "draft",
                "final",
                "not_viewable",
                "unstated",
                name="minutes_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.CheckConstraint("ends_at IS NULL OR starts_at <= ends_at", name=op.f("ck_meeting_times_in_order")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_meeting_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("key", name=op.f("uq_meeting_key")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_board_id_starts_at"), ["board_id", "starts_at"], unique=False)
        batch_op.create_index("uq_meeting_source", ["source_system", "source_identifier"], unique=True)

    op.create_table(
        "seat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("board_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reserved_for", sa.String(), nullable=True),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("appointing_authority", sa.String(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_seat_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_board_id"), ["board_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_seat_source_system_source_identifier"), ["source_system", "source_identifier"], unique=False
        )

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="the order in which the page lists it, from 1"),
        sa.Column("agenda_position", sa.Integer(), nullable=True, comment="empty: it was not on the agenda"),
        sa.Column("minutes_position", sa.Integer(), nullable=True, comment="empty: it is not in the minutes"),
        sa.Column("number", sa.String(), nullable=True, comment="as printed, such as A.1"),
        sa.Column(
            "kind",
            sa.Enum(
                "action",
                "report",
                "discussion",
                "consent",
                "public_comment",
                "closed_session",
                "roll_call",
                "unstated",
                name="item_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=True, comment="what was done, in the record's words"),
        sa.Column("action_text", sa.String(), nullable=True),
        sa.Column(
            "matter_file", sa.String(), nullable=True, comment="the file number of the matter, such as Int 1590-2019"
        ),
        sa.Column("matter_name", sa.String(), nullable=True),
        sa.Column("matter_kind", sa.String(), nullable=True),
        sa.Column("matter_status", sa.String(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("key", name=op.f("uq_agenda_item_key")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agenda_item_meeting_id_position"), ["meeting_id", "position"], unique=False
        )
        batch_op.create_index("uq_agenda_item_source", ["source_system", "source_identifier"], unique=True)

    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("board_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "chair",
                "vice_chair",
                "secretary",
                "treasurer",
                "ex_officio",
                "alternate",
                "liaison",
                "staff",
                "other",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=True, comment="the role in the words of its source"),
        sa.Column("voting", sa.Boolean(), nullable=True, comment="empty: the source does not say"),
        sa.Column("appointed_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "term_ended",
                "resigned",
                "removed",
                "died",
                "other",
                name="end_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "started_on IS NULL OR ended_on IS NULL OR started_on <= ended_on",
            name=op.f("ck_membership_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_membership_board_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_membership_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_board_id_started_on"), ["board_id", "started_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_membership_current",
            ["source_system", "source_identifier"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agenda_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "present",
                "late",
                "left_early",
                "absent",
                "excused",
                "recused",
                "unknown",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person", "remote", name="attendance_mode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("recorded", sa.String(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "arrived_at IS NULL OR left_at IS NULL OR arrived_at <= left_at", name=op.f("ck_attendance_times_in_order")
        ),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_attendance_agenda_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_attendance_current",
            ["meeting_id", "agenda_item_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_attendance_current_meeting",
            ["meeting_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL AND agenda_item_id IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL AND agenda_item_id IS NULL"),
        )

    op.create_table(
        "meeting_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agenda_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "agenda",
                "minutes",
                "attachment",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_meeting_document_agenda_item_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_document_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_document")),
    )
    with op.batch_alter_table("meeting_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_document_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_meeting_document_source_system_source_identifier"),
            ["source_system", "source_identifier"],
            unique=False,
        )

    op.create_table(
        "motion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agenda_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("mover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("mover_name", sa.String(), nullable=True),
        sa.Column("seconder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seconder_name", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_motion_agenda_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_motion_meeting_id")),
        sa.ForeignKeyConstraint(["mover_id"], ["person.id"], name=op.f("fk_motion_mover_id")),
        sa.ForeignKeyConstraint(["seconder_id"], ["person.id"], name=op.f("fk_motion_seconder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
        sa.UniqueConstraint("key", name=op.f("uq_motion_key")),
    )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_motion_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index("uq_motion_source", ["source_system", "source_identifier"], unique=True)

    op.create_table(
        "vote",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("motion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column(
            "recorded_outcome",
            sa.Enum("carried", "lost", name="outcome", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("recorded_outcome_words", sa.String(), nullable=True),
        sa.Column("recorded_tally", sa.String(), nullable=True, comment="the source's own sum, such as 7-0"),
        sa.Column(
            "threshold_basis",
            sa.Enum(
                "cast",
                "present",
                "serving",
                "authorized",
                name="threshold_basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("threshold_numerator", sa.Integer(), nullable=False),
        sa.Column("threshold_denominator", sa.Integer(), nullable=False),
        sa.Column("threshold_strict", sa.Boolean(), nullable=False),
        sa.Column("threshold_declared_by", sa.String(), nullable=True, comment="who said that this threshold applies"),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "threshold_numerator > 0 AND threshold_numerator <= threshold_denominator", name=op.f("ck_vote_threshold")
        ),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_vote_motion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("key", name=op.f("uq_vote_key")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_motion_id"), ["motion_id"], unique=False)
        batch_op.create_index("uq_vote_source", ["source_system", "source_identifier"], unique=True)

    op.create_table(
        "ballot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "aye",
                "nay",
                "abstain",
                "recuse",
                "absent",
                "excused",
                "not_voting",
                "unknown",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_system", sa.String(length=80), nullable=True),
        sa.Column("source_identifier", sa.String(length=200), nullable=True),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("source_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_fingerprint", sa.String(length=32), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ballot_person_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_ballot_current",
            ["vote_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ballot_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ballot_person_id"))

    op.drop_table("ballot")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index("uq_vote_source")
        batch_op.drop_index(batch_op.f("ix_vote_motion_id"))

    op.drop_table("vote")
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_index("uq_motion_source")
        batch_op.drop_index(batch_op.f("ix_motion_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_motion_agenda_item_id"))

    op.drop_table("motion")
    with op.batch_alter_table("meeting_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_document_source_system_source_identifier"))
        batch_op.drop_index(batch_op.f("ix_meeting_document_meeting_id"))

    op.drop_table("meeting_document")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attendance_current_meeting",
            sqlite_where=sa.text("superseded_at IS NULL AND agenda_item_id IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL AND agenda_item_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_attendance_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attendance_person_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_agenda_item_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_seat_id"))
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_board_id_started_on"))

    op.drop_table("membership")
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_index("uq_agenda_item_source")
        batch_op.drop_index(batch_op.f("ix_agenda_item_meeting_id_position"))

    op.drop_table("agenda_item")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_source_system_source_identifier"))
        batch_op.drop_index(batch_op.f("ix_seat_board_id"))

    op.drop_table("seat")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("uq_meeting_source")
        batch_op.drop_index(batch_op.f("ix_meeting_board_id_starts_at"))

    op.drop_table("meeting")
    with op.batch_alter_table("board_name", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_board_name_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_board_name_board_id"))

    op.drop_table("board_name")
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_parent_id"))
        batch_op.drop_index(batch_op.f("ix_board_jurisdiction_id"))

    op.drop_table("board")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("uq_person_source")
        batch_op.drop_index(batch_op.f("ix_person_sort_name"))

    op.drop_table("person")
    op.drop_table("jurisdiction")
    op.drop_table("job")
    op.drop_table("import_run")
    with op.batch_alter_table("former_state", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_state_table_name_row_id"))

    op.drop_table("former_state")
