"""Asks promtool: what queries give on series, and whether it takes a file of rules."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from watchkeeper.formats.alerts.promtool_output import Answer, parse_promtool_output

needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (prometheus)")


def evaluated(
    folder: Path, series: Mapping[str, str], queries: Sequence[str], times: Iterable[str] = ("30m",), every: str = "1m"
) -> tuple[Answer, ...]:
    """What each query gives at each time; those that give nothing are left out. Series map their labels to values."""
    asked = [{"expr": query, "eval_time": time} for query in queries for time in times]
    inputs = [{"series": labels, "values": values} for labels, values in series.items()]
    test = {"interval": every, "input_series": inputs, "promql_expr_test": asked}
    file = folder / "test.yml"
    file.write_text(json.dumps({"evaluation_interval": "1m", "tests": [test]}, ensure_ascii=False))
    done = subprocess.run(
        ["promtool", "test", "rules", str(file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    (tested,) = parse_promtool_output(done.stdout.decode())
    assert not tested.faults, tested.faults
    return tested.answers


def takes(folder: Path, rules: str) -> bool:
    """Whether promtool loads a file of rules."""
    file = folder / "rules.yml"
    file.write_text(rules)
    return subprocess.run(["promtool", "check", "rules", str(file)], capture_output=True, check=False).returncode == 0
