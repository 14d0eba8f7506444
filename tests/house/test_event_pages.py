"""Every event has its page, every view its table, and both say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.ledger.analytics import views
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.views import view_columns, view_queries

EVENTS = Path(__file__).resolve().parents[2] / "docs/events"


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_event_has_a_page_with_every_field(name: str) -> None:
    page = EVENTS / (re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower() + ".md")
    text = page.read_text("utf-8")
    assert text.startswith(f"# {name}\n")
    assert all(f"\n| `{field.name}` | " in text for field in msgspec.structs.fields(PAYLOADS[name]))
    assert f"[{name}]({page.name})" in (EVENTS / "README.md").read_text("utf-8")


def test_the_columns_of_the_views_are_those_that_queries_see(tmp_path: Path) -> None:
    told = view_columns()
    assert set(told) == set(view_queries(""))
    with Ledger(str(tmp_path / "ledger.sqlite"), lambda: "2026-03-01T00:00:00Z") as ledger:
        advance(ledger)
        with views(ledger.url) as found:
            for name, columns in told.items():
                seen = found.query(f'SELECT column_name, column_type FROM (DESCRIBE "{name}")').rows  # noqa: S608
                assert [(column, type_) for column, type_, _ in columns] == list(seen)


def test_every_column_of_a_view_has_a_meaning() -> None:
    assert [f"{name}.{column}" for name, listed in view_columns().items() for column, _, doc in listed if not doc] == []
