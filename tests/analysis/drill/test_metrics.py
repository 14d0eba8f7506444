"""Whether somebody exports what an alert reads: its code, a recording, an exporter, or nobody any more."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.analysis.drill.facts import Metric
from watchkeeper.analysis.drill.metrics import Sources
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import Export, Recording

CODE = Place("pay/app.py", 3)
EXPORTS = (Export("pay_requests_total", CODE, "counter"),)


def ask(
    query: str,
    exports: Sequence[Export] = EXPORTS,
    recordings: Sequence[Recording] = (),
    before: Sequence[Export] = (),
    elsewhere: Sequence[Place] = (),
) -> tuple[Metric, ...]:
    return Sources(exports, recordings, ("pay",), lambda _name: elsewhere, before).metrics(query)


def recording(name: str, query: str, refused: str = "") -> Recording:
    return Recording(name, query, (), {}, Place("rules.yml", 5), refused=refused)


def test_what_the_code_exports() -> None:
    (metric,) = ask("rate(pay_requests_total[5m]) > 1")
    assert (metric.exported, metric.places) == (True, (CODE,))


def test_a_recording_is_looked_through_also_one_of_a_recording() -> None:
    chain = [recording("job:a", "rate(pay_requests_total[5m])"), recording("job:b", "sum(job:a)")]
    (metric,) = ask("job:b > 1", recordings=chain)
    assert (metric.name, metric.exported) == ("pay_requests_total", True)


def test_recordings_that_name_each_other_end() -> None:
    assert ask("a > 1", recordings=[recording("a", "b"), recording("b", "a")])


def test_a_recording_whose_file_is_not_loaded_exports_nothing() -> None:
    (metric,) = ask("job:a > 1", recordings=[recording("job:a", "up", refused="a group has no name (rules.yml:2)")])
    assert metric.exported is False
    assert "a group has no name" in metric.why


def test_what_the_change_takes_away_is_gone_even_if_an_exporter_has_such_names() -> None:
    gone = (Export("http_server_requests_total", CODE, "counter"), Export("pay_old_total", CODE, "counter"))
    for name in ("http_server_requests_total", "pay_old_total"):
        (metric,) = ask(f"{name} > 1", before=gone)
        assert metric.exported is False
        assert "until this change" in metric.why
    (kept,) = ask("http_server_requests_total > 1")
    assert kept.exported is True


def test_what_nobody_exports_is_false_beside_its_kin_and_else_not_known() -> None:
    (own,) = ask("pay_orders_total > 1")
    assert own.exported is False
    assert "pay_requests_total" in own.remedy
    (strange,) = ask("ledger_depth > 1")
    assert strange.exported is None
    (found,) = ask("ledger_depth > 1", elsewhere=[Place("lib/x.py", 1)])
    assert found.exported is True


def test_a_name_that_is_put_together_leaves_it_open() -> None:
    (metric,) = ask("pay_orders_total > 1", exports=(*EXPORTS, Export("*", CODE)))
    assert metric.exported is None


def test_a_pattern_of_names_is_not_known() -> None:
    (metric,) = ask('{__name__=~"pay_.*"} > 1')
    assert metric.exported is None
