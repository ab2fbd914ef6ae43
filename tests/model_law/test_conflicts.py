"""Conflicts of interest: what is one, who is recused, and what that does to the count."""

from dataclasses import replace

import pytest

from model_law.conflicts import (
    ConflictClass,
    ConflictError,
    Declaration,
    Effect,
    find_effect,
    find_recusals,
    read_conflict,
)
from model_law.findings import Verdict
from model_law.quorum import find_rule
from model_law.thresholds import Outcome
from model_law.vote_judgement import Result
from model_law.votes import Refusal, consent_ballots
from tests.model_law.board_votes import (
    facts,
    finding,
    judge,
    profile,
    refusals,
)


def test_lived_experience_and_receiving_services_are_not_conflicts() -> None:
    for word in ("lived experience", "receives_services", " Receives Services "):
        with pytest.raises(ConflictError, match="is not a conflict by itself") as refusal:
            read_conflict(word)
        assert refusal.value.reason == "not_by_itself"
    with pytest.raises(ConflictError, match="the classes are financial"):
        read_conflict("family")
    assert read_conflict("Financial") is ConflictClass.FINANCIAL


def declared(answer: bool | None, conflict: ConflictClass = ConflictClass.EMPLOYMENT) -> tuple[Declaration, ...]:
    return (Declaration("m0", conflict, answer),)


def test_nobody_is_recused_against_their_word_unless_the_adopted_rule_says_so() -> None:
    rule = find_rule(profile(), "recusal")
    assert find_recusals(declared(False), rule).recused == frozenset()
    assert find_recusals(declared(False), rule).refused == {"m0"}
    assert find_recusals(declared(None), rule).unanswered == {"m0"}
    assert find_recusals(declared(True), rule).by_own_word == {"m0"}
    automatic = find_rule(profile(VOTE_04__automatic="employment; financial"), "recusal")
    assert find_recusals(declared(False), automatic).by_law == {"m0"}
    assert find_recusals(declared(False, ConflictClass.PERSONAL), automatic).recused == frozenset()
    not_adopted = find_rule(profile((), VOTE_04__automatic="employment"), "recusal")
    assert find_recusals(declared(False), not_adopted).recused == frozenset()
    california = find_rule(profile((), "ca-bhb"), "recusal")
    assert find_recusals(declared(False), california).by_law == {"m0"}
    both = (*declared(False), *declared(True, ConflictClass.PERSONAL))
    assert find_recusals(both, rule) == (frozenset(), frozenset({"m0"}), frozenset(), frozenset())


def test_who_is_recused_and_votes_anyway_is_recused() -> None:
    found = judge(facts("aaaaaaannnnn", declarations=declared(True)))
    assert refusals(found) == [("m0", Refusal.RECUSED)]
    assert (found.decision.ayes, found.decision.base, found.case.count.recused) == (6, 11, 1)
    assert (finding(found, "VOTE-04").message, finding(found, "VOTE-04").verdict) == (
        "recusal.voted", Verdict.BREACHED,
    )  # fmt: skip


def test_a_member_asked_to_step_aside_who_refuses_is_counted_and_that_is_told() -> None:
    found = judge(facts(declarations=declared(False)))
    assert (found.decision.ayes, finding(found, "VOTE-04").message) == (7, "recusal.refused")
    assert finding(judge(facts(declarations=declared(None))), "VOTE-04").verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(("in_quorum", "result"), [("yes", Result.CARRIED), ("no", Result.NO_QUORUM)])
def test_the_rule_says_whether_the_recused_make_a_quorum(in_quorum: str, result: Result) -> None:
    assert judge(facts("raaaaaa", 7), profile(VOTE_04__in_quorum=in_quorum)).result is result


@pytest.mark.parametrize(("in_base", "base", "outcome"), [("no", 6, Outcome.CARRIED), ("yes", 8, Outcome.LOST)])
def test_the_rule_says_whether_the_recused_are_among_those_present(in_base: str, base: int, outcome: Outcome) -> None:
    found = judge(facts("rraaaann", 8), profile(VOTE_04__in_base=in_base, VOTE_02__base="present"))
    assert (found.decision.base, found.decision.outcome) == (base, outcome)


def test_without_a_rule_the_recused_count_in_neither() -> None:
    assert find_effect(None) == Effect(in_quorum=False, in_base=False)


def test_consent_is_the_aye_of_each_member_there_who_does_not_object() -> None:
    vote = facts((), 8)
    ballots = consent_ballots(vote, frozenset(), frozenset({"m0"}))
    assert [ballot.person for ballot in ballots] == [f"m{number}" for number in range(1, 8)]
    found = judge(replace(vote, ballots=ballots, declarations=declared(True)))
    assert (found.result, found.decision.ayes, finding(found, "VOTE-01").verdict) == (Result.CARRIED, 7, Verdict.MET)
    assert len(consent_ballots(vote, frozenset({"m0", "stranger", "m11"}), frozenset({"m0"}))) == 7
    with pytest.raises(ValueError, match="1 object"):
        consent_ballots(vote, frozenset({"m1"}), frozenset())
    with pytest.raises(ValueError, match="not recorded"):
        consent_ballots(facts((), attendance=None), frozenset(), frozenset())
