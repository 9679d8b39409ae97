"""Reports of one filing, from several tellers and in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from filings.deciding.decide import decide
from filings.deciding.join import alike, joined, same_by_id
from filings.deciding.known import Known, KnownEntry, Row
from filings.deciding.merge import Told, folded
from filings.deciding.reported import decide_report
from filings.types import CaseFacts, Document, Entry, Event, Parsed, Report, Teller
from filings.views import FilingView

NUMBER = "1:25-cv-00457"
FILED = datetime(2025, 11, 3, 19, 41, tzinfo=UTC)
DAY = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)
NOW = datetime(2025, 11, 3, 20, 17, tzinfo=UTC)
FREE = "https://storage.courtlistener.com/recap/gov.uscourts.dcd.277000/x.61.0.pdf"
FACTS = CaseFacts(Teller.COURTLISTENER, "dcd", NUMBER, "Ctr. v. IRS", "277000")


def feed_entry(key: str = "277000-210", **more: object) -> Entry:
    made = Entry(
        key=key, docket_number=NUMBER, case_name="Ctr. v. IRS", case_id="277000", number=61,
        doc_id="04500000061", seq=210, events=("Notice (Other)",), filed_at=FILED,
        url="https://ecf.dcd.uscourts.gov/cgi-bin/DktRpt.pl?277000",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def cl_entry(key: str = "cl-9", **more: object) -> Entry:
    made = Entry(
        key=key, docket_number=NUMBER, case_name="", case_id="277000", number=61, doc_id=None,
        seq=None, events=("Notice",), filed_at=DAY, url="https://www.courtlistener.com/docket/1/",
        timed=False, created_at=FILED + timedelta(minutes=5),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


@dataclass
class Record:
    """What the store does with decisions, without a database."""

    rows: dict[str, Row] = field(default_factory=dict)
    told: list[tuple[str, Event]] = field(default_factory=list)

    def feed(self, *entries: Entry) -> None:
        known = Known(
            entries={
                key: KnownEntry(row.entry, row.lead)
                for key, row in self.rows.items()
                if row.teller is Teller.CMECF
            },
            baseline=True,
        )
        made = decide(known, Parsed(entries, NOW, "all", (), complete=False), NOW)
        self._keep(made, Teller.CMECF)

    def report(self, *entries: Entry, alerts: bool = True) -> None:
        made = decide_report(self.rows, frozenset(), Report(FACTS, entries, alerts), NOW)
        self._keep(made, Teller.COURTLISTENER)

    def _keep(self, decision: object, teller: Teller) -> None:
        first: dict[str, int] = {}
        for at, (key, event) in enumerate(self.told):
            if event is Event.NEW:
                first.setdefault(key, at)
        made = joined(decision, teller, list(self.rows.values()), first, lambda _: 1)  # type: ignore[arg-type]
        for new in made.new:
            self.rows[new.entry.key] = Row(new.entry, new.lead, teller, 1, new.silent)
        for entry in made.updated:
            self.rows[entry.key] = replace(self.rows[entry.key], entry=entry)
        for key in made.heard:
            self.rows[key] = replace(self.rows[key], silent=False)
        for old, lead in made.merged:
            for key, row in self.rows.items():
                if row.lead == old:
                    self.rows[key] = replace(row, lead=lead)
        self.told += [(c.keys[0], c.event) for c in made.changes]

    @property
    def alerts(self) -> list[str]:
        return [key for key, event in self.told if event is Event.NEW]

    def filings(self) -> list[FilingView]:
        groups: dict[str, list[Told]] = {}
        for row in self.rows.values():
            groups.setdefault(row.lead, []).append(Told(row.entry, "dcd", row.teller, NOW))
        return sorted((folded(found) for found in groups.values()), key=lambda view: view.key)


def test_feed_then_webhook_is_one_alert_that_grows() -> None:
    record = Record()
    record.feed(feed_entry())
    text = "NOTICE of objection"
    record.report(cl_entry(text=text, documents=(Document(free_url=FREE, pages=6),)))
    assert record.alerts == ["277000-210"]
    assert record.told[1:] == [("277000-210", Event.AMENDED), ("277000-210", Event.DOCUMENT)]
    (view,) = record.filings()
    assert (view.key, view.text, view.free_url, view.pages) == ("277000-210", text, FREE, 6)
    assert view.filed_at == FILED
    assert view.events == ("Notice (Other)",)


def test_webhook_then_feed_is_one_alert() -> None:
    record = Record()
    record.report(cl_entry(text="NOTICE of objection"))
    record.feed(feed_entry())
    assert record.alerts == ["cl-9"]
    (view,) = record.filings()
    assert view.key == "277000-210"
    assert view.text == "NOTICE of objection"


def test_what_a_lookup_brought_is_told_by_the_feed() -> None:
    record = Record()
    record.report(cl_entry(), alerts=False)
    assert record.told == []
    record.feed(feed_entry())
    assert record.alerts == ["cl-9"]
    assert len(record.filings()) == 1


def test_what_a_lookup_brought_is_told_by_a_webhook() -> None:
    record = Record()
    record.report(cl_entry(), alerts=False)
    record.report(cl_entry())
    record.report(cl_entry())
    assert record.alerts == ["cl-9"]


def test_an_answer_in_between_changes_nothing() -> None:
    record = Record()
    record.report(cl_entry())
    record.report(cl_entry(text="NOTICE"), alerts=False)
    record.feed(feed_entry())
    record.report(cl_entry(text="NOTICE"), alerts=False)
    assert record.alerts == ["cl-9"]


def test_a_minute_order_is_joined_by_minute_and_words() -> None:
    minute = feed_entry("277000-211", number=None, doc_id=None, seq=211, events=("Minute Order",))
    theirs = cl_entry(
        "cl-10",
        number=None,
        events=("Minute Order",),
        text="MINUTE ORDER granting 60",
        filed_at=DAY,
    )
    for first_feed in (True, False):
        record = Record()
        steps = [lambda r=record: r.feed(minute), lambda r=record: r.report(theirs)]
        for step in steps if first_feed else reversed(steps):
            step()
        assert len(record.alerts) == 1
        assert len(record.filings()) == 1


def test_two_orders_in_one_minute_are_never_joined_by_their_words() -> None:
    one = feed_entry("277000-212", number=None, doc_id=None, seq=212, events=("Order",))
    two = feed_entry("277000-213", number=None, doc_id=None, seq=213, events=("Order",))
    theirs = cl_entry("cl-11", number=None, events=("Order",), filed_at=FILED, timed=True)
    record = Record()
    record.feed(one, two)
    record.report(theirs)
    assert len(record.alerts) == 3
    assert len(record.filings()) == 3


def test_two_of_theirs_for_one_of_the_courts_are_not_joined() -> None:
    record = Record()
    record.report(
        cl_entry("cl-11", number=None, events=("Order",)),
        cl_entry("cl-12", number=None, events=("Order",)),
    )
    record.feed(feed_entry("277000-212", number=None, doc_id=None, seq=212, events=("Order",)))
    assert len(record.filings()) == 3


def test_two_items_of_the_feed_are_two_filings_whatever_others_say() -> None:
    record = Record()
    record.report(cl_entry())
    record.feed(feed_entry())
    record.feed(feed_entry("277000-230", seq=230, doc_id="04500000099"))
    assert len(record.alerts) == 2
    assert len(record.filings()) == 2


def test_two_alerts_that_prove_to_be_one_filing() -> None:
    record = Record()
    bare = cl_entry("cl-13", number=None, events=("Brief",), filed_at=DAY - timedelta(days=3))
    record.feed(feed_entry())
    record.report(bare)
    assert len(record.alerts) == 2
    record.report(replace(bare, number=61))
    assert len(record.filings()) == 1
    assert sorted(record.told[-2:]) == [("277000-210", Event.AMENDED), ("cl-13", Event.AMENDED)]


def test_a_multi_defendant_filing_is_joined_once() -> None:
    number = "3:06-cr-00272"
    courts_own = [
        feed_entry(f"{case}-46", case_id=str(case), docket_number=number, defendant=at, seq=46)
        for at, case in enumerate((80001, 80002, 80003), start=1)
    ]
    listed = [cl_entry(f"cl-{at}", docket_number=number, seq=46) for at in (21, 22, 23)]
    record = Record()
    record.report(listed[0])
    record.feed(*courts_own)
    record.report(*listed[1:])
    assert len(record.alerts) == 1
    (view,) = record.filings()
    assert view.defendants == (1, 2, 3)


def test_attachments_come_as_documents_of_their_own() -> None:
    record = Record()
    record.feed(feed_entry())
    record.report(
        cl_entry(documents=(Document(doc_id="04500000062", attachment=1, free_url=FREE),))
    )
    (view,) = record.filings()
    assert view.free_url is None
    assert Event.DOCUMENT not in [event for _, event in record.told]


def test_one_shared_identifier_is_enough_unless_the_other_two_differ() -> None:
    mine = feed_entry()
    assert same_by_id(mine, feed_entry(number=None, doc_id=None)) == 3
    assert same_by_id(mine, feed_entry(number=62)) == 3
    assert same_by_id(mine, feed_entry(seq=None, number=None)) == 2
    assert same_by_id(mine, cl_entry()) == 1
    assert same_by_id(mine, feed_entry(seq=9, doc_id="04500000001")) == 0
    assert same_by_id(mine, cl_entry(number=None)) == 0


def test_a_date_alone_is_alike_within_its_day() -> None:
    timed = feed_entry(events=("Minute Order",))
    assert alike(timed, cl_entry(text="MINUTE ORDER by the judge", events=()))
    assert not alike(timed, cl_entry(events=("Minute Order",), filed_at=DAY - timedelta(days=1)))
    assert not alike(timed, replace(timed, filed_at=FILED + timedelta(minutes=1)))


REPORTS: Sequence[tuple[Teller, Entry]] = (
    (Teller.CMECF, feed_entry()),
    (Teller.CMECF, feed_entry(events=("Notice (Other)", "Exhibit"))),
    (Teller.COURTLISTENER, cl_entry()),
    (Teller.COURTLISTENER, cl_entry(seq=210, number=None)),
    (Teller.COURTLISTENER, cl_entry(text="NOTICE of objection")),
    (Teller.COURTLISTENER, cl_entry(doc_id="04500000061", documents=(Document(free_url=FREE),))),
    (Teller.COURTLISTENER, cl_entry("cl-8", seq=210, text="NOTICE of objection (Smith, J.)")),
    (Teller.COURTLISTENER, cl_entry("cl-7", doc_id="04500000061", filed_at=FILED, timed=True)),
)


def played(order: Sequence[int], silent: Sequence[bool]) -> Record:
    record = Record()
    for at, quiet in zip(order, silent, strict=True):
        teller, entry = REPORTS[at]
        if teller is Teller.CMECF:
            record.feed(entry)
        else:
            record.report(entry, alerts=not quiet)
    return record


@given(
    st.permutations(range(len(REPORTS))),
    st.lists(st.sampled_from(range(len(REPORTS))), max_size=6),
    st.data(),
)
def test_any_order_and_repetition_ends_in_one_record(
    order: list[int], again: list[int], data: st.DataObject
) -> None:
    steps = [*order, *again]
    silent = data.draw(st.lists(st.booleans(), min_size=len(steps), max_size=len(steps)))
    record = played(steps, silent)
    straight = played(range(len(REPORTS)), [False] * len(REPORTS))
    plain = [replace(v, events=(), tellers=()) for v in record.filings()]
    assert plain == [replace(v, events=(), tellers=()) for v in straight.filings()]


@given(st.permutations(range(len(REPORTS))), st.lists(st.booleans(), min_size=8, max_size=8))
def test_reports_that_share_an_identifier_with_an_earlier_one_are_one_alert(
    order: list[int], silent: list[bool]
) -> None:
    seen: list[Entry] = []
    steps = []
    waiting = list(order)
    while waiting:
        at = next((i for i in waiting if not seen or _shares(REPORTS[i][1], seen)), None)
        if at is None:
            return
        waiting.remove(at)
        seen.append(REPORTS[at][1])
        steps.append(at)
    record = played(steps, silent)
    assert len(record.alerts) == 1
    assert len(record.filings()) == 1


def _shares(entry: Entry, seen: Sequence[Entry]) -> bool:
    return any(entry.key == other.key or same_by_id(entry, other) for other in seen)
