"""Every event has its page, every view its table; recipe and retention in the documentation are those of the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.ledger.analytics import views
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.retention import DEFAULT_DAYS, QUARANTINE_DAYS
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.views import view_columns, view_queries

DOCS = Path(__file__).resolve().parents[2] / "docs"
EVENTS = DOCS / "events"


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


def test_the_documented_recipe_computes_the_head(tmp_path: Path) -> None:
    found = re.search(r"^```python\n(.*?)^```", (DOCS / "ledger.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    payload = Deployed(service='K\u00fcche \u2028\x01\x7f\t"', by="email:ada@example.com")
    with Ledger(str(tmp_path / "ledger.sqlite"), lambda: "2026-03-01T00:00:00Z") as ledger:
        ledger.append([Draft("a", f"{n}", f"deployment:\U0001f352/{n}", "2026-03-01T00:00:00Z", payload) for n in "12"])
        head = ledger.head().hash
    done = subprocess.run(
        [sys.executable, "-c", found[1], str(tmp_path / "ledger.sqlite")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == head


def test_the_documented_retention_is_the_default() -> None:
    text = (DOCS / "privacy.md").read_text("utf-8").partition("| type | days | why |")[2].partition("\n\n")[0]
    rows = [row.split(" | ") for row in text.splitlines()[2:]]
    told = {name: int(days) for names, days, _ in rows if days.isdigit() for name in re.findall(r"`(\w+)`", names)}
    assert told == DEFAULT_DAYS
    assert f"| quarantined records | {QUARANTINE_DAYS} |" in text
