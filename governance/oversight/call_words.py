"""Call files in plain words: what is wrong with one, and with its rows."""

from governance.oversight.reduction.problems import Reason
from governance.web.locale import _

FILE_MISSING = _("Choose a file.")
FILE_BROKE_OFF = _("The file did not arrive whole. Send it again.")
FILE_UNUSABLE = _("This file cannot be read. It")
MAPPING_UNUSABLE = _("This mapping cannot be used:")
BAD_ROWS = {
    Reason.RAGGED: _("The row has more or fewer cells than the header"),
    Reason.STRAY_QUOTE: _("A quotation mark stands where none can be"),
    Reason.UNDECODABLE: _("The cell is not written in the file's encoding"),
    Reason.TIME: _("The cell is no date and time as the mapping says"),
    Reason.NO_TIME: _("The cell is empty, so the call belongs to no period"),
    Reason.NUMBER: _("The cell is no number as the mapping says"),
    Reason.SPOILED: _(
        "A spreadsheet has turned the value into a power of ten; its digits are lost, export it again as text"
    ),
    Reason.REPEATED: _("The row repeats an earlier one"),
}
