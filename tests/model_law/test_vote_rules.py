"""Composition at a vote, quorum with seats that have no vote, rules that cannot be set, and words for all of it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from model_law.attendance import Disorder
from model_law.conflicts import ConflictClass, NoConflict
from model_law.elections import Miscount, Unelected
from model_law.facts import UNTOLD, Member, Roster
from model_law.findings import Verdict, as_data
from model_law.motions import Objection
from model_law.profiles import SettingError
from model_law.provisions import load_act
from model_law.quorum import count_quorum, counted_members, find_rule
from model_law.thresholds import Base, Unreachable
from model_law.vote_judgement import Question, Result
from model_law.votes import Refusal
from model_law.wording import LANGUAGES, label, table, word_finding, word_message
from tests.model_law.board_votes import (
    ADOPTED,
    board,
    facts,
    finding,
    judge,
    leave,
    minute,
    profile,
)
from tests.model_law.boards import DAY

WORDS = "Acts of a board not so composed are void; no court need say so."


@pytest.mark.parametrize(
    ("adopted", "settings", "verdict", "result"),
    [
        (ADOPTED, {}, Verdict.WARNED, Result.CARRIED),
        (ADOPTED, {"breach": "void", "void_words": WORDS}, Verdict.BREACHED, Result.VOID),
        ((), {"breach": "void", "void_words": WORDS}, Verdict.WARNED, Result.CARRIED),
    ],
)
def test_a_breach_of_composition_flags_a_vote_and_voids_it_only_in_the_instrument_s_own_words(
    adopted: Iterable[str], settings: dict[str, str], verdict: Verdict, result: Result
) -> None:
    short = profile(adopted, **{f"QUOR_03__{name}": value for name, value in settings.items()})
    found = judge(facts(roster=board(community=6)), short)
    assert (finding(found, "QUOR-03").verdict, found.result) == (verdict, result)
    assert (finding(found, "QUOR-03").numerator, finding(found, "QUOR-03").denominator) == (6, 12)
    assert ("QUOR-03" in [one.rule for one in found.bars]) is (result is Result.VOID)
    lawful = judge(facts(roster=board(community=7)), short)
    assert (finding(lawful, "QUOR-03").verdict, lawful.result) == (Verdict.MET, Result.CARRIED)


def test_words_of_an_act_that_does_not_bind_the_board_void_nothing() -> None:
    short = profile(QUOR_03__breach="void", QUOR_03__void_words=WORDS)
    borrowed = replace(short, rules=tuple(replace(rule, enforced=False) for rule in short.rules))
    assert judge(facts(roster=board(community=6)), short).result is Result.VOID
    assert judge(facts(roster=board(community=6)), borrowed).result is Result.CARRIED


def test_an_empty_seat_silences_nobody() -> None:
    roster = board(serving=9, vacant=4, community=4)
    assert judge(facts("a" * 9, 9, roster=roster)).result is Result.CARRIED


def test_void_without_the_instrument_s_words_cannot_be_set() -> None:
    with pytest.raises(SettingError, match="only in the instrument's own words"):
        profile(QUOR_03__breach="void")
    with pytest.raises(SettingError, match="longer than 2000"):
        profile(QUOR_03__void_words="x" * 2001)


def test_each_vote_tells_the_share_of_those_present_and_only_warns() -> None:
    present = finding(judge(facts("a" * 8, 8, roster=board(community=4))), "COMP-03")
    assert (present.verdict, present.numerator, present.denominator) == (Verdict.WARNED, 4, 8)


@pytest.mark.parametrize(("asked", "result"), [("no", Result.CARRIED), ("yes", Result.NO_QUORUM)])
def test_an_adoption_may_make_composition_a_part_of_the_quorum(asked: str, result: Result) -> None:
    roster = board(community=7)
    early = [leave(number, -1) for number in range(4)]
    found = judge(facts("....aaaaaaaa", 12, *early, roster=roster), profile(QUOR_03__part_of_quorum=asked))
    assert found.result is result
    if asked == "yes":
        told = finding(found, "QUOR-02")
        assert (told.message, told.numerator, told.denominator) == ("share.short", 3, 8)


def test_a_part_of_the_quorum_that_hangs_on_somebody_untold_cannot_be_told() -> None:
    seats = list(board(community=8).seats)
    seats[4] = replace(seats[4], holder=Member("m4", frozenset({UNTOLD})))
    roster = Roster(DAY, tuple(seats))
    composed = profile(QUOR_03__part_of_quorum="yes")
    enough = judge(facts("a" * 9, 9, roster=roster), composed)
    assert finding(enough, "QUOR-02").verdict is Verdict.MET
    early = [leave(number, -1) for number in range(3)]
    hangs = judge(facts("...aaaaaaaa", 11, *early, roster=roster), composed)
    assert (finding(hangs, "QUOR-02").message, finding(hangs, "QUOR-02").verdict) == ("untold", Verdict.CANNOT_TELL)
    assert (hangs.result, hangs.bars) == (Result.CARRIED, ())


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"VOTE_02__p": "0"}, "outside the allowed range"),
        ({"VOTE_02__p": "3/2"}, "outside the allowed range"),
        ({"VOTE_02__p": "1"}, "more than all"),
        ({"VOTE_03__p": "1", "VOTE_03__comparison": "more_than"}, "more than all"),
        ({"VOTE_02__base": "everybody"}, "not allowed"),
        ({"VOTE_04__automatic": "lived_experience"}, "is no class of conflict"),
    ],
)
def test_a_rule_of_votes_that_cannot_be_is_refused_when_it_is_set(settings: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingError, match=problem):
        profile(**settings)


def test_a_vote_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="before it opens"):
        facts(closed_at=minute(-1))


def test_seats_without_a_vote_leave_a_quorum_open_only_where_they_decide() -> None:
    rule = find_rule(profile((), "ca-bhb"), "quorum")
    assert rule is not None
    roster = board(serving=10, vacant=0, nonvoting=2)
    everybody = [f"m{number}" for number in range(12)]
    assert [count_quorum(rule, roster, everybody[:number]).reached for number in (5, 6, 7)] == [False, None, True]
    assert count_quorum(rule, roster, everybody[5:]).reached is None
    assert counted_members(rule, roster) == frozenset(everybody[:10])
    found = judge(facts("a" * 6, 6, roster=roster), profile((), "ca-bhb"))
    assert (finding(found, "QUOR-01").verdict, finding(found, "QUOR-01").message) == (
        Verdict.CANNOT_TELL, "quorum.nonvoting_seats",
    )  # fmt: skip


def test_everything_a_vote_says_can_be_worded_in_both_languages_and_written_as_data() -> None:
    for of in (facts(), facts("", 0), facts("r" * 12), facts(attendance=None), facts("aa--nr", 6, award=None)):
        for under in (profile(), profile((), "ca-bhb"), profile((), "nj-2023"), profile((), "fl-sunshine")):
            found = judge(of, under)
            for language in LANGUAGES:
                assert label("results", found.result, language)
                for one in found.findings:
                    assert "None" not in word_finding(one, language)
                    assert as_data(one)["message"] == one.message
                for told in found.answers:
                    assert label("questions", told.question, language)
                    if told.message is not None:
                        assert "None" not in word_message(told.message, told.arguments, language)


def test_every_reason_and_result_has_its_words() -> None:
    words = table()
    for section, told in (
        ("results", Result), ("questions", Question), ("refusals", Refusal), ("disorders", Disorder),
        ("objections", Objection), ("conflict_classes", ConflictClass), ("bases", Base),
        ("unelected", Unelected), ("miscounts", Miscount), ("no_conflicts", NoConflict), ("unreachable", Unreachable),
    ):  # fmt: skip
        assert set(words[section]) == {str(one) for one in told}, section


def test_the_model_act_holds_the_rules_of_quorum_votes_and_motions_as_the_portal_s_own() -> None:
    rules = [rule for rule in load_act("model-act").provisions if rule.id.startswith(("QUOR", "VOTE", "MOVE"))]
    assert [rule.id for rule in rules] == [
        "QUOR-01", "QUOR-02", "QUOR-03", "VOTE-01", "VOTE-02", "VOTE-03", "VOTE-04", "VOTE-05", "VOTE-07",
        "MOVE-01", "MOVE-02", "MOVE-03",
    ]  # fmt: skip
    assert {rule.how_known for rule in rules} == {"own_default"}
