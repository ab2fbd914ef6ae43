"""Programs and reports in plain words: standings, units, breakdowns, and why something is not done."""

from typing import Any

from governance.oversight.acts import OversightRefusal
from governance.oversight.aggregates_reading import FileRefusal
from governance.oversight.drafts import LONGEST_LINE, LONGEST_NARRATIVE, MOST_DOCUMENTS
from governance.oversight.figures import FigureRefusal
from governance.oversight.periods import Standing
from governance.oversight.program_actions import MOST_DUE_DAYS
from governance.web.locale import _

STANDINGS: dict[str, tuple[Any, str]] = {
    Standing.PUBLISHED: (_("Published in time"), "good"),
    Standing.PUBLISHED_LATE: (_("Published late"), "warn"),
    Standing.DUE: (_("Not due yet"), "info"),
    Standing.LATE: (_("Late"), "bad"),
    Standing.NOT_DELIVERED: (_("Not delivered"), "bad"),
}
RHYTHMS = {1: _("every month"), 3: _("every quarter"), 12: _("every year")}
BREAKDOWNS = {
    "day_part": _("Part of the day"),
    "weekday": _("Day of the week"),
    "language": _("Language"),
    "pathway": _("Way into the work"),
    "kind": _("Kind"),
    "subject": _("Subject"),
}
"""Breakdowns that are no field of a call file."""
CATEGORIES = {
    "not_known": _("Not known"),
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
    "night": _("Night"),
    "morning": _("Morning"),
    "afternoon": _("Afternoon"),
    "evening": _("Evening"),
}
"""Categories that are no field's own."""

