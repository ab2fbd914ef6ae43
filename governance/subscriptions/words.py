"""What is new of a board, in plain words and in a reader's language."""

from collections.abc import Mapping
from typing import Any

from governance.meetings.planning_acts import MeetingAct
from governance.minutes.actions import MinutesAct
from governance.oversight.acts import OversightAct
from governance.subscriptions.models import Topic
from governance.subscriptions.news_queries import IMPORTED
from governance.web.locale import _

TOPIC_WORDS = {
    Topic.MEETINGS: _("Meetings and their notices, changed agendas, cancelled meetings"),
    Topic.MINUTES: _("Minutes, and their corrections"),
    Topic.REPORTS: _("Reports of the programs that the board oversees"),
}
HEADLINES: Mapping[str, Any] = {
    MeetingAct.NOTICED: _("Notice of a meeting: ${what}"),
    MeetingAct.AGENDA_CHANGED: _("Changed agenda: ${what}"),
    MeetingAct.CANCELLED: _("Meeting cancelled: ${what}"),
    MeetingAct.POSTPONED: _("Meeting postponed: ${what}"),
    IMPORTED: _("Meetings that came in from another system, or changed there: ${what}"),
    MinutesAct.PUBLISHED: _("Minutes published: ${what}"),
    MinutesAct.CORRECTED: _("Minutes corrected: ${what}"),
    OversightAct.REPORT_PUBLISHED: _("Report published: ${what}"),
    OversightAct.REPORT_CORRECTED: _("Report corrected: ${what}"),
}
"""What kind of news it is; a test holds that each kind of governance.subscriptions.news_queries.TOPICS stands here."""
