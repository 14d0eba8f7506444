"""Answers what the live page test asks: when somebody was last called for a test, and what came of a component's last."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import or_, select

from watchkeeper.domain.events.paging import PageAcknowledged, PageSent, PageUnanswered
from watchkeeper.ledger.duty import names_of, text_of
from watchkeeper.ledger.projections.advance import load_histories
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
            answers = {p.page: p for e, p in history.of(PageAcknowledged) if e.source == source}
            failures = {p.page: p for e, p in history.of(PageUnanswered) if e.source == source}
            for event, sent in reversed(history.of(PageSent)):
                if event.source != source or not sent.synthetic or event.occurred_at > until:
                    continue
                failed, answer = failures.get(sent.page), answers.get(sent.page)
                if failed is not None and failed.link:
                    said = text_of(connection, failed.reason)
                    why = f"{failed.link} failed: {said}" if said else f"{failed.link} failed"
                    return LastPage(event.occurred_at, "", failed.after, why, sent.alert, sent.channel)
                if answer is not None:
                    known = names_of(connection, answer.person)
                    name = known[-1] if known else ERASED
                    return LastPage(event.occurred_at, name, answer.after, "", sent.alert, sent.channel)
    return None


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
