"""The terminal: one line on green, every reason otherwise, and no control character of anybody else's."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from msgspec import structs

from tests.rendering import samples
from tests.rendering.test_escaping import foreign
from watchkeeper.domain.verdict import NotEvaluated
from watchkeeper.rendering.terminal import render_terminal

COLORS = re.compile(r"\x1b\[(0|1|2|3[1235])m")


def test_one_short_line_on_green() -> None:
    assert render_terminal(samples.passing()) == "PASS  Nothing stands against this change. 42 lines to read.\n"


def test_what_was_observed_is_one_line_more() -> None:
    quiet = render_terminal(samples.observing())
    assert quiet.splitlines()[1:] == [
        "2 rules observed something: integrity/judge-files, ownership/named-owner, shown with --verbose"
    ]
    assert "1 changed path has no owner" not in quiet
    assert "1 changed path has no owner" in render_terminal(samples.observing(), verbose=True)


def test_a_waiver_is_seen_on_green() -> None:
    waived = structs.replace(samples.too_large(900), waived="waived by @mara until 2026-03-02T00:00:00Z: hotfix")
    text = render_terminal(samples.report("pass", waived))
    assert "Waived: size/effective-lines by @mara until 2026-03-02T00:00:00Z: hotfix\n" in text


def test_what_was_not_checked_is_never_green() -> None:
    unseen = NotEvaluated("size/cumulative", "this clone is shallow", "git fetch --unshallow")
    text = render_terminal(samples.report("pass", not_evaluated=(unseen,)), color=True)
    assert "Not checked, which does not mean passed (1):" in text
    assert "size/cumulative: this clone is shallow. To have it checked: git fetch --unshallow." in text
    assert "\x1b[32mNot checked" not in text


@pytest.mark.parametrize("name", sorted(samples.FAILING))
def test_commands_stand_whole_on_a_line(name: str) -> None:
    report = samples.ALL[name]()
    text = render_terminal(report)
    for finding in report.verdict.findings:
        assert finding.remedy is not None
        assert f"\n   On the command line: {finding.remedy.command}\n" in text
        assert f"\n   As a comment on this change: {finding.remedy.comment}\n" in text


def test_lines_fit_a_screen() -> None:
    assert max(map(len, render_terminal(samples.finance(), verbose=True).splitlines())) <= 100


def test_origins_on_request() -> None:
    assert "size/effective-lines.max = 400  .watchkeeper.yaml:4:5\n" in render_terminal(samples.passing(), origins=True)


def test_colors_change_nothing_but_colors() -> None:
    plain, colored = render_terminal(samples.finance()), render_terminal(samples.finance(), color=True)
    assert "\x1b" not in plain
    assert COLORS.sub("", colored) == plain
    assert "\x1b[31mBLOCK\x1b[0m" in colored


@settings(max_examples=60)
@given(foreign)
@example(":")
@example("::error title=pwned::x")
@example("word " * 20 + "::set-env name=A::b")
def test_nothing_reaches_the_terminal_or_the_log(text: str) -> None:
    shown = render_terminal(samples.hostile(text), verbose=True, origins=True)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))
    assert "##" not in shown
    assert COLORS.sub("", render_terminal(samples.hostile(text), color=True, verbose=True, origins=True)) == shown
