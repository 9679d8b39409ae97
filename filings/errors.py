"""Every failure that Crier foresees, in one tree.

    CrierError
    ├── BadInput            somebody typed or configured something unusable
    ├── SourceError         a court or service could not be read
    │   ├── FetchError          no usable answer came
    │   │   ├── Unreachable         no connection, or it broke
    │   │   ├── TimedOut            no answer in time, or a body that never ended
    │   │   ├── BadStatus           an HTTP status that is not a success
    │   │   ├── TooLarge            a body over the cap
    │   │   ├── Refused             a redirect or address that we do not follow
    │   │   ├── NotAllowed          the service wants a token, or another one
    │   │   └── TooMany             the service says that it was asked too often
    │   └── ParseError          an answer came and is not what it should be
    │       ├── EmptyBody           HTTP 200 with nothing in it
    │       ├── NotAFeed            HTML or words in place of the feed
    │       ├── NotAnAnswer         HTML or words in place of JSON, or JSON of another form
    │       ├── WrongCourt          the body of another court
    │       └── NotConfigured       a feed that says it is switched off
    ├── BudgetSpent         a service may not be asked now; says from when on
    ├── SlackError          Slack did not take what was sent
    │   ├── SlackRefused        it said no, and would again
    │   ├── SlackBusy           it said when to come back
    │   └── SlackUnknown        no answer: it may or may not have taken it
    └── StoreError          the database could not do its part
        ├── StoreAway           locked, full or out of reach; later it may be well
        ├── Overtaken           somebody else recorded the same meanwhile
        ├── SchemaBehind        its tables are older than the program
        └── SchemaAhead         its tables are newer than the program

``permanent`` says that trying again as things stand is no use; ``retry_after``
is in seconds, and None where nothing is known.
"""

from __future__ import annotations

from datetime import datetime


class CrierError(Exception):
    """The root. ``str()`` is one sentence that may be shown to a person."""

    permanent = False

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BadInput(CrierError):
    permanent = True


class SourceError(CrierError):
    """``source`` is the court id or service that failed."""

    def __init__(self, source: str, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.source = source


class FetchError(SourceError):
    pass


class Unreachable(FetchError):
    pass


class TimedOut(FetchError):
    pass


class BadStatus(FetchError):
    def __init__(
        self, source: str, status: int, message: str, *, retry_after: float | None = None
    ) -> None:
        super().__init__(source, message, retry_after=retry_after)
        self.status = status
        self.permanent = status in (404, 410)


class TooLarge(FetchError):
    pass


class Refused(FetchError):
    permanent = True


class NotAllowed(FetchError):
    """HTTP 401 or 403."""

    permanent = True


class TooMany(FetchError):
    """HTTP 429; ``retry_after`` is the service's own word."""


class ParseError(SourceError):
    pass


class NotAnAnswer(ParseError):
    pass


class EmptyBody(ParseError):
    pass


class NotAFeed(ParseError):
    pass


class WrongCourt(ParseError):
    pass


class NotConfigured(ParseError):
    permanent = True


class BudgetSpent(CrierError):
    """``opens_at`` is aware UTC: when a question of this rank may be asked again."""

    def __init__(self, message: str, opens_at: datetime) -> None:
        super().__init__(message)
        self.opens_at = opens_at


class SlackError(CrierError):
    """``code`` is Slack's own word for it, ``""`` where it gave none."""

    def __init__(self, code: str, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.code = code


class SlackRefused(SlackError):
    permanent = True


class SlackBusy(SlackError):
    pass


class SlackUnknown(SlackError):
    pass


class StoreError(CrierError):
    pass


class StoreAway(StoreError):
    """What was to be written is not; the database itself is as it was before."""


class Overtaken(StoreError):
    """What was decided on is no longer so; decided anew it can be kept."""


class SchemaBehind(StoreError):
    permanent = True


class SchemaAhead(StoreError):
    permanent = True

    def __init__(self) -> None:
        super().__init__(
            "The database was made by a newer version of Crier than this one, which cannot use "
            "it. Install that version again, or restore the backup that was made before the "
            "upgrade to a new database: crier restore FILE"
        )