OVERSIGHT_REFUSALS = {
    OversightRefusal.NAME_UNUSABLE: _("Write a name that can be read."),
    OversightRefusal.TEXT_UNUSABLE: _("This holds signs that cannot be shown. Type it anew, without copying."),
    OversightRefusal.TEXT_TOO_LONG: _(
        "This is too long: a line has at most ${line} letters, a text ${text}.",
        mapping={"line": LONGEST_LINE, "text": LONGEST_NARRATIVE},
    ),
    OversightRefusal.ZONE_UNKNOWN: _("There is no such time zone. Write one like America/Chicago."),
    OversightRefusal.PROGRAM_KNOWN: _("The board oversees a program of this name already."),
    OversightRefusal.UNKNOWN_PROGRAM: _("There is no such program here."),
    OversightRefusal.BASIS_MISSING: _("Say what asks for the reports, such as the section of an ordinance."),
    OversightRefusal.PERIOD_UNUSABLE: _(
        "A period begins on the first day of a month; a quarter in January, April, July or October; a year in January."
    ),
    OversightRefusal.DUE_DAYS_UNUSABLE: _("Write a whole number from 1 to ${most}.", mapping={"most": MOST_DUE_DAYS}),
    OversightRefusal.SCHEDULE_KNOWN: _("This is the schedule already."),
    OversightRefusal.INSIDE_A_PERIOD: _("A new schedule begins where a period of the one before it ends."),
    OversightRefusal.NOT_OWED: _("No report is owed on this period, or it has not ended yet."),
    OversightRefusal.UNKNOWN_REPORT: _("There is no such report here."),
    OversightRefusal.UNKNOWN_DRAFT: _("This draft is no longer there: it was published, or given up."),
    OversightRefusal.UNKNOWN_DOCUMENT: _("There is no such document here, or it is attached already."),
    OversightRefusal.CHANGED_MEANWHILE: _(
        "Somebody else has changed this draft in the meantime. Open it again to see what they wrote."
    ),
    OversightRefusal.NO_FIGURES: _("The report has no figures yet. Bring a file of aggregates, or type them."),
    OversightRefusal.REASON_MISSING: _("Say why: the public is told."),
    OversightRefusal.NOTHING_CHANGES: _("This is exactly what is published already."),
    OversightRefusal.GIVES_AWAY: _(
        "Together with what is published already, this would give away a number that is hidden to protect people. See"
        " below which."
    ),
    OversightRefusal.TOO_MANY_DOCUMENTS: _("A report has at most ${most} documents.", mapping={"most": MOST_DOCUMENTS}),
    OversightRefusal.MOTION_NOT_CARRIED: _("Choose a motion of this board that carried and still stands."),
    OversightRefusal.WORDS_MISSING: _("Write it in words: the public reads it."),
    OversightRefusal.SENT_TOO_EARLY: _("This day is before the one on which the motion carried."),
    OversightRefusal.DAY_YET_TO_COME: _("This day is yet to come."),
    OversightRefusal.DUE_UNUSABLE: _("Choose a day after the one on which it is sent, and within a year of it."),
    OversightRefusal.SENT_ALREADY: _("This was sent already, under the same title."),
    OversightRefusal.TOO_MANY_OPEN: _("There are too many of these already. Wait until some are answered."),
    OversightRefusal.NO_PERSON: _(
        "Your account does not say who you are on this board. Ask the clerk to connect it with your name."
    ),
    OversightRefusal.UNKNOWN_METRIC: _("There is no such metric."),
    OversightRefusal.UNKNOWN_INQUIRY: _("This is no longer there."),
    OversightRefusal.ANSWER_UNUSABLE: _("Choose one of the answers shown."),
    OversightRefusal.REASONS_MISSING: _("Give your reasons: this answer needs them."),
    OversightRefusal.ADDRESS_UNUSABLE: _("Write an address that begins with https:// and has no blanks."),
    OversightRefusal.ANSWERED_BEFORE_SENT: _("This day is before the one on which it was sent."),
    OversightRefusal.ANSWERED_MEANWHILE: _(
        "Somebody else has written here in the meantime. Open the page again to see what they wrote."
    ),
    OversightRefusal.NOT_ACCEPTED: _("Only a recommendation that was accepted goes on from here."),
    OversightRefusal.VALUE_UNUSABLE: _("Write a number like 8 or 8.5. A share in percent is at most 100."),
    OversightRefusal.DATE_KNOWN: _("This day is entered already."),
    OversightRefusal.UNKNOWN_DATE: _("This day is no longer there."),
    OversightRefusal.TARGET_KNOWN: _("This is the target already."),
    OversightRefusal.NO_TARGET: _("There is no target that could end on this day."),
}
FIGURE_REFUSALS = {
    FigureRefusal.NUMBER_UNUSABLE: _("Write whole numbers from 0 up."),
    FigureRefusal.PARTS_EXCEED_WHOLE: _("A part is larger than its whole."),
    FigureRefusal.DENOMINATOR_MISSING: _("A rate needs the number of which it is a part."),
    FigureRefusal.NUMERATOR_MISSING: _("Write what was counted, or leave all fields of it empty."),
    FigureRefusal.MEDIAN_WITHOUT_GROUP: _("Times of nobody cannot be given."),
    FigureRefusal.MEDIAN_UNUSABLE: _("Write both times, in seconds, up to seven days."),
    FigureRefusal.MEDIAN_ABOVE_PERCENTILE: _("Half are within a shorter time than nine in ten: exchange the two."),
    FigureRefusal.WHOLES_DIFFER: _("Two metrics count the same calls and give different numbers."),
}
FILE_REFUSALS = {
    FileRefusal.TOO_LARGE: _("This file is too large to be one of aggregates."),
    FileRefusal.CALL_FILE: _(
        "This looks like the call file itself. It was not kept. Reduce it on your own machine, and bring what comes out."
    ),
    FileRefusal.INCIDENTS: _(
        "This seems to hold single calls or people. It was not kept. Bring only the aggregates that the reduction made."
    ),
    FileRefusal.NO_JSON: _("This is no file of aggregates: it is not JSON in UTF-8."),
    FileRefusal.TRUNCATED: _("This file ends in the middle. Copy it again, whole."),
    FileRefusal.OTHER_FORMAT: _("This is no file of aggregates, or one of another release."),
    FileRefusal.UNKNOWN_CONTENT: _("This file holds something that the reduction does not write:"),
    FileRefusal.OTHER_DICTIONARY: _(
        "This file was made with other definitions of metrics. Reduce the calls again here:"
    ),
    FileRefusal.UNKNOWN_METRIC: _("This file holds a metric that this portal does not know:"),
    FileRefusal.OTHER_ZONE: _("The mapping counts days in another time zone than the program's."),
    FileRefusal.OTHER_PERIOD: _("This file holds calls of another period, or none of this one."),
    FileRefusal.SUMS_DIFFER: _("The months do not add up to the period:"),
    FileRefusal.FIGURE_UNUSABLE: _("A figure cannot be, such as a part that is larger than its whole:"),
}
