"""The conversation of Crier with one person."""

from __future__ import annotations

from bot.access.workspaces import NO_ACCESS
from bot.surfaces.forms.filled import Person
from bot.surfaces.room import Room
from filings.errors import BadInput


async def alone_with(room: Room, person: Person) -> str:
    """The conversation of Crier with somebody, opened where there was none.

    Raises BadInput where Crier is not in the workspace, and what slack_sdk raises.
    """
    client = await room.workspaces.client(person.team_id)
    if client is None:
        raise BadInput(NO_ACCESS)
    answer = await client.conversations_open(users=person.user_id)
    return str(answer["channel"]["id"])
