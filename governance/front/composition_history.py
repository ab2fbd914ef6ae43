"""A board's verdicts over time, as they were and as they would have been had the law said otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from governance.front.composition_contents import SpanTold, YearOfMonths
from governance.front.composition_gathering import BoardUnderLaw
from governance.front.composition_judging import JudgedDay
from governance.front.composition_telling import refer
from governance.law.findings import PublicVerdict, tell_verdict
from model_law.checks import CHECKS, ROSTER
from model_law.findings import Finding
from model_law.publicity import Showing
from model_law.timeline import FAILING, Span, change_laws, failed_months, make_spans, timeline
from model_law.wording import exact, word_finding

SUPPOSED = {
    verdict: PublicVerdict.WOULD_MEET if verdict in (PublicVerdict.MET, PublicVerdict.WOULD_MEET)
    else PublicVerdict.CANNOT_TELL if verdict is PublicVerdict.CANNOT_TELL
    else PublicVerdict.WOULD_NOT_MEET
    for verdict in PublicVerdict
}  # fmt: skip


def list_spans(under: BoardUnderLaw) -> tuple[Span, ...]:
    """All verdicts since the first law, until the last day of what is told."""
    return make_spans(under.judged, under.last_day)


def tell_spans(under: BoardUnderLaw, spans: Iterable[Span], language: str) -> list[SpanTold]:
    """Spans as far as they are public, the latest first; neighbours that tell the same are one."""
    told: list[SpanTold] = []
    for span in spans:
        one = tell_span(under, span, language)
        if told and is_same(told[-1], one):
            told[-1] = replace(told[-1], last=one.last)
        else:
            told.append(one)
    return told[::-1]


def tell_share_spans(under: BoardUnderLaw, spans: Iterable[Span], language: str) -> list[SpanTold]:
    """The same of the share alone, as it would have been: nothing is lawful or unlawful under a law that is supposed."""
    told = []
    for one in tell_spans(under, keep_share(spans), language):
        supposed = one.verdict if one.verdict is None else SUPPOSED[one.verdict]
        told.append(replace(one, verdict=supposed))
    return told


def is_same(one: SpanTold, other: SpanTold) -> bool:
    return one == replace(other, first=one.first, last=one.last, address=one.address)


def tell_span(under: BoardUnderLaw, span: Span, language: str) -> SpanTold:
    day = JudgedDay(under, span.first)
    shown = [finding for finding in span.findings if is_told_of_the_past(day, finding)]
    share = next((finding for finding in shown if finding.ruled_by.provision.check == "share"), None)
    return SpanTold(
        span.first,
        None if span.last == under.last_day else span.last,
        bool(span.findings),
        None if share is None else tell_verdict(share.verdict, borrowed=under.is_borrowed(span.first)),
        None if share is None else word_finding(share, language),
        [
            refer(finding.ruled_by.provision, language)
            for finding in shown
            if finding is not share and finding.verdict in FAILING
        ],
        f"{under.board.address}/composition?on={span.first.isoformat()}",
    )


def is_told_of_the_past(day: JudgedDay, finding: Finding) -> bool:
    return CHECKS[finding.ruled_by.provision.check].facts == ROSTER and day.show(finding.ruled_by) is Showing.WHOLE


def replays_in_public(under: BoardUnderLaw) -> bool:
    """Whether every law until today lets the share be public, so that what would have been may be, too."""
    first = under.first_day
    if first is None:
        return False
    days = [first, *(law.first for law in under.law.in_force if first < law.first <= under.today)]
    return all(is_share_public(under, day) for day in days if under.law.find_adoption(day) is not None)


def is_share_public(under: BoardUnderLaw, day: date) -> bool:
    judged = JudgedDay(under, day)
    return judged.share is not None and judged.show(judged.share.ruled_by) is Showing.WHOLE


def find_share_rules(under: BoardUnderLaw) -> list[str]:
    """The ids of the rules on the share in the laws of a board."""
    rules = {
        rule.provision.id: None
        for _, profile in under.law.settled
        for rule in profile.rules
        if rule.provision.check == "share"
    }
    return list(rules)


def find_allowed(under: BoardUnderLaw) -> tuple[str | None, str | None]:
    """The least and the most share that every law of the board lets be asked, in percent."""
    shares = [
        rule.provision.parameters["p"]
        for _, profile in under.law.settled
        for rule in profile.rules
        if rule.provision.check == "share"
    ]
    least = max((share.least for share in shares if share.least is not None), default=None)
    most = min((share.most for share in shares if share.most is not None), default=None)
    return None if least is None else exact(Fraction(least)), None if most is None else exact(Fraction(most))


def replay_spans(under: BoardUnderLaw, values: dict[str, Any]) -> tuple[Span, ...]:
    """The timeline had each law said these values of its share. Raises SettingError for a value that an act does not allow."""
    wanted = {f"{rule}.{name}": value for rule in find_share_rules(under) for name, value in values.items()}
    first = under.first_day
    if first is None or under.error:
        return ()
    return timeline(under.history, change_laws(under.law.laws, wanted), first, under.last_day)


def keep_share(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days with the finding on the share alone."""
    return tuple(
        replace(span, findings=tuple(f for f in span.findings if f.ruled_by.provision.check == "share"))
        for span in spans
    )


def list_failed_months(spans: Sequence[Span]) -> list[YearOfMonths]:
    """The months in which the share did not hold on some day, by year, the latest first."""
    years: defaultdict[int, set[date]] = defaultdict(set)
    for months in failed_months(keep_share(spans)).values():
        for month in months:
            years[month.year].add(month)
    return [YearOfMonths(year, sorted(years[year])) for year in sorted(years, reverse=True)]
