"""Motions and votes as they are taken here: versions of motions, conflicts, votes held, ballots cast, elections."""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "vote_facts",
    "vote_erratum",
    "cast_ballot",
    "held_vote",
    "motion_version",
    "election_round",
    "election",
    "conflict_declaration",
)


def upgrade() -> None:
    op.create_table(
        "conflict_declaration",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agenda_item_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column(
            "conflict",
            sa.Enum(
                "financial",
                "employment",
                "organization",
                "personal",
                name="conflict_class",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recuses", sa.Boolean(), nullable=True),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_conflict_declaration_agenda_item_id")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_conflict_declaration_entered_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_declaration_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
    )
    op.create_index(
        "uq_conflict_declaration_current",
        "conflict_declaration",
        ["agenda_item_id", "person_id", "conflict"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "election",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("agenda_item_id", NUMBER, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("elected_id", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_election_agenda_item_id")),
        sa.ForeignKeyConstraint(["elected_id"], ["person.id"], name=op.f("fk_election_elected_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_election_entered_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_election_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
        sa.UniqueConstraint("key", name=op.f("uq_election_key")),
    )
    op.create_index(op.f("ix_election_meeting_id"), "election", ["meeting_id"], unique=False)
    op.create_table(
        "election_round",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("election_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("candidates", sa.JSON(), nullable=False, comment="the keys of those who stand"),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of candidates, names and outcome, in hex"
        ),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_round_election_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_election_round_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_round")),
    )
    op.create_index("uq_election_round_number", "election_round", ["election_id", "number"], unique=True)
    op.create_table(
        "motion_version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("motion_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("agenda_item_id", NUMBER, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "main",
                "amend",
                "refer",
                "postpone",
                "table",
                "take_up",
                "reconsider",
                "rescind",
                name="motion_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "moved",
                "pending",
                "carried",
                "lost",
                "withdrawn",
                "not_seconded",
                "tabled",
                "postponed",
                "referred",
                "rescinded",
                name="motion_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about_id", NUMBER, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("reconsidered", sa.Boolean(), nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["about_id"], ["motion.id"], name=op.f("fk_motion_version_about_id")),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_motion_version_agenda_item_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_motion_version_entered_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_motion_version_meeting_id")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_motion_version_motion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion_version")),
    )
    op.create_index(
        op.f("ix_motion_version_meeting_id_status"), "motion_version", ["meeting_id", "status"], unique=False
    )
    op.create_index(op.f("ix_motion_version_about_id"), "motion_version", ["about_id"], unique=False)
    op.create_index(
        "uq_motion_version_current",
        "motion_version",
        ["motion_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index("uq_motion_version_number", "motion_version", ["motion_id", "number"], unique=True)
    op.create_table(
        "held_vote",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", NUMBER, nullable=False),
        sa.Column("motion_id", NUMBER, nullable=False),
        sa.Column(
            "door",
            sa.Enum("proposed", "recorded", name="door", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("document_title", sa.String(), nullable=True),
        sa.Column("document_dated_on", sa.Date(), nullable=True),
        sa.Column("document_address", sa.String(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", NUMBER, nullable=True),
        sa.Column("chair_id", NUMBER, nullable=True, comment="who presides over this vote"),
        sa.Column(
            "matter", sa.String(), nullable=False, comment="the word by which a rule knows a matter that needs more"
        ),
        sa.Column("award", sa.Boolean(), nullable=True, comment="whether it awards a contract; empty: nobody said"),
        sa.Column(
            "declared_share", sa.String(length=24), nullable=True, comment="a threshold that somebody declared, as 2/3"
        ),
        sa.Column("declared_more_than", sa.Boolean(), nullable=True),
        sa.Column(
            "declared_base",
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
            nullable=True,
        ),
        sa.Column("running_tally", sa.Boolean(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", NUMBER, nullable=True),
        sa.Column("vote_id", NUMBER, nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "carried",
                "lost",
                "no_quorum",
                "void",
                "undecided",
                name="vote_result",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("serving", sa.Integer(), nullable=True),
        sa.Column("authorized", sa.Integer(), nullable=True),
        sa.Column("root", sa.String(length=64), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "door = 'proposed' OR document_title IS NOT NULL", name=op.f("ck_held_vote_recorded_with_document")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (result IS NULL)", name=op.f("ck_held_vote_closed_with_result")),
        sa.CheckConstraint("closed_at IS NULL OR opened_at <= closed_at", name=op.f("ck_held_vote_times_in_order")),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_held_vote_chair_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_held_vote_closed_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_held_vote_meeting_id")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_held_vote_motion_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_held_vote_opened_by")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_held_vote_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_vote")),
        sa.UniqueConstraint("key", name=op.f("uq_held_vote_key")),
        sa.UniqueConstraint("vote_id", name=op.f("uq_held_vote_vote_id")),
    )
    op.create_index(op.f("ix_held_vote_motion_id"), "held_vote", ["motion_id"], unique=False)
    op.create_index(
        "uq_held_vote_open",
        "held_vote",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "cast_ballot",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("held_vote_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "aye", "nay", "abstain", "recuse", name="choice", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "own_device",
                "roll_call",
                "consent",
                "paper",
                name="how_cast",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("receipt", sa.String(length=32), nullable=False),
        sa.Column("request", sa.String(length=40), nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_cast_ballot_entered_by")),
        sa.ForeignKeyConstraint(["held_vote_id"], ["held_vote.id"], name=op.f("fk_cast_ballot_held_vote_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cast_ballot_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cast_ballot")),
        sa.UniqueConstraint("receipt", name=op.f("uq_cast_ballot_receipt")),
    )
    op.create_index("uq_cast_ballot_request", "cast_ballot", ["held_vote_id", "person_id", "request"], unique=True)
    op.create_table(
        "vote_erratum",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("held_vote_id", NUMBER, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column(
            "result_before",
            sa.Enum(
                "carried",
                "lost",
                "no_quorum",
                "void",
                "undecided",
                name="result_before",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "result_after",
            sa.Enum(
                "carried",
                "lost",
                "no_quorum",
                "void",
                "undecided",
                name="result_after",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("request", sa.String(length=40), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_vote_erratum_entered_by")),
        sa.ForeignKeyConstraint(["held_vote_id"], ["held_vote.id"], name=op.f("fk_vote_erratum_held_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_erratum")),
    )
    op.create_index(op.f("ix_vote_erratum_held_vote_id"), "vote_erratum", ["held_vote_id"], unique=False)
    op.create_table(
        "vote_facts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("held_vote_id", NUMBER, nullable=False),
        sa.Column(
            "stage",
            sa.Enum("opening", "close", "erratum", name="stage", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of the content, in hex"),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["held_vote_id"], ["held_vote.id"], name=op.f("fk_vote_facts_held_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_facts")),
    )
    op.create_index(op.f("ix_vote_facts_held_vote_id_stage"), "vote_facts", ["held_vote_id", "stage"], unique=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
