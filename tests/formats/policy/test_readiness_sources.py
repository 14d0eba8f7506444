"""The policy's sections of readiness: where evidence stands, and how firmly each link has to be known."""

from __future__ import annotations

import pytest

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.formats.policy.readiness_sources import alerting_sources, on_call_sources


def test_one_path_or_several() -> None:
    alerting = "{rules: [a.yml, 'b/*.yml'], alertmanager: am.yml}"
    text = f"version: 1\nsources:\n  alerting: {alerting}\n  oncall: {{rotas: r.yaml}}\n"
    policy, _ = parse_policy(text.encode(), "p.yaml")
    assert alerting_sources(policy.sources).paths("rules") == ("a.yml", "b/*.yml")
    assert alerting_sources(policy.sources).paths("alertmanager") == ("am.yml",)
    assert on_call_sources(policy.sources).paths("rotas") == ("r.yaml",)
    assert on_call_sources({}).stale_days == 30


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("sources: {alerting: {rule: a}}", "p.yaml:2:22", "unknown key 'rule'"),
        ("sources: {oncall: {stale_days: 0}}", "p.yaml:2:32", "out of range"),
        ("tiers: {1: {alert-rules: simulated}}", "p.yaml:2:13", "'alert-rules' is no link of the drill"),
        ("components: {pay: {names: {jobs: pay}}}", "p.yaml:2:28", "unknown key 'jobs'"),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(text: str, place: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_policy(f"version: 1\n{text}\n".encode(), "p.yaml")
    (problem,) = error.value.problems
    assert str(problem.place) == place
    assert words in problem.message
    assert problem.remedy


def test_the_links_of_a_tier_are_those_of_the_drill() -> None:
    policy, _ = parse_policy(
        b"version: 1\ntiers: {1: {alert-rule: simulated, on-call: simulated, revert: simulated}}", "p"
    )
    assert set(policy.tiers[1]) == {"alert-rule", "on-call", "revert"}
