"""GitLab Code Quality: the members that its documentation names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from tests.rendering import samples
from tests.rendering.test_escaping import foreign
from watchkeeper.domain.report import Report
from watchkeeper.rendering.gitlab import LIMIT, render_gitlab

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def issues(report: Report) -> list[dict[str, Any]]:
    found = json.loads(render_gitlab(report))
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("name", ["passing", "observing"])
def test_nothing_is_said_on_green(name: str) -> None:
    assert issues(samples.ALL[name]()) == []


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_every_issue_has_what_the_widget_reads(name: str) -> None:
    found = issues(samples.ALL[name]())
    for issue in found:
        assert issue["description"]
        assert issue["check_name"]
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in found}) == len(found)


def test_severity_by_mode() -> None:
    assert [i["severity"] for i in issues(samples.finance())] == ["blocker", "blocker", "blocker", "minor"]
    assert [i["severity"] for i in issues(samples.waived())] == ["minor", "info"]


def test_a_fingerprint_outlives_other_numbers() -> None:
    (before,), (after,) = (issues(samples.report("block", samples.too_large(n))) for n in (900, 800))
    assert before["fingerprint"] == after["fingerprint"]
    assert before["description"] != after["description"]


def test_unknown_is_never_empty() -> None:
    assert issues(samples.report("unknown"))


def test_the_cut_is_said() -> None:
    many = [samples.no_owner(f"a{n}.py", of=1) for n in range(LIMIT + 1)]
    found = issues(samples.report("block", *many))
    assert len(found) == LIMIT
    assert "2 more are not shown here" in found[-1]["description"]


@settings(max_examples=40)
@given(foreign)
def test_any_text_gives_the_same_number_of_issues(text: str) -> None:
    assert len(issues(samples.hostile(text))) == 8
