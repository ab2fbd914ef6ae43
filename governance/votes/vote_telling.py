"""A vote that was taken here, told to the public from what was frozen of it, and never worked out again.

What a law of today, or that of the day as it is known now, keeps from the public is left out of what was frozen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from governance.boards.appointment_models import Door
from governance.boards.law_models import LawKind
from governance.boards.models import Person
from governance.boards.queries import BoardIdentity, make_person_address
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.ledger.queries import find_sealing_entries
from governance.meetings.live_contents import CompositionThen
from governance.meetings.live_telling import lets_office_be_public, make_quorum
from governance.meetings.models import AttendanceMode
from governance.meetings.session_facts import QuorumNow
from governance.votes.floor_models import HeldVote, Stage, VoteFacts
from governance.votes.held_vote_queries import find_people_named
from governance.votes.models import ThresholdBasis, Vote
from governance.votes.vote_answers import OTHER_RULE, tell_answers, tell_rule, word
from governance.votes.vote_contents import (
    BallotChanged,
    BallotRefused,
    CompositionTold,
    ConflictOfVote,
    CountTold,
    DocumentOfVote,
    HeldVoteTold,
    MemberOfVote,
    PersonNamed,
    Recusal,
    StageTold,
    ThresholdTold,
)
from model_law.conflicts import ConflictClass
from model_law.findings import Verdict
from model_law.provisions import load_act
from model_law.vote_judgement import Question, Result
from model_law.wording import label

Chair = aliased(Person, name="presiding")

RECUSALS = {
    "by_law": Recusal.BY_THE_RULE,
    "by_own_word": Recusal.STEPPED_ASIDE,
    "refused": Recusal.DID_NOT,
    "unanswered": Recusal.NOT_ANSWERED,
}


@dataclass(frozen=True, slots=True)
class Held:
    """The row of a vote that was taken here, as far as nothing of it is among the frozen facts."""

    id: int
    door: Door
    document_title: str | None
    document_dated_on: date | None
    document_address: str | None
    opened_at: datetime
    closed_at: datetime | None
    running_tally: bool
    chair_key: str | None
    chair_name: str | None
    declared_by: str | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """Facts as they were frozen at one stage."""

    id: int
    stage: Stage
    at: datetime
    content: Mapping[str, Any]
    digest: str
    entered_at: datetime


@prepared
def read_held(held_id: int) -> Rows:
    held = HeldVote
    return (
        select(
            held.id, held.door, held.document_title, held.document_dated_on, held.document_address, held.opened_at,
            held.closed_at, held.running_tally, Chair.key, Chair.name, Vote.threshold_declared_by,
        )
        .outerjoin(Chair, Chair.id == held.chair_id)
        .outerjoin(Vote, Vote.id == held.vote_id)
        .where(held.id == held_id)
    )  # fmt: skip


@prepared
def read_frozen(held_id: int) -> Rows:
    kept = VoteFacts
    return (
        select(kept.id, kept.stage, kept.at, kept.content, kept.digest, kept.entered_at)
        .where(kept.held_vote_id == held_id)
        .order_by(kept.id)
    )


class People:
    """Everybody whom the frozen facts of a vote name: by the name that was frozen, else by that of today."""

    def __init__(self, db: Session, frozen: Sequence[Frozen]) -> None:
        self.names: dict[str, str] = {}
        mentioned: set[str] = set()
        for one in frozen:
            content = one.content
            self.names |= {member["person"]: member["name"] for member in content["members"]}
            mentioned |= {conflict["person"] for conflict in content["conflicts"]}
            mentioned |= set(content.get("ballots", ())) | {person for person, _reason in content.get("refused", ())}
        if missing := sorted(mentioned - self.names.keys()):
            self.names |= find_people_named(db, missing)

    def find(self, key: str) -> PersonNamed:
        return PersonNamed(key, self.names.get(key, key), make_person_address(key))


def tell_held_vote(db: Session, board: BoardIdentity, held_id: int, now: datetime, language: str) -> HeldVoteTold:
    """All that anybody may know of a vote that was taken here. In a fixed number of queries."""
    held = Held(*read_held(db, held_id).one())
    frozen = [Frozen(*row) for row in read_frozen(db, held_id)]
    entries = find_sealing_entries(db, board.id, VoteFacts.__tablename__, [one.id for one in frozen])
    people = People(db, frozen)
    content = frozen[-1].content
    opening = next((one.content for one in frozen if one.stage is Stage.OPENING), None)
    composition = tell_composition(db, board, content, find_day(now, board.zone), language)
    is_open = held.closed_at is None
    answers = tell_answers(content, composition, board.zone, language)
    result = Result(content["result"]) if not is_open else None
    threshold = content["threshold"]
    numerator, denominator = map(int, threshold["share"].split("/"))
    return HeldVoteTold(
        is_open=is_open,
        running_tally=held.running_tally,
        door=held.door,
        document=tell_document(held),
        opened_at=held.opened_at,
        closed_at=held.closed_at,
        question=content["text"]["text"],
        effect=content["text"]["effect"],
        chair=PersonNamed(held.chair_key, held.chair_name or "", make_person_address(held.chair_key))
        if held.chair_key
        else None,
        matter=content["matter"],
        award=content["award"],
        instruments=[law["instrument"] for law in content["laws"]],
        borrowed=any(law["borrowed"] for law in content["laws"]),
        carries=word(opening["carries"], board.zone, language) if opening is not None else None,
        threshold=ThresholdTold(
            numerator,
            denominator,
            threshold["more_than"],
            ThresholdBasis(threshold["base"]),
            threshold["rule"],
            held.declared_by,
        ),
        result=result,
        result_word=label("results", result.value, language) if result is not None else None,
        sentence=tell_sentence(content, board.zone, language),
        count=tell_count(content),
        answers=answers,
        unknown=[answer.question for answer in answers if answer.verdict is Verdict.CANNOT_TELL],
        withheld=[answer.question for answer in answers if answer.verdict is None],
        quorum_at_opening=make_quorum(QuorumNow(**opening["quorum"]), None) if opening and opening["quorum"] else None,
        quorum=make_quorum(QuorumNow(**content["quorum"]), None) if content["quorum"] else None,
        presence_recorded=content["presence_recorded"],
        members=[
            MemberOfVote(
                people.find(member["person"]),
                AttendanceMode(member["present"]) if member["present"] else None,
                member["voting"],
                member["alternate"],
            )
            for member in content["members"]
        ],
        conflicts=tell_conflicts(content, people, language),
        recused_count_toward_quorum=content["recusal_counts"]["in_quorum"],
        recused_count_among_present=content["recusal_counts"]["in_base"],
        refused=[
            BallotRefused(people.find(person), label("refusals", reason, language))
            for person, reason in content.get("refused", ())
        ],
        composition=composition,
        stages=tell_stages(board, frozen, entries, people, language),
    )


def tell_document(held: Held) -> DocumentOfVote | None:
    if held.document_title is None:
        return None
    return DocumentOfVote(held.document_title, held.document_dated_on, held.document_address)


def tell_sentence(content: Mapping[str, Any], zone: str, language: str) -> str | None:
    """The sum by which a vote was decided, in words: the finding of the rule that says what carries, else the answer's own."""
    if "result" not in content:
        return None
    found = [one for one in content["findings"] if one["rule"] == content["threshold"]["rule"]]
    told = next((one for one in found if one["message"] != OTHER_RULE), None)
    return word(
        told or next(one for one in content["answers"] if one["question"] == Question.THRESHOLD), zone, language
    )


