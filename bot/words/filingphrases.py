"""What stands beside a filing, in a few words: its judge, what it answers, its document."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.words.casefacts import are_initials
from bot.words.mrkdwn import Mrkdwn, cut, link
from bot.words.phrases import joined
from filings.views import AnsweredView

NOTHING = Mrkdwn("")
_ALSO = 5
_ANSWERED = 4
_WITHOUT_FEE = ("www.supremecourt.gov", "www.courtlistener.com")
_FREE_DOMAINS = (".supremecourt.gov", ".courtlistener.com")


def judge_of(name: str) -> str:
    """ "Judge Kollar-Kotelly", "Magistrate Judge Roe", as a newsroom names one; or ""."""
    title, _, person = name.rpartition("Judge ")
    if name.startswith(("Justice ", "Special Master ")) or not name:
        return name
    words = (person or name).replace(",", "").split()
    while len(words) > 1 and words[-1].rstrip(".").upper() in ("JR", "SR", "II", "III", "IV"):
        words.pop()
    first = len(words) - 1
    while first > 0 and words[first - 1].casefold() in ("de", "la", "del", "van", "von", "der"):
        first -= 1
    if not words or are_initials(name):
        return ""
    return f"{title}Judge {' '.join(words[first:])}"


def answered_of(answered: Sequence[AnsweredView], own: int | None) -> Mrkdwn:
    """ "re No. 58", "re Nos. 37, 58 and 4 more"; a number is a link where its page is known."""
    others = [each for each in answered if each.number != own]
    if not others:
        return NOTHING
    named = [link(each.url, str(each.number)) or str(each.number) for each in others[:_ANSWERED]]
    if more := len(others) - len(named):
        named.append(f"{more} more")
    return Mrkdwn(f"re No{'s' if len(others) > 1 else ''}. {joined(named)}")


def free_label(pages: int | None) -> str:
    """ "Free PDF", "Free PDF, 1 page", "Free PDF, 6 pages"."""
    if not pages or pages < 1:
        return "Free PDF"
    return f"Free PDF, {pages:,} page{'s' if pages > 1 else ''}"


def document_is_paid(url: str | None) -> bool:
    """Whether a document's page is the court's own, where PACER asks a fee."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return True
    return host not in _WITHOUT_FEE and not host.endswith(_FREE_DOMAINS)


def same_as_of(other: str) -> Mrkdwn:
    return cut(f"The same filing as {other}, told above.", 300) if other else NOTHING


def also_in_of(numbers: tuple[str, ...]) -> Mrkdwn:
    if not numbers:
        return NOTHING
    named = list(numbers[:_ALSO])
    if more := len(numbers) - len(named):
        named.append(f"{more} more")
    return cut(f"The same document is in {joined(named)}.", 400)


def watched_of(watches: Sequence[str]) -> Mrkdwn:
    """Why a channel is told that does not follow the case: "watch “harbor gazette”"."""
    few = [cut(each, 120, "left out") for each in watches[:3]]
    if more := len(watches) - len(few):
        few.append(Mrkdwn(f"{more} more"))
    return Mrkdwn(f"watch {joined(few)}") if few else NOTHING
