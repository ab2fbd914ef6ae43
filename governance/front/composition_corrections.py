"""Both verdicts of a day where a law had been recorded wrongly: as it was recorded then, and as it is recorded now."""

from datetime import date, datetime, timedelta

from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact
from governance.clock import find_day
from governance.front.composition_contents import KnownBefore
from governance.front.composition_gathering import BoardUnderLaw
from governance.front.composition_judging import JudgedDay
from governance.law.findings import tell_verdict
from governance.law.queries import make_reference
from model_law.findings import Finding
from model_law.provisions import load_act
from model_law.publicity import Showing
from model_law.wording import word_finding

CORRECTIONS_SHOWN = 5


def tell_known_before(under: BoardUnderLaw, on: date, language: str) -> list[KnownBefore]:
    """The verdict of a day under each law that was recorded for it and corrected since, the latest correction first."""
    return [
        tell_correction(under, before, wrong, moment, on, language)
        for moment, wrong, before in find_corrections(under)
        if (held := before.law.find_adoption(on)) is not None and held.key == wrong.key
    ]


def tell_corrections(under: BoardUnderLaw, language: str) -> list[KnownBefore]:
    """The verdict under each law that was corrected since, on the first day for which it was recorded."""
    if under.error is not None:
        return []
    return [
        tell_correction(under, before, wrong, moment, wrong.started_on, language)
        for moment, wrong, before in find_corrections(under)
        if wrong.started_on <= under.today
    ]


def find_corrections(under: BoardUnderLaw) -> list[tuple[datetime, AdoptionFact, BoardUnderLaw]]:
    """The laws that were corrected, each with the moment of it and the board under its laws as recorded just before."""
    corrected = [
        (fact.superseded_at, fact)
        for fact in (*under.adoptions, *under.above)
        if fact.superseded_at is not None and fact.kind is LawKind.COMPOSITION
    ]
    corrected.sort(key=lambda entry: entry[0], reverse=True)
    return [
        (moment, wrong, under.as_known(moment - timedelta(microseconds=1)))
        for moment, wrong in corrected[:CORRECTIONS_SHOWN]
    ]


def tell_correction(
    under: BoardUnderLaw, before: BoardUnderLaw, wrong: AdoptionFact, moment: datetime, on: date, language: str
) -> KnownBefore:
    day, now = JudgedDay(before, on), JudgedDay(under, on)
    then_told = word_public_share(day)
    now_told = word_public_share(now)
    corrected_on = find_day(moment, under.board.zone)
    return KnownBefore(
        on,
        corrected_on,
        make_reference(load_act(wrong.act), language),
        wrong.title,
        None if then_told is None else tell_verdict(then_told.verdict, borrowed=wrong.borrowed),
        None if then_told is None else word_finding(then_told, language),
        None if now_told is None else tell_verdict(now_told.verdict, borrowed=under.is_borrowed(on)),
        None if now_told is None else word_finding(now_told, language),
        f"{under.board.address}/composition/history?known_at={(corrected_on - timedelta(days=1)).isoformat()}",
    )


def word_public_share(day: JudgedDay) -> Finding | None:
    """The finding on the share, where it may be told of that day."""
    share = day.share
    return share if share is not None and day.show(share.ruled_by) is Showing.WHOLE else None
