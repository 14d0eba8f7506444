"""Every rule's examples give exactly the findings that they name; each rule fires, is silent, and is unknown."""

from __future__ import annotations

import msgspec
import pytest

from watchkeeper.domain.evidence import EvidenceSet
from watchkeeper.domain.rules import Example, Setting, Subject
from watchkeeper.usecases.wiring import load_rules, rule_module

RULES = [record.id for record in load_rules()]
EXAMPLES = [(rule, example) for rule in RULES for example in rule_module(rule).examples()]
HEADINGS = ("What it checks", "Why", "Evidence", "When it is wrong", "Remedy", "References")


def findings_of(rule: str, example: Example) -> list[tuple[str, str]]:
    module = rule_module(rule)
    evidence = EvidenceSet({item.kind: item for item in example.evidence})
    options = msgspec.convert(example.options, module.Options)
    return [(f.outcome, f.message) for f in module.check(Subject(example.change, evidence), Setting(options, {}))]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule}: {e.name}" for rule, e in EXAMPLES])
def test_an_example_gives_what_it_says(rule: str, example: Example) -> None:
    assert findings_of(rule, example) == list(example.expected)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_fires_is_silent_and_is_unknown(rule: str) -> None:
    outcomes = [{outcome for outcome, _ in example.expected} for example in rule_module(rule).examples()]
    assert {"fail"} <= set().union(*outcomes)
    assert {"unknown"} <= set().union(*outcomes)
    assert set() in outcomes


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_page(rule: str) -> None:
    text = rule_module(rule).__doc__ or ""
    places = [text.find(f"## {heading}\n") for heading in HEADINGS]
    assert min(places) > 0
    assert places == sorted(places)


@pytest.mark.parametrize("rule", RULES)
def test_a_finding_names_its_rule_its_evidence_and_a_way_out(rule: str) -> None:
    module = rule_module(rule)
    for example in module.examples():
        evidence = EvidenceSet({item.kind: item for item in example.evidence})
        options = msgspec.convert(example.options, module.Options)
        for finding in module.check(Subject(example.change, evidence), Setting(options, {})):
            assert finding.rule == rule
            assert finding.evidence
            assert finding.remedy is not None
            assert finding.remedy.command.startswith("watchkeeper ")
            if finding.outcome == "unknown":
                assert finding.unknown is not None
            else:
                assert finding.remedy.comment.startswith("/watchkeeper ")
                assert finding.remedy.agent_block is not None
                assert " you" not in f" {finding.message} {finding.remedy.text}".lower().replace(" young", "")
