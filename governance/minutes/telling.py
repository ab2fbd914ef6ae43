"""What minutes say beyond their own content, from where it is kept: the words of comments, the certificate as it was frozen.

Both can be less public later than on the day of the approval: a passage is taken out, a law reserves who represents the
community. So they are read where they are kept, and never copied into minutes.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity
from governance.clock import find_day
from governance.meetings.live_contents import CertificateTold
from governance.meetings.live_telling import tell_certificate
from governance.meetings.queries import MeetingDetail
from governance.minutes.contents import MinutesContent
from governance.participation.queries import find_words_of

MOST_COMMENTS = 50
"""How many comments stand in the minutes in full; the others are read on the page of comments."""


@dataclass(frozen=True)
class CommentShown:
    """A comment of the minutes with its words as they may be read now.

    passages is empty where it was held back since. gone: how many passages were taken out since the minutes were approved.
    """

    key: str
    written_at: datetime
    item: str | None
    name: str | None
    passages: list[str]
    gone: int


def tell_comments(session: Session, content: MinutesContent) -> list[CommentShown]:
    """The first comments of the minutes, in the order in which they came. One query."""
    if content.comments is None:
        return []
    shown = content.comments.written[:MOST_COMMENTS]
    words = find_words_of(session, [one.key for one in shown])
    return [
        CommentShown(
            one.key, one.written_at, one.item, words[one.key].name, list(words[one.key].passages),
            max(0, words[one.key].taken_out - one.taken_out),
        )
        if one.key in words
        else CommentShown(one.key, one.written_at, one.item, None, [], 0)
        for one in shown
    ]  # fmt: skip


def tell_certified(
    session: Session,
    content: MinutesContent,
    meeting: MeetingDetail,
    board: BoardIdentity,
    now: datetime,
    language: str,
) -> CertificateTold | None:
    """The certificate that the minutes name, as far as the law of today lets it be public."""
    if content.certificate is None:
        return None
    return tell_certificate(session, meeting.id, board.id, find_day(now, board.zone), language)
