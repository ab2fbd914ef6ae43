"""What boards ask of their programs, what is answered, the days on which budgets close, and targets for metrics."""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("metric_target", "budget_date", "recommendation_progress", "response", "inquiry")


def upgrade() -> None:
    op.create_table(
        "budget_date",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_budget_date_board_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_budget_date_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_date")),
        sa.UniqueConstraint("key", name=op.f("uq_budget_date_key")),
    )
    op.create_index(
        "uq_budget_date_current",
        "budget_date",
        ["board_id", "closes_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "inquiry",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("program_id", NUMBER, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "data_request",
                "recommendation",
                "question",
                name="inquiry_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("motion_id", NUMBER, nullable=True),
        sa.Column("asked_by", NUMBER, nullable=True),
        sa.Column("metric", sa.String(length=64), nullable=True),
        sa.Column("report_id", NUMBER, nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.CheckConstraint("(kind = 'question') = (asked_by IS NOT NULL)", name=op.f("ck_inquiry_question_of_member")),
        sa.CheckConstraint("(kind = 'question') = (motion_id IS NULL)", name=op.f("ck_inquiry_decided_by_motion")),
        sa.CheckConstraint("sent_on <= due_on", name=op.f("ck_inquiry_days_in_order")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_inquiry_asked_by")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_inquiry_board_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_inquiry_entered_by")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_inquiry_motion_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_inquiry_program_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_inquiry_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("key", name=op.f("uq_inquiry_key")),
    )
    op.create_index(op.f("ix_inquiry_board_id_kind_sent_on"), "inquiry", ["board_id", "kind", "sent_on"], unique=False)
    op.create_index(op.f("ix_inquiry_motion_id"), "inquiry", ["motion_id"], unique=False)
    op.create_index(op.f("ix_inquiry_program_id"), "inquiry", ["program_id"], unique=False)
    op.create_table(
        "metric_target",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("program_id", NUMBER, nullable=False),
        sa.Column("metric", sa.String(length=64), nullable=False),
        sa.Column(
            "comparison",
            sa.Enum(
                "at_least", "at_most", "none", name="comparison", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("motion_id", NUMBER, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.CheckConstraint("numerator >= 0 AND denominator >= 1", name=op.f("ck_metric_target_value")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_metric_target_entered_by")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_metric_target_motion_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_metric_target_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_target")),
        sa.UniqueConstraint("key", name=op.f("uq_metric_target_key")),
    )
    op.create_index(
        "uq_metric_target_current",
        "metric_target",
        ["program_id", "metric", "started_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "recommendation_progress",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("inquiry_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column(
            "state",
            sa.Enum(
                "under_way",
                "done",
                "given_up",
                name="progress_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_recommendation_progress_entered_by")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_recommendation_progress_inquiry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_progress")),
    )
    op.create_index(
        "uq_recommendation_progress_number", "recommendation_progress", ["inquiry_id", "number"], unique=True
    )
    op.create_table(
        "response",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("inquiry_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column(
            "answer",
            sa.Enum(
                "delivered",
                "refused",
                "accepted",
                "accepted_in_part",
                "rejected",
                "answered",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=True),
        sa.Column("report_id", NUMBER, nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column(
            "by_letter", sa.Boolean(), nullable=False, comment="it came elsewhere, and the clerk entered it here"
        ),
        sa.Column("change", sa.String(), nullable=True),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.CheckConstraint(
            "by_letter OR answer NOT IN ('refused', 'accepted_in_part', 'rejected') OR reasons IS NOT NULL",
            name=op.f("ck_response_reasons_given"),
        ),
        sa.CheckConstraint("number = 1 OR change IS NOT NULL", name=op.f("ck_response_change_said")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_response_entered_by")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_response_inquiry_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_response_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(
        "uq_response_current",
        "response",
        ["inquiry_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index("uq_response_number", "response", ["inquiry_id", "number"], unique=True)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
