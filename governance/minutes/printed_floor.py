"""What the board decided, as the parts of a printed page: motions, votes with their corrections, elections."""

from collections.abc import Iterator

from governance.clock import find_day
from governance.minutes.contents import ElectionLine, ErratumLine, MinutesContent, MotionLine, RoundLine, VoteLine
from governance.minutes.printed_shapes import Part, Say, make_facts, make_heading, make_list
from governance.minutes.words import MOTION_KINDS, MOTION_STATES, OUTCOMES, ROUND_REASONS, word_change, word_sum
from governance.votes.words import CHOICES
from governance.web.locale import _
from governance.web.writing import write_day, write_time


def list_motion(content: MinutesContent, motion: MotionLine, say: Say, language: str) -> Iterator[Part]:
    yield from make_facts(
        [
            (say(_("Motion")), motion.text),
            (say(MOTION_KINDS[motion.kind]) if motion.kind in MOTION_KINDS else "", motion.about),
            (say(_("What changes if it carries")), motion.effect),
            (say(_("Items of the consent calendar")), "; ".join(motion.items)),
            (say(_("Moved by")), motion.mover),
            (say(_("Seconded by")), motion.seconder),
            (
                say(_("What became of it")),
                say(MOTION_STATES[motion.status]) if motion.status in MOTION_STATES else None,
            ),
        ]
    )
    for vote in motion.votes:
        yield from list_vote(content, vote, say, language)


def list_vote(content: MinutesContent, vote: VoteLine, say: Say, language: str) -> Iterator[Part]:
    outcome = say(OUTCOMES[vote.outcome][0]) if vote.outcome is not None else say(_("Outcome not recorded"))
    yield from make_facts(
        [
            (say(_("Vote")), ". ".join(part for part in (outcome, say(word_sum(vote) or "")) if part)),
            (say(_("Who says what carries")), vote.declared_by),
            (say(_("Entered from this document")), vote.document),
        ]
    )
    yield from make_facts(
        (f"{say(CHOICES[choice][0])} ({len(names)})", ", ".join(names)) for choice, names in vote.by_choice
    )
    for erratum in vote.errata:
        yield from list_erratum(content, erratum, say, language)


def list_erratum(content: MinutesContent, erratum: ErratumLine, say: Say, language: str) -> Iterator[Part]:
    yield from make_facts(
        [
            (say(_("Corrected afterwards, on")), write_day(find_day(erratum.at, content.zone), language)),
            (say(_("Why")), erratum.reason),
            (
                say(_("Outcome before and after")),
                f"{say(OUTCOMES[erratum.before][0])}, {say(OUTCOMES[erratum.after][0])}",
            ),
            (say(_("Who was there")), say(_("was corrected too")) if erratum.presence else None),
        ]
    )
    yield from make_list([say(word_change(one, say)) for one in erratum.changes])


def list_election(content: MinutesContent, election: ElectionLine, say: Say, language: str) -> Iterator[Part]:
    yield from make_facts(
        [
            (say(_("Election")), election.office),
            (say(_("Elected")), election.elected or say(_("nobody in this meeting"))),
        ]
    )
    for one in election.rounds:
        yield from list_round(content, one, say, language)


def list_round(content: MinutesContent, one: RoundLine, say: Say, language: str) -> Iterator[Part]:
    yield make_heading(4, say(_("Round ${number}", mapping={"number": one.number})))
    yield from make_facts(
        [
            (say(_("At")), write_time(one.at, content.zone, language)),
            (say(_("Votes that elect")), str(one.needed) if one.needed is not None else None),
            (say(_("Outcome")), one.elected or (say(ROUND_REASONS[one.reason]) if one.reason else None)),
            (say(_("Decided by")), say(_("lot")) if one.elected and one.reason else None),
        ]
    )
    yield from make_facts(
        [(say(_("Candidates")), ", ".join(f"{candidate.name} {candidate.votes}" for candidate in one.candidates))]
    )
    yield from make_facts(
        (f"{say(_('Named'))} {candidate or say(_('nobody'))} ({len(names)})", ", ".join(names))
        for candidate, names in one.by_candidate
    )
