"""What boards ask and programs answer, in plain words: kinds, answers, standings, comparisons."""

from typing import Any

from governance.oversight.inquiry_models import Answer, InquiryKind, ProgressState
from governance.oversight.inquiry_standing import InquiryStanding
from governance.oversight.target_models import Comparison
from governance.web.locale import _

INQUIRY_KINDS = {
    InquiryKind.DATA_REQUEST: _("Data request"),
    InquiryKind.RECOMMENDATION: _("Recommendation"),
    InquiryKind.QUESTION: _("Question"),
}
INQUIRY_STANDINGS: dict[str, tuple[Any, str]] = {
    InquiryStanding.DUE: (_("Not answered yet"), "info"),
    InquiryStanding.LATE: (_("Answer is late"), "bad"),
    InquiryStanding.ANSWERED: (_("Answered in time"), "good"),
    InquiryStanding.ANSWERED_LATE: (_("Answered late"), "warn"),
    InquiryStanding.NOT_OWED: (_("No longer asked for"), "neutral"),
}
ANSWER_WORDS: dict[str, tuple[Any, str]] = {
    Answer.DELIVERED: (_("Delivered"), "good"),
    Answer.REFUSED: (_("Refused"), "bad"),
    Answer.ACCEPTED: (_("Accepted"), "good"),
    Answer.ACCEPTED_IN_PART: (_("Accepted in part"), "warn"),
    Answer.REJECTED: (_("Rejected"), "bad"),
    Answer.ANSWERED: (_("Answered"), "good"),
}
PROGRESS_WORDS: dict[str, tuple[Any, str]] = {
    ProgressState.UNDER_WAY: (_("Under way"), "info"),
    ProgressState.DONE: (_("Done"), "good"),
    ProgressState.GIVEN_UP: (_("Given up"), "bad"),
}
COMPARISONS = {
    Comparison.AT_LEAST: _("At least"),
    Comparison.AT_MOST: _("At most"),
    Comparison.NONE: _("No target any more"),
}
