"""Mail that leaves, and how often something may be tried."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limit_secret",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_limit_secret")),
    )
    op.create_table(
        "limited_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("limit_name", sa.String(length=40), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limited_attempt")),
    )
    with op.batch_alter_table("limited_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_limited_attempt_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_limited_attempt_limit_name_key_hash_at"), ["limit_name", "key_hash", "at"], unique=False
        )

    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column(
            "reason", sa.String(length=40), nullable=False, comment="a closed code: governance.mail.models.Reason"
        ),
        sa.Column("about", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("recipient", sa.String(), nullable=True, comment="empty: erased"),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True, comment="empty: erased"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "given_up",
                name="message_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="when it was sent or given up"),
        sa.Column(
            "failure",
            sa.Enum(
                "unreachable",
                "too_slow",
                "cut_off",
                "unencrypted",
                "sign_in",
                "later",
                "refused",
                "expired",
                "folder",
                "fault",
                name="sending_failure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_message")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_message_key")),
    )
    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_message_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_message_state_due_at"), ["state", "due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_message_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_outgoing_message_created_at"))

    op.drop_table("outgoing_message")
    with op.batch_alter_table("limited_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_limited_attempt_limit_name_key_hash_at"))
        batch_op.drop_index(batch_op.f("ix_limited_attempt_at"))

    op.drop_table("limited_attempt")
    op.drop_table("limit_secret")
