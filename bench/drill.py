"""Times drills on one tree of many components: `python bench/drill.py [COMPONENTS] [FOLDER]`.

The tree is made up: each component has a catalog entry, code that exports two metrics, a rule file with two alerts, a
route, a receiver, a service of the pager and a runbook; ten rotas are shared. FOLDER keeps it (default: a new one).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from watchkeeper.usecases.readiness.drill import Ask, drill

NOW = 1_767_312_000
ROTAS = 10
RUNS = 3


def write(folder: Path, name: str, text: str) -> None:
    """One file of the tree."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def make(folder: Path, count: int) -> None:
    """The tree, committed."""
    names = [f"tool-{number:04}" for number in range(count)]
    routes, receivers, services = [], [], []
    for at, name in enumerate(names):
        plain, key = name.replace("-", "_"), f"{at:032x}"
        write(folder, f"tools/{plain}/catalog-info.yaml", CATALOG % (name, at % 7))
        write(folder, f"tools/{plain}/metrics.py", CODE.replace("NAME", plain))
        write(folder, f"ops/alerts/{name}.yml", RULES.replace("NAME", plain).replace("TOOL", name))
        write(folder, f"docs/runbooks/{name}.md", f"# {plain}Errors\n\nLook.\n\n# {plain}Gone\n")
        routes.append(f'    - matchers: [service="{name}"]\n      receiver: pager-{name}')
        receivers.append(f"  - name: pager-{name}\n    pagerduty_configs: [{{routing_key: {key}}}]")
        services.append(service(at, name, key))
    write(folder, "ops/alertmanager.yml", ROUTING % ("\n".join(routes), "\n".join(receivers)))
    jobs = "\n".join(f'  - job_name: {name}\n    static_configs: [{{targets: ["{name}:9100"]}}]' for name in names)
    write(folder, "ops/prometheus.yml", PROMETHEUS + jobs + "\n")
    write(folder, "ops/pager/export.json", json.dumps(pager(services), indent=1))
    write(folder, "people.yaml", "people:\n" + "".join(PERSON % {"n": n} for n in range(2 * ROTAS)))
    write(folder, ".watchkeeper.yaml", POLICY)
    environment = {
        **os.environ,
        "GIT_AUTHOR_DATE": f"{NOW - 86400} +0000",
        "GIT_COMMITTER_DATE": f"{NOW - 86400} +0000",
    }
    who = ["-c", "user.name=Person 0", "-c", "user.email=p0@example.com"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-qm", "All of it"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True, env=environment)


def service(at: int, name: str, key: str) -> dict[str, object]:
    """A service of the pager."""
    return {
        "id": f"S{at}", "name": name, "status": "active", "escalation_policy": {"id": f"E{at % ROTAS}"},
        "incident_urgency_rule": {"urgency": "high"}, "integrations": [{"id": f"I{at}", "integration_key": key}],
    }  # fmt: skip


def pager(services: list[dict[str, object]]) -> dict[str, object]:
    """The pager's export: ten rotas of two people, each with its escalation."""
    users = [
        {"id": f"P{n}", "name": f"Person {n}", "email": f"p{n}@example.com",
         "contact_methods": [{"id": f"C{n}", "type": "phone_contact_method"}]}
        for n in range(2 * ROTAS)
    ]  # fmt: skip
    schedules = [
        {"id": f"R{n}", "name": f"rota {n}", "time_zone": "Europe/Berlin", "schedule_layers": [
            {"id": f"L{n}", "name": "weekly", "start": "2025-09-01T09:00:00+02:00",
             "rotation_virtual_start": "2025-09-01T09:00:00+02:00", "rotation_turn_length_seconds": 604_800,
             "users": [{"user": {"id": f"P{2 * n}"}}, {"user": {"id": f"P{2 * n + 1}"}}]}]}
        for n in range(ROTAS)
    ]  # fmt: skip
    policies = [
        {"id": f"E{n}", "name": f"policy {n}", "escalation_rules": [
            {"escalation_delay_in_minutes": 10, "targets": [{"id": f"R{rota}", "type": "schedule_reference"}]}
            for rota in (n, (n + 3) % ROTAS)]}
        for n in range(ROTAS)
    ]  # fmt: skip
    return {"exported_at": "2025-12-30T00:00:00Z", "users": users, "schedules": schedules,
            "escalation_policies": policies, "services": services}  # fmt: skip


CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: %s
  annotations: {watchkeeper.dev/promise: 24x7, watchkeeper.dev/tier: "1", watchkeeper.dev/customers: p%d@example.com}
spec: {type: service, lifecycle: production, owner: user:default/p0}
"""
CODE = """\
from prometheus_client import Counter, Histogram

REQUESTS = Counter("NAME_requests_total", "Requests", ["code"])
SECONDS = Histogram("NAME_request_seconds", "Seconds")
"""
RULES = """\
groups:
  - name: TOOL
    rules:
      - alert: NAMEErrors
        expr: sum(rate(NAME_requests_total{code=~"5.."}[5m])) / sum(rate(NAME_requests_total[5m])) > 0.05
        for: 2m
        labels: {severity: page, service: TOOL}
        annotations: {runbook_url: docs/runbooks/TOOL.md}
      - alert: NAMEGone
        expr: absent(up{job="TOOL"} == 1)
        for: 5m
        labels: {severity: page, service: TOOL}
        annotations: {runbook_url: docs/runbooks/TOOL.md}
"""
ROUTING = """\
route:
  receiver: inbox
  routes:
%s
receivers:
  - name: inbox
    email_configs: [{to: all@example.com, from: a@example.com, smarthost: "mail.example.com:25"}]
%s
"""
PROMETHEUS = """\
global: {evaluation_interval: 30s}
rule_files: [alerts/*.yml]
alerting: {alertmanagers: [{static_configs: [{targets: ["alertmanager:9093"]}]}]}
scrape_configs:
"""
PERSON = (
    "  - {id: p%(n)d, name: Person %(n)d, emails: [p%(n)d@example.com], logins: {github: p%(n)d, pager: P%(n)d},"
    " zone: Europe/Berlin}\n"
)
POLICY = """\
version: 1
people: people.yaml
sources:
  alerting: {rules: "ops/alerts/*.yml", prometheus: ops/prometheus.yml, alertmanager: ops/alertmanager.yml}
  oncall: {exports: ops/pager/export.json}
"""


def main(count: int, folder: Path) -> None:
    """Print the seconds of one drill and of all of them, and what they came to."""
    if not (folder / ".git").exists():
        make(folder, count)
    one = []
    for _ in range(RUNS):
        start = time.perf_counter()
        found = drill(Ask(str(folder), ("tool-0000",), "", None, NOW))
        one.append(time.perf_counter() - start)
    (only,) = found.drills
    print(f"one of {count:,} components: {min(one):.2f} s, {len(only.chains)} hours, broken: {only.chain.broken}")
    start = time.perf_counter()
    found = drill(Ask(str(folder), (), "", None, NOW))
    seconds = time.perf_counter() - start
    whole = sum(1 for one in found.drills if one.chain.broken is None)
    print(f"{len(found.drills):,} components: {seconds:.1f} s, {whole:,} with every link holding")


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    main(number, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp()) / "tree")
