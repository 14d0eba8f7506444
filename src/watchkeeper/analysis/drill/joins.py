"""Joins the names of one component, step by step: manifests, scrapes, alerts, pager, rota; each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from watchkeeper.analysis.drill.names import JOB, SERVICE, plain_names
from watchkeeper.analysis.paths import matches
from watchkeeper.domain.components import Component, OtherName
from watchkeeper.domain.readiness.drill import JoinStep
from watchkeeper.domain.readiness.monitoring import AlertRule, Dashboard, Scrape
from watchkeeper.domain.same_name import plain_name

LABELS = ("service", "service_name", "job", "app", "application", "component", "app_kubernetes_io_name", "container",
          "deployment", "cronjob", "job_name", "exported_job", "workload", "ServiceName", "FunctionName",
          "StateMachineName", "ApiName")  # fmt: skip
"""Labels whose value names what an alert is about, the surest first."""
SELECTORS = ("app.kubernetes.io/name", "app.kubernetes.io/instance", "app", "k8s-app", "name", "component")
MOST_NEAR = 3


def alerts_of(
    component: Component, names: Sequence[OtherName], rules: Iterable[AlertRule], exported: frozenset[str]
) -> Iterator[tuple[AlertRule, str]]:
    """The rules that speak of a component, each with why; `exported` are the metrics of its own code.

    A label of the alert counts first, then what the query pins, then a metric that only this code exports,
    then the folder of the rule's file.
    """
    known = plain_names(names, SERVICE, JOB)
    for rule in rules:
        if why := _why(component, known, rule, exported):
            yield rule, why


def _why(component: Component, known: Mapping[str, OtherName], rule: AlertRule, exported: frozenset[str]) -> str:
    for source, labels in (("its label", rule.labels), ("its query's", rule.matchers)):
        for label in LABELS:
            value = labels.get(label, "")
            if value and (name := known.get(plain_name(value))):
                return f"{source} {label}={value} is a name of it: {name.why}"
            if value and source == "its label" and label == "service" and "{{" not in value:
                return ""
    own = [metric for metric in rule.metrics if metric in exported]
    if own:
        return f"its query reads {own[0]}, which this component's code exports"
    if component.root and rule.place.file.startswith(f"{component.root}/"):
        return "its file stands in the component's folder"
    if any(matches(rule.place.file, glob) for glob in component.paths):
        return "its file belongs to the component"
    return ""


def join_scrape(names: Sequence[OtherName], scrapes: Sequence[Scrape], jobs: Iterable[str]) -> JoinStep | None:
    """How the component is collected: by a scrape of its name, or one that the alerts' queries name as `job`.

    None where the tree holds no scrape at all.
    """
    if not scrapes:
        return None
    known = plain_names(names, JOB, SERVICE)
    for scrape in scrapes:
        if (name := known.get(plain_name(scrape.job))) is not None:
            by = f"the scrape job {scrape.job} has a name of it: {name.why}"
            return JoinStep("component", "scrape job", by, joined=True, places=(scrape.place,))
        for label in SELECTORS:
            value = scrape.selects.get(label, "")
            if value and (name := known.get(plain_name(value))):
                by = f"the scrape {scrape.job or scrape.place.file} selects {label}={value}"
                return JoinStep("component", "scrape job", by, joined=True, places=(scrape.place,))
    wanted = tuple(dict.fromkeys(jobs))
    pinned = [scrape for scrape in scrapes if scrape.job in wanted]
    if pinned:
        by = f"the alerts read job={pinned[0].job}, which is a scrape job"
        return JoinStep("component", "scrape job", by, joined=True, places=(pinned[0].place,))
    by = f"none of the {len(scrapes):,} scrape jobs of this tree has a name of it" + _near(known, scrapes)
    remedy = "write the job's name under components → names → job, or add a scrape job"
    return JoinStep("component", "scrape job", by, joined=False, places=(scrapes[0].place,), remedy=remedy)


def dashboards_of(
    names: Sequence[OtherName], dashboards: Iterable[Dashboard], exported: frozenset[str]
) -> Iterator[tuple[Dashboard, str]]:
    """The dashboards that show a component, each with why."""
    known = plain_names(names, SERVICE, JOB)
    for dashboard in dashboards:
        pinned = [
            value for label in LABELS for value in dashboard.matchers.get(label, ()) if plain_name(value) in known
        ]
        own = [metric for metric in dashboard.metrics if metric in exported]
        if pinned:
            yield dashboard, f"its panels read {pinned[0]}"
        elif own:
            yield dashboard, f"its panels read {own[0]}, which this component's code exports"
        elif plain_name(dashboard.title) in known:
            yield dashboard, "it has a name of it"


def _near(known: Mapping[str, OtherName], scrapes: Sequence[Scrape]) -> str:
    jobs = {plain_name(scrape.job): scrape.job for scrape in scrapes}
    near = [jobs[match] for name in known for match in get_close_matches(name, jobs, n=1, cutoff=0.75)]
    return f"; {' and '.join(dict.fromkeys(near[:MOST_NEAR]))} looks like it" if near else ""
