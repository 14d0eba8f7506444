"""Random trees and label sets: the receivers that Debian's amtool names are those we name, in its order."""

from __future__ import annotations

import importlib.util
import pathlib
import shutil
import sys

import pytest

BENCH = pathlib.Path(__file__).parents[3] / "bench" / "routing.py"


@pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed (prometheus-alertmanager)")
def test_three_hundred_random_cases_and_a_hundred_times_faster() -> None:
    spec = importlib.util.spec_from_file_location("bench_routing", BENCH)
    assert spec
    assert spec.loader
    bench = importlib.util.module_from_spec(spec)
    sys.modules["bench_routing"] = bench
    spec.loader.exec_module(bench)
    count, differ, theirs, ours = bench.compare(300, 42)
    assert (count, differ) == (300, [])
    assert theirs > 100 * ours
