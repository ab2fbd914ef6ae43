"""Which tables a backup holds, which it leaves out and why, and what their columns hold on either engine.

Tables are named, not imported: this room lies below those that own them. A test fails where a table of the schema
stands in neither list.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Integer, LargeBinary, String, inspect
from sqlalchemy.types import TypeEngine

KEPT = (
    "former_state",
    "import_run",
    "jurisdiction",
    "person",
    "board",
    "board_name",
    "seat",
    "seat_change",
    "membership",
    "account",
    "document_content",
    "document_part",
    "document",
    "document_version",
    "meeting",
    "agenda_item",
    "meeting_document",
    "attendance",
    "motion",
    "vote",
    "ballot",
    "ledger_log",
    "ledger_shape",
    "ledger_entry",
    "ledger_head",
    "ledger_seal",
    "ledger_private_act",
    "contact_address",
    "role_assignment",
    "adoption",
    "composition_act",
    "member_description",
    "training",
    "declaration",
    "community_standing",
    "meeting_draft",
    "agenda_version",
    "notice",
    "meeting_status_change",
    "closed_day",
    "annual_schedule",
    "coming_answer",
    "session_event",
    "session_certificate",
    "item_step",
    "item_note",
    "off_agenda",
    "participation_terms",
    "public_comment",
    "motion_version",
    "conflict_declaration",
    "held_vote",
    "vote_facts",
    "cast_ballot",
    "vote_erratum",
    "election",
    "election_round",
    "minutes_draft",
    "minutes_version",
    "minutes_print",
    "program",
    "reporting_schedule",
    "report",
    "report_draft",
    "report_version",
    "report_figures",
    "report_attachment",
    "inquiry",
    "response",
    "recommendation_progress",
    "budget_date",
    "metric_target",
    "passkey",
    "authenticator_app",
    "outgoing_message",
    "legal_hold",
)
"""The record, in the order in which a backup holds it."""

LEFT_OUT = {
    "account_session": "a session is a secret of one browser; everybody signs in again",
    "sign_in_link": "a link that waits in somebody's mail would sign in; new ones are asked for",
    "passkey_challenge": "what a passkey is asked to sign is good for minutes",
    "recovery_code": "a printed code that was used after the backup would sign in again; new ones are printed",
    "kept_form": "what somebody was writing is kept for minutes, for that session alone",
    "subscription": "who has ended a subscription since would be written to again, and an address outlive its end",
    "limited_attempt": "how often something was tried lately counts in one installation",
    "limit_secret": "a key of the day, under which attempts are counted",
    "job": "who does scheduled work when is of one installation; in a restored one all of it is due at once",
}
"""Tables that no backup holds, and why."""

LEFT_OUT_COLUMNS = {
    ("outgoing_message", "body"): "a message can hold a link that signs in",
    ("outgoing_message", "unsubscribe"): "whoever has it ends somebody's subscription",
    ("outgoing_message", "claimed_by"): "who is sending it now is of one installation",
    ("outgoing_message", "claimed_until"): "who is sending it now is of one installation",
}
"""Columns of kept tables that no backup holds, and why. A restored row has them empty."""

AFTERWARDS = {
    "outgoing_message": "UPDATE outgoing_message SET state = 'given_up', failure = 'expired', ended_at = :now"
    " WHERE state = 'waiting'"
}
"""What is to be done to a restored table: a message without its text cannot be sent, and may have been sent since."""

VERSIONED = ("board", "record_version")
"""The column that a reader's kept pages are compared by; see restore."""

KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, "boolean"),
    (Integer, "integer"),
    (JSON, "json"),
    (LargeBinary, "bytes"),
    (DateTime, "moment"),
    (Date, "day"),
    (String, "text"),
)
"""What a column of a type holds, by a name that is the same on both engines."""


class UnknownKind(Exception):
    """A column of a type that no backup can hold yet."""


@dataclass(frozen=True)
class TableShape:
    """A table as a backup knows it. columns: name -> kind, in the order of the table; key: its primary key."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def number(self) -> str | None:
        """The column that the database counts by itself; None where there is none."""
        return self.key[0] if len(self.key) == 1 and self.columns.get(self.key[0]) == "integer" else None


def read_shapes(connection: Connection) -> dict[str, TableShape]:
    """The kept tables that the database has, by name and in the order of KEPT, without the columns that are left out."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    shapes = {}
    for name in KEPT:
        if name not in there:
            continue
        columns = {
            column["name"]: find_kind(name, column["name"], column["type"])
            for column in inspector.get_columns(name)
            if (name, column["name"]) not in LEFT_OUT_COLUMNS
        }
        shapes[name] = TableShape(name, columns, tuple(inspector.get_pk_constraint(name)["constrained_columns"]))
    return shapes


def find_kind(table: str, column: str, of_type: TypeEngine[Any]) -> str:
    for known, kind in KINDS:
        if isinstance(of_type, known):
            return kind
    raise UnknownKind(f"{table}.{column} is of the type {of_type}, which a backup cannot hold")
