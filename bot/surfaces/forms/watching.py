"""The form of watches at work: opened, previewed, begun. The desk is asked as if it were typed."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.desk.commands import Asked
from bot.surfaces.forms import watch
from bot.surfaces.forms.answering import answer_form, done, next_view, opened, sorry, update
from bot.surfaces.forms.filled import Person, origin_of, person_of
from bot.surfaces.forms.parts import View
from bot.surfaces.forms.people import alone_with
from bot.surfaces.forms.watch import Entered
from bot.surfaces.replies import told
from bot.surfaces.room import Room
from bot.words.blocks import Message, gist, section
from bot.words.mrkdwn import Mrkdwn, words
from filings.store import watchcover
from filings.telling.watching import MOST_WORDS

__all__ = ["MOST_WORDS", "listen", "open_watch"]


async def open_watch(
    room: Room, person: Person, channel_id: str, trigger_id: str, words_: str = ""
) -> Message | None:
    """Open the form, with these words in it; gives what to say where Slack did not open it."""
    view = await _form(room, Entered(words=words_, channel=channel_id))
    done_ = await opened(room, person, trigger_id, view)
    return done_ if isinstance(done_, Message) else None


async def _form(room: Room, entered: Entered) -> View:
    return watch.view(entered, await watchcover.read_now(room.db))


def listen(app: AsyncApp, room: Room) -> None:
    @app.view(watch.WATCH)
    async def filled(ack: AsyncAck, body: dict[str, Any]) -> None:
        entered, problems = watch.entered_in(body["view"], origin_of(body["view"]))
        typed, wrong = watch.typed_of(entered)
        if problems or wrong:
            await ack(response_action="errors", errors={**wrong, **problems})
            return
        await next_view(ack, room, body, _preview(room, body, entered, typed), watch.TITLE)

    @app.view(watch.PREVIEW)
    async def confirmed(ack: AsyncAck, body: dict[str, Any]) -> None:
        entered = watch.entered_before(body["view"])
        await answer_form(ack, room, body, _begin(room, body, entered), watch.TITLE)

    @app.action(watch.CHANGE)
    async def changes(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        room.afterwards.start(_back(room, body), sorry(room, body))


async def _preview(
    room: Room, body: dict[str, Any], entered: Entered, typed: tuple[str, ...]
) -> View:
    person = person_of(body)
    asked = Asked("", person.at(entered.to), person.user_id)
    said = []
    for each in typed:
        message = await told(room.renderer, room.desk.watch(asked, each))
        said += _texts(message)
    return watch.preview(entered, said)


async def _begin(room: Room, body: dict[str, Any], entered: Entered) -> Message:
    """Watch each line, told to the channel in one message; what was refused is said."""
    person = person_of(body)
    channel_id = await alone_with(room, person) if entered.me else entered.to
    asked = Asked("", person.at(channel_id), person.user_id)
    typed, wrong = watch.typed_of(entered)
    said = [Mrkdwn(each) for each in wrong.values()]
    if typed:
        said += _texts(await told(room.renderer, room.desk.keep_watches(asked, typed)))
    if not said:
        return done(room, alone=entered.me)
    texts = tuple(dict.fromkeys(said))
    return Message(gist(words(texts[0])), tuple(section(each) for each in texts))


async def _back(room: Room, body: dict[str, Any]) -> None:
    await update(room, body, await _form(room, watch.entered_before(body["view"])))


def _texts(message: Message | None) -> list[Mrkdwn]:
    blocks = () if message is None else message.blocks
    return [Mrkdwn(block["text"]["text"]) for block in blocks if block["type"] == "section"]
