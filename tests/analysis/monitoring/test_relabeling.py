"""Changes to the labels of alerts, as Prometheus documents relabeling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.monitoring.firing_labels import FiringLabels
from watchkeeper.analysis.monitoring.relabeling import relabel
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.relabeling import Relabeling

AT = Place("prometheus.yml", 7)
LABELS = FiringLabels(
    {"alertname": "A", "team": "pay-eu", "severity": "page"}, {"zone": "is there only if the series have it"}, ("job",)
)


BOTH = {"x": "page-pay"}


def step(action: str = "replace", **more: str | tuple[str, ...]) -> Relabeling:
    return Relabeling(AT, action, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "known"),
    [
        (step(sources=("team",), target="service"), {"service": "pay-eu"}),
        (step(sources=("team",), regex="(\\w+)-.*", target="team"), {"team": "pay"}),
        (
            step(sources=("team", "severity"), regex="(.*)-eu;(.*)", target="x", replacement="${2}_$1"),
            {"x": "page_pay"},
        ),
        (step(sources=("team",), regex="other", target="team", replacement="x"), {"team": "pay-eu"}),
        (step(target="region", replacement="west"), {"region": "west"}),
        (step(sources=("job",), target="job", replacement="fixed"), {"job": "fixed"}),
        (step("uppercase", sources=("severity",), target="severity"), {"severity": "PAGE"}),
        (step("lowercase", sources=("team",), target="low"), {"low": "pay-eu"}),
        (step("labelkeep", regex="alertname|team"), {"team": "pay-eu"}),
        (step(regex="("), {"team": "pay-eu"}),
    ],
)
def test_what_a_step_sets(change: Relabeling, known: dict[str, str]) -> None:
    found, why = relabel(LABELS, [change])
    assert why == ""
    assert found.known.items() >= known.items()


def test_labels_that_are_dropped_kept_or_emptied() -> None:
    for change in (
        step("labeldrop", regex="tea."),
        step(target="team", replacement=""),
        step("labelkeep", regex="alertname"),
    ):
        found, _ = relabel(LABELS, [change])
        assert "team" not in found.known
        assert "team" in found.dropped


def test_what_hangs_on_a_label_that_nobody_tells_is_not_known() -> None:
    for change in (step(sources=("zone",), target="team"), step("hashmod", sources=("severity",), target="team")):
        found, _ = relabel(LABELS, [change])
        assert "prometheus.yml:7" in found.not_known["team"]
        assert "team" not in found.known


@pytest.mark.parametrize(
    ("change", "leaves"),
    [
        (step("drop", sources=("severity",), regex="page|info"), False),
        (step("drop", sources=("severity",), regex="info"), True),
        (step("keep", sources=("team",), regex="pay.*"), True),
        (step("keep", sources=("team",), regex="pay"), False),
        (step("drop", sources=("zone",), regex="x"), True),
        (step("drop", sources=("job",), regex=""), False),
    ],
)
def test_alerts_that_are_dropped(change: Relabeling, leaves: bool) -> None:
    _, why = relabel(LABELS, [change])
    assert (why == "") is leaves


@given(regex=st.text(max_size=20), replacement=st.text(alphabet="$123{}ab_", max_size=12), action=st.text(max_size=9))
def test_any_step_is_answered(regex: str, replacement: str, action: str) -> None:
    for name in (action, "replace", "drop", "keep", "labeldrop", "labelmap"):
        relabel(LABELS, [step(name, sources=("team",), regex=regex, replacement=replacement, target="x")])
