"""SARIF 2.1.0, against the official schema and what code-scanning views demand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator
from msgspec import structs

from tests.rendering import samples
from tests.rendering.readers import sarif_schema
from tests.rendering.test_escaping import foreign, paths
from watchkeeper.domain.problems import Place
from watchkeeper.domain.report import Report
from watchkeeper.rendering.sarif import LIMIT, render_sarif


@pytest.fixture(scope="session")
def validator() -> Draft7Validator:
    return Draft7Validator(sarif_schema(), format_checker=Draft7Validator.FORMAT_CHECKER)


def run_of(report: Report) -> dict[str, Any]:
    (run,) = json.loads(render_sarif(report))["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_the_official_schema_accepts_it(name: str, validator: Draft7Validator) -> None:
    errors = [error.message for error in validator.iter_errors(json.loads(render_sarif(samples.ALL[name]())))]
    assert errors == []


def test_the_schema_in_use_refuses_what_is_wrong(validator: Draft7Validator) -> None:
    document = json.loads(render_sarif(samples.waived()))
    document["runs"][0]["results"][0]["level"] = "grave"
    document["runs"][0]["results"][0]["surprise"] = 1
    assert len(list(validator.iter_errors(document))) == 2


@settings(max_examples=20, deadline=None)
@given(foreign, paths)
def test_any_text_gives_a_valid_log(validator: Draft7Validator, text: str, path: str) -> None:
    report = samples.hostile(text)
    placed = structs.replace(samples.too_large(9), locations=(Place(path, 2),))
    verdict = structs.replace(report.verdict, findings=(*report.verdict.findings, placed))
    document = json.loads(render_sarif(structs.replace(report, verdict=verdict)))
    assert list(validator.iter_errors(document)) == []
    assert len(document["runs"][0]["results"]) == 5


def test_levels_follow_modes() -> None:
    assert [r["level"] for r in run_of(samples.finance())["results"]] == ["error", "error", "error", "warning"]
    assert [r["level"] for r in run_of(samples.observing())["results"]] == ["note", "note"]


def test_a_result_has_rule_place_and_fingerprint() -> None:
    run = run_of(samples.finance())
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["helpUri"].endswith(result["ruleId"])
        assert {"shortDescription", "fullDescription", "help"} <= set(rule)
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("tools/finance/")
        assert result["partialFingerprints"]
    prints = [r["partialFingerprints"]["watchkeeper/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints)


def test_a_finding_about_the_whole_change_stands_at_its_largest_file() -> None:
    (result,) = run_of(samples.unknown())["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "app/main.py"


def test_the_limit_is_a_related_place_when_it_is_in_the_repository() -> None:
    (result,) = run_of(samples.over_the_cap())["results"]
    related = result["relatedLocations"][-1]["physicalLocation"]
    assert related["artifactLocation"]["uri"] == ".watchkeeper.yaml"
    assert related["region"] == {"startLine": 4, "startColumn": 5}
    preset = structs.replace(samples.too_large(900), limit_at=Place("recommended", 3), locations=())
    assert "relatedLocations" not in run_of(samples.report("block", preset))["results"][0]


def test_a_waiver_is_an_accepted_suppression() -> None:
    waived = run_of(samples.waived())["results"][1]
    (suppression,) = waived["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert "hotfix of incident 4711" in suppression["justification"]


def test_what_was_not_evaluated_is_notified_and_no_success() -> None:
    (invocation,) = run_of(samples.unknown())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "this clone is shallow" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_at_most_five_thousand_results_and_the_cut_is_said() -> None:
    finding = structs.replace(samples.too_large(900), remedy=None)
    run = run_of(samples.report("block", *([finding] * (LIMIT + 7))))
    assert len(run["results"]) == LIMIT == 5_000
    assert "7 more are not shown here" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
