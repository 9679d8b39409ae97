"""CourtListener as it answers: well, badly, not at all."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from filings import db as databases
from filings.db import Database
from filings.errors import (
    BadStatus,
    BudgetSpent,
    NotAllowed,
    NotAnAnswer,
    SourceError,
    TooMany,
    Unreachable,
)
from filings.quota import Limits, Rank
from filings.store import quota
from filings.types import CaseFacts, Counsel, Dropped, Entry, Teller
from watchers import clanswers, clpeople
from watchers.clevents import webhook
from watchers.courtlistener import CourtListener
from watchers.fetch import Fetcher
from watchers.reach import Reach

NOW = datetime(2026, 8, 5, 15, 0, tzinfo=UTC)
THURSDAY_NIGHT = datetime(2026, 8, 7, 5, 0, tzinfo=UTC)
URL = "https://listener.example/api/rest/v4/"
TOKEN = "no-real-token"
FACTS = CaseFacts(Teller.COURTLISTENER, "dcd", "1:16-cv-00745", listing_id=4214664)
DOCKET = {
    "id": 4214664, "court_id": "dcd", "docket_number": "1:16-cv-00745",
    "case_name": "A v. B", "pacer_case_id": "178502", "date_filed": "2016-04-21",
    "absolute_url": "/docket/4214664/a-v-b/", "a_field_of_tomorrow": {"x": 1},
}  # fmt: skip

Handler = Callable[[httpx.Request], httpx.Response]


class Service:
    """Answers with what it is given and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | Handler) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer if isinstance(answer, httpx.Response) else answer(request)


def page(*items: object, following: str | None = None) -> httpx.Response:
    return httpx.Response(200, json={"next": following, "results": list(items)})


