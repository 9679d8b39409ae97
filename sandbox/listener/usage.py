"""``/api-usage/``: what an account has used and may use.

As freelawproject/courtlistener puts it together, ``cl/api/utils.py``
(get_current_throttle_usage): a row for every rate, the one nearest to its limit first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.listener.throttle import Throttle


def usage(user: Throttle, own: Throttle, now: datetime) -> dict[str, Any]:
    """``user`` is the throttle of everything else, ``own`` that of this endpoint."""
    rows = _rows("user", user, now) + _rows("api_usage", own, now)
    rows.sort(key=_nearness, reverse=True)
    days = user.per_day()
    history = days | {"total": sum(days.values())}
    return {"current_usage": rows, "historical_usage": history, "membership": None}


def _nearness(row: dict[str, Any]) -> float:
    return 1.0 if row["blocked"] else float(row["used"]) / float(row["limit"])


def _rows(scope: str, throttle: Throttle, now: datetime) -> list[dict[str, Any]]:
    rows = []
    for rate in throttle.allowed:
        used, resets_at = throttle.used(rate, now), throttle.resets_at(rate, now)
        rows.append(
            {
                "scope": scope,
                "rate": rate.name,
                "used": used,
                "limit": rate.requests,
                "remaining": max(rate.requests - used, 0),
                "window_seconds": rate.seconds,
                "reset_at": resets_at.isoformat() if resets_at else None,
                "blocked": rate.requests == 0,
            }
        )
    return rows
