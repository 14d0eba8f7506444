"""The JSON of the contract: its keys, unknowns that say why, and the same bytes for the same report."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec import structs

from tests.rendering import samples
from tests.rendering.test_escaping import foreign, paths
from watchkeeper.domain.problems import Place
from watchkeeper.domain.size import Size
from watchkeeper.rendering.json import render_json

SIZE_KEYS = {
    "lines_raw", "lines_effective", "files", "files_effective", "bytes", "longest_line", "tokens", "tokens_error",
    "windows_exceeded", "review_minutes", "review_cost", "excluded",
}  # fmt: skip
FINDING_KEYS = {"rule", "outcome", "mode", "message", "locations", "evidence", "remedy", "ask", "offer"}


def document(name: str) -> dict[str, Any]:
    value = json.loads(render_json(samples.ALL[name]()))
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_the_keys_of_the_contract(name: str) -> None:
    found = document(name)
    assert found["schema"] == "watchkeeper.check/1"
    assert found["verdict"] in {"pass", "warn", "block", "unknown"}
    assert {"ref", "commit", "protected", "reason"} <= set(found["policy"])
    assert {"base", "head", "commits", "authorship", "size"} <= set(found["change"])
    assert set(found["change"]["size"]) >= SIZE_KEYS or set(found["change"]["size"]) == {"unknown"}
    assert all(set(finding) >= FINDING_KEYS for finding in found["findings"])
    assert isinstance(found["not_evaluated"], list)
    assert found["inputs"]["head"] == samples.HEAD


def test_unknown_values_say_why_and_what_to_do() -> None:
    found = document("unknown")
    assert found["change"]["size"] == {"unknown": {"reason": "3 objects are missing", "remedy": "git fetch --refetch"}}
    assert found["change"]["authorship"]["unknown"]["remedy"] == "git fetch --unshallow"
    assert found["findings"][0]["measured"]["unknown"]["reason"] == "CODEOWNERS is a symbolic link"
    assert found["not_evaluated"][0]["rule"] == "size/cumulative"


def test_a_cost_without_prices_is_unknown_and_nothing_costs_nothing() -> None:
    assert "unknown" in document("passing")["change"]["size"]["review_cost"]
    nothing = structs.replace(samples.size(0, files=0), tokens=0)
    found = json.loads(render_json(samples.report("pass", sized=nothing)))
    assert found["change"]["size"]["review_cost"] == 0.0


def test_places_and_waivers_are_whole() -> None:
    finding = document("waived")["findings"][0]
    assert finding["limit_at"] == {"file": ".watchkeeper.yaml", "line": 4, "column": 5}
    assert finding["waived"].startswith("waived by @mara until")


def test_order_without_meaning_does_not_change_the_bytes() -> None:
    report = samples.finance()
    size, authorship, verdict = report.size, report.authorship, report.verdict
    assert isinstance(size, Size)
    turned = structs.replace(
        report,
        size=structs.replace(size, excluded=size.excluded[::-1], windows_exceeded=size.windows_exceeded[::-1]),
        authorship=structs.replace(authorship, signals=authorship.signals[::-1]),  # type: ignore[union-attr]
        verdict=structs.replace(
            verdict,
            findings=verdict.findings[::-1],
            inputs=structs.replace(verdict.inputs, evidence=verdict.inputs.evidence[::-1]),
        ),
        origins=report.origins[::-1],
        seconds=9.0,
    )
    assert render_json(turned) == render_json(report)


@settings(max_examples=60)
@given(foreign, paths)
def test_any_text_gives_valid_utf_8(text: str, path: str) -> None:
    report = samples.hostile(text)
    placed = structs.replace(samples.too_large(9), locations=(Place(path),))
    verdict = structs.replace(report.verdict, findings=(*report.verdict.findings, placed))
    raw = render_json(structs.replace(report, verdict=verdict)).encode("utf-8")
    assert json.loads(raw)["schema"] == "watchkeeper.check/1"
    assert b"##" not in raw


def test_bytes_outside_utf_8_are_shown_as_escapes() -> None:
    finding = structs.replace(samples.too_large(9), locations=(Place("caf\udce9\n.py"),))
    found = json.loads(render_json(samples.report("block", finding)))
    assert found["findings"][0]["locations"][0]["file"] == r"caf\xe9\n.py"