@asynccontextmanager
async def asking(
    database_url: str,
    service: Service,
    *,
    token: str | None = TOKEN,
    now: datetime = NOW,
    clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[tuple[CourtListener, Database]]:
    db = await databases.prepare(database_url)
    try:
        transport = httpx.MockTransport(service)
        async with Fetcher(reach=Reach.of([URL]), min_seconds=0, transport=transport) as fetcher:
            yield CourtListener(fetcher, db, clock or (lambda: now), url=URL, token=token), db
    finally:
        await db.close()


async def test_a_number_is_asked_for_as_printed_and_then_by_its_core(database_url: str) -> None:
    # An item that is no object is passed over like one of an unknown court.
    service = Service(page(), page(DOCKET, {"id": 1, "court_id": "nowhere"}, "odd", None))
    async with asking(database_url, service) as (listener, db):
        found = await listener.dockets("dcd", "1:16-cv-00745", rank=Rank.PEOPLE, purpose="lookup")
        assert [facts.listing_id for facts in found] == [4214664]
        assert found[0].page == "https://www.courtlistener.com/docket/4214664/a-v-b/"
        queries = [parse_qs(request.url.query.decode()) for request in service.asked]
        assert queries[0] == {"court": ["dcd"], "docket_number": ["1:16-cv-00745"]}
        assert queries[1] == {"court": ["dcd"], "docket_number_core": ["1600745"]}
        assert service.asked[0].headers["authorization"] == f"Token {TOKEN}"
        view = await quota.view(db, quota.SERVICE, NOW)
        assert view.by_purpose == (("lookup", 2),)


async def test_a_case_of_another_type_with_the_same_core_is_another_case(database_url: str) -> None:
    service = Service(page(), page({**DOCKET, "docket_number": "1:16-cr-00745"}))
    async with asking(database_url, service) as (listener, _):
        assert await listener.dockets("dcd", "1:16-cv-00745", rank=Rank.REST, purpose="x") == ()


async def test_entries_follow_the_cursor_and_never_the_address(database_url: str) -> None:
    elsewhere = "https://evil.example/api/?cursor=abc%3D&docket=1"
    service = Service(page({"id": 1, "date_filed": "2026-08-04"}, 7, following=elsewhere), page())
    async with asking(database_url, service) as (listener, _):
        first = await listener.entries(FACTS, rank=Rank.GAPS, purpose="fill")
        assert [entry.key for entry in first.report.entries] == ["cl-1"]
        assert len(first.report.dropped) == 1
        assert not first.report.alerts
        assert first.cursor == "abc="
        await listener.entries(FACTS, cursor=first.cursor, rank=Rank.GAPS, purpose="fill")
        assert {request.url.host for request in service.asked} == {"listener.example"}
        assert parse_qs(service.asked[1].url.query.decode())["cursor"] == ["abc="]


async def test_lawyers_names_come_from_their_own_list(database_url: str) -> None:
    party = {"name": "Alliance", "party_types": [{"name": "Plaintiff"}],
             "attorneys": [{"attorney_id": 9}, {"attorney_id": 10}]}  # fmt: skip
    service = Service(page(party, {"name": ""}, 7), page({"id": 9, "name": "Ann Advocate"}, None))
    async with asking(database_url, service) as (listener, _):
        told = await listener.parties(1, rank=Rank.PEOPLE, purpose="lookup")
        (found,) = told.found
        assert (found.name, found.role, told.cut) == ("Alliance", "Plaintiff", False)
        assert [counsel.name for counsel in found.counsel] == ["Ann Advocate"]


def test_counsel_who_left_are_none_and_firms_are_named() -> None:
    roles = [
        {"attorney_id": 1, "role": 2}, {"attorney_id": 1, "role": 1}, {"attorney_id": 2, "role": 6},
        {"attorney_id": 3, "role": 4}, {"attorney_id": 4, "role": 2}, {"attorney_id": 4, "role": 9},
    ]  # fmt: skip
    lawyers = [
        {"id": 1, "name": "Ann Advocate", "contact_raw": "ADVOCATE  LLP\n1 Court Square\n"},
        {"id": 2, "name": "Gone Lawyer", "contact_raw": "GONE LLP\n1 Court Square\n"},
        {"id": 3, "name": "Lone Lawyer", "contact_raw": "12 Main Street\nSalem, OR 97301\n"},
        {"id": 4, "name": "Barred Lawyer", "contact_raw": 5},
    ]
    (found,) = clpeople.parties_of([{"name": "Alliance", "attorneys": roles}], lawyers)
    assert found.counsel == (Counsel("Ann Advocate", "ADVOCATE LLP"), Counsel("Lone Lawyer"))


async def test_three_hundred_parties_are_read_while_there_is_room(database_url: str) -> None:
    def listed(request: httpx.Request) -> httpx.Response:
        at = int(parse_qs(request.url.query.decode()).get("page", ["1"])[0])
        names = [{"name": f"Party {at}-{n}"} for n in range(20)]
        return page(*names, following=f"{URL}parties/?docket=1&page={at + 1}")

    service = Service(listed)
    async with asking(database_url, service) as (listener, db):
        told = await listener.parties(1, rank=Rank.PEOPLE, purpose="lookup")
        # Of five questions a minute only three may go to what nobody waits for.
        assert (len(told.found), told.cut, len(service.asked)) == (60, True, 4)
        await quota.learnt(db, quota.SERVICE, Limits(1000, 1000, 1000), NOW)
        told = await listener.parties(1, rank=Rank.PEOPLE, purpose="lookup")
        assert (len(told.found), told.cut, len(service.asked)) == (100, True, 14)


async def test_a_list_that_leads_in_a_circle_ends(database_url: str) -> None:
    elsewhere = "https://evil.example/?cursor=a"
    service = Service(lambda _: page({"name": "A"}, {"id": 7, "docket": 8}, following=elsewhere))
    async with asking(database_url, service) as (listener, db):
        await quota.learnt(db, quota.SERVICE, Limits(1000, 1000, 1000), NOW)
        told = await listener.parties(1, rank=Rank.PEOPLE, purpose="lookup")
        assert (len(told.found), told.cut, len(service.asked)) == (2, False, 4)
        assert await listener.alerts(rank=Rank.REST, purpose="alerts") == {8: 7}
        assert len(service.asked) == 6
        assert {request.url.host for request in service.asked} == {"listener.example"}


async def test_alerts_are_read_to_the_last_page(database_url: str) -> None:
    """Half a list would call alerts missing that are there."""
    clock = [NOW]

    def listed(request: httpx.Request) -> httpx.Response:
        at = int(parse_qs(request.url.query.decode()).get("cursor", ["0"])[0])
        some = [{"id": n + 1000, "docket": n} for n in range(50 * at, 50 * at + 50)]
        return page(*some, following=f"{URL}docket-alerts/?cursor={at + 1}" if at < 3 else None)

    service = Service(listed)
    async with asking(database_url, service, clock=lambda: clock[0]) as (listener, _):
        for _ in range(2):
            with pytest.raises(BudgetSpent):
                await listener.alerts(rank=Rank.REST, purpose="alerts")
        assert len(service.asked) == 2
        clock[0] += timedelta(minutes=2)
        found = await listener.alerts(rank=Rank.REST, purpose="alerts")
        assert found == {n: n + 1000 for n in range(200)}
        assert len(service.asked) == 4


async def test_without_a_token_only_search_is_asked(database_url: str) -> None:
    result = {"docket_id": 5, "court_id": "nysd", "docketNumber": "1:20-cv-00001",
              "caseName": "A v. B", "dateFiled": "2020-01-02"}  # fmt: skip
    service = Service(httpx.Response(200, json={"count": 10_000, "results": [result] * 20}))
    async with asking(database_url, service, token=None) as (listener, _):
        found = await listener.search("A v. B", rank=Rank.PEOPLE, purpose="search")
        assert (len(found.cases), found.total) == (10, 10_000)
        assert found.cases[0].listing_id == 5
        assert "authorization" not in service.asked[0].headers
        with pytest.raises(NotAllowed, match="only with a token"):
            await listener.docket(5, rank=Rank.PEOPLE, purpose="lookup")
        assert len(service.asked) == 1


BAD = [
    (httpx.Response(401, json={"detail": "Invalid token."}), NotAllowed, "does not accept"),
    (httpx.Response(403, json={}), NotAllowed, "does not accept"),
    (httpx.Response(404, json={"detail": "Invalid cursor"}), BadStatus, "nothing under"),
    (httpx.Response(400, json={"unknown_params": ["cort"]}), BadStatus, "cort"),
    (httpx.Response(502, text="Bad gateway"), BadStatus, r"an error \(502\)"),
    (httpx.Response(200, html="<html>"), NotAnAnswer, "web page"),
    (httpx.Response(200, json=[1]), NotAnAnswer, "another form"),
    (httpx.Response(200, json={"results": 3}), NotAnAnswer, "no list"),
    (
        httpx.Response(200, content=b'{"results": [', headers={"content-type": "application/json"}),
        NotAnAnswer,
        "no readable",
    ),
    (httpx.Response(302, headers={"location": "https://evil.example/"}), SourceError, "redirect"),
]


@pytest.mark.parametrize(("answer", "kind", "said"), BAD)
async def test_a_bad_answer_is_one_sentence(
    database_url: str, answer: httpx.Response, kind: type[Exception], said: str
) -> None:
    async with asking(database_url, Service(answer)) as (listener, _):
        with pytest.raises(kind, match=said) as caught:
            await listener.entries(FACTS, rank=Rank.PEOPLE, purpose="lookup")
        assert TOKEN not in str(caught.value)


async def test_a_docket_that_is_gone_is_no_more_asked_for(database_url: str) -> None:
    async with asking(database_url, Service(httpx.Response(404, json={}))) as (listener, _):
        with pytest.raises(BadStatus) as caught:
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")
        assert caught.value.permanent


async def test_thursday_night_is_maintenance(database_url: str) -> None:
    service = Service(httpx.Response(503, html="<html>maintenance"))
    async with asking(database_url, service, now=THURSDAY_NIGHT) as (listener, _):
        with pytest.raises(BadStatus, match="weekly maintenance"):
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")


async def test_a_429_shuts_the_budget_for_as_long_as_it_says(database_url: str) -> None:
    body = {"detail": "Request was throttled. Expected available in 540 seconds."}
    service = Service(httpx.Response(429, json=body))
    async with asking(database_url, service) as (listener, _):
        with pytest.raises(TooMany) as caught:
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")
        assert caught.value.retry_after == 540
        with pytest.raises(BudgetSpent) as spent:
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")
        assert spent.value.opens_at == NOW + timedelta(seconds=540)
        assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("header", "body", "seconds"),
    [
        ({"retry-after": "never"}, {}, 60), ({"retry-after": "-5"}, {}, 60),
        ({"retry-after": "1000000000000"}, {}, 86400),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, {}, 86400),
        ({}, {"detail": "Expected available in 999999 seconds."}, 86400),
    ],
)  # fmt: skip
async def test_no_pause_is_longer_than_a_day(
    database_url: str, header: dict[str, str], body: dict[str, str], seconds: float
) -> None:
    service = Service(httpx.Response(429, headers=header, json=body))
    async with asking(database_url, service) as (listener, _):
        with pytest.raises(TooMany) as caught:
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")
        assert caught.value.retry_after == seconds


