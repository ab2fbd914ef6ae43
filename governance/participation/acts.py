"""What an act on public comment says: on the ledger, and where it is refused."""

from enum import StrEnum


class CommentAct(StrEnum):
    """What stands on a board's ledger of public comment. Nothing stands there before the clerk has decided."""

    TERMS_SET = "comment.terms_set"
    PUBLISHED = "comment.published"
    HELD_BACK = "comment.held_back"
    COUNTED = "comment.counted_as_complaint"
    PASSAGE_TAKEN_OUT = "comment.passage_taken_out"
    WITHDRAWN = "comment.withdrawn"


class CommentRefusal(StrEnum):
    """Why an act is refused; the pages say it in words."""

    CLOSED = "closed"
    WORDS_MISSING = "words_missing"
    NAME_MISSING = "name_missing"
    UNKNOWN_ITEM = "unknown_item"
    SENT_ALREADY = "sent_already"
    UNKNOWN_COMMENT = "unknown_comment"
    DECIDED_ALREADY = "decided_already"
    UNKNOWN_RULE = "unknown_rule"
    REASON_MISSING = "reason_missing"
    PASSAGE_MISSING = "passage_missing"
    NOTHING_CHANGES = "nothing_changes"
    TOO_MANY = "too_many"


class CommentRefused(Exception):
    """An act that is not done. field: the form's field that it is about."""

    def __init__(self, refusal: CommentRefusal, field: str = "") -> None:
        super().__init__(refusal, field)
        self.refusal, self.field = refusal, field
