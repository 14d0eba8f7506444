"""What promtool prints, read back: from texts as it prints them, and from promtool itself."""

from __future__ import annotations

import time
from pathlib import Path

from tests.promtool import evaluated, needs_promtool
from watchkeeper.formats.alerts.promtool_output import Answer, Outcome, parse_promtool_output

OUTPUT = """Unit Testing:  a.yml
  FAILED:
    name: first,
    expr: "ALERTS{alertstate=\\"firing\\"}", time: 30m,
        exp: nil
        got: {__name__="ALERTS", alertname="A", q="a\\"b\\\\c, d={x}"} 1E+00, {__name__="ALERTS", alertname="B"} 1E+00
    expr: "sum(", time: 5m, err: 1:5: parse error: unclosed left parenthesis
    expr: "up", time: 5m,
        exp: {} 1E+00
        got: nil

Unit Testing:  b.yml
  SUCCESS

Unit Testing:  c.yml
  FAILED:
rules.yml: 1:45: group "a", rule 1, "x": could not parse expression: 1:3: parse error: unclosed left parenthesis

"""


def test_answers_successes_and_faults_by_file() -> None:
    first, second, third = parse_promtool_output(OUTPUT)
    alerts = ({"__name__": "ALERTS", "alertname": "A", "q": 'a"b\\c, d={x}'}, {"__name__": "ALERTS", "alertname": "B"})
    assert first.answers == (
        Answer('ALERTS{alertstate="firing"}', "30m", tuple((labels, "1E+00") for labels in alerts)),
        Answer("sum(", "5m", error="1:5: parse error: unclosed left parenthesis"),
        Answer("up", "5m"),
    )
    assert second == Outcome("b.yml", passed=True)
    assert third.answers == ()
    assert third.faults[0].startswith("rules.yml: 1:45")


def test_nothing_is_nothing_and_other_words_are_a_fault() -> None:
    assert parse_promtool_output("") == ()
    (found,) = parse_promtool_output("panic: runtime error\n")
    assert found.faults == ("panic: runtime error",)


@needs_promtool
def test_promtool_itself_with_odd_values(tmp_path: Path) -> None:
    values = ["plain", 'a "quoted", {b="c"} 3', "back\\slash", "two\nlines", "é€😀", "\u200b", "tab\t{}"]
    written = [
        value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") for value in values
    ]
    series = {f'x{{v="{value}"}}': "1x60" for value in written}
    (answer,) = evaluated(tmp_path, series, ["x"])
    assert {labels["v"] for labels, _ in answer.series} == set(values)


def test_a_flood_is_read_in_a_second() -> None:
    began = time.perf_counter()
    assert len(parse_promtool_output("Unit Testing:  x\n" * 200_000)) == 200_000
    parse_promtool_output('    expr: "' + '\\"' * 500_000)
    parse_promtool_output('    expr: "up", time: 5m,\n        got: ' + '{a="1"} 1E+00, ' * 50_000)
    assert time.perf_counter() - began < 5