async def test_a_broken_connection_is_no_answer(database_url: str) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    async with asking(database_url, Service(broken)) as (listener, _):
        with pytest.raises(Unreachable):
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")


async def test_the_fifth_question_of_a_minute_is_the_last(database_url: str) -> None:
    service = Service(httpx.Response(200, json=DOCKET))
    async with asking(database_url, service) as (listener, _):
        for _ in range(5):
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")
        with pytest.raises(BudgetSpent):
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")
        assert len(service.asked) == 5


async def test_what_the_account_is_allowed_costs_nothing(database_url: str) -> None:
    rows = [
        {"scope": "user", "window_seconds": span, "limit": limit, "used": used}
        for span, limit, used in ((60, 10, 0), (3600, 75, 3), (86400, 300, 40))
    ]
    service = Service(httpx.Response(200, json={"current_usage": rows}))
    async with asking(database_url, service) as (listener, db):
        await listener.usage()
        view = await quota.view(db, quota.SERVICE, NOW)
        assert (view.limits.minute, view.limits.hour, view.limits.day) == (10, 75, 300)
        assert view.used.day == 40
        assert service.asked[0].url.path.endswith("/api-usage/")


@pytest.mark.parametrize(
    ("figures", "day", "used"),
    [
        ((2**61, 2**61), 10_000, 10_000),
        (("300", "40"), 300, 40),
        ((5, 10**30), 5, 0),
        ((3, 9), 3, 3),
    ],
)
async def test_figures_that_cannot_be_are_bounded(
    either_url: str, figures: tuple[object, object], day: int, used: int
) -> None:
    rows = [
        {"scope": "user", "window_seconds": span, "limit": figures[0], "used": figures[1]}
        for span in (60, 3600, 86400)
    ]
    service = Service(httpx.Response(200, json={"current_usage": [None, *rows]}))
    async with asking(either_url, service) as (listener, db):
        await listener.usage()
        view = await quota.view(db, quota.SERVICE, NOW)
        assert (view.limits.day, view.used.day) == (day, used)