def tell_count(content: Mapping[str, Any]) -> CountTold | None:
    if "count" not in content:
        return None
    return CountTold(**{name: content["count"][name] for name in CountTold.__annotations__})


def tell_composition(
    db: Session, board: BoardIdentity, content: Mapping[str, Any], today: date, language: str
) -> CompositionTold:
    on = date.fromisoformat(content["on"])
    told = CompositionThen(content["composition"]["told"])
    if told is CompositionThen.OFFICE and not lets_office_be_public(db, board.id, {on, today}):
        told = CompositionThen.WITHHELD
    frozen = [] if told is CompositionThen.WITHHELD else content["composition"]["rules"]
    shown = {
        rule["check"]: tell_rule(rule, content, board.zone, language)
        for rule in frozen if rule["check"] in ("share", "share_present")
    }  # fmt: skip
    breach = content["breach_of_composition"] or {}
    return CompositionTold(
        told, shown.get("share"), told is CompositionThen.WITHHELD or keeps_share(content), shown.get("share_present"),
        breach.get("rule"), breach.get("voids", False), breach.get("void_words", ""), breach.get("part_of_quorum", False),
    )  # fmt: skip


def keeps_share(content: Mapping[str, Any]) -> bool:
    """Whether the share of community representatives was kept from the public when the facts were frozen."""
    kept = set(content["composition"]["not_public"])
    acts = [law["act"] for law in content["laws"] if law["kind"] == LawKind.COMPOSITION]
    return any(
        provision.check == "share" and provision.id in kept for act in acts for provision in load_act(act).provisions
    )


def tell_conflicts(content: Mapping[str, Any], people: People, language: str) -> list[ConflictOfVote]:
    came_of = {person: RECUSALS[name] for name in RECUSALS for person in content["recused"][name]}
    return [
        ConflictOfVote(
            people.find(one["person"]), ConflictClass(one["conflict"]),
            label("conflict_classes", one["conflict"], language), came_of[one["person"]],
        )
        for one in content["conflicts"]
        if one["person"] in came_of
    ]  # fmt: skip


def tell_stages(
    board: BoardIdentity, frozen: Sequence[Frozen], entries: Mapping[int, int], people: People, language: str
) -> list[StageTold]:
    stages = []
    before: Mapping[str, str] = {}
    for one in frozen:
        content = one.content
        result = Result(content["result"]) if "result" in content else None
        ballots = content.get("ballots", {})
        changes = [
            BallotChanged(people.find(person), before.get(person), ballots.get(person))
            for person in sorted({*before, *ballots})
            if one.stage is Stage.ERRATUM and before.get(person) != ballots.get(person)
        ]
        entry = entries.get(one.id)
        stages.append(
            StageTold(
                one.stage, one.at, one.entered_at, result,
                label("results", result.value, language) if result is not None else None,
                tell_sentence(content, board.zone, language), content.get("reason"), changes, one.digest,
                content.get("root"), entry, f"{board.address}/ledger/{entry}" if entry is not None else None,
            )
        )  # fmt: skip
        before = ballots
    return stages
