"""Which channels of a workspace a person may hear of, as Slack says.

The public ones that Crier is in, and every one that both are in: what Slack does not name
stays unnamed. https://docs.slack.dev/reference/methods/users.conversations
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.access import permission
from bot.access.workspaces import NO_ACCESS, Workspaces
from filings.errors import BadInput

# Whoever leaves a private channel sees its name for a minute longer, and no more.
OWN_KEPT = timedelta(minutes=1)
PUBLIC_KEPT = timedelta(minutes=5)
_PUBLIC, _OWN = "public_channel", "public_channel,private_channel"
_PAGE = 200
_MOST_PAGES = 50
_MOST_KEPT = 2000

Names = dict[str, str]
"""Names of channels by id."""


class Visible:
    """Slack's answers, kept for minutes, so that turning a page asks nothing."""

    def __init__(self, workspaces: Workspaces, clock: Callable[[], datetime]) -> None:
        self._workspaces = workspaces
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[datetime, Names]] = {}

    async def channels(self, team_id: str, user_id: str) -> Names:
        """Raises BadInput where Crier is not in the workspace, and what slack_sdk raises."""
        return await self._known(team_id, user_id, OWN_KEPT) if user_id else {}

    def forget(self, team_id: str, user_id: str) -> None:
        """Ask anew next time."""
        self._kept.pop((team_id, ""), None)
        self._kept.pop((team_id, user_id), None)

    async def _known(self, team_id: str, user_id: str, kept: timedelta) -> Names:
        now = self._clock()
        until, names = self._kept.pop((team_id, user_id), (now, {}))
        if until <= now:
            until, names = now + kept, await self._asked(team_id, user_id)
        self._kept[team_id, user_id] = (until, names)
        while len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return names

    async def _asked(self, team_id: str, user_id: str) -> Names:
        client = await self._workspaces.client(team_id)
        if client is None:
            raise BadInput(NO_ACCESS)
        names: Names = {}
        # Slack shows a guest no public channel but those they are in.
        if user_id and await permission.is_colleague(client, team_id, user_id):
            names |= await self._known(team_id, "", PUBLIC_KEPT)
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = await client.users_conversations(
                user=user_id or None,
                types=_OWN if user_id else _PUBLIC,
                limit=_PAGE,
                cursor=cursor,
            )
            names |= {str(each["id"]): str(each.get("name") or "") for each in page["channels"]}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return names
