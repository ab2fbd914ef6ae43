"""An emergency is no way around lateness: what it must record, and what the ordinary time still means for it."""

from datetime import datetime

import pytest

from model_law.meetings import EmergencyFindings, Meeting
from model_law.notice import list_missing_findings
from model_law.proceedings import judge_notice
from model_law.wording import LANGUAGES, word_finding
from tests.model_law.meetings import calendar, meeting, pick, posted, profile, when

IN_TIME, LATE = when("2026-05-30 12:00"), when("2026-06-03 12:00")
ALL = frozenset({"happened", "cannot_wait", "found_by"})
# An emergency in Illinois has the ordinary time of a special meeting: 48 hours before, 2 June at 18:00.
EMERGENCIES = [
    (None, "breached", "notice.emergency_unfounded"),
    (EmergencyFindings(frozenset()), "breached", "notice.emergency_unfounded"),
    (EmergencyFindings(ALL), "breached", "notice.emergency_unfounded"),
    (EmergencyFindings(ALL - {"found_by"}, when("2026-06-03 08:00")), "breached", "notice.emergency_unfounded"),
    (EmergencyFindings(ALL, when("2026-06-02 18:00")), "breached", "notice.emergency_foreseen"),
    (EmergencyFindings(ALL, when("2026-06-02 18:00:01")), "cannot_tell", "notice.emergency"),
]


def emergency(found: EmergencyFindings | None, moment: datetime = LATE) -> Meeting:
    return meeting("2026-06-04 18:00", kind="emergency", postings=posted(moment), emergency=found)


@pytest.mark.parametrize(("found", "verdict", "message"), EMERGENCIES)
def test_an_emergency_is_no_way_around_lateness(found: EmergencyFindings | None, verdict: str, message: str) -> None:
    findings = judge_notice(profile("il-open-meetings"), emergency(found), calendar(), when("2026-06-05 00:00"))
    finding = pick(findings, "NOTE-02")
    assert (finding.verdict, finding.message) == (verdict, message)
    for language in LANGUAGES:
        assert "{" not in word_finding(finding, language)


def test_an_emergency_noticed_in_the_ordinary_time_needs_no_excuse_and_still_records_its_findings() -> None:
    findings = judge_notice(profile("il-open-meetings"), emergency(None, IN_TIME), calendar(), when("2026-06-05 00:00"))
    assert pick(findings, "NOTE-02").verdict == "met"
    missing = pick(findings, "NOTE-05")
    assert (missing.verdict, missing.numerator, missing.denominator) == ("warned", 0, 4)
    assert "why it cannot wait" in word_finding(missing, "en")


def test_what_an_emergency_must_record_is_told_with_a_rule_for_it_or_without() -> None:
    asked = ("happened", "cannot_wait", "found_by", "known_at")
    found = EmergencyFindings(frozenset({"happened", "known_at"}))
    assert list_missing_findings(profile("tx-open-meetings"), emergency(None)) == asked
    assert list_missing_findings(profile("nj-2023"), emergency(None)) == asked
    assert list_missing_findings(profile("nj-2023"), emergency(found)) == ("cannot_wait", "found_by", "known_at")
    assert not list_missing_findings(profile("nj-2023"), emergency(EmergencyFindings(ALL, LATE)))
    own = profile("il-open-meetings", NOTE_05__items=["happened"])
    assert list_missing_findings(own, emergency(None)) == ("happened",)


def test_other_meetings_have_no_emergency_to_found() -> None:
    findings = judge_notice(profile("il-open-meetings"), meeting("2026-06-04 18:00"), calendar(), LATE)
    assert "NOTE-05" not in {finding.rule for finding in findings}
