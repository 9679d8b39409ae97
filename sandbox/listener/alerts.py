"""Docket alerts: what an account has asked to be told of.

freelawproject/courtlistener, ``cl/alerts/api_views.py``. That an account without
membership has 5 (15 with the browser extension) is in ``cl/settings/project/money.py``; the
public API code does not show how it refuses more, here it does with 403.
"""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.listener.shelf import Record, Shelf

Answer = tuple[int, Record | list[str] | None]
_MISSING: Answer = (404, {"detail": "No DocketAlert matches the given query."})
_SAME = "The fields docket, user must make a unique set."


class Alerts:
    """``allowed`` live ones an account, None for no bound."""

    def __init__(self, shelf: Shelf, allowed: int | None) -> None:
        self._shelf = shelf
        self._allowed = allowed
        self._made = 133_000
        self._of: dict[str, dict[int, Record]] = {}

    def records(self, token: str | None = None) -> list[Record]:
        """Those of one account, or of all."""
        if token is not None:
            return list(self._of.get(token, {}).values())
        return [alert for account in self._of.values() for alert in account.values()]

    def create(self, token: str, form: Mapping[str, object]) -> Answer:
        text = str(form.get("docket", ""))
        if not text:
            return 400, {"docket": ["This field is required."]}
        if not text.isdigit() or int(text) not in self._shelf.dockets:
            return 400, {"docket": [f'Invalid pk "{text}" - object does not exist.']}
        kind = str(form.get("alert_type", "1"))
        if kind not in ("0", "1"):
            return 400, {"alert_type": [f'"{kind}" is not a valid choice.']}
        mine = self._of.setdefault(token, {})
        if any(alert["docket"] == int(text) for alert in mine.values()):
            return 400, {"non_field_errors": [_SAME]}
        if kind == "1" and self._full(token):
            return 403, {"detail": "You have reached your limit of docket alerts."}
        self._made += 1
        mine[self._made] = {
            "id": self._made,
            "date_created": self._shelf.now(),
            "date_modified": self._shelf.now(),
            "date_last_hit": None,
            "secret_key": "REMOVED",
            "alert_type": int(kind),
            "docket": int(text),
        }
        return 201, mine[self._made]

    def read(self, token: str, alert_id: int) -> Answer:
        alert = self._of.get(token, {}).get(alert_id)
        return _MISSING if alert is None else (200, alert)

    def change(self, token: str, alert_id: int, form: Mapping[str, object]) -> Answer:
        alert = self._of.get(token, {}).get(alert_id)
        if alert is None:
            return _MISSING
        kind = str(form.get("alert_type", alert["alert_type"]))
        if kind not in ("0", "1"):
            return 400, {"alert_type": [f'"{kind}" is not a valid choice.']}
        if kind == "1" and alert["alert_type"] == 0 and self._full(token):
            return 403, {"detail": "You have reached your limit of docket alerts."}
        alert |= {"alert_type": int(kind), "date_modified": self._shelf.now()}
        return 200, alert

    def delete(self, token: str, alert_id: int) -> Answer:
        gone = self._of.get(token, {}).pop(alert_id, None)
        return _MISSING if gone is None else (204, None)

    def _full(self, token: str) -> bool:
        live = [alert for alert in self.records(token) if alert["alert_type"] == 1]
        return self._allowed is not None and len(live) >= self._allowed
