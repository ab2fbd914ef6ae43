"""Public comments on a meeting of the demo's board: one that waits for the clerk, and one that waits for its writer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.tokens import make_token
from governance.db import Database
from governance.meetings.models import Meeting
from governance.participation.actions import Writing, write_comment
from governance.participation.models import CommentKind, PublicComment
from tests.conftest import NOW


def write(
    session: Session, meeting_key: str, words: str, *, name: str = "", item: str = "", receipt: str | None = None,
    confirmation: str | None = None, kind: CommentKind = CommentKind.WRITTEN,
) -> PublicComment:  # fmt: skip
    """A comment on a meeting, as somebody sends it."""
    meeting = session.scalars(select(Meeting).where(Meeting.key == meeting_key)).one()
    writing = Writing(kind, item, name, words, receipt or make_token())
    return write_comment(session, NOW, meeting.board_id, meeting.id, writing, confirmation)[0]


def make_comments(database: Database, meeting_key: str) -> dict[str, str]:
    """A comment that waits for the clerk and one that waits to be confirmed: for places in paths."""
    receipt, confirmation = make_token(), make_token()
    with database.writing.begin() as session:
        waiting = write(session, meeting_key, "I am for it, says Wren Aldous.", receipt=receipt)
        write(session, meeting_key, "I am against it.", confirmation=confirmation)
        return {"comment": waiting.key, "receipt": receipt, "confirmation": confirmation}