async def test_what_a_service_complains_of_can_be_kept(database_url: str) -> None:
    service = Service(httpx.Response(400, content=b'{"a\\u0000\\ud800b": 1}'))
    async with asking(database_url, service) as (listener, _):
        with pytest.raises(BadStatus, match=r"\(ab\)"):
            await listener.docket(1, rank=Rank.PEOPLE, purpose="lookup")


async def test_subscribing_and_unsubscribing(database_url: str) -> None:
    service = Service(
        httpx.Response(201, json={"id": 133013, "docket": 1, "alert_type": 1}),
        page({"id": 133013, "docket": 1}, {"id": None}),
        httpx.Response(204),
        httpx.Response(404, json={}),
    )
    async with asking(database_url, service) as (listener, _):
        alert = await listener.subscribe(1, rank=Rank.PEOPLE, purpose="subscribe")
        assert service.asked[0].content == b"docket=1"
        assert await listener.alerts(rank=Rank.PEOPLE, purpose="subscribe") == {1: alert}
        await listener.unsubscribe(alert, rank=Rank.PEOPLE, purpose="subscribe")
        await listener.unsubscribe(alert, rank=Rank.PEOPLE, purpose="subscribe")
        methods = [request.method for request in service.asked]
        assert methods == ["POST", "GET", "DELETE", "DELETE"]


