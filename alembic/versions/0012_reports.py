"""Programs, when they report, drafts of reports, and what was published."""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "report_attachment", "report_figures", "report_version", "report_draft", "report", "reporting_schedule", "program",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "program",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_program_board_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_program_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("key", name=op.f("uq_program_key")),
    )
    op.create_index(op.f("ix_program_board_id"), "program", ["board_id"], unique=False)
    op.create_table(
        "reporting_schedule",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("program_id", NUMBER, nullable=False),
        sa.Column("every_months", sa.Integer(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False, comment="the first day of the first period"),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
        sa.CheckConstraint("every_months IN (1, 3, 12)", name=op.f("ck_reporting_schedule_every_months")),
        sa.CheckConstraint("due_days BETWEEN 1 AND 366", name=op.f("ck_reporting_schedule_due_days")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_reporting_schedule_entered_by")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_reporting_schedule_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_schedule")),
    )
    op.create_index(op.f("ix_reporting_schedule_program_id"), "reporting_schedule", ["program_id"], unique=False)
    op.create_index(
        "uq_reporting_schedule_current",
        "reporting_schedule",
        ["program_id", "started_on"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "report",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("program_id", NUMBER, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_report_days_in_order")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_report_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("key", name=op.f("uq_report_key")),
    )
    op.create_index("uq_report_period", "report", ["program_id", "starts_on", "ends_on"], unique=True)
    op.create_table(
        "report_draft",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("report_id", NUMBER, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True, comment="when it was published or given up; it is emptied then"),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_report_draft_entered_by")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_draft_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_report_draft_key")),
    )
    op.create_index(
        "uq_report_draft_open",
        "report_draft",
        ["report_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "report_version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("report_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column(
            "source",
            sa.Enum("hand", "file", name="report_source", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("headlines", sa.JSON(), nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of the content as it is published, in hex"
        ),
        sa.Column("change", sa.String(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", NUMBER, nullable=True),
        sa.CheckConstraint("number = 1 OR change IS NOT NULL", name=op.f("ck_report_version_change_said")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_report_version_published_by")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_version_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
    )
    op.create_index("uq_report_version_number", "report_version", ["report_id", "number"], unique=True)
    op.create_table(
        "report_figures",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("report_version_id", NUMBER, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("released", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_version_id"], ["report_version.id"], name=op.f("fk_report_figures_report_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_figures")),
        sa.UniqueConstraint("report_version_id", name=op.f("uq_report_figures_report_version_id")),
    )
    op.create_table(
        "report_attachment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("report_version_id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_report_attachment_document_id")),
        sa.ForeignKeyConstraint(
            ["report_version_id"], ["report_version.id"], name=op.f("fk_report_attachment_report_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_attachment")),
    )
    op.create_index(
        "uq_report_attachment_document", "report_attachment", ["report_version_id", "document_id"], unique=True
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
