"""Tries alert rules on made-up series where promtool is installed; what was tried before is not tried again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from watchkeeper import __version__
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.trials import Fire, Trial
from watchkeeper.evidence.monitoring.promtool import NOT_FIRED, Promtool, find_promtool
from watchkeeper.usecases.cache import cached, keep

KIND = "trials"


def find_trials() -> Fire | None:
    """What tries rules on this machine; None without promtool."""
    promtool = find_promtool()
    return None if promtool is None else lambda rules, asked: _fire(promtool, rules, asked)


def _fire(promtool: Promtool, rules: Sequence[AlertRule], asked: Sequence[str]) -> tuple[Trial, ...]:
    keys = [_key(promtool, rule, asked) for rule in rules]
    known = {key: trial for key in keys if (trial := _known(key)) is not None}
    new = {key: rule for key, rule in zip(keys, rules, strict=True) if key not in known}
    if new:
        found = dict(zip(new, promtool.fire(tuple(new.values()), asked), strict=True))
        for key, trial in found.items():
            # what took too long, or could not be run, may do another time
            if trial.fired or trial.why == NOT_FIRED:
                keep(KIND, key, msgspec.json.encode(trial))
        known |= found
    return tuple(known[key] for key in keys)


def _known(key: str) -> Trial | None:
    data = cached(KIND, key)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Trial)
    except msgspec.MsgspecError:
        return None


def _key(promtool: Promtool, rule: AlertRule, asked: Sequence[str]) -> str:
    """What a trial hangs on: the binary, how series are made up, and all of the rule that promtool is given."""
    parts = (__version__, promtool.path, promtool.mark, rule.name, rule.query, rule.wait, rule.labels, tuple(asked))
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()
