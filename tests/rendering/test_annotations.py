"""GitHub annotations, as the runner reads them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from msgspec import structs

from tests.rendering import samples
from tests.rendering.readers import parse_workflow_command
from tests.rendering.test_escaping import foreign
from watchkeeper.domain.problems import Place
from watchkeeper.rendering.github import LIMIT, render_github


@pytest.mark.parametrize("name", ["passing", "observing"])
def test_nothing_is_said_on_green(name: str) -> None:
    assert render_github(samples.ALL[name]()) == ""


def test_levels_follow_modes() -> None:
    commands = [parse_workflow_command(line) for line in render_github(samples.finance()).splitlines()]
    assert [command.name for command in commands] == ["error", "error", "error", "warning"]
    waived = [parse_workflow_command(line) for line in render_github(samples.waived()).splitlines()]
    assert [command.name for command in waived] == ["warning", "notice"]


def test_an_annotation_stands_at_file_and_line() -> None:
    finding = structs.replace(samples.too_large(900), locations=(Place("a:b, 100%.py", 7),))
    (line,) = render_github(samples.report("block", finding)).splitlines()
    assert line.startswith("::error file=a%3Ab%2C 100%25.py,line=7,title=watchkeeper%3A size/effective-lines::Somebody")
    command = parse_workflow_command(line)
    assert command.properties["file"] == "a:b, 100%.py"
    assert command.message.splitlines()[:3] == [
        finding.message,
        "Measured: 900 lines",
        "Limit: 400 lines, written at .watchkeeper.yaml:4 on main",
    ]


def test_unknown_is_an_error_and_what_was_not_checked_a_warning() -> None:
    names = [parse_workflow_command(line).name for line in render_github(samples.unknown()).splitlines()]
    assert names == ["error", "warning"]
    assert parse_workflow_command(render_github(samples.report("unknown")).strip()).name == "error"


def test_at_most_fifty_and_the_cut_is_said() -> None:
    many = [samples.too_large(n) for n in range(401, 461)]
    lines = render_github(samples.report("block", *many)).splitlines()
    assert len(lines) == LIMIT == 50
    assert "11 more are not shown here" in lines[-1]


@settings(max_examples=60)
@given(foreign)
def test_one_line_a_finding_whatever_the_text(text: str) -> None:
    lines = render_github(samples.hostile(text)).removesuffix("\n").split("\n")
    commands = [parse_workflow_command(line) for line in lines]
    assert [c.name for c in commands] == ["notice"] * 2 + ["error", "error", "warning", "notice", "warning", "warning"]
    assert all(set(c.properties) <= {"file", "line", "title"} for c in commands)
    assert all(line.isprintable() for line in lines)
