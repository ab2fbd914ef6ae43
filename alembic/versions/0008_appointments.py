"""How boards came to be composed: seats that change, acts and their documents, declarations, laws of two kinds."""

import sqlalchemy as sa

from alembic import op
from governance.db.keys import make_key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CURRENT = sa.text("superseded_at IS NULL")
STANDING = sa.text("confirmed_at IS NOT NULL AND superseded_at IS NULL")
STANDING_UNSTRUCK = sa.text("confirmed_at IS NOT NULL AND superseded_at IS NULL AND NOT strikes")
REASONS = ("term_ended", "resigned", "removed", "died", "other")
MORE_REASONS = (*REASONS[:-1], "term_limited", "succeeded", "reappointed", "seat_abolished", "other")
LAW_KINDS = ("composition", "open_meetings")
ACT_KINDS = (
    "seat.created",
    "seat.changed",
    "seat.abolished",
    "appointment.made",
    "appointment.sworn",
    "appointment.ended",
    "appointment.corrected",
    "member.described",
    "member.trained",
)


def upgrade() -> None:
    extend_seats()
    extend_memberships()
    extend_adoptions()
    create_acts()
    create_member_facts()
    create_declarations()


def extend_seats() -> None:
    category = "the id of a category of the board's act"
    op.add_column("seat", sa.Column("superseded_at", MOMENT, nullable=True))
    op.add_column("seat", sa.Column("corrects_id", NUMBER, nullable=True))
    op.add_column(
        "seat",
        sa.Column(
            "label", sa.String(), nullable=True, comment="what the seat is called, where it is more than its number"
        ),
    )
    op.add_column("seat", sa.Column("constituency", sa.String(length=80), nullable=True, comment=category))
    for name in ("alternate", "ex_officio"):
        op.add_column("seat", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "seat_change",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("seat_id", NUMBER, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("constituency", sa.String(length=80), nullable=True, comment=category),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("alternate", sa.Boolean(), nullable=False),
        sa.Column("ex_officio", sa.Boolean(), nullable=False),
        sa.Column("appointing_authority", sa.String(), nullable=True),
        *make_corrigible(),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_seat_change_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_change")),
    )
    create_index("uq_seat_change_current", "seat_change", "seat_id", "started_on", where=CURRENT)


def extend_memberships() -> None:
    comments = {
        "selected_by": "the authority that appointed",
        "removed_by": "the authority that removed",
        "key": "one and the same through all corrections",
    }
    for name, kind in (
        ("key", sa.String(length=16)),
        ("sworn_on", sa.Date()),
        ("term_ends_on", sa.Date()),
        ("remainder_of", sa.Date()),
        ("selected_by", sa.String()),
        ("removed_by", sa.String()),
    ):
        op.add_column("membership", sa.Column(name, kind, nullable=True, comment=comments.get(name)))
    for name in ("holds_over", "remainder"):
        op.add_column("membership", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    create_index("ix_membership_key", "membership", "key")
    give_keys()
    allow("membership", "ck_membership_end_reason", "end_reason", MORE_REASONS)


def give_keys() -> None:
    """Give every membership the key that an import would give it, one and the same through its corrections."""
    table = sa.table("membership", *map(sa.column, ("id", "key", "source_system", "source_identifier", "corrects_id")))
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(table.c.id, table.c.source_system, table.c.source_identifier, table.c.corrects_id).order_by(
            table.c.id
        )
    ).all()
    keys: dict[int, str] = {}
    for row_id, system, identifier, corrects in rows:
        came = system is not None and identifier is not None
        keys[row_id] = keys.get(corrects) or make_key(f"{system}/{identifier}" if came else None)
    changes = [{"the_id": row_id, "new_key": key} for row_id, key in keys.items()]
    if changes:
        statement = sa.update(table).where(table.c.id == sa.bindparam("the_id")).values(key=sa.bindparam("new_key"))
        connection.execute(statement, changes)


def allow(table: str, name: str, column: str, values: tuple[str, ...], before: bool = True) -> None:
    """Let a column hold one of the values alone, under a check of a name; before: there is such a check already."""
    with op.batch_alter_table(table) as batch:
        if before:
            batch.drop_constraint(op.f(name), type_="check")
        if values:
            listed = ", ".join(f"'{value}'" for value in values)
            batch.create_check_constraint(op.f(name), f"{column} IN ({listed})")


def extend_adoptions() -> None:
    op.add_column(
        "adoption",
        sa.Column("kind", sa.String(length=32), nullable=False, server_default="composition"),
    )
    for name in ("strikes", "binds_committees"):
        op.add_column("adoption", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE adoption SET kind = 'open_meetings' WHERE act IN ('ca-brown-act', 'fl-sunshine',"
               " 'il-open-meetings', 'tx-open-meetings')")  # fmt: skip
    op.drop_index("uq_adoption_standing", "adoption")
    allow("adoption", "ck_adoption_law_kind", "kind", LAW_KINDS, before=False)
    create_index("uq_adoption_standing", "adoption", "board_id", "kind", "started_on", where=STANDING_UNSTRUCK)


def create_acts() -> None:
    op.create_table(
        "composition_act",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*ACT_KINDS, name="act_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "door",
            sa.Enum("proposed", "recorded", name="door", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("membership_id", NUMBER, nullable=True),
        sa.Column("seat_id", NUMBER, nullable=True),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("document_title", sa.String(), nullable=True),
        sa.Column("document_dated_on", sa.Date(), nullable=True),
        sa.Column("document_address", sa.String(), nullable=True),
        sa.Column("entered_by", NUMBER, nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("contested", sa.JSON(), nullable=False, comment="ids of the rules that it broke"),
        sa.Column("findings", sa.JSON(), nullable=False, comment="the act, and each rule before and after"),
        sa.CheckConstraint(
            "door = 'proposed' OR document_title IS NOT NULL", name=op.f("ck_composition_act_recorded_with_document")
        ),
        make_key_to("composition_act", "board_id", "board"),
        make_key_to("composition_act", "membership_id", "membership"),
        make_key_to("composition_act", "seat_id", "seat"),
        make_key_to("composition_act", "person_id", "person"),
        make_key_to("composition_act", "entered_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_composition_act")),
        sa.UniqueConstraint("key", name=op.f("uq_composition_act_key")),
    )
    create_index("ix_composition_act_board_id_effective_on", "composition_act", "board_id", "effective_on")
    create_index("ix_composition_act_membership_id", "composition_act", "membership_id")
    create_index("ix_composition_act_seat_id", "composition_act", "seat_id")


def create_member_facts() -> None:
    op.create_table(
        "member_description",
        sa.Column("id", NUMBER, nullable=False),
        *make_member_keys(),
        sa.Column(
            "interest",
            sa.Enum("none", "own", "relative", name="interest", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("organization", sa.String(), nullable=True),
        sa.Column("staff", sa.Boolean(), nullable=True),
        sa.Column("law_enforcement", sa.Boolean(), nullable=True),
        sa.Column("sector_income", sa.Boolean(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        *make_dated(),
        *make_corrigible(),
        make_key_to("member_description", "board_id", "board"),
        make_key_to("member_description", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_description")),
    )
    op.create_table(
        "training",
        sa.Column("id", NUMBER, nullable=False),
        *make_member_keys(),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("document_address", sa.String(), nullable=True),
        *make_corrigible(),
        make_key_to("training", "board_id", "board"),
        make_key_to("training", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    for table in ("member_description", "training"):
        create_index(f"ix_{table}_board_id_person_id", table, "board_id", "person_id")


def create_declarations() -> None:
    op.create_table(
        "declaration",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        *make_member_keys(),
        sa.Column("data_key", sa.String(length=32), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", NUMBER, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", NUMBER, nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("declined_by", NUMBER, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("destroyed_at", MOMENT, nullable=True),
        sa.Column("said_at", MOMENT, nullable=True),
        sa.Column("unsaid_at", MOMENT, nullable=True),
        *make_corrigible(),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR declined_at IS NULL", name=op.f("ck_declaration_confirmed_or_declined")
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_declaration_sealed_until_destroyed")
        ),
        make_key_to("declaration", "board_id", "board"),
        make_key_to("declaration", "person_id", "person"),
        make_key_to("declaration", "entered_by", "account"),
        make_key_to("declaration", "confirmed_by", "account"),
        make_key_to("declaration", "declined_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("key", name=op.f("uq_declaration_key")),
    )
    op.create_table(
        "community_standing",
        sa.Column("id", NUMBER, nullable=False),
        *make_member_keys(),
        *make_dated(),
        *make_corrigible(),
        make_key_to("community_standing", "board_id", "board"),
        make_key_to("community_standing", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_standing")),
    )
    for table in ("declaration", "community_standing"):
        create_index(f"ix_{table}_board_id_person_id", table, "board_id", "person_id")
    create_index("uq_declaration_current", "declaration", "board_id", "person_id", where=CURRENT)


def make_corrigible() -> list[sa.Column[object]]:
    return [
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("corrects_id", NUMBER, nullable=True),
    ]


def make_dated() -> list[sa.Column[object]]:
    return [sa.Column("started_on", sa.Date(), nullable=True), sa.Column("ended_on", sa.Date(), nullable=True)]


def make_member_keys() -> list[sa.Column[object]]:
    return [sa.Column("board_id", NUMBER, nullable=False), sa.Column("person_id", NUMBER, nullable=False)]


def make_key_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def create_index(name: str, table: str, *columns: str, where: sa.TextClause | None = None) -> None:
    # A name that begins with uq_ belongs to an index whose values are unique where it holds.
    op.create_index(
        op.f(name), table, list(columns), unique=name.startswith("uq_"), sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    for table in ("community_standing", "declaration", "training", "member_description", "composition_act"):
        op.drop_table(table)
    op.drop_index("uq_adoption_standing", "adoption")
    allow("adoption", "ck_adoption_law_kind", "kind", ())
    drop_columns("adoption", "kind", "strikes", "binds_committees")
    create_index("uq_adoption_standing", "adoption", "board_id", "started_on", where=STANDING)
    allow("membership", "ck_membership_end_reason", "end_reason", REASONS)
    op.drop_index("ix_membership_key", "membership")
    drop_columns(
        "membership", "key", "sworn_on", "term_ends_on", "holds_over", "remainder", "remainder_of", "selected_by",
        "removed_by",
    )  # fmt: skip
    op.drop_table("seat_change")
    drop_columns("seat", "superseded_at", "corrects_id", "label", "constituency", "alternate", "ex_officio")


def drop_columns(table: str, *names: str) -> None:
    for name in names:
        op.drop_column(table, name)
