"""What is new of a board as one line, in a reader's language."""

from governance.clock import find_day
from governance.subscriptions.news_queries import News
from governance.subscriptions.words import HEADLINES
from governance.web.locale import _
from governance.web.writing import say, write_day, write_moment


def word_news(news: News, language: str) -> str:
    """One line: what happened, and with what."""
    return say(_(HEADLINES[news.kind], mapping={"what": name_subject(news, language)}), language)


def name_subject(news: News, language: str) -> str:
    name = " ".join(news.name.split())
    if news.starts_at is not None:
        when = (
            write_moment(news.starts_at, news.zone, language)
            if news.time_stated
            else write_day(find_day(news.starts_at, news.zone), language)
        )
        return f"{name}, {when}"
    if news.period is not None:
        days = {"first": write_day(news.period.starts_on, language), "last": write_day(news.period.ends_on, language)}
        return f"{name}, " + say(_("${first} to ${last}", mapping=days), language)
    return str(news.meetings)
