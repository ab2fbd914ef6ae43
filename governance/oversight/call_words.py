"""Call files in plain words: what is wrong with one, and with its rows."""

from collections.abc import Mapping
from typing import Any

from governance.oversight.reduction.problems import Fault, Reason, make_printable
from governance.web.locale import _, write_number

FILE_MISSING = _("Choose a file.")
FILE_BROKE_OFF = _("The file did not arrive whole. Send it again.")
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
FAULTS = {
    Fault.EMPTY: _("This file is empty."),
    Fault.NO_HEADER: _("The first line of this file names no columns."),
    Fault.BAD_HEADER: _("The names of columns on line ${line} of this file cannot be read."),
    Fault.NO_ROWS: _(
        "This file names its columns and has no rows. Type the figures of a period without calls by hand."
    ),
    Fault.NONE_COUNTED: _("No row of this file can be counted."),
    Fault.NO_TEXT: _("This file is no text, or text in another encoding than the mapping says."),
    Fault.OTHER_ENCODING: _(
        "This file is not written in ${encoding}, or it breaks off. Name its encoding in the mapping."
    ),
    Fault.TOO_MANY_COLUMNS: _("This file has ${count} columns; at most ${most} are read."),
    Fault.COLUMN_MISSING: _("This file has no column “${name}”."),
    Fault.COLUMN_TWICE: _("This file has ${count} columns named “${name}”; which one is meant cannot be told."),
    Fault.NO_CODES: _(
        "The column “${name}” has more than ${most} different values: it holds something else than codes."
    ),
    Fault.ENDLESS_LINE: _("This file has more than ${most} bytes without an end of line: it is no CSV."),
    Fault.ENDLESS_CELL: _(
        "A cell of this file never ends from line ${line} on; a quotation mark that opens it may never close."
    ),
    Fault.OPEN_QUOTE: _("This file ends inside a cell that a quotation mark opens on line ${line} or after it."),
    Fault.SPREADSHEET: _(
        "This file is a spreadsheet or an archive, whatever its name says. Open it and save it as CSV."
    ),
    Fault.PACKED: _("This file is packed with ${kind}. Unpack it first."),
    Fault.MARKUP: _("This file is a web page or XML, whatever its name says. Save it as CSV."),
    Fault.OTHER_KIND: _("This file is of another kind, not a CSV."),
}
"""Names of columns stand in an answer only where the mapping has them: the first line of a wrong file may be a row."""


def word_fault(fault: Fault, arguments: Mapping[str, str | int]) -> Any:
    """Why a file cannot be used, as a text to be translated."""
    said = {
        name: write_number(value) if isinstance(value, int) else make_printable(value)
        for name, value in arguments.items()
    }
    return _(str(FAULTS[fault]), mapping=said)
