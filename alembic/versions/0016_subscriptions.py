"""Subscriptions: who is told by mail what is new of a board, and the way to end it in each message."""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("ending", sa.LargeBinary(), nullable=False),
        sa.Column("ending_hash", sa.String(length=64), nullable=False),
        sa.Column("confirmation_hash", sa.String(length=64), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("told_up_to", NUMBER, nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmation_hash IS NOT NULL)", name=op.f("ck_subscription_confirmed_once")
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (told_up_to IS NULL)", name=op.f("ck_subscription_told_from_confirmation")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_subscription_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("confirmation_hash", name=op.f("uq_subscription_confirmation_hash")),
        sa.UniqueConstraint("ending_hash", name=op.f("uq_subscription_ending_hash")),
        sa.UniqueConstraint("key", name=op.f("uq_subscription_key")),
    )
    op.create_index(
        op.f("ix_subscription_board_id_told_up_to"), "subscription", ["board_id", "told_up_to"], unique=False
    )
    op.add_column("outgoing_message", sa.Column("unsubscribe", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outgoing_message", schema=None) as batch_op:
        batch_op.drop_column("unsubscribe")
    op.drop_table("subscription")
