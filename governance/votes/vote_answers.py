"""Was this vote lawful? The frozen answer to each question in the reader's language, with its provisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance.meetings.live_contents import CompositionThen
from governance.meetings.live_telling import restore
from governance.votes.vote_contents import AnswerOfVote, CitationTold, CompositionTold, RuleOfVote
from model_law.findings import Verdict
from model_law.proceedings import NOTICE_CHECKS
from model_law.provisions import Provision, load_act
from model_law.vote_judgement import CHECKS_OF, Question
from model_law.wording import label, word_message

MOMENTS = ("due", "posted", "known_at")
"""Arguments that are moments in the board's zone."""

OTHER_RULE = "threshold.not_this_one"


def word(told: Mapping[str, Any], zone: str, language: str) -> str:
    """A frozen message with its arguments, in words."""
    arguments = restore(told["arguments"])
    for name in MOMENTS:
        if isinstance(arguments.get(name), str):
            arguments[name] = datetime.fromisoformat(arguments[name]).astimezone(ZoneInfo(zone))
    return word_message(told["message"], arguments, language)


def tell_answers(
    content: Mapping[str, Any], composition: CompositionTold, zone: str, language: str
) -> list[AnswerOfVote]:
    """The questions that were answered, in the order of the page. That on the composition is not among what was frozen."""
    answers = {answer["question"]: answer for answer in content["answers"]}
    return [
        tell_composed(composition, language)
        if question is Question.COMPOSITION
        else tell_answer(answers[question], content, zone, language)
        for question in Question
        if question is Question.COMPOSITION or question in answers
    ]


def tell_answer(answer: Mapping[str, Any], content: Mapping[str, Any], zone: str, language: str) -> AnswerOfVote:
    question = Question(answer["question"])
    checks = NOTICE_CHECKS if question is Question.NOTICED else CHECKS_OF.get(question, ())
    rules = [
        tell_rule(finding, content, zone, language)
        for finding in content["findings"]
        if finding["check"] in checks and finding.get("message") != OTHER_RULE
    ]
    return AnswerOfVote(
        question, label("questions", question.value, language), Verdict(answer["verdict"]),
        word(answer, zone, language) if answer["message"] is not None else None, rules, answer["rule"],
    )  # fmt: skip


def tell_rule(finding: Mapping[str, Any], content: Mapping[str, Any], zone: str, language: str) -> RuleOfVote:
    provision = find_provision(finding, content["laws"])
    cited = finding["citation"]
    return RuleOfVote(
        finding["rule"], finding["check"], getattr(provision.title, language) if provision is not None else "",
        Verdict(finding["verdict"]), finding["enforced"],
        word(finding, zone, language) if "message" in finding else None, finding["how_known"],
        CitationTold(cited["source"], cited["address"], cited["place"], cited["follows"]),
    )  # fmt: skip


def find_provision(finding: Mapping[str, Any], laws: Sequence[Mapping[str, Any]]) -> Provision | None:
    """The provision of a vote's laws by which a finding was judged: by its id, its check, and where it stands."""
    cited = finding["citation"]
    provisions = (provision for law in laws for provision in load_act(law["act"]).provisions)
    return next(
        (
            provision
            for provision in provisions
            if (provision.id, provision.check, provision.source.title, provision.place)
            == (finding["rule"], finding["check"], cited["source"], cited["place"])
        ),
        None,
    )


def tell_composed(composition: CompositionTold, language: str) -> AnswerOfVote:
    """Whether the board was composed as the law asks; without a verdict where the law keeps that from the public."""
    title = label("questions", Question.COMPOSITION.value, language)
    share = composition.share
    if share is not None:
        failed = share.verdict in (Verdict.BREACHED, Verdict.WARNED)
        verdict = (Verdict.BREACHED if composition.voids else Verdict.WARNED) if failed else share.verdict
        return AnswerOfVote(Question.COMPOSITION, title, verdict, None, [share], composition.rule)
    if composition.share_kept:
        return AnswerOfVote(Question.COMPOSITION, title, None, None, [], composition.rule)
    text = None if composition.told is CompositionThen.CONTRADICTION else label("messages", "vote.no_rule", language)
    return AnswerOfVote(Question.COMPOSITION, title, Verdict.CANNOT_TELL, text, [], composition.rule)
