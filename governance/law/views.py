"""The pages of the acts: all of them, and each as plain numbered text."""

from dataclasses import dataclass
from typing import Any

from governance.law.queries import ActSummary, ActTold, find_acts
from governance.law.resources import ACT_PATH, Acts, OneAct
from governance.law.words import ACT_KINDS, CONSEQUENCES, EVIDENCE, VALUES
from governance.security import Permission
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page

LAW = _("Law")


@dataclass(frozen=True)
class ActsPage:
    """All acts that the portal knows."""

    acts: list[ActSummary]


def show_acts(context: Acts, request: Any) -> Page:
    return Page(ActsPage(list(find_acts(request.locale_name))), LAW, (Crumb(LAW),))


def show_act(context: OneAct, request: Any) -> Page:
    title = context.act.act.title
    return Page(context.act, title, (Crumb(LAW, "/law"), Crumb(title)))


def includeme(config: Any) -> None:
    config.add_words(
        act_kinds=ACT_KINDS, law_evidence=EVIDENCE, law_consequences=CONSEQUENCES, law_values=VALUES
    )  # fmt: skip
    config.add_public_page(
        "law.acts",
        "/law",
        show_acts,
        template="law/acts.jinja2",
        content=ActsPage,
        factory=Acts,
        summary="All acts that the portal knows, and how far each is known",
        permission=Permission.PORTAL_READ,
    )
    config.add_public_page(
        "law.act",
        ACT_PATH,
        show_act,
        template="law/act.jinja2",
        content=ActTold,
        factory=OneAct,
        summary="One act: rules, parameters, sources, and how each is known",
        permission=Permission.PORTAL_READ,
    )
