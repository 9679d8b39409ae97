"""Who looks at the page: one session to a browser, by a cookie that nothing else reads."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.model import Channel
from sandbox.slack.wire import Json

MOST_SESSIONS = 200
MOST_HISTORY = 50
MOST_NOTICES = 4
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Notice:
    """Said to one session alone, by the client and not by the app."""

    id: str
    text: str
    wrong: bool = True


@dataclass(slots=True)
class Session:
    """One browser.

    user     id of the person it is signed in as
    history  what was typed, the newest last
    theme    ``light`` or ``dark``, "" as the system has it
    filled   what stands in the forms of a view, as ``state.values``, by the view's id
    errors   what a view shows after its submission, by the view's id
    dismissed  ids of the refusals that are not to be shown any more
    """

    id: str
    user: str
    history: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    theme: str = ""
    filled: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, Mapping[str, str]] = field(default_factory=dict)
    dismissed: set[str] = field(default_factory=set)

    def remember(self, typed: str) -> None:
        """Keep what was typed; the same twice in a row once."""
        if self.history[-1:] != [typed]:
            self.history = [*self.history, typed][-MOST_HISTORY:]

    def note(self, text: str, *, wrong: bool = True) -> None:
        self.notices = [*self.notices, Notice(secrets.token_hex(4), text, wrong)][-MOST_NOTICES:]

    def dismiss(self, notice_id: str) -> None:
        """A notice of one's own, or a refusal by its id."""
        mine = [notice for notice in self.notices if notice.id != notice_id]
        if len(mine) == len(self.notices):
            self.dismissed.add(notice_id)
        self.notices = mine

    def forget_view(self, view_id: str) -> None:
        self.filled.pop(view_id, None)
        self.errors.pop(view_id, None)


class Sessions:
    """Up to 200 at a time; the one that was used longest ago goes first.

    A modal belongs to the session whose act brought it, though Slack's own stack is
    a person's: another browser of the same person does not show it.
    """

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._last_actor: dict[str, str] = {}
        self._owner: dict[str, str] = {}
        self._read: dict[tuple[str, str], str] = {}

    def get(self, session_id: str) -> Session | None:
        session = self._sessions.pop(session_id, None)
        if session is not None:
            self._sessions[session_id] = session
        return session

    def new(self, user: str) -> Session:
        session = Session(secrets.token_urlsafe(24), user)
        self._sessions[session.id] = session
        for oldest in list(self._sessions)[: max(0, len(self._sessions) - MOST_SESSIONS)]:
            del self._sessions[oldest]
        return session

    def acts(self, session: Session) -> None:
        """Modals that this person is shown from now on are shown here."""
        self._last_actor[session.user] = session.id

    def shown(self, user: str, view: Mapping[str, Any]) -> None:
        """A modal came up for a person."""
        self._owner.setdefault(view["root_view_id"], self._last_actor.get(user, ""))

    def closed(self, view_id: str) -> None:
        """A modal is gone, and with it what stood in its form."""
        self._owner.pop(view_id, None)
        for session in self._sessions.values():
            session.forget_view(view_id)

    def owns(self, session: Session, view: Mapping[str, Any]) -> bool:
        return self._owner.get(view["root_view_id"], "") in ("", session.id)

    def read_up_to(self, user: str, channel: Channel) -> str:
        """ts of the last message that the person has seen there, "" before the first."""
        return self._read.get((user, channel.id), "")

    def mark_read(self, user: str, channel: Channel) -> bool:
        """Everything that is there now; False when that changes nothing."""
        newest = next(iter(channel.top_between("", "", inclusive=True)[-1:]), "")
        if newest <= self.read_up_to(user, channel):
            return False
        self._read[user, channel.id] = newest
        return True
