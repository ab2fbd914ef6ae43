"""Was the matter noticed in time? What the law finds of a notice's time is what the vote on it answers."""

import pytest

from model_law.findings import Finding, Verdict
from model_law.meetings import Posting
from model_law.proceedings import judge_notice
from model_law.vote_judgement import Question, Result, foresee_vote
from model_law.votes import Notice, weigh_notice
from tests.model_law.board_votes import answer, facts, judge
from tests.model_law.board_votes import profile as board_profile
from tests.model_law.meetings import calendar, meeting, when
from tests.model_law.meetings import profile as law_profile


def find_noticed(act: str, adopted: tuple[str, ...] = (), **posted: str) -> tuple[Finding, ...]:
    """What an act finds of a Monday's meeting at 18:00, posted in these channels at these moments."""
    postings = tuple(Posting(channel, when(moment)) for channel, moment in posted.items())
    held = meeting("2026-03-09 18:00", standing="held", postings=postings)
    law = law_profile(act, on=held.day, adopted=adopted)
    found = judge_notice(law, held, calendar(), when("2026-03-09 18:30"))
    return tuple(finding for finding in found if finding.ruled_by.provision.check != "agenda_only")


IN_TIME, LATE = "2026-03-05 09:00", "2026-03-09 09:00"


@pytest.mark.parametrize(
    ("noticed", "how", "verdict"),
    [
        (find_noticed("il-open-meetings", portal=IN_TIME, physical=IN_TIME), Notice.LISTED, Verdict.MET),
        (find_noticed("il-open-meetings", portal=LATE, physical=LATE), Notice.LATE, Verdict.BREACHED),
        (find_noticed("model-act", portal=LATE, physical=LATE), Notice.LATE, Verdict.WARNED),
        (find_noticed("il-open-meetings", portal=IN_TIME), Notice.POSTED, Verdict.CANNOT_TELL),
        ((), Notice.POSTED, Verdict.CANNOT_TELL),
    ],
    ids=["in time", "late", "late by a default", "one place not recorded", "no rule"],
)
def test_a_matter_is_noticed_as_its_notice_was(noticed: tuple[Finding, ...], how: Notice, verdict: Verdict) -> None:
    assert weigh_notice(noticed) is how
    judged = judge(facts(notice=how, noticed=noticed))
    found = answer(judged, Question.NOTICED)
    assert (found.verdict, found.message, found.findings) == (verdict, f"noticed.{how}", noticed)
    assert judged.findings[: len(noticed)] == noticed
    # A late notice is told of a vote that was taken. It decides nothing of the count.
    assert judged.result is Result.CARRIED


def test_a_vote_on_what_was_listed_too_late_is_not_opened_where_the_law_binds() -> None:
    """A default that nobody adopted only warns; a statute that was read bars."""
    laws = (board_profile(),)
    for act, barred in (("il-open-meetings", True), ("model-act", False)):
        noticed = find_noticed(act, portal=LATE, physical=LATE)
        opening = foresee_vote(laws, facts(notice=Notice.LATE, noticed=noticed))
        late = [bar for bar in opening.bars if bar in noticed]
        assert bool(late) is barred
        assert opening.noticed.message == "noticed.late"
