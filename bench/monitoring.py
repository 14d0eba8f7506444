"""Reads a folder of Prometheus rules and tries each on made-up series: `python bench/monitoring.py FOLDER [--list]`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from watchkeeper.analysis.monitoring.firing_labels import firing_labels
from watchkeeper.analysis.monitoring.impossible import cannot_fire
from watchkeeper.analysis.monitoring.loading import query_fault
from watchkeeper.analysis.monitoring.symptoms import symptoms_of
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.trials import Trial
from watchkeeper.evidence.monitoring.promtool import find_promtool
from watchkeeper.formats.alerts.prometheus_rules import parse_prometheus_rules
from watchkeeper.formats.alerts.recognise import kinds_of

ASKED = ("team", "severity", "service")


def files_of(folder: Path) -> Iterator[tuple[Path, tuple[AlertRule, ...], int]]:
    """Every file of rules with its alerts and the number of its faults."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".yml", ".yaml", ".rules", ".json"}:
            data = path.read_bytes()
            if "rules" in kinds_of(path.name, data):
                found = parse_prometheus_rules(data, str(path.relative_to(folder)))
                yield path, found.rules, len(found.problems)


def taken_by_promtool(path: Path) -> bool:
    """Whether `promtool check rules` takes a file."""
    return subprocess.run(["promtool", "check", "rules", str(path)], capture_output=True, check=False).returncode == 0


def differs(rule: AlertRule, trial: Trial) -> bool:
    """Whether an alert that fired has other labels than were worked out."""
    worked_out = firing_labels(rule, {}, ASKED)
    return any(
        any(one.get(name, "") != value for name, value in worked_out.known.items())
        or any(name in one for name in worked_out.dropped)
        for one in trial.labels
    )


def main(arguments: Sequence[str]) -> int:
    """Print what was read, what fired, and how long it took."""
    folder = Path(arguments[0])
    promtool = find_promtool()
    counts: Counter[str] = Counter()
    lists = "--list" in arguments
    read_in = fired_in = 0.0
    for path, rules, faults in files_of(folder):
        began = time.perf_counter()
        proofs = [cannot_fire(rule.query) for rule in rules]
        counts["files"] += 1
        counts["files without a fault"] += not faults
        counts["alerts"] += len(rules)
        counts["queries that are read"] += sum(not query_fault(rule) for rule in rules)
        counts["alerts whose labels are worked out"] += sum(bool(firing_labels(r, {}, ASKED).known) for r in rules)
        counts["alerts with a symptom"] += sum(symptoms_of(rule) != {"other"} for rule in rules)
        counts["alerts that can never fire, proven"] += sum(bool(proof) for proof in proofs)
        read_in += time.perf_counter() - began
        if promtool is None:
            continue
        counts["files that promtool takes"] += taken_by_promtool(path)
        began = time.perf_counter()
        for rule, proof, trial in zip(rules, proofs, promtool.fire(rules, ASKED), strict=True):
            counts["alerts that fired on made-up series"] += bool(trial.fired)
            counts["of these, proven to be impossible"] += bool(trial.fired and proof)
            counts["of these, with other labels than worked out"] += bool(trial.fired) and differs(rule, trial)
            if lists and not trial.fired:
                print(f"{rule.place} {rule.name}: {proof or trial.why}")
        fired_in += time.perf_counter() - began
    for what, count in counts.items():
        print(f"{count:>6,} {what}")
    print(f"analysed in {read_in:.2f} s, tried in {fired_in:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
