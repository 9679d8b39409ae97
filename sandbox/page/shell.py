"""The page around the messages: everything that one tab shows, piece by piece.

A tab is a session at a spot. Pieces have the ids ``banner``, ``sidebar``, ``main``,
``side`` and ``modal``, and within them ``messages``, ``notices``, ``replies``,
``home``, ``lines`` and others; a script puts a fresh one in place of the old.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.page import inside, sidebar, timeline
from sandbox.page.backstage import Backstage
from sandbox.page.blocks import macros
from sandbox.page.inside import ShownLine, ShownSuggestion
from sandbox.page.names import Names, Who
from sandbox.page.offers import Offers
from sandbox.page.place import Spot
from sandbox.page.session import Session, Sessions
from sandbox.page.sidebar import ChannelLink, Group, Head, channels_of, ims_of
from sandbox.page.surfaces import Item, Page, Shortcut
from sandbox.page.timeline import Placed, Refusals, Window
from sandbox.slack import Channel, Message, SandboxSlack

TEMPLATE = "workspace.html.j2"
MOST_LOOSE = 3


@dataclass(frozen=True, slots=True)
class Tab:
    """One session at one spot; ``page`` renders for it at this moment.

    new_from  ts of the first message that the person has not seen, "" for no line there
    """

    session: Session
    spot: Spot
    page: Page
    new_from: str = ""


class Shell:
    """``position`` and ``connected`` are kept up to date by whoever owns the shell."""

    def __init__(
        self,
        slack: SandboxSlack,
        sessions: Sessions,
        refusals: Refusals,
        offers: Offers,
        backstage: Backstage,
        zone: ZoneInfo,
    ) -> None:
        self.offers = offers
        self.backstage = backstage
        self.position = ""
        self.connected = True
        self.slack = slack
        self.refusals = refusals
        self._sessions = sessions
        self._zone = zone

    def tab(self, session: Session, spot: Spot) -> Tab:
        names = Names.of(self.slack.core.workspace, session.user)
        shortcuts = tuple(Shortcut(s.callback_id, s.name) for s in self.offers.message_shortcuts)
        return Tab(session, spot, Page(self._zone, names, self.now, shortcuts))

    def piece(self, name: str, *given: Any) -> Markup:
        """A macro of the template, by its name."""
        made: Markup = macros(TEMPLATE)[name](*given)
        return made

    def default_spot(self, session: Session) -> Spot:
        """The channel where the app is, or the first."""
        mine = channels_of(self.slack, session.user)
        bot = self.slack.bot_user
        chosen = next((c for c in mine if bot in c.members), mine[0] if mine else None)
        return Spot("channel", chosen.id) if chosen else Spot("home")

    def channel(self, tab: Tab) -> Channel | None:
        """The channel of a spot, when this person is in it."""
        found = self.slack.core.workspace.channels.get(tab.spot.channel)
        return found if found is not None and tab.session.user in found.members else None

    def can_show(self, tab: Tab) -> bool:
        return tab.spot.kind == "home" or self.channel(tab) is not None

    def new_since(self, tab: Tab, read: str) -> Tab:
        """The tab with a line above the first message of others after the ts ``read``."""
        channel = self._place(tab)
        after = channel.top_between(read, "", inclusive=False) if read else ()
        others = (m for ts in after if (m := channel.get(ts)) and m.user != tab.session.user)
        first = next(others, None)
        return replace(tab, new_from=first.ts if first else "")

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.slack.core.clock(), self._zone)

    @property
    def team(self) -> str:
        return self.slack.core.workspace.name

    @property
    def app_name(self) -> str:
        return self.slack.core.app.name

    @property
    def people(self) -> list[Who]:
        users = self.slack.core.workspace.users.values()
        return [Who(u.id, u.real_name or u.name) for u in users if not u.is_bot and not u.deleted]

    def me(self, tab: Tab) -> Who:
        return tab.page.names.who(tab.session.user)

    def title(self, tab: Tab) -> str:
        unread = sum(link.unread for group in self.places(tab) for link in group.links)
        head = self.app_name if tab.spot.kind == "home" else self.channel_head(tab).name
        return (f"({unread}) " if unread else "") + f"{head} · {self.team} sandbox"

    def places(self, tab: Tab) -> list[Group]:
        at_home = tab.spot.kind == "home"
        home = ChannelLink("home", "Home", "/home", "⌂", 0, at_home)
        return [
            Group("Channels", self._links(tab, channels_of(self.slack, tab.session.user))),
            Group("Direct messages", self._links(tab, ims_of(self.slack, tab.session.user))),
            Group("App", (home,)),
        ]

    def channel_head(self, tab: Tab) -> Head:
        return sidebar.head(self.slack, self._place(tab), tab.page.names)

    def dm_path(self, tab: Tab) -> str:
        return Spot("channel", self.slack.core.im_with(tab.session.user).id).path

    def placeholder(self, where: str) -> str:
        typed = next((f", or {one.name}" for one in self.offers.commands), "")
        return f"Message {where}{typed}"

    def items(self, tab: Tab) -> list[Item]:
        channel = self._place(tab)
        return timeline.in_channel(channel, self.refusals, tab.session.user)

    def window(self, tab: Tab) -> Window:
        return timeline.window(self.items(tab), tab.spot.before)

    def messages(self, tab: Tab, window: Window) -> Markup:
        channel = self._place(tab)
        shown = [item for item in window.items if isinstance(item, Message) and item.thread_ts]
        replies = {item.ts: channel.replies_of(item.ts) for item in shown if not item.is_reply}
        return tab.page.messages(window.items, replies, unread_from=tab.new_from)

    def message(
        self, tab: Tab, message: Message, items: Sequence[Item], *, alone: bool = False
    ) -> Markup:
        """One of ``items`` as it stands among them; not ``alone``, a new day's heading above."""
        channel = self.slack.core.workspace.channels[message.channel]
        replies = () if message.is_reply else channel.replies_of(message.ts)
        above = timeline.above(items, message)
        new_day = above is None or self._day(above) != self._day(message)
        if new_day and not alone:
            return tab.page.messages([message], {message.ts: replies})
        near = above if isinstance(above, Message) and not new_day else None
        return tab.page.message(message, near, replies)

    def thread_parent(self, tab: Tab) -> Message | None:
        channel = self._place(tab)
        return channel.get(tab.spot.thread)

    def thread(self, tab: Tab) -> Markup:
        parent = self.thread_parent(tab)
        if parent is None:
            return self.piece("replies", tab, "", 0, "")
        channel = self._place(tab)
        replies = timeline.in_thread(channel, parent.ts, tab.session.user)
        shown = tab.page.messages(replies, pane="t")
        return self.piece("replies", tab, tab.page.message(parent, pane="t"), len(replies), shown)

    def loose_refusals(self, tab: Tab) -> list[Placed]:
        """The last ones of calls that named no channel, until they are dismissed."""
        loose = [p for p in self.refusals.of("") if p.id not in tab.session.dismissed]
        return loose[-MOST_LOOSE:]

    def home(self, tab: Tab) -> Markup:
        view = self.slack.core.views.homes.get(tab.session.user)
        filled = tab.session.filled.get(view["id"]) if view else None
        return tab.page.home(view, filled)

    def modal(self, tab: Tab) -> Markup:
        """The modal on top, when it came up because of something done in this session."""
        stack = self.slack.core.views.stack(tab.session.user)
        if not stack or not self._sessions.owns(tab.session, stack[-1]):
            return Markup("")
        top, session = stack[-1], tab.session
        errors, filled = session.errors.get(top["id"]), session.filled.get(top["id"])
        return tab.page.modal(top, errors, filled, below=stack[:-1])

    def lines(self) -> list[ShownLine]:
        return inside.lines(self.backstage, self._zone)

    def suggested(self, tab: Tab) -> list[ShownSuggestion]:
        near = tab.spot if tab.spot.kind == "channel" else self.default_spot(tab.session)
        return inside.suggested(self.slack, self.backstage, near)

    def _links(self, tab: Tab, channels: Sequence[Channel]) -> tuple[ChannelLink, ...]:
        return tuple(
            sidebar.link(
                channel,
                tab.page.names,
                self._sessions.read_up_to(tab.session.user, channel),
                current=tab.spot.channel == channel.id,
            )
            for channel in channels
        )

    def _place(self, tab: Tab) -> Channel:
        """The channel of a tab that can be shown."""
        return self.slack.core.workspace.channels[tab.spot.channel]

    def _day(self, item: Item) -> str:
        return f"{datetime.fromtimestamp(timeline.seconds(item), self._zone):%Y-%m-%d}"
