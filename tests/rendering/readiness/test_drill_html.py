"""The page of a drill: whole, self-contained, and safe against names that are made to break it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from msgspec import structs

from tests.analysis.drill.whole import ALERT, DELIVERY, RULE, SUNDAY, facts
from watchkeeper.analysis.drill.chain import judge_chain
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.drill import LINKS, Beside, Drill, JoinStep
from watchkeeper.rendering.readiness.drill_html import render_page

HOSTILE = "<script>alert(1)</script>\"'&\u202e\x1b[31m"
VOID = frozenset({"meta", "br", "link", "circle", "line"})


class Balanced(HTMLParser):
    """Tells which tags are opened, and whether each is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name in {"src", "onclick", "onload"} or name.startswith("on") for name, _ in attrs)
        assert not any(name == "href" and not (value or "").startswith("#") for name, value in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def drill(name: str = "pay", *, broken: bool = False) -> Drill:
    alert = structs.replace(ALERT, rule=structs.replace(RULE, name=name))
    muted = structs.replace(DELIVERY, muted=name, first_notification_seconds=None)
    given = facts(alerts=(alert,), **({"deliver": lambda _labels, _at: (muted,)} if broken else {}))
    chain = judge_chain(given, SUNDAY)
    join = JoinStep(name, "alert", name, joined=False, places=(Place(name, 3),), remedy=name)
    beside = Beside("on-call", Problem(name, Place(name), name))
    return Drill("component:default/pay", name, given.promise, name, 1, (chain, chain), (join,), (), (beside,))


def parsed(page: str) -> Balanced:
    parser = Balanced()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("broken", [False, True])
def test_a_page_is_whole_and_needs_nothing_else(broken: bool) -> None:
    page = render_page([drill(broken=broken)], "main at 0123456789ab")
    found = parsed(page)
    assert found.seen.count("li") >= 2 * len(LINKS)
    assert {"script", "img", "link", "iframe"}.isdisjoint(found.seen)
    assert "http" not in page.replace("http-equiv", "")
    assert ("the chain breaks here" in page) is broken


def test_names_that_are_made_to_break_the_page_stay_text() -> None:
    page = render_page([drill(HOSTILE, broken=True), drill()], HOSTILE)
    assert "script" not in parsed(page).seen
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_many_components_have_a_table_that_leads_to_each() -> None:
    page = render_page([drill(), drill(broken=True)], "main")
    assert page.count('<a href="#component:default/pay">') == 2
    assert page.count('<section class="drill"') == 2
