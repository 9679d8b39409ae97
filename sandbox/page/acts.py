"""What people do on the page, handed to Slack; what goes wrong is said to them alone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

from sandbox.page.offers import Offers
from sandbox.page.posted import Posted, read
from sandbox.page.session import Session, Sessions
from sandbox.page.stream import Log, SessionChanged
from sandbox.page.visitor import Visitor, filled_in
from sandbox.slack import Interaction, SandboxSlack
from sandbox.slack.forms import missing_inputs
from sandbox.slack.wire import Json

Form = Sequence[tuple[str, str]]
NEEDED = "Please complete this required field."
_FAILED = {
    "dispatch_failed": "{app} is not connected, so {what} reached nobody (dispatch_failed).",
    "operation_timeout": "{app} did not answer {what} within 3 seconds (operation_timeout).",
}


def field(form: Form, name: str) -> str:
    """The first value of that name, or ""."""
    return next((value for key, value in form if key == name), "")


class Acts:
    """``zone`` is the one in which people fill in date and time."""

    def __init__(
        self, slack: SandboxSlack, sessions: Sessions, log: Log, offers: Offers, zone: ZoneInfo
    ) -> None:
        self._slack = slack
        self._sessions = sessions
        self._log = log
        self._offers = offers
        self._zone = zone

    async def say(self, session: Session, form: Form) -> None:
        """``channel``, ``thread`` ("" outside one) and ``text``, a command or a message."""
        channel, thread = field(form, "channel"), field(form, "thread")
        text = field(form, "text").replace("\r\n", "\n").strip()
        if not text:
            return
        session.remember(text)
        self._clear(session)
        if not text.startswith("/"):
            text = self._with_app_named(text)
            await self._told(
                session,
                "the message",
                lambda: self._visitor(session).say(channel, text, thread_ts=thread),
            )
            return
        name, _, rest = text.partition(" ")
        if self._offers.command(name) is None:
            known = ", ".join(one.name for one in self._offers.commands) or "none"
            self._note(session, f"{name} is not a command here. There is {known}.")
        elif thread:
            self._note(session, f"Slack does not take {name} in a thread.")
        else:
            rest = rest.strip()
            await self._told(
                session, name, lambda: self._visitor(session).command(channel, name, rest)
            )

    async def shortcut(self, session: Session, form: Form) -> None:
        """``do`` is the callback_id of a global shortcut."""
        named = field(form, "do")
        await self._told(session, "the shortcut", lambda: self._visitor(session).shortcut(named))

    async def act(self, session: Session, form: Form) -> None:
        """A form as ``blocks`` describes them."""
        self._clear(session)
        if field(form, "surface") in ("modal", "home"):
            await self._in_view(session, form)
        else:
            await self._in_message(session, form)

    async def open_home(self, session: Session) -> None:
        await self._told(session, "the Home tab", self._visitor(session).open_home)

    async def _in_message(self, session: Session, form: Form) -> None:
        message = self._slack.core.workspace.find(field(form, "channel"), field(form, "ts"))
        if message is None or message.ephemeral_to not in ("", session.user):
            self._note(session, "This message is gone.")
            return
        visitor = self._visitor(session)
        posted = read(message.blocks, form, self._zone)
        if field(form, "surface") == "shortcut":
            await self._told(
                session, "the shortcut", lambda: visitor.message_shortcut(message, posted.do)
            )
        elif posted.is_press:
            await self._told(
                session, "the press", lambda: visitor.press_in_message(message, posted)
            )

    async def _in_view(self, session: Session, form: Form) -> None:
        found = self._slack.core.views.find(view_id=field(form, "view"))
        if found is None or found[0] != session.user:
            self._note(session, "This dialog is no longer open.")
            return
        view = found[1]
        posted = read(view["blocks"], form, self._zone)
        session.filled[view["id"]] = filled_in(view["blocks"], posted)
        visitor = self._visitor(session)
        if posted.do == "close":
            session.forget_view(view["id"])
            await self._told(session, "the closing", lambda: visitor.close(view))
        elif posted.do == "submit":
            await self._submit(session, view, posted)
        elif posted.is_press:
            await self._told(session, "the press", lambda: visitor.press_in_a_view(view, posted))

    async def _submit(self, session: Session, view: Json, posted: Posted) -> None:
        named = view["id"]
        missing = missing_inputs(view["blocks"], session.filled[named])
        if missing:
            session.errors[named] = dict.fromkeys(missing, NEEDED)
            self._log.put(SessionChanged(session.id))
            return
        visitor, given = self._visitor(session), posted.given()
        done = await self._told(session, "what was entered", lambda: visitor.submit(view, given))
        if not isinstance(done, Interaction):
            return
        if done.shown_errors:
            session.errors[named] = done.shown_errors
        elif not done.error:
            session.forget_view(named)
        self._log.put(SessionChanged(session.id))

    async def _told(
        self, session: Session, what: str, act: Callable[[], Awaitable[object]]
    ) -> object:
        """Do it, and tell the session when it reached nobody or cannot be done."""
        self._sessions.acts(session)
        try:
            done = await act()
        except TimeoutError:
            self._note(session, f"{self._app} did not answer {what} in time.")
        except ValueError as no:
            self._note(session, _sentence(str(no)))
        else:
            if isinstance(done, Interaction) and done.error:
                pattern = _FAILED.get(done.error, "{app} could not take {what} ({error}).")
                self._note(session, pattern.format(app=self._app, what=what, error=done.error))
            return done
        return None

    @property
    def _app(self) -> str:
        return self._slack.core.app.name

    def _visitor(self, session: Session) -> Visitor:
        return Visitor.to(self._slack, session.user)

    def _note(self, session: Session, text: str) -> None:
        session.note(text)
        self._log.put(SessionChanged(session.id))

    def _clear(self, session: Session) -> None:
        """What was said about the act before is of no more use."""
        if session.notices:
            session.notices = []
            self._log.put(SessionChanged(session.id))

    def _with_app_named(self, text: str) -> str:
        """The app's name becomes the token that calls it, as Slack's composer does."""
        core = self._slack.core
        handle = core.workspace.users[core.app.bot_user].name
        names = "|".join(map(re.escape, (core.app.name, handle)))
        return re.sub(
            rf"(?<![\w@])@(?:{names})\b", f"<@{core.app.bot_user}>", text, flags=re.IGNORECASE
        )


def _sentence(text: str) -> str:
    said = text[:1].upper() + text[1:]
    return said if said.endswith((".", "?")) else said + "."
