"""What the sandbox's page shows: Slack's payloads as HTML.

    page = Page(ZoneInfo("America/New_York"), Names.of(workspace, me), now)
    page.messages(channel.messages)

Pure: no server, no clock, no file but the templates and the style sheet beside
this module. ``surfaces`` has what a server asks for, ``blocks`` the contract of
the forms in it, ``posted`` reads what they send.
"""

from sandbox.page.names import Names, Place, Reader, Who
from sandbox.page.posted import Posted, read
from sandbox.page.surfaces import Page, Refused, Shortcut

__all__ = ["Names", "Page", "Place", "Posted", "Reader", "Refused", "Shortcut", "Who", "read"]
