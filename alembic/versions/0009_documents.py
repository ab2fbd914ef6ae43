"""Papers that people bring, their versions and their bytes."""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "document_content",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256, in hex"),
        sa.Column("size", NUMBER, nullable=False, comment="bytes"),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False, comment="told from the content itself"),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("destroyed_at", MOMENT, nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_content_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_content")),
        sa.UniqueConstraint("digest", name=op.f("uq_document_content_digest")),
    )
    op.create_table(
        "document_part",
        sa.Column("content_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["content_id"], ["document_content.id"], name=op.f("fk_document_part_content_id")),
        sa.PrimaryKeyConstraint("content_id", "position", name=op.f("pk_document_part")),
    )
    op.create_table(
        "document",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_document_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("key", name=op.f("uq_document_key")),
    )
    op.create_index(op.f("ix_document_board_id"), "document", ["board_id"])
    op.create_table(
        "document_version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("content_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False, comment="the file's name, as a reader's machine may keep it"),
        sa.Column("change", sa.String(), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", NUMBER, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_because", sa.String(), nullable=True),
        sa.CheckConstraint("number = 1 OR change IS NOT NULL", name=op.f("ck_document_version_change_said")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_because IS NULL)",
            name=op.f("ck_document_version_withdrawal_explained"),
        ),
        sa.ForeignKeyConstraint(["content_id"], ["document_content.id"], name=op.f("fk_document_version_content_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_version_document_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_document_version_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
    )
    op.create_index("uq_document_version_number", "document_version", ["document_id", "number"], unique=True)
    op.create_index(op.f("ix_document_version_content_id"), "document_version", ["content_id"])


def downgrade() -> None:
    for table in ("document_version", "document", "document_part", "document_content"):
        op.drop_table(table)
