"""Times and dates as a newsroom writes them, in the court's own zone.

AP style: "2:41 p.m. ET", "noon ET", "Nov. 3", "Mon., Nov. 3", with the year
only when it is not this one; "11/3/25" in a citation. Every moment is an aware
datetime; a zone is a ``ZoneInfo`` or an IANA name.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    "Jan.", "Feb.", "March", "April", "May", "June",
    "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
WEEKDAYS = ("Mon.", "Tue.", "Wed.", "Thu.", "Fri.", "Sat.", "Sun.")

# Arizona keeps standard time all year, so "MT" would be an hour off in summer.
LABELS = {
    "America/New_York": "ET",
    "America/Detroit": "ET",
    "America/Louisville": "ET",
    "America/Indianapolis": "ET",
    "America/Chicago": "CT",
    "America/Menominee": "CT",
    "America/Indiana/Knox": "CT",
    "America/Indiana/Tell_City": "CT",
    "America/Denver": "MT",
    "America/Boise": "MT",
    "America/Phoenix": "MST",
    "America/Los_Angeles": "PT",
    "America/Anchorage": "AKT",
    "America/Juneau": "AKT",
    "Pacific/Honolulu": "HT",
    "America/Puerto_Rico": "AT",
    "America/St_Thomas": "AT",
    "America/Virgin": "AT",
    "Pacific/Guam": "ChT",
    "Pacific/Saipan": "ChT",
    "US/Eastern": "ET",
    "US/Central": "CT",
    "US/Mountain": "MT",
    "US/Arizona": "MST",
    "US/Pacific": "PT",
    "US/Alaska": "AKT",
    "US/Hawaii": "HT",
}
EASTERN_FAMILIES = ("America/Indiana/", "America/Kentucky/")


def _zone(zone: ZoneInfo | str) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def _local(moment: datetime, zone: ZoneInfo | str) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without its zone cannot be printed")
    return moment.astimezone(_zone(zone))


def zone_label(moment: datetime, zone: ZoneInfo | str) -> str:
    """ "ET", "CT", "MT", "PT", "AKT", "HT", "AT", "ChT"; elsewhere the zone's own short name."""
    key = _zone(zone).key
    if key in LABELS:
        return LABELS[key]
    if key.startswith(EASTERN_FAMILIES):
        return "ET"
    return _local(moment, zone).tzname() or "UTC"


def clock(moment: datetime, zone: ZoneInfo | str, *, label: bool = True) -> str:
    """ "2:41 p.m. ET"; "2 p.m. ET" on the hour; "noon ET" and "midnight ET"."""
    local = _local(moment, zone)
    half = "a.m." if local.hour < 12 else "p.m."
    hour = local.hour % 12 or 12
    if local.minute:
        said = f"{hour}:{local.minute:02d} {half}"
    elif local.hour in (0, 12):
        said = "noon" if local.hour else "midnight"
    else:
        said = f"{hour} {half}"
    return f"{said} {zone_label(moment, zone)}" if label else said


def day(moment: datetime, zone: ZoneInfo | str, now: datetime, *, weekday: bool = False) -> str:
    """ "Nov. 3", with ``weekday`` "Mon., Nov. 3"; the year when it is not that of ``now``."""
    local = _local(moment, zone)
    said = f"{MONTHS[local.month - 1]} {local.day}"
    if local.year != _local(now, zone).year:
        said = f"{said}, {local.year}"
    return f"{WEEKDAYS[local.weekday()]}, {said}" if weekday else said


def local_date(moment: datetime, zone: ZoneInfo | str) -> date:
    """The day that the court dates it by."""
    return _local(moment, zone).date()


def slashed(when: date) -> str:
    """ "11/3/25"."""
    return f"{when.month}/{when.day}/{when.year % 100:02d}"
