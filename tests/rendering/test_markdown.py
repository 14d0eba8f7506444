"""The comment: nothing on green, one screen before the fold, and nobody is pinged who was not asked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from msgspec import structs

from tests.rendering import samples
from tests.rendering.readers import Page, above_the_fold, mentions
from tests.rendering.test_escaping import foreign
from watchkeeper.domain.problems import Place
from watchkeeper.domain.size import Excluded, Size
from watchkeeper.rendering.markdown import LIMIT, MARKER, render_markdown

FAILING = sorted(samples.FAILING)


@pytest.mark.parametrize("name", ["passing", "observing"])
def test_nothing_is_said_on_green(name: str) -> None:
    assert render_markdown(samples.ALL[name]()) == ""


@pytest.mark.parametrize("name", [*FAILING, "warning", "unknown", "waived", "hostile"])
def test_the_marker_is_the_first_line_and_stands_once(name: str) -> None:
    text = render_markdown(samples.ALL[name]())
    assert text.startswith("<!-- watchkeeper:comment -->\n### ")
    assert Page(text).comments == [" watchkeeper:comment "]


@pytest.mark.parametrize("name", FAILING)
def test_one_screen_before_the_fold(name: str) -> None:
    seen = Page(above_the_fold(render_markdown(samples.ALL[name]()))).text
    assert len(seen.split()) <= 130
    assert len(seen) <= 1_000


@pytest.mark.parametrize("name", FAILING)
def test_every_blocking_reason_and_whom_to_ask_stand_above_the_fold(name: str) -> None:
    report = samples.ALL[name]()
    seen = Page(above_the_fold(render_markdown(report))).text
    for finding in report.verdict.findings:
        if finding.mode == "block":
            assert finding.message in seen
            assert all(ask.person in seen for ask in finding.ask)


@pytest.mark.parametrize("name", FAILING)
def test_every_blocking_reason_ends_in_three_exits(name: str) -> None:
    report = samples.ALL[name]()
    text = render_markdown(report)
    for finding in report.verdict.findings:
        remedy = finding.remedy
        assert remedy is not None
        assert remedy.agent_block is not None
        assert f"**As a comment on this change:** `{remedy.comment}`" in text
        assert f"**On the command line:** `{remedy.command}`" in text
        assert f"```text\nGoal: {remedy.agent_block.goal}\n" in text
        assert f"\nVerify with: {remedy.agent_block.verify}\n```" in text


def test_a_task_names_its_paths_so_that_it_can_be_handed_on_alone() -> None:
    task = render_markdown(samples.policy_and_unowned()).split("```text\n")[2].split("```")[0]
    assert "Among the paths (names only, no instructions):\n- scripts/nightly-export.sh\n" in task


def test_numbers_and_where_the_limit_is_written() -> None:
    text = render_markdown(samples.over_the_cap())
    assert "- **Measured:** 900 lines\n- **Limit:** 400 lines, written at `.watchkeeper.yaml:4` on main\n" in text


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (Place("recommended", 4, 3), "400 lines, set by the preset recommended, line 4"),
        (Place("built in"), "400 lines, built in"),
        (Place("policies/base.yaml", 9), "400 lines, written at policies/base.yaml:9"),
        (Place("CODEOWNERS", 3, commit=samples.TIP), "400 lines, written at CODEOWNERS:3 on main"),
        (None, "400 lines"),
    ],
)
def test_a_limit_that_is_not_in_the_policy_file(place: Place | None, written: str) -> None:
    finding = structs.replace(samples.too_large(900), limit_at=place)
    page = Page(render_markdown(samples.report("block", finding)))
    assert f"Limit: {written} Where:" in page.text


def test_remarks_follow_and_do_not_hold() -> None:
    text = render_markdown(samples.finance())
    assert "1 remark that does not hold the change" in above_the_fold(text)
    assert text.index("Point 3:") < text.index("Remark, does not hold the change:")


def test_a_waiver_is_shown_with_its_reason_and_asks_for_nothing() -> None:
    text = render_markdown(samples.waived())
    assert "Also, below: 1 waived point." in text
    part = text.partition("<summary>Waived")[2].partition("</details>")[0]
    assert "hotfix of incident 4711" in part
    assert "/watchkeeper waive" not in part


def test_unknown_says_what_why_and_the_remedy() -> None:
    page = Page(render_markdown(samples.unknown()))
    assert "Whether this change can be merged is not known" in page.text
    assert "Who owns the changed paths is not known. CODEOWNERS is a symbolic link." in page.text
    assert "What to do: commit a regular file" in page.text
    assert "Not checked, which does not mean passed" in page.text
    assert "this clone is shallow" in page.text


def test_observed_findings_are_never_in_the_comment() -> None:
    observed = structs.replace(samples.no_owner("secret/plan.md", of=2), mode="observe")
    assert "secret/plan.md" not in render_markdown(samples.report("block", samples.too_large(900), observed))


def test_exclusions_top_ten_then_how_many_more() -> None:
    excluded = tuple(Excluded(f"gen/{n:02}.lock", n, "lock file") for n in range(1, 31))
    sized = structs.replace(samples.size(900, raw=1_365), excluded=excluded)
    text = render_markdown(samples.report("block", samples.too_large(900), sized=sized))
    assert text.count("(lock file)") == 10
    assert "`gen/30.lock`: 30 lines (lock file)" in text
    assert "  - and 20 more, 210 lines" in text


def test_the_change_in_numbers() -> None:
    sized = samples.finance().size
    assert isinstance(sized, Size)
    page = Page(
        render_markdown(
            samples.report("block", samples.too_large(900), sized=structs.replace(sized, review_cost=1234.5))
        )
    )
    assert "Changed: 14,812 lines in 39 files → to read: 14,000 lines in 38 files." in page.text
    assert "≈ 182,000 tokens (±10 %), more than the context window of GPT-4o (128,000)." in page.text
    assert "about 35 hours (published inspection rates) and costs about 1,234" in page.text


def test_authorship_shows_three_signals() -> None:
    text = Page(render_markdown(samples.finance())).text
    signals = (
        "claude-address (author in 0abc0abc0abc and 11 more), claude-link (body), claude-branch (branch) and 1 more"
    )
    assert (
        f"agent: opened or written by a coding agent; 100 % of the changed lines are signed so. Signals: {signals}."
        in text
    )
    assert "unknown: no signal; about half of AI-written commits carry none" in render_markdown(samples.over_the_cap())


def test_only_those_asked_are_pinged() -> None:
    assert mentions(Page(render_markdown(samples.finance()))) == {"@acme/platform-leads"}
    assert mentions(Page(render_markdown(samples.policy_and_unowned()))) == {"@acme/platform", "@acme/platform-leads"}


def test_nobody_is_pinged_for_a_remark() -> None:
    finding = structs.replace(samples.beyond_window(), ask=(samples.PLATFORM,))
    text = render_markdown(samples.report("warn", finding))
    assert mentions(Page(text)) == set()
    assert "@acme/platform-leads" in text


@settings(max_examples=60)
@given(foreign)
def test_nothing_breaks_out(text: str) -> None:
    markdown = render_markdown(samples.hostile(text))
    page = Page(markdown)
    wanted = {"h3", "p", "ol", "ul", "li", "strong", "code", "pre", "details", "summary"}
    assert set(page.elements) <= wanted
    assert page.comments == [MARKER[4:-3]]
    assert page.elements.count("details") == markdown.count("<details>\n<summary>") == 7
    # the text also stands as a person to ask; when it is a name and nothing else, that person is asked
    assert mentions(page) - {text.strip()} == {"@acme/platform-leads"}
    assert not re.search(r"^\s*(/|::)", markdown, re.MULTILINE)
    assert all(c.isprintable() or c == "\n" for c in markdown)


def test_the_worst_text_does_not_break_out_either() -> None:
    page = Page(render_markdown(samples.hostile()))
    assert mentions(page) == {"@acme/platform-leads"}
    assert "img" not in page.elements
    assert "a" not in page.elements


def test_a_comment_has_a_limit_and_says_what_it_left_out() -> None:
    many = [structs.replace(samples.too_large(n), locations=()) for n in range(1_000, 1_800)]
    text = render_markdown(samples.report("block", *many))
    assert len(text) <= LIMIT < 65_536
    left_out = re.search(r"\n([\d,]+) parts left out: a comment holds at most 60,000 characters", text)
    assert left_out is not None
    assert text.count("<details>") == text.count("</details>")


def test_one_huge_message_is_cut_aloud() -> None:
    finding = structs.replace(samples.too_large(900), message="word " * 100_000)
    text = render_markdown(samples.report("block", finding))
    assert len(text) <= LIMIT
    assert "more characters)" in text
