"""What watches a tree: found by itself or named by the policy, loaded by what evaluates it, exported by code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.conftest import Sandbox
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.evidence.monitoring.watching import Watched, load_exports, load_listed, load_watching, loaded_by
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.formats.alerts.scrapes import Evaluator
from watchkeeper.formats.policy.readiness_sources import AlertingSources, alerting_sources
from watchkeeper.git.listing import read_listing
from watchkeeper.git.repository import Repository

RULES = "groups: [{name: %s, rules: [{alert: %s, expr: '%s'}]}]\n"
BOARD = '{"title": "Pay", "panels": [{"targets": [{"expr": "rate(pay_total{job=\\"pay\\"}[$__rate_interval])"}]}]}'


@contextmanager
def files_of(repo: Sandbox, files: Mapping[str, str | bytes]) -> Iterator[Files]:
    commit = repo.commit(files)
    with Repository(str(repo.path)) as repository:
        yield Files(repository, read_listing(repository, commit))


def watch(repo: Sandbox, files: Mapping[str, str | bytes], **named: list[str]) -> Watched:
    with files_of(repo, files) as found:
        return load_watching(found, alerting_sources({"alerting": named}) if named else AlertingSources())


def test_what_looks_like_monitoring_is_found(repo: Sandbox) -> None:
    found = watch(
        repo,
        {
            "ops/alerts.yml": RULES % ("a", "Down", 'up{job="pay"} == 0'),
            "ops/board.json": BOARD,
            "prometheus.yml": "rule_files: [ops/*.yml]\nscrape_configs: [{job_name: pay}]\n",
            "README.yml": "a: b\n",
        },
    )
    (rule,), (board,), (scrape,) = found.watching.rules, found.watching.dashboards, found.watching.scrapes
    assert (rule.metrics, rule.matchers) == (("up",), {"job": "pay"})
    assert (board.metrics, board.matchers) == (("pay_total",), {"job": ("pay",)})
    assert scrape.job == "pay"
    assert found.watching.problems == ()
    assert loaded_by(rule, found.evaluators) == (True, "loaded by prometheus.yml:1:1")


def test_what_the_policy_names_is_read_whatever_its_name(repo: Sandbox) -> None:
    files = {"ops/alerts.txt": RULES % ("a", "Down", "up == 0"), "other.yml": RULES % ("b", "Other", "up == 0")}
    found = watch(repo, files, rules=["ops/*.txt"])
    assert [rule.name for rule in found.watching.rules] == ["Down"]
    assert found.named


def test_a_named_file_that_holds_nothing_of_the_kind_or_is_not_there_is_told(repo: Sandbox) -> None:
    found = watch(
        repo, {"notes.yml": "a: b\n", "big.yml": b"#" * (9 << 20)}, rules=["notes.yml", "big.yml", "gone.yml"]
    )
    told = [problem.message for problem in found.watching.problems]
    assert any("holds nothing of the kind" in text for text in told)
    assert any("too large" in text for text in told)
    assert any("gone.yml means no file" in text for text in told)


def test_a_wrong_query_refuses_its_file_and_no_other(repo: Sandbox) -> None:
    bad = "groups: [{name: a, rules: [{alert: Good, expr: up}, {alert: Bad, expr: 'up ='}, {record: c, expr: up}]}]\n"
    found = watch(repo, {"bad.yml": bad, "fine.yml": RULES % ("a", "Fine", "up == 0")})
    assert {rule.name: bool(rule.refused) for rule in found.watching.rules} == {
        "Good": True,
        "Bad": True,
        "Fine": False,
    }
    assert found.watching.recordings[0].refused


def test_hundreds_of_templates_are_one_problem(repo: Sandbox) -> None:
    chart = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n"
    found = watch(repo, {f"chart/t{at}.yaml": chart for at in range(30)})
    (problem,) = found.watching.problems
    assert problem.message.endswith("so are 29 more files")


def test_a_link_out_of_the_tree_is_not_followed(repo: Sandbox) -> None:
    (repo.path / "alerts.yml").symlink_to("/etc/passwd")
    assert watch(repo, {"a.txt": "a"}).watching.rules == ()


def test_who_loads_a_rule() -> None:
    file = AlertRule("A", "prometheus", "up", Place("ops/rules/a.yml", 3))
    resource = AlertRule("A", "prometheus", "up", Place("a.yaml", 3), resource={"role": "a"}, kind="PrometheusRule")
    other = AlertRule("A", "prometheus", "up", Place("a.yaml", 3), resource={}, kind="VMRule")
    lists = Evaluator(Place("ops/prometheus.yml", 1, 1), ("rules/*.yml",))
    lists_else = Evaluator(Place("ops/prometheus.yml", 1, 1), ("alerts/*.yml",))
    deployed = Evaluator(Place("ops/prometheus.yml", 1, 1), ("/etc/prometheus/rules/a.yml",))
    every, some = Evaluator(Place("p.yaml", 1), selects={}), Evaluator(Place("p.yaml", 1), selects={"role": "b"})
    none = Evaluator(Place("p.yaml", 1), selects={}, selects_nothing=True)
    vague = Evaluator(Place("p.yaml", 1), selects={}, vague=True)
    assert loaded_by(file, []) == (None, "")
    assert loaded_by(file, [lists_else, lists])[0] is True
    assert loaded_by(file, [lists_else]) == (False, "is in no rule_files of ops/prometheus.yml")
    assert loaded_by(file, [deployed])[0] is True
    assert loaded_by(file, [every])[0] is None
    assert [loaded_by(resource, [one])[0] for one in (every, some, none, vague, lists)] == [
        True, False, False, None, None,
    ]  # fmt: skip
    assert loaded_by(resource, [some, vague])[0] is None
    assert loaded_by(other, [some, lists_else])[0] is None


def test_exports_below_a_folder_and_listed_ones(repo: Sandbox) -> None:
    code = 'from prometheus_client import Counter\nC = Counter("%s_total", "x")\n'
    tree = {f"{name}/app.py": code % name for name in ("pay", "web", "payments")}
    shown = '# TYPE a gauge\na_depth 4\nb_hits{code="5"} 1\n\n-odd\n'
    with files_of(repo, {**tree, "shown.txt": shown}) as files:
        assert [one.name for one in load_exports(files, ["pay"])] == ["pay_total"]
        assert [one.name for one in load_exports(files, ["pay"], ["web/**"])] == ["pay_total", "web_total"]
        assert len(load_exports(files, [""])) == 3
        listed = load_listed(files, ["shown.txt"])
    assert [(one.name, one.place.line) for one in listed] == [("a_depth", 2), ("b_hits", 3)]
