"""sandbox.courtlistener: the API, its quota, its feeds and its webhooks on loopback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from filings import db as databases
from filings.errors import BudgetSpent, NotAllowed, TooMany
from filings.quota import Limits, Rank
from filings.store import quota
from sandbox import faults
from sandbox.courtlistener import SandboxCourtListener
from sandbox.listener import hooks, troubles
from sandbox.listener.filters import ENDPOINTS
from tests.conftest import SHARED
from watchers import atom
from watchers.clevents import webhook
from watchers.courtlistener import CourtListener
from watchers.fetch import Fetcher

CORPUS = SHARED / "corpus" / "courtlistener"
DAY = date(2026, 3, 6)
FILED = datetime(2026, 3, 7, 2, 30, tzinfo=UTC)
WIDE = (10_000, 10_000, 10_000)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 8, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def listener(clock: Clock) -> AsyncIterator[SandboxCourtListener]:
    async with SandboxCourtListener(clock=clock, limits=WIDE) as server:
        yield server


async def ask(
    listener: SandboxCourtListener,
    path: str,
    query: Mapping[str, Any] | None = None,
    *,
    method: str = "GET",
    token: str | None = "sandbox-token",
    form: Mapping[str, str] | None = None,
) -> tuple[int, Any, Mapping[str, str]]:
    headers = {"Authorization": f"Token {token}"} if token else {}
    url = path if path.startswith("http") else listener.url + path
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, params=query, headers=headers, data=form) as answer,
    ):
        body = await answer.read()
        is_json = answer.content_type == "application/json"
        return answer.status, json.loads(body) if is_json else body, answer.headers


def a_case(listener: SandboxCourtListener, **more: Any) -> int:
    return listener.add_docket(
        "dcd",
        "1:25-cv-00457",
        "Harbor & Pine, Inc. v. O'Dell",
        case_id="277001",
        date_filed=date(2025, 2, 14),
        **more,
    )


def options(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CORPUS / "options" / f"{name}.json").read_bytes())
    return loaded


async def test_records_have_the_fields_of_the_real_ones(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    entry = listener.add_entry(case, "ORDER.", filed=DAY, number=3, event="Order")
    _, docket, _ = await ask(listener, f"dockets/{case}/")
    real = json.loads((CORPUS / "api" / "docket_4214664.json").read_bytes())
    assert set(real) <= set(docket)
    _, entries, _ = await ask(listener, "docket-entries/", {"docket": case})
    for record, name in (
        (docket, "dockets"),
        (entries["results"][0], "docket-entries"),
        (entries["results"][0]["recap_documents"][0], "recap-documents"),
    ):
        assert set(record) == set(options(name)["actions"]["POST"]), name
    told = listener.docket_alert(entry)
    kept = json.loads((CORPUS / "webhooks" / "docket_alert.json").read_bytes())
    assert set(kept["webhook"]) == set(told["webhook"])
    (mine,), (theirs,) = told["payload"]["results"], kept["payload"]["results"]
    assert set(theirs) <= set(mine)
    assert set(theirs["recap_documents"][0]) <= set(mine["recap_documents"][0])


async def test_dockets_are_found_by_court_and_number_core_and_case_id(
    listener: SandboxCourtListener,
) -> None:
    case = a_case(listener)
    listener.add_docket("nysd", "1:25-cv-00457", "Else v. Where")
    for query in (
        {"court": "dcd", "docket_number": "1:25-cv-00457"},
        {"court": "dcd", "docket_number_core": "2500457"},
        {"court__id": "dcd", "pacer_case_id": "277001"},
        {"id": str(case), "order_by": "date_filed"},
        {"date_filed__gte": "2025-02-14", "docket_number": ""},
    ):
        status, page, _ = await ask(listener, "dockets/", query)
        assert (status, [each["id"] for each in page["results"]]) == (200, [case]), query
    assert (await ask(listener, "dockets/1/"))[0] == 404


async def test_a_filter_it_does_not_know_is_refused(listener: SandboxCourtListener) -> None:
    a_case(listener)
    status, body, _ = await ask(listener, "dockets/", {"docketnumber": "x", "court": "dcd"})
    assert (status, body["unknown_params"]) == (400, ["docketnumber"])
    for path, query, name in (
        ("docket-entries/", {"docket": "17"}, "docket"),
        ("dockets/", {"court": "nowhere"}, "court"),
        ("docket-entries/", {"date_created__gt": "2026-03-08T15:00:00"}, "date_created__gt"),
        ("docket-entries/", {"date_filed__gte": "soon"}, "date_filed__gte"),
        ("docket-entries/", {"entry_number": "four"}, "entry_number"),
    ):
        status, body, _ = await ask(listener, path, query)
        assert (status, list(body)) == (400, [name])


def test_every_filter_is_one_of_the_real_ones() -> None:
    for name in ("dockets", "docket-entries", "recap-documents", "docket-alerts", "courts"):
        real = options(name)
        for field, (_, lookups) in ENDPOINTS[name].filters.items():
            assert set(lookups) <= set(real["filters"][field]["lookup_types"]), (name, field)
        assert set(ENDPOINTS[name].related) <= set(real["filters"])
        assert set(ENDPOINTS[name].ordering) <= set(real["ordering"])


async def test_pages_are_turned_by_cursor_without_loss(
    listener: SandboxCourtListener, clock: Clock
) -> None:
    case = a_case(listener)
    made = []
    for number in range(1, 46):
        # Many have one and the same time, more than a page of them.
        clock.on(seconds=1 if number in (5, 40) else 0)
        made.append(listener.add_entry(case, filed=DAY, number=number))
    for order in ("id", "-id", "date_created", "-date_created"):
        query = {"docket": str(case), "order_by": order, "omit": "recap_documents__plain_text"}
        _, page, _ = await ask(listener, "docket-entries/", query)
        seen = [each["id"] for each in page["results"]]
        assert len(seen) == 20
        assert (await ask(listener, page["count"]))[1] == {"count": 45}
        if order == "-date_created":
            # What comes in meanwhile moves nothing.
            clock.on(minutes=1)
            listener.add_entry(case, filed=DAY, number=99)
        while page["next"] is not None:
            _, page, _ = await ask(listener, page["next"])
            seen += [each["id"] for each in page["results"]]
        assert sorted(seen) == made
        if order.endswith("id"):
            assert seen == (made if order == "id" else made[::-1])


async def test_a_bad_cursor_is_not_found(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    for number in range(1, 23):
        listener.add_entry(case, filed=DAY, number=number)
    _, page, _ = await ask(listener, "docket-entries/", {"docket": case, "order_by": "id"})
    of_ids = parse_qs(urlsplit(page["next"]).query)["cursor"][0]
    for cursor in ("%%%", "bm9uc2Vuc2U=", of_ids):
        query = {"docket": case, "order_by": "-date_created", "cursor": cursor}
        status, body, _ = await ask(listener, "docket-entries/", query)
        assert (status, body) == (404, {"detail": "Invalid cursor"})
    status, body, _ = await ask(listener, "search/", {"type": "r", "cursor": of_ids})
    assert (status, body) == (404, {"detail": "Invalid cursor"})


async def test_other_orders_have_numbered_pages(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    for number in range(1, 23):
        listener.add_entry(case, filed=DAY, number=number)
    minute = listener.add_entry(case, "MINUTE ORDER.", filed=DAY)
    query = {"docket": str(case), "order_by": "entry_number"}
    _, page, _ = await ask(listener, "docket-entries/", query)
    assert (page["count"], page["previous"]) == (23, None)
    _, page, _ = await ask(listener, page["next"])
    assert [each["id"] for each in page["results"]][-1] == minute
    assert page["next"] is None
    for wrong in ("3", "0", "101", "x"):
        assert (await ask(listener, "docket-entries/", {**query, "page": wrong}))[0] == 404
    only = {**query, "entry_number__isnull": "true"}
    _, page, _ = await ask(listener, "docket-entries/", only)
    assert [each["id"] for each in page["results"]] == [minute]


async def test_entries_since_a_time(listener: SandboxCourtListener, clock: Clock) -> None:
    case = a_case(listener)
    listener.add_entry(case, filed=DAY, number=1)
    then = clock.now
    clock.on(minutes=5)
    later = listener.add_entry(case, filed=FILED, number=2)
    query = {"docket": str(case), "date_created__gt": then.isoformat()}
    _, page, _ = await ask(listener, "docket-entries/", query)
    (entry,) = page["results"]
    assert entry["id"] == later
    assert (entry["date_filed"], entry["time_filed"]) == ("2026-03-06", "21:30:00")
    assert entry["date_created"] == "2026-03-08T08:05:00-07:00"


async def test_a_pdf_becomes_available(listener: SandboxCourtListener, clock: Clock) -> None:
    case = a_case(listener)
    entry = listener.add_entry(case, filed=DAY, number=7, doc_id="04501234567")
    listener.add_attachment(entry, 2, description="Exhibit B", doc_id="04501234569")
    query = {"docket_entry__docket": str(case), "is_available": "true"}
    assert (await ask(listener, "recap-documents/", query))[1]["results"] == []
    clock.on(minutes=2)
    url = listener.make_available(entry, pages=12)
    folder = "https://storage.courtlistener.com/recap/gov.uscourts.dcd.277001"
    assert url == f"{folder}/gov.uscourts.dcd.277001.7.0.pdf"
    assert listener.make_available(entry, attachment=2).endswith(".7.2.pdf")
    _, page, _ = await ask(listener, "recap-documents/", query)
    assert {each["document_number"] for each in page["results"]} == {"7"}
    query = {"docket": str(case), "date_modified__gt": "2026-03-08T15:00:00+00:00"}
    _, page, _ = await ask(listener, "docket-entries/", query)
    assert [each["id"] for each in page["results"]] == [entry]


async def test_lawyers_are_named_apart_from_their_parties(listener: SandboxCourtListener) -> None:
    case, other = a_case(listener), listener.add_docket("nysd", "1:25-cv-1", "A v. B")
    counsel = (("Jo Roe", "Roe LLP"),)
    listener.add_party(case, "Harbor & Pine, Inc.", counsel=counsel)
    listener.add_party(case, "O'Dell", "Defendant")
    listener.add_party(other, "A", counsel=counsel)
    query = {"docket": case, "filter_nested_results": "True"}
    _, page, _ = await ask(listener, "parties/", query)
    roles = {each["name"]: each["party_types"][0]["name"] for each in page["results"]}
    assert roles == {"Harbor & Pine, Inc.": "Plaintiff", "O'Dell": "Defendant"}
    _, lawyers, _ = await ask(listener, "attorneys/", query)
    (lawyer,) = lawyers["results"]
    assert (lawyer["name"], lawyer["contact_raw"].split("\n")[0]) == ("Jo Roe", "Roe LLP")
    assert len(lawyer["parties_represented"]) == 2


async def test_search(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    listener.add_party(case, "Pine, Inc.", counsel=(("Jo Roe", "Roe LLP"),))
    for number in range(1, 6):
        listener.add_entry(case, "MOTION to Stay", filed=DAY, number=number, event="Motion")
    for serial in range(1, 25):
        listener.add_docket("nysd", f"1:25-cv-{serial:05}", f"Pine v. Party {serial}")
    for query in (
        {"q": "harbor pine"},
        {"q": '"Harbor & Pine"'},
        {"q": "1:25-cv-00457"},
        {"case_name": "O'Dell"},
        {"court": "dcd, ca2", "q": "pine"},
        {"docket_number": "25-cv-00457"},
        {"q": "pine", "filed_after": "01/01/2025"},
    ):
        _, page, _ = await ask(listener, "search/", {"type": "r", **query}, token=None)
        assert [each["docket_id"] for each in page["results"]] == [case], query
    (found,) = page["results"]
    assert (page["count"], page["document_count"]) == (1, 5)
    assert (found["meta"]["more_docs"], len(found["recap_documents"])) == (True, 3)
    assert (found["attorney"], found["firm"]) == (["Jo Roe"], ["Roe LLP"])
    _, page, _ = await ask(listener, "search/", {"type": "d", "q": "pine"})
    assert (page["count"], len(page["results"])) == (25, 20)
    _, rest, _ = await ask(listener, page["next"])
    assert (len(rest["results"]), rest["next"]) == (5, None)
    _, page, _ = await ask(listener, "search/", {"type": "rd", "q": "stay"})
    assert {each["docket_id"] for each in page["results"]} == {case}
    assert (await ask(listener, "search/", {"type": "zz"}))[0] == 400
    assert (await ask(listener, "search/", {"type": "r", "filed_after": "soon"}))[0] == 400


async def test_who_may_ask(listener: SandboxCourtListener) -> None:
    for token, detail in (
        (None, "Authentication credentials were not provided."),
        ("wrong", "Invalid token."),
    ):
        status, body, _ = await ask(listener, "dockets/", token=token)
        assert (status, body) == (401, {"detail": detail})
    assert (await ask(listener, "search/", {"type": "r"}, token="wrong"))[0] == 401
    status, page, _ = await ask(listener, "courts/", {"id": "dcd"}, token=None)
    assert (status, page["results"][0]["full_name"]) == (
        200,
        "U.S. District Court for the District of Columbia",
    )
    assert (await ask(listener, "dockets/", method="POST"))[0] == 405
    assert (await ask(listener, "nothing/"))[0] == 404
    told = [(each.path, each.token, each.status) for each in listener.asked]
    assert told[0] == ("/api/rest/v4/dockets/", None, 401)
    assert told[1] == ("/api/rest/v4/dockets/", "wrong", 401)
    assert set(listener.used().values()) == {2}


async def test_alerts_within_the_allowance(clock: Clock) -> None:
    async with SandboxCourtListener(clock=clock, limits=WIDE, alerts_allowed=2) as listener:
        cases = [listener.add_docket("dcd", f"1:25-cv-{n}", "A v. B") for n in (1, 2, 3)]

        async def post(docket: int | str) -> tuple[int, Any]:
            form = {"docket": str(docket)}
            return (await ask(listener, "docket-alerts/", method="POST", form=form))[:2]

        status, alert = await post(cases[0])
        real = json.loads((CORPUS / "api" / "docket_alert_created.json").read_bytes())
        assert (status, set(alert), alert["docket"]) == (201, set(real), cases[0])
        assert listener.subscribed(cases[0])
        assert (await post(cases[0]))[0] == 400
        assert (await post("17"))[0] == 400
        assert (await post(cases[1]))[0] == 201
        assert (await post(cases[2]))[0] == 403
        at = f"docket-alerts/{alert['id']}/"
        off = await ask(listener, at, method="PATCH", form={"alert_type": "0"})
        assert (off[0], off[1]["alert_type"], listener.subscribed(cases[0])) == (200, 0, False)
        assert (await post(cases[2]))[0] == 201
        assert (await ask(listener, at, method="PATCH", form={"alert_type": "1"}))[0] == 403
        assert (await ask(listener, at, method="DELETE"))[0] == 204
        assert (await ask(listener, at))[0] == 404
        _, page, _ = await ask(listener, "docket-alerts/", {"alert_type": "1"})
        assert {each["docket"] for each in page["results"]} == set(cases[1:])


async def test_the_quota_slides_and_does_not_count_what_it_refuses(clock: Clock) -> None:
    async with SandboxCourtListener(clock=clock, limits=(2, 4, 6)) as listener:
        case = a_case(listener)
        path = f"dockets/{case}/"
        assert (await ask(listener, path))[0] == 200
        clock.on(seconds=20)
        assert (await ask(listener, "dockets/1/"))[0] == 404
        clock.on(seconds=10.5)
        for _ in range(3):
            status, body, headers = await ask(listener, path)
            assert (status, headers["Retry-After"]) == (429, "30")
            assert body == {
                "detail": "Request was throttled. Rate limit exceeded: 2/min. "
                "Expected available in 30 seconds."
            }
        clock.on(seconds=29.5)
        assert (await ask(listener, path))[0] == 200
        assert (await ask(listener, path))[0] == 429
        clock.on(minutes=1)
        assert (await ask(listener, path))[0] == 200
        clock.on(minutes=1)
        status, body, headers = await ask(listener, path)
        assert (status, headers["Retry-After"]) == (429, str(60 * 60 - 180))
        assert listener.used() == {"2/min": 0, "4/hour": 4, "6/day": 4}
        listener.limit(10, 10, 10)
        assert (await ask(listener, path))[0] == 200


async def test_usage_has_a_quota_of_its_own(clock: Clock) -> None:
    async with SandboxCourtListener(clock=clock, limits=(1, 50, 125)) as listener:
        await ask(listener, "docket-alerts/")
        assert (await ask(listener, "docket-alerts/"))[0] == 429
        for _ in range(10):
            status, body, _ = await ask(listener, "api-usage/")
            assert status == 200
        assert (await ask(listener, "api-usage/"))[0] == 429
        assert (await ask(listener, "api-usage/", token=None))[0] == 401
        rows = {row["rate"]: row for row in body["current_usage"] if row["scope"] == "user"}
        assert list(rows) == ["1/min", "50/hour", "125/day"]
        assert rows["125/day"]["used"] == 1
        assert rows["1/min"]["reset_at"] == "2026-03-08T15:01:00+00:00"
        assert body["historical_usage"] == {"2026-03-08": 1, "total": 1}


async def test_the_anonymous_have_less(clock: Clock) -> None:
    async with SandboxCourtListener(clock=clock, limits=(200, 200, 200)) as listener:
        for _ in range(100):
            assert (await ask(listener, "search/", {"type": "d"}, token=None))[0] == 200
        status, body, _ = await ask(listener, "search/", {"type": "d"}, token=None)
        assert (status, body["detail"]) == (
            429,
            "Request was throttled. Expected available in 86400 seconds.",
        )


async def test_it_can_be_told_to_fail(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    path = f"dockets/{case}/"
    listener.behave(faults.status(502), under="dockets/", times=1)
    assert (await ask(listener, path))[0] == 502
    assert (await ask(listener, path))[0] == 200
    assert listener.used()["10000/min"] == 2
    listener.behave(faults.html, counted=False)
    assert (await ask(listener, path))[0] == 200
    assert (await ask(listener, f"{listener.origin}/docket/{case}/feed/"))[2][
        "Content-Type"
    ].startswith("text/html")
    assert listener.used()["10000/min"] == 2
    listener.recover()
    listener.behave(faults.cut(40))
    assert len((await ask(listener, path))[1]) == 40


async def test_answers_that_no_client_should_trust(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    listener.add_entry(case, "ORDER.", filed=DAY, number=3)
    path, query = "docket-entries/", {"docket": str(case)}
    listener.behave(troubles.maintenance, times=1, counted=False)
    status, body, _ = await ask(listener, path, query)
    assert (status, b"Maintenance" in body) == (503, True)
    listener.behave(troubles.throttled(41.5), times=1)
    status, body, headers = await ask(listener, path, query)
    assert (status, headers["Retry-After"]) == (429, "42")
    assert body["detail"].endswith("Expected available in 42 seconds.")
    listener.behave(troubles.says([1, 2]), times=1)
    assert (await ask(listener, path, query))[:2] == (200, [1, 2])
    listener.behave(troubles.retyped(entry_number={"x": 1}), times=1)
    assert (await ask(listener, path, query))[1]["results"][0]["entry_number"] == {"x": 1}
    listener.behave(troubles.lacking("description"), times=1)
    assert "description" not in (await ask(listener, path, query))[1]["results"][0]
    listener.behave(troubles.cut(30), times=1)
    with pytest.raises(json.JSONDecodeError):
        await ask(listener, path, query)
    assert (await ask(listener, path, query))[1]["results"][0]["entry_number"] == 3


async def test_next_may_lead_elsewhere(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    for number in range(1, 23):
        listener.add_entry(case, filed=DAY, number=number)
    listener.api.next_origin = "https://www.courtlistener.com"
    _, page, _ = await ask(listener, "docket-entries/", {"docket": str(case)})
    start = "https://www.courtlistener.com/api/rest/v4/docket-entries/?"
    assert page["next"].startswith(start)


async def test_the_feed_of_a_docket(listener: SandboxCourtListener) -> None:
    case = a_case(listener)
    for number in range(1, 36):
        listener.add_entry(
            case, f"MOTION & more <{number}>", filed=DAY, number=number, doc_id="04501"
        )
    listener.make_available(400_000_035)
    minute = listener.add_entry(case, "MINUTE ORDER.", filed=date(2026, 3, 7))
    url = f"{listener.origin}/docket/{case}/feed/"
    status, body, headers = await ask(listener, url, token=None)
    assert (status, headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    parsed = atom.parse(body, case, "dcd", "1:25-cv-00457")
    assert (len(parsed.entries), parsed.dropped, parsed.complete) == (30, (), True)
    assert f"cl-{minute}" in {entry.key for entry in parsed.entries}
    numbers = {entry.number for entry in parsed.entries}
    assert numbers == {None, *range(7, 36)}
    newest = next(entry for entry in parsed.entries if entry.number == 35)
    assert newest.text == "MOTION & more <35>"
    assert newest.documents[0].free_url is not None
    assert (await ask(listener, f"{listener.origin}/docket/17/feed/", token=None))[0] == 404


async def test_the_project_s_own_client_reads_it(clock: Clock, database_url: str) -> None:
    db = await databases.prepare(database_url)
    async with SandboxCourtListener(clock=clock) as server, Fetcher(min_seconds=0) as fetcher:
        case = a_case(server, assigned_to_str="Jane Judge")
        entry = server.add_entry(
            case, "MOTION to Stay.", filed=FILED, number=7, event="Motion to Stay", seq=31
        )
        url = server.make_available(entry)
        server.add_party(case, "O'Dell", "Defendant", counsel=(("Jo Roe", "Roe LLP"),))
        client = CourtListener(fetcher, db, clock, url=server.url, token=server.token)
        asking: dict[str, Any] = {"rank": Rank.PEOPLE, "purpose": "lookup"}
        (facts,) = await client.dockets("dcd", "1:25-cv-00457", **asking)
        assert (facts.listing_id, facts.judge) == (case, "Jane Judge")
        page = await client.entries(facts, **asking)
        (told,) = page.report.entries
        assert (told.number, told.seq, told.filed_at) == (7, 31, FILED)
        assert told.documents[0].free_url == url
        (party,) = (await client.parties(case, **asking)).found
        assert [lawyer.name for lawyer in party.counsel] == ["Jo Roe"]
        found = await client.search("harbor pine", **asking)
        assert [each.listing_id for each in found.cases] == [case]
        with pytest.raises(BudgetSpent):
            await client.docket(case, **asking)
        server.limit(9, 90, 900)
        await client.usage()
        view = await quota.view(db, quota.SERVICE, clock.now)
        assert view.limits == Limits(9, 90, 900)
        clock.on(minutes=2)
        alert = await client.subscribe(case, **asking)
        assert await client.alerts(**asking) == {case: alert}
        server.limit(0, 0, 0)
        with pytest.raises(TooMany):
            await client.docket(case, **asking)
        stranger = CourtListener(fetcher, db, clock, url=server.url, token="wrong")
        clock.on(days=1)
        with pytest.raises(NotAllowed):
            await stranger.docket(case, **asking)
    await db.close()


async def test_webhooks_are_sent_as_the_service_sends_them(
    listener: SandboxCourtListener, clock: Clock
) -> None:
    case = a_case(listener)
    entry = listener.add_entry(case, "ORDER.", filed=DAY, number=3, event="Order")
    came: list[tuple[str, bytes]] = []
    answers = iter((503, 302, 200))

    async def take(request: web.Request) -> web.Response:
        came.append((request.headers["Idempotency-Key"], await request.read()))
        return web.Response(status=next(answers), headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    event = listener.docket_alert(entry)
    first = await listener.send(url, event)
    second = await listener.send(url, event, key=first.key)
    third = await listener.send(url, event, key=first.key)
    await runner.cleanup()
    assert [(each.status, each.done) for each in (first, second, third)] == [
        (503, False), (302, False), (200, True),
    ]  # fmt: skip
    assert {key for key, _ in came} == {first.key}
    assert len({body for _, body in came}) == 1
    gone = await listener.send(url, b"not JSON")
    assert (gone.status, gone.done, gone.key == first.key) == (None, False, False)
    assert gone.error
    assert listener.sent == [first, second, third, gone]
    assert [after.total_seconds() / 60 for after in hooks.RETRY_AFTER[:4]] == [3, 9, 27, 81]
    assert hooks.RETRY_AFTER[-1] == timedelta(hours=36, minutes=27)
    hook = webhook(came[0][1])
    assert (hook.kind, hook.version, hook.entries[0].listing_id) == (1, 2, case)


@pytest.mark.parametrize("version", [1, 2])
async def test_events_of_both_versions(listener: SandboxCourtListener, version: int) -> None:
    case = a_case(listener)
    entry = listener.add_entry(case, "ORDER.", filed=DAY, number=3, event="Order")
    alert = listener.docket_alert(entry, version=version)
    search = listener.search_alert("q=pine&type=r", case, version=version)
    for event, kind in ((alert, 1), (search, 2)):
        hook = webhook(json.dumps(event).encode())
        assert (hook.kind, hook.version) == (kind, version)
    assert (alert["webhook"]["deprecation_date"] is None) is (version == 2)
    (found,) = search["payload"]["results"]
    assert found["recap_documents"][0]["entry_number"] == 3
    ended = listener.old_alerts(old=[], disabled=[{"id": 1, "docket": case, "alert_type": 0}])
    assert webhook(json.dumps(ended).encode()).ended == (case,)
