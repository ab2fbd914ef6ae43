"""What minutes name and others keep, as the parts of a printed page: the comments of the public, the frozen certificate."""

from collections.abc import Iterator

from governance.meetings.live_contents import CertificateTold, CompositionThen, MemberThen, RuleThen
from governance.meetings.session_words import VERDICTS_THEN, WAYS_HERE
from governance.minutes.contents import CertificateLine, CommentsLine, MinutesContent
from governance.minutes.printed_shapes import Part, Say, make_facts, make_heading, make_list, make_table
from governance.minutes.words import COMPOSITIONS, word_stretch
from governance.web.locale import _
from governance.web.writing import write_moment


def list_comments(content: MinutesContent, comments: CommentsLine, say: Say, language: str) -> Iterator[Part]:
    """When each comment came and on what. Its words stay where something can be taken out of them."""
    yield make_heading(2, say(_("Public comments")))
    rows = [
        [
            str(number),
            write_moment(one.written_at, content.zone, language),
            one.item or say(_("the meeting")),
            str(one.taken_out),
        ]
        for number, one in enumerate(comments.written, 1)
    ]
    head = [say(_("Number")), say(_("Written")), say(_("About")), say(_("Passages taken out: somebody's health"))]
    yield from make_table(head, rows)
    if rows:
        yield {
            "kind": "note",
            "text": say(_("The words of the comments are on the pages of the meeting and its minutes.")),
        }
    yield from make_facts(
        [
            (say(_("Signed up to speak")), str(comments.speakers)),
            (say(_("Waiting for the clerk")), str(comments.waiting) if comments.waiting else None),
            (
                say(_("Counted as complaints about a response")),
                str(comments.complaints) if comments.complaints else None,
            ),
        ]
    )
    for one in comments.held_back:
        yield from make_facts(
            [
                (say(_("Held back by a rule")), str(one.comments)),
                (say(_("Rule")), one.rule),
                (say(_("Why")), one.reason),
            ]
        )


def list_certificate(
    content: MinutesContent, line: CertificateLine, certificate: CertificateTold | None, say: Say, language: str
) -> Iterator[Part]:
    yield make_heading(2, say(_("The certificate of the call to order")))
    yield from make_facts(
        [
            (say(_("Frozen for")), write_moment(line.at, content.zone, language)),
            (say(_("Seats, serving, vacant")), f"{line.seats}, {line.serving}, {line.vacant}"),
            (say(_("Quorum")), say(word_stretch(line))),
            (say(_("Judged under")), "; ".join(line.instruments)),
            ("SHA-256", line.sha256),
        ]
    )
    if certificate is None:
        return
    if certificate.entered_at > certificate.at:
        yield {"kind": "note", "text": say(_("The call was entered afterwards."))}
    if certificate.composition in COMPOSITIONS:
        yield {"kind": "note", "text": say(COMPOSITIONS[certificate.composition])}
    yield from make_list([word_rule(rule, certificate, say) for rule in certificate.every_rule])
    if certificate.composition is not CompositionThen.WITHHELD:
        yield from make_facts([(say(_("How these rules were met is not public")), ", ".join(certificate.not_public))])
    rows = [[member.name, word_member(member, say)] for member in certificate.members]
    yield from make_table([say(_("Name")), say(_("At the call to order"))], rows)


def word_rule(rule: RuleThen, certificate: CertificateTold, say: Say) -> str:
    measure = f" {say(_('Held against the board as a measure'))}." if certificate.borrowed else ""
    return f"{rule.title} ({rule.rule}): {say(VERDICTS_THEN[rule.verdict][0])}.{measure} {rule.text}"


def word_member(member: MemberThen, say: Say) -> str:
    said = say(WAYS_HERE[member.present]) if member.present is not None else say(_("not here"))
    if member.alternate:
        return f"{said}, {say(_('alternate'))}"
    return f"{said}, {say(_('without a vote'))}" if member.voting is False else said
