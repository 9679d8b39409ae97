"""What was done in a channel, and who may do it."""

from __future__ import annotations

import re

from bot.desk.changing import Changing
from bot.desk.following import Asked
from bot.words.blocks import Message
from filings.store import audit, places, workspaces
from filings.store.workspaces import ADMINS, MEMBERS

LINES = 20
WHO_WORDS = {MEMBERS: "the channel's members", ADMINS: "the workspace's admins"}


class Housekeeping(Changing):
    """``/docket log`` and ``/docket settings workspace``."""

    async def log(self, asked: Asked) -> Message:
        """The last lines of this channel, the newest first."""
        where = asked.where
        lines = await audit.lines(self.db, where.team_id, where.channel_id, LINES)
        zone = (await places.terms_of(self.db, where)).zone
        return self._renderer.log(lines, zone, self.clock())

    async def workspace(self, asked: Asked, who: str) -> Message:
        """Who may follow in a channel of this workspace; with ``who`` an admin sets it."""
        team_id = asked.where.team_id
        if who in workspaces.WHO:
            if not await self._admission.is_admin(asked.where, asked.user_id):
                return self._renderer.error("Only an admin of the workspace can change that.")
            await workspaces.set_who_follows(
                self.db, team_id, who, by=asked.user_id, now=self.clock(),
                where=asked.where.channel_id,
            )  # fmt: skip
            return self._renderer.error(
                f"From now on {WHO_WORDS[who]} can change what a channel follows."
            )
        now_is = (await workspaces.get(self.db, team_id)).who_follows
        return self._renderer.error(
            f"{WHO_WORDS[now_is].capitalize()} can change what a channel follows. An admin can "
            "change that: /docket settings workspace members, or: /docket settings workspace admins"
        )

    async def settings(self, asked: Asked, text: str) -> Message:
        """The settings that need no form; ``text`` is what stands behind the word.

        A form opens for the slash command and for a button, never for a message.
        """
        if found := re.fullmatch(r"workspace(?: (\w+))?", text, re.IGNORECASE):
            return await self.workspace(asked, (found[1] or "").casefold())
        typed = f"/docket settings {text}".strip()
        return self._renderer.error(f"Settings open in a form. For that, type {typed} instead.")


def is_of_workspace(text: str) -> bool:
    """Whether what stands behind "settings" means the workspace, and no case."""
    return re.fullmatch(r"workspace(?: \w+)?", text, re.IGNORECASE) is not None
