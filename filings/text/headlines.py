"""A filing in a few words, and in a sentence: who filed what about what, or how it was ruled. Pure.

    headline(reading, events)   "Plaintiffs' notice objecting to the administrative record"
    sentence(reading, events)   "Plaintiffs filed a notice objecting to the administrative record."

Where a text gives no more, the words of the court's event list stand as they do without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from filings import kinds
from filings.text import naming, papertitles, rulingwords
from filings.text.naming import Who
from filings.text.plainwords import begun, mended
from filings.text.reading import Reading, read
from filings.types import Party
from filings.views import FilingView

_LONGEST = 150
_LONGEST_ANSWER = 70


@dataclass(frozen=True, slots=True)
class Said:
    """headline  the first words of an alert, its first letter large
    sentence  one sentence with a full stop
    re        numbers of the entries that it answers or decides
    ours      the words are read from the text, and stand for it
    """

    headline: str
    sentence: str
    re: tuple[int, ...] = ()
    ours: bool = False


def said_of(
    reading: Reading,
    events: Sequence[str],
    *,
    number: int | None = None,
    case_name: str = "",
    parties: Sequence[Party] = (),
    verb: str = "filed",
) -> Said:
    """A filing in words.

    number     its number on the docket, for the sentence
    case_name  the caption as the court prints it, parties  as a source lists them: they say
               on which side a filer stands, and which words are names
    verb       "filed", "entered" or "docketed", for what nobody is named to have done
    """
    numbers = tuple(each.number for each in reading.answers if each.number != number)
    names = naming.words_of(case_name, reading.filers)
    who = naming.who_filed(reading, case_name, parties)
    what = _what(reading, events, names)
    noun = kinds.noun_of(kinds.main_first(events)) if events else ""
    if what and noun.lower().startswith(what.lower()):
        # The event list says the same, and what it is about.
        what = kinds.lowered(noun)
    if not what:
        plain = noun or "Filing"
        return Said(plain, _sentence(f"{plain} {verb}", number, numbers), numbers)
    head = begun(_cut(_headed(reading, who, what, names)))
    return Said(head, _told(reading, who, what, names, head, verb, number, numbers), numbers, True)


def of_filing(view: FilingView) -> Said:
    """A filing in words, with what is known of its case."""
    verb = kinds.verb_of(view.events, view.text)
    return said_of(
        read(view.text, view.events), view.events, number=view.number, case_name=view.case_name,
        parties=view.parties, verb=verb,
    )  # fmt: skip


# -- the headline ------------------------------------------------------------------------------


def _headed(reading: Reading, who: Who, what: str, names: frozenset[str]) -> str:
    if reading.held:
        ruled = rulingwords.passive(reading.rulings, names, _answer(reading, names))
        return f"{mended(reading.held, names)}{'; ' + ruled if ruled else ''}"
    if reading.rulings and (ruled := rulingwords.headline(reading, what, names)):
        return ruled
    if reading.rulings and _MINUTES.match(what):
        return f"{what}; {rulingwords.passive(reading.rulings, names)}"
    if reading.rulings and _HEARING.match(what):
        # What was ruled on stands beside it, as the entry that the hearing was about.
        ruled = rulingwords.passive(reading.rulings, names, _answer(reading, names))
        return f"{what}; {ruled}"
    if reading.rulings and _DECIDED.match(what) and reading.outcome.split()[0] not in what:
        return f"{what} {reading.outcome}"
    if reading.court_made or not who or (reading.side and what.startswith(reading.side)):
        return what
    if who.possessive and not re.match(r"(?:plaintiff|defendant|government|debtor|petitioner"
        r"|respondent"
                                       r"|the|amended|corrected)\b(?:['’]?s?['’]|s motion)",
                                       what, re.IGNORECASE):  # fmt: skip
        owned = f"{who.possessive} {what}"
        if len(owned) <= 110 and not _HAS_A_NAME.search(what):
            return owned
    if _HAS_A_NAME.search(what) or re.search(r"\bby [A-Z]", what):
        return what
    return f"{what} by {who.name}" if len(what) + len(who.name) < 130 else what


_DECIDED = re.compile(r"(?:motion|petition|application|writ|judgment)\b", re.IGNORECASE)
_HEARING = re.compile(r"hearing\b", re.IGNORECASE)
_MINUTES = re.compile(r"(?:\w+ ){0,2}minute (?:entry|order)|minutes\b", re.IGNORECASE)
# A paper that names its author already: "declaration of Jane Roe", "letter from John Doe".
_HAS_A_NAME = re.compile(r"^(?:letter|transcript|summons)\b|\bon behalf of\b")


def _what(reading: Reading, events: Sequence[str], names: frozenset[str]) -> str:
    """The paper as a noun inside a sentence, with what it answers where that says more."""
    title = _PREFIX.sub("", reading.title)
    if not title or title in events:
        return ""
    title = papertitles.once(_STUTTER.sub(r"\1 ", title), reading.filers)
    what = mended(title, names)
    if not what[:1].isupper() or what.split(" ", 1)[0].lower() not in names:
        what = _small_first(what)
    for pattern, better in _BETTER:
        what = pattern.sub(better, what)
    if reading.side and (own := _OWN_SIDE.match(what)) and own["side"].lower() == reading.side:
        what = what[own.end() :]
    answer = _answer(reading, names)
    if answer:
        for pattern, joint in _JOINED:
            if pattern.fullmatch(what):
                what = what.replace("notice of objection", "notice objecting")
                return _TWICE.sub(r"\1", f"{what}{joint}{answer}")
    return _TWICE.sub(r"\1", " ".join(what.split()))


_TWICE = re.compile(r"\b(the|of|to|for|in|a|as|of motion) \1\b")


def _small_first(what: str) -> str:
    first, space, rest = what.partition(" ")
    if re.fullmatch(r"[A-Z][a-z]+(?:[-/][A-Z]?[a-z]+)*", first):
        return kinds.lowered(first) + space + rest
    return what


_PREFIX = re.compile(r"^(?:exparte/consent|ex parte/consent|text|docket text|paperless"
    r"|electronic)\s+(?=\w)",
                     re.IGNORECASE)  # fmt: skip
# Courts print an event's name and then the filer's own title, which often is the same.
_STUTTER = re.compile(
    r"^(motion|application|declaration|exhibit|notice|statement|objection) (?=\1\b)", re.IGNORECASE
)
_OWN_SIDE = re.compile(r"(?P<side>plaintiff|defendant|government|debtor|petitioner|respondent"
    r"|appellant|appellee)"
                       r"(?:s['’]|['’]s|s)? (?=\w)", re.IGNORECASE)  # fmt: skip
_BETTER = (
    (re.compile(r"^notice of objection to\b"), "notice objecting to"),
    (re.compile(r"^notice of (?:voluntary )?withdrawal of\b"), "notice withdrawing"),
    (re.compile(r"\b(declaration|affidavit|affirmation) of of\b"), r"\1 of"),
    (re.compile(r"\bnotice of attorney appearance\b(?: [A-Z].*)?"), "notice of appearance"),
    (
        re.compile(
            r"^brief amic(?:us|i) curiae(?: of)?|^amicus brief(?: of)?|^brief amic(?:us|i)\b"
        ),
        "amicus brief",
    ),
    (
        re.compile(r"^(reply(?: brief| memorandum)?) to (?:response|opposition)(?: to motion)?$"),
        r"\1",
    ),
    (re.compile(r"\bdistrict of (?=[A-Z])"), "District of "),
    (re.compile(r"^motion (dismiss|strike|compel|seal|stay|intervene)\b"), r"motion to \1"),
    (re.compile(r"^ordered$"), "order"),
    (re.compile(r"^waiver of right of$"), "waiver of right to respond"),
    (re.compile(r"^waiver of right(?: of)? to respond$"), "waiver of right to respond"),
)
_JOINED = (
    (re.compile(r"(?:\w+ ){0,2}(?:response|memorandum|brief|affidavit|declaration|opposition"
        r"|suggestions)(?:/\w+)? in "
                r"opposition|(?:\w+ ){0,2}opposition|(?:\w+ ){0,2}objections?"
                r"|response/memorandum in opposition"
                r"|(?:\w+ ){0,1}response|(?:\w+ )?answer"), " to "),
    (re.compile(r"(?:\w+ ){0,2}(?:memorandum|brief|affidavit|declaration|statement|response"
        r"|reply|reply memorandum"
                r"|memorandum of law|exhibits?"
                r"|affirmation)(?: of law)? in support(?: of motion)?"), " of "),
    (re.compile(r"(?:\w+ ){0,2}reply(?: brief| memorandum)?(?: to response)?(?: to (?:motion"
        r"|opposition))?"
                r"(?: to motion)?"), " on "),
    (re.compile(r"(?:\w+ ){0,2}(?:report|findings) and recommendations?"), " on "),
    (re.compile(r"redaction|exhibits? to|withdrawal of(?: motion)?"), " of "),
)  # fmt: skip


def _answer(reading: Reading, names: frozenset[str]) -> str:
    """What the first entry that is answered calls itself, where that is short enough."""
    first = reading.answers[0].what if reading.answers else ""
    first = re.split(r" (?:MOTION|filed|with) |,", first, maxsplit=1)[0]
    first = re.sub(r" \d{1,5} ", " ", first)
    said = mended(first, names)
    said = re.sub(r"(?: (?:to|of|on|for|re|in|and|as|by))+$", "", _small_first(said))
    return said if 3 < len(said) <= _LONGEST_ANSWER else ""


def _cut(said: str) -> str:
    if len(said) <= _LONGEST:
        return said
    return said[: _LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


# -- the sentence ------------------------------------------------------------------------------


def _told(
    reading: Reading, who: Who, what: str, names: frozenset[str], head: str, verb: str,
    number: int | None, numbers: Sequence[int],
) -> str:  # fmt: skip
    plain = reading.held or _DECIDED.match(what) or _HEARING.match(what)
    if reading.rulings and not plain and (ruled := rulingwords.sentence(reading, names)):
        return _sentence(_cut_to(ruled, 260), number, numbers)
    if reading.court_made or not who:
        if head.lower().endswith("docket"):
            verb = "entered"
        done = "" if _DONE.search(head) else f" {verb}"
        return _sentence(f"{head}{done}", number, numbers)
    thing = re.split(r" (?:to|for|of|in|re|by|regarding|as|with|and|on|under|objecting)\b", what)[0]
    if _PLURAL.search(thing) or re.match(r"(?:the|a|an|\w+['’]s?) ", what):
        article = ""
    else:
        article = "an " if what[:1].lower() in "aeio" else "a "
    return _sentence(f"{who.subject} filed {article}{_cut_to(what, 220)}", number, numbers)


_DONE = re.compile(
    r"\b(?:held|continued|reset|set|granted|denied|dismissed|filed|entered|issued|returned|closed"
    r"|reassigned|transferred"
    r"|added|terminated|received|requested|distributed|argued|vacated|remanded|circulated"
    r"|referred|executed|due"
    r"|scheduled|accepted|adjourned|cancel+ed|returned|served|submitted|affirmed|needed|moot)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?<!s)s$|^summons|^proof$")


def _cut_to(said: str, room: int) -> str:
    return said if len(said) <= room else said[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def _sentence(said: str, number: int | None, numbers: Sequence[int]) -> str:
    named = f" (No. {number})" if number is not None else ""
    answered = f", re {numbered(numbers)}" if numbers else ""
    return begun(f"{said.rstrip('.')}{named}{answered}.")


def numbered(numbers: Sequence[int], most: int = 4) -> str:
    """ "No. 58", "Nos. 37 and 58", "Nos. 3, 4, 5, 6 and 9 more"."""
    shown = [str(number) for number in numbers[:most]]
    if more := len(numbers) - len(shown):
        shown.append(f"{more} more")
    said = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"No. {said}" if len(numbers) == 1 else f"Nos. {said}"