def test_a_real_docket(shared: Path) -> None:
    item = json.loads((shared / "corpus/courtlistener/api/docket_4214664.json").read_bytes())
    facts = clanswers.facts_of(item)
    assert facts is not None
    assert (facts.court, facts.docket_number, facts.listing_id) == ("dcd", "1:16-cv-00745", 4214664)
    assert (facts.judge, facts.case_id, facts.terminated_on) == ("Paul L. Friedman", "178502", None)
    assert facts.cause == "28:1346 Tort Claim"


def test_a_real_docket_alert(shared: Path) -> None:
    hook = webhook((shared / "corpus/courtlistener/webhooks/docket_alert.json").read_bytes())
    (told,) = hook.entries
    assert (hook.kind, hook.version, told.listing_id) == (1, 2, 4214664)
    assert (told.court, told.case_id) == ("dcd", "178502")
    entry = clanswers.entry_of(told.item, FACTS, NOW)
    assert isinstance(entry, Entry)
    assert (entry.key, entry.number, entry.seq, entry.doc_id) == (
        "cl-2208776613", 140, 584, "04509519006",
    )  # fmt: skip
    assert entry.events == ("Motion for Settlement",)
    assert not entry.timed
    assert entry.filed_at == datetime(2022, 10, 11, 4, 0, tzinfo=UTC)
    assert entry.text.startswith("MOTION for Settlement Preliminary Approval")
    main, attachment = entry.documents
    assert main.pages == 28
    assert main.free_url == (
        "https://storage.courtlistener.com/recap/gov.uscourts.dcd.178502/"
        "gov.uscourts.dcd.178502.140.0.pdf"
    )
    assert (attachment.attachment, attachment.free_url) == (1, None)


@pytest.mark.parametrize("name", ["search_alert_v2", "old_alerts_report", "recap_fetch"])
def test_other_real_events_are_read(shared: Path, name: str) -> None:
    hook = webhook((shared / f"corpus/courtlistener/webhooks/{name}.json").read_bytes())
    assert hook.kind in (2, 3, 4)
    assert hook.entries == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"a": ' + b"9" * 5000 + b"}", b"{}", b"\xff", b'{"payload": 1, "webhook": {}}'],
)
def test_what_is_no_event_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(NotAnAnswer):
        webhook(body)


@pytest.mark.parametrize(
    "item",
    [
        {"date_filed": "9999-12-31"},
        {"date_filed": "0001-01-01"},
        {"date_filed": 7, "date_created": "9999-01-01T00:00:00Z"},
        {"description": 5, "recap_documents": "none", "entry_number": "sixty"},
        {"description": "NUL \x00 and \ud800", "date_created": "8999-01-01T00:00:00Z"},
        {"recap_documents": [None, {"pacer_doc_id": "x", "page_count": -1}]},
        {},
    ],
)
def test_an_odd_entry_is_kept_with_what_can_be_read(item: dict[str, object]) -> None:
    entry = clanswers.entry_of({"id": 1, **item}, FACTS, NOW)
    assert isinstance(entry, Entry)
    assert 0 <= (NOW - entry.filed_at).days <= 1
    assert entry.created_at is None or entry.created_at <= NOW
    assert not {"\x00", "\ud800"} & set(entry.text)


@pytest.mark.parametrize("item", [None, 5, {}, {"id": "x"}, {"id": True}])
def test_an_entry_without_an_id_is_dropped_with_a_reason(item: object) -> None:
    assert isinstance(clanswers.entry_of(item, FACTS, NOW), Dropped)


def test_capitals_at_the_beginning_name_the_event() -> None:
    entry = clanswers.entry_of({"id": 1, "description": "MINUTE ORDER granting 5"}, FACTS, NOW)
    assert isinstance(entry, Entry)
    assert entry.events == ("Minute Order",)


def test_a_caption_at_the_beginning_is_no_event() -> None:
    entry = clanswers.entry_of({"id": 1, "description": "USA v. Doe appeared"}, FACTS, NOW)
    assert isinstance(entry, Entry)
    assert entry.events == ()
