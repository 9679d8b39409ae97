"""The filing that ``/docket test`` shows."""

from __future__ import annotations

from datetime import datetime, timedelta

from filings.types import Event
from filings.views import FilingView


def sample_filing(now: datetime) -> FilingView:
    """The filing of the sample alert; the case is a real one, the filing is not."""
    filed = now - timedelta(minutes=36)
    return FilingView(
        event=Event.NEW,
        court="dcd",
        docket_number="1:25-cv-00457",
        case_name="CENTER FOR TAXPAYER RIGHTS et al v. INTERNAL REVENUE SERVICE et al",
        key="sample",
        number=61,
        events=("Notice (Other)",),
        filed_at=filed,
        seen_at=now,
        url="https://ecf.dcd.uscourts.gov/",
        missing=(60,),
    )
