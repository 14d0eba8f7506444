"""What the alert that fired says of its labels, against what was worked out."""

from __future__ import annotations

from watchkeeper.analysis.monitoring.fired_labels import confirmed
from watchkeeper.analysis.monitoring.firing_labels import FiringLabels
from watchkeeper.analysis.monitoring.label_values import MADE_UP

WORKED_OUT = FiringLabels({"alertname": "A", "service": "pay", "region": "west"}, {"team": "is a template"}, ("zone",))


def test_what_agrees_stays_and_the_servers_labels_are_not_asked_for() -> None:
    fired = [{"alertname": "A", "service": "pay"}]
    assert confirmed(WORKED_OUT, fired, {}, {"region": "west"}) == WORKED_OUT


def test_the_alert_is_believed_where_it_differs() -> None:
    fired = [{"alertname": "A", "service": "web", "zone": f"{MADE_UP}-2"}]
    found = confirmed(WORKED_OUT, fired, {}, {"region": "west"})
    assert found.known["service"] == "web"
    assert found.dropped == ()
    assert "zone" in found.not_known


def test_a_label_that_is_gone_or_made_up_is_not_known() -> None:
    gone = confirmed(WORKED_OUT, [{"alertname": "A"}], {}, {"region": "west"})
    assert "service" in gone.dropped
    made_up = confirmed(WORKED_OUT, [{"alertname": "A", "service": MADE_UP}], {}, {"region": "west"})
    assert "service" in made_up.not_known
    several = confirmed(WORKED_OUT, [{"service": "a", "alertname": "A"}, {"alertname": "A"}], {}, {"region": "west"})
    assert "service" in several.not_known


def test_a_template_of_known_labels_alone_has_the_value_of_the_alert() -> None:
    fired = [{"alertname": "A", "service": "pay", "team": "pay-team"}]
    for template, known in (
        ('{{ if eq $labels.service "pay" }}pay-team{{ end }}', True),
        ("{{ .Labels.service }}-team", True),
        ("{{ $labels.service }}-{{ $labels.job }}", False),
        ("{{ $labels.service }}{{ $value }}", False),
        ("{{ range query `up` }}{{ .Labels.service }}{{ end }}", False),
        ("{{ index $labels `service` }}", False),
    ):
        found = confirmed(WORKED_OUT, fired, {"team": template}, {"region": "west"})
        assert (found.known.get("team") == "pay-team") is known, template
