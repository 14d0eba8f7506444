"""Answers what the live page test asks: when somebody was last called for one, and how a component's last one ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from sqlalchemy import or_, select

from watchkeeper.domain.events.paging import PageAcknowledged, PageSent, PageUnanswered
from watchkeeper.ledger.duty import names_of, text_of
from watchkeeper.ledger.projections.advance import load_histories
from watchkeeper.ledger.projections.projection import Current, History
from watchkeeper.ledger.rows import payload_of
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events

ERASED = "somebody whose name was erased"


class LastPage(Struct, frozen=True):
    """The last test page of a component that somebody can tell the end of.

    `at` is RFC 3339, `person` who answered by name ("" = not who was expected), `after` whole seconds,
    `failed` what went wrong in words, `alert` whose way it took, `channel` how it was sent.
    """

    at: str
    person: str = ""
    after: int = 0
    failed: str = ""
    alert: str = ""
    channel: str = ""


def read_last_page(ledger: Ledger, component: str, source: str, until: str) -> LastPage | None:
    """The last test page of a component up to a time, as `source` told it; None if there was none.

    A page that was called off, or of which nobody can tell the end, is passed over.
    """
    with ledger.reading() as connection:
        for history in load_histories(connection, [component]):
            sent = {p.page: p for e, p in history.of(PageSent) if e.source == source}
            for at, page, end in sorted(_ends(history, source, until), key=lambda one: one[0], reverse=True):
                about = sent.get(page, PageSent())
                if isinstance(end, PageAcknowledged):
                    known = names_of(connection, end.person)
                    name = known[-1] if known else ERASED
                    return LastPage(at, name, end.after, "", about.alert, about.channel)
                if end.link:
                    said = text_of(connection, end.reason)
                    return LastPage(at, "", end.after, f"{end.link}: {said}", about.alert, about.channel)
    return None


def _ends(history: History, source: str, until: str) -> Iterator[tuple[str, str, PageAcknowledged | PageUnanswered]]:
    """How test pages ended: when, which page, and the end."""
    ends: list[tuple[Current, PageAcknowledged | PageUnanswered]] = [*history.of(PageAcknowledged)]
    for event, end in [*ends, *history.of(PageUnanswered)]:
        if event.source == source and end.synthetic and end.page and event.occurred_at <= until:
            yield event.occurred_at, end.page, end


def read_last_called(ledger: Ledger, references: Iterable[str], since: str) -> str:
    """When one person, by any of their `email:…` and `login:…`, was last sent a test page since a time; "" = never."""
    names = {ledger.pseudonyms.of(reference) for reference in references}
    if not names:
        return ""
    query = (
        select(events.c.seq, events.c.occurred_at, events.c.payload)
        .where(events.c.type == PageSent.__name__, events.c.occurred_at >= since)
        .where(or_(*(events.c.payload.contains(name, autoescape=True) for name in sorted(names))))
        .order_by(events.c.occurred_at.desc())
    )
    with ledger.reading() as connection:
        for row in connection.execute(query):
            sent = payload_of(row, PageSent)
            if sent.synthetic and sent.person in names:
                return str(row.occurred_at)
    return ""
