"""Why a paper is not kept, in words."""

from typing import Any

from governance.documents.actions import DocumentRefusal, DocumentRefused
from governance.documents.kinds import LISTED_ENDINGS, KindRefusal
from governance.web.locale import _

REFUSALS: dict[str, Any] = {
    KindRefusal.EMPTY: _("This file is empty."),
    KindRefusal.UNKNOWN_KIND: _("This is no kind of file that can be kept here. What can be kept: ${endings}"),
    KindRefusal.OLD_OFFICE: _(
        "This is an office file of an old kind (before 2007). Open it, save it as DOCX, XLSX, PPTX or PDF, and choose that."
    ),
    KindRefusal.MACROS: _("This office file holds macros. Save it without them, or as PDF, and choose that."),
    KindRefusal.SPOILED: _(
        "This file is not whole: it may have been cut off on its way. Save it again and choose that."
    ),
    KindRefusal.NAME_SAYS_OTHERWISE: _(
        "The name of this file does not fit its content, which is that of a .${found} file. Give it that ending,"
        " or choose another file."
    ),
    DocumentRefusal.TOO_LARGE: _("This file is larger than ${largest} MB, the most that can be kept here."),
    DocumentRefusal.NAME_MISSING: _("This file has no name that can be kept. Give it a name and choose it again."),
    DocumentRefusal.TITLE_MISSING: _("Say what this document is."),
    DocumentRefusal.REASON_MISSING: _("Say why, in a few words: readers are told."),
    DocumentRefusal.TEXT_TOO_LONG: _("Write it in one line of at most ${limit} characters."),
    DocumentRefusal.SAME_CONTENT: _("This is the very file that is here already."),
    DocumentRefusal.UNKNOWN_DOCUMENT: _("There is no such document here."),
    DocumentRefusal.ALREADY_WITHDRAWN: _("This version was withdrawn already."),
}


def word_refusal(refused: DocumentRefused) -> Any:
    """A refusal as a text of the catalogue."""
    return REFUSALS[refused.refusal] % {**refused.arguments, "endings": LISTED_ENDINGS}
