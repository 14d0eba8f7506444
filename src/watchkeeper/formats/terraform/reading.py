"""Reads a configuration of Terraform or OpenTofu: what watches, where it goes, who is on call. Nothing is run."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.on_call import OnCall
from watchkeeper.domain.readiness.routing import Routing
from watchkeeper.formats.terraform.cloudwatch import cloudwatch_rules
from watchkeeper.formats.terraform.datadog import datadog_rules
from watchkeeper.formats.terraform.google import google_rules
from watchkeeper.formats.terraform.grafana import grafana_dashboards, grafana_routings, grafana_rules
from watchkeeper.formats.terraform.language.evaluating import MOST_STEPS, Effort
from watchkeeper.formats.terraform.language.folders import folders_of
from watchkeeper.formats.terraform.language.modules import MOST_RESOURCES, modules_of
from watchkeeper.formats.terraform.pagers import on_call_of
from watchkeeper.formats.terraform.plan import Plan
from watchkeeper.formats.terraform.recognise import is_configuration, is_state, refused


class Configured(Struct, frozen=True):
    """What a configuration declares. `dashboards` are the JSON texts of dashboards, with their places."""

    rules: tuple[AlertRule, ...] = ()
    on_call: OnCall = OnCall()
    routings: tuple[Routing, ...] = ()
    dashboards: tuple[tuple[bytes, Place], ...] = ()
    problems: tuple[Problem, ...] = ()


def parse_terraform(files: Iterable[tuple[str, bytes]]) -> Configured:
    """Everything that the files (path, bytes) of all folders declare, together.

    References between them, variables with defaults, locals, `count`, `for_each` and modules of these folders are
    followed; anything else is left unresolved, and said. A state or a plan is refused. Needs the extra [alerting].
    """
    problems: list[Problem] = []
    kept = []
    for path, data in files:
        if is_state(path, data):
            problems.append(refused(path))
        elif is_configuration(path):
            kept.append((path, data))
        else:
            problems.append(Problem("is no configuration of Terraform", Place(path), "name .tf, .tofu or .tf.json"))
    folders = folders_of(kept)
    effort = Effort()
    found = (resource for module in modules_of(folders, effort) for resource in module.resources())
    plan = Plan(islice(found, MOST_RESOURCES))
    if effort.steps > MOST_STEPS:
        what = "the configuration is too large to be worked out, so parts of it are not known"
        problems.append(Problem(what, None, "name fewer files under sources.alerting.terraform"))
    problems += [one for folder in folders.values() for one in folder.problems]
    on_call = on_call_of(plan)
    routings = grafana_routings(plan, problems)
    rules = (*datadog_rules(plan), *cloudwatch_rules(plan), *google_rules(plan), *grafana_rules(plan))
    return Configured(rules, on_call, routings, tuple(grafana_dashboards(plan)), tuple(dict.fromkeys(problems)))
