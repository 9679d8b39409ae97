"""What an app answers to an interaction: an ack, or a post to a response_url."""

from __future__ import annotations

from dataclasses import replace

from sandbox.slack import contents
from sandbox.slack.args import Arguments
from sandbox.slack.core import Core
from sandbox.slack.happenings import Refusal
from sandbox.slack.model import Message
from sandbox.slack.responses import ResponseUrl
from sandbox.slack.wire import Json, SlackSaysNo


def use_response_url(core: Core, token: str, body: Json) -> None:
    """One post to a response_url. Raises SlackSaysNo; a refused one counts as used."""
    answer(core, core.responses.use(token, core.clock()), body)


def answer(core: Core, url: ResponseUrl, body: Json) -> None:
    """Show, replace or delete a message, as the body says; ephemeral unless told otherwise."""
    args = Arguments(body)
    original = core.workspace.find(url.channel, url.message_ts) if url.message_ts else None
    if args.flag("delete_original"):
        if original is not None:
            core.delete(original)
        return
    said = contents.read(args, ephemeral=args.text("response_type") != "in_channel")
    if args.flag("replace_original") and original is not None:
        after = replace(
            original,
            text=said.text or "",
            blocks=said.blocks or (),
            attachments=said.attachments or (),
            metadata=original.metadata if said.metadata is None else (said.metadata or None),
            via=url.interaction,
        )
        core.edit(original, after, mark=not said.blocks)
        return
    everyone = args.text("response_type") == "in_channel"
    posted = core.post_as_app(
        Message(
            ts="",
            channel=url.channel,
            user="",
            text=said.text or "",
            blocks=said.blocks or (),
            attachments=said.attachments or (),
            metadata=said.metadata if everyone else None,
            thread_ts=args.text("thread_ts"),
            ephemeral_to="" if everyone else url.user,
            via=url.interaction,
        )
    )
    if not url.message_ts:
        # A command has no message: what answered it first is what its address replaces.
        url.message_ts = posted.ts


def take_ack(core: Core, url: ResponseUrl, payload: Json | None) -> None:
    """The words that came with a command's ack; a refused one is recorded."""
    if not payload:
        return
    try:
        answer(core, url, payload)
    except SlackSaysNo as no:
        core.refuse(Refusal("ack", no.error, no.reasons, payload))
