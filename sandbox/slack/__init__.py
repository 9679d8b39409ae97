"""A Slack on loopback, good enough to develop against.

    async with SandboxSlack() as slack:
        app = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
        …
        answer = await slack.user("reporter").command("courts", "/docket", "help")

It refuses what Slack refuses and keeps a list of it (``slack.refusals``).
"""

from sandbox.slack.happenings import Refusal
from sandbox.slack.interaction import Interaction
from sandbox.slack.model import Channel, Message
from sandbox.slack.person import Person
from sandbox.slack.rate import OFF, Rates
from sandbox.slack.server import SandboxSlack
from sandbox.slack.setup import Setup

__all__ = [
    "OFF",
    "Channel",
    "Interaction",
    "Message",
    "Person",
    "Rates",
    "Refusal",
    "SandboxSlack",
    "Setup",
]
