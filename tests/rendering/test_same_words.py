"""All formats say the same in the same words, without blame and without a `you`."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.rendering import samples
from tests.rendering.readers import Page, parse_workflow_command
from watchkeeper.domain.report import Report
from watchkeeper.rendering.github import render_github
from watchkeeper.rendering.gitlab import render_gitlab
from watchkeeper.rendering.json import render_json
from watchkeeper.rendering.markdown import render_markdown
from watchkeeper.rendering.sarif import render_sarif
from watchkeeper.rendering.terminal import render_terminal

SPEAKING = ["finance", "over-the-cap", "policy-and-unowned", "warning", "unknown", "waived", "declared"]


def texts(value: Any) -> list[str]:
    """Every string in a JSON value."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def said(report: Report) -> dict[str, str]:
    """What a reader of each format reads, as one line."""
    sarif = "\n".join(texts(json.loads(render_sarif(report)))).replace("{{", "{").replace("}}", "}")
    annotations = [parse_workflow_command(line).message for line in render_github(report).splitlines()]
    found = {
        "terminal": render_terminal(report, verbose=True),
        "markdown": Page(render_markdown(report)).text,
        "json": "\n".join(texts(json.loads(render_json(report)))),
        "sarif": sarif,
        "github": "\n".join(annotations),
        "gitlab": "\n".join(texts(json.loads(render_gitlab(report)))),
    }
    return {name: " ".join(text.split()) for name, text in found.items()}


@pytest.mark.parametrize("name", SPEAKING)
def test_each_finding_is_in_every_format(name: str) -> None:
    report = samples.ALL[name]()
    for style, text in said(report).items():
        for finding in report.verdict.findings:
            assert finding.message in text, style
            assert finding.measured in text, style
            assert all(ask.person in text for ask in finding.ask if not finding.waived), style


@pytest.mark.parametrize("name", SPEAKING)
def test_the_exits_are_in_every_format(name: str) -> None:
    report = samples.ALL[name]()
    for style, text in said(report).items():
        for finding in report.verdict.findings:
            if finding.waived or finding.remedy is None:
                continue
            wanted = [finding.remedy.text, finding.remedy.command, finding.remedy.comment]
            block = finding.remedy.agent_block
            wanted += [block.goal, *block.limits, block.verify] if block else []
            assert [w for w in wanted if " ".join(w.split()) not in text] == [], style


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("finance", "This change cannot be merged yet: 3 points to settle."),
        ("over-the-cap", "This change cannot be merged yet: 1 point to settle."),
        ("hostile", "This change cannot be merged yet: 1 point to settle, and 1 check could not be done."),
        ("warning", "This change can be merged, with 1 remark."),
        ("waived", "This change can be merged, with 1 remark and 1 waived point."),
        ("unknown", "Whether this change can be merged is not known: 1 check could not be done."),
    ],
)
def test_the_headline_is_the_same_where_there_is_one(name: str, headline: str) -> None:
    found = said(samples.ALL[name]())
    assert all(headline in found[style] for style in ("terminal", "markdown", "sarif"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("glass", "Passed by break-glass of ines@example.com: payments are down; to be reconciled."),
        ("glass", "A second person is missing."),
        (
            "declared",
            "Declared, not in force: break-glass for size/effective-lines by ines@example.com (payments are down), "
            "commit c0ffee111111, because the commit is not signed. To make it count: sign the head commit.",
        ),
    ],
)
def test_a_waiver_is_said_in_every_format(name: str, words: str) -> None:
    for style, text in said(samples.ALL[name]()).items():
        assert words in text, style


def test_an_empty_set_of_checks_is_not_green() -> None:
    report = samples.report("unknown")
    headline = "Whether this change can be merged is not known: the checks could not be done."
    assert headline in render_terminal(report)
    assert headline in render_markdown(report)
    assert headline in render_github(report)
    assert headline in render_gitlab(report)


@pytest.mark.parametrize("name", [*SPEAKING, "passing", "observing"])
def test_neutral_words(name: str) -> None:
    blame = re.compile(r"\b(you|your|yours|must|bad|wrong|fault|violat\w+|sorry|oops|illegal)\b", re.IGNORECASE)
    for style, text in said(samples.ALL[name]()).items():
        assert blame.findall(text) == [], style
