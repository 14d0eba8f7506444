"""Tries alert rules on made-up series with promtool; what it is given is written by us, and nothing else is run."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from watchkeeper.analysis.monitoring.synthetic import MOST_TRIES, Attempt, attempts
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.trials import Trial
from watchkeeper.formats.alerts.promtool_output import Outcome, parse_promtool_output

FIRING = 'ALERTS{alertstate="firing"}'
MOST_SECONDS = 10.0
MOST_OUTPUT = 4 << 20
MOST_RULES = 400
FIRST_TRIES = 3
NOT_FIRED = "made-up series did not make it fire, which does not prove that nothing would"


class Promtool(Struct, frozen=True):
    """The binary: its path, and what tells one version from another (its size and date)."""

    path: str
    mark: str

    def fire(self, rules: Sequence[AlertRule], asked: Sequence[str]) -> tuple[Trial, ...]:
        """One trial a rule; every series carries the labels that are `asked` for.

        One run tries them all; those that did not fire are tried on further series in a second one.
        """
        trials: dict[int, Trial] = {}
        left = list(range(min(len(rules), MOST_RULES)))
        for start, most in ((0, FIRST_TRIES), (FIRST_TRIES, MOST_TRIES)):
            made = {at: _cut(attempts(rules[at], asked, most), start) for at in left}
            tests = {f"t{at}_{n}.yml": (at, one) for at, found in made.items() for n, one in _numbered(found)}
            outcomes = self._run(rules, tests)
            for at, found in made.items():
                if found or at not in trials:
                    trials[at] = _trial(found, at, tests, outcomes)
            left = [at for at in left if trials[at].fired is None and not isinstance(made[at], str)]
            if isinstance(outcomes, str) or not left:
                break
        return tuple(trials.get(at, Trial(None, f"only {MOST_RULES} rules are tried")) for at in range(len(rules)))

    def _run(self, rules: Sequence[AlertRule], tests: Mapping[str, tuple[int, Attempt]]) -> Mapping[str, Outcome] | str:
        if not tests:
            return {}
        try:
            with tempfile.TemporaryDirectory(prefix="watchkeeper-") as folder:
                for at in {at for at, _ in tests.values()}:
                    _write(folder, f"r{at}.yml", _rule_file(rules[at]))
                for name, (at, attempt) in tests.items():
                    _write(folder, name, _test_file(f"r{at}.yml", attempt))
                text = _output([self.path, "test", "rules", *tests], folder)
        except OSError as error:
            return f"promtool could not be run: {error.strerror}"
        if text is None:
            return f"promtool took longer than {MOST_SECONDS:.0f} seconds"
        return {outcome.file: outcome for outcome in parse_promtool_output(text)}


def _cut(found: tuple[Attempt, ...] | str, start: int) -> tuple[Attempt, ...] | str:
    return found if isinstance(found, str) else found[start:]


def _numbered(found: tuple[Attempt, ...] | str) -> Iterator[tuple[int, Attempt]]:
    return iter(()) if isinstance(found, str) else iter(enumerate(found))


def find_promtool() -> Promtool | None:
    """The promtool of this machine, if there is one."""
    path = shutil.which("promtool")
    if path is None:
        return None
    with contextlib.suppress(OSError):
        found = os.stat(path)
        return Promtool(path, f"{found.st_size}-{found.st_mtime_ns}")
    return None


def _output(command: Sequence[str], folder: str) -> str | None:
    """What a command prints on both channels, None if it takes too long; it is ended with all that it started."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    environment = {**kept, "HOME": folder, "TMPDIR": folder, "GOMAXPROCS": "2"}
    with open(os.path.join(folder, "output"), "w+b") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(MOST_SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        return output.read(MOST_OUTPUT).decode("utf-8", "replace")


def _write(folder: str, name: str, value: object) -> None:
    """A file of JSON, which is YAML as well."""
    with open(os.path.join(folder, name), "wb") as file:
        file.write(msgspec.json.encode(value))


def _rule_file(rule: AlertRule) -> object:
    """The rule alone, without the texts that nobody reads here."""
    labels = {_clean(name): _clean(value) for name, value in rule.labels.items()}
    one = {"alert": _clean(rule.name), "expr": _clean(rule.query), "for": _length(rule.wait), "labels": labels}
    return {"groups": [{"name": "tried", "rules": [one]}]}


def _test_file(rules: str, attempt: Attempt) -> object:
    inputs = [{"series": _shown(dict(one.labels)), "values": one.values} for one in attempt.series]
    asked = [{"expr": FIRING, "eval_time": _length(attempt.end)}]
    test = {"interval": _length(attempt.every), "input_series": inputs, "promql_expr_test": asked}
    return {"rule_files": [rules], "evaluation_interval": _length(attempt.looked), "tests": [test]}


def _shown(labels: Mapping[str, str]) -> str:
    said = ",".join(f"{name}={msgspec.json.encode(_clean(value)).decode()}" for name, value in sorted(labels.items()))
    return f"{{{said}}}"


def _length(seconds: float) -> str:
    return f"{seconds:.0f}s" if seconds == int(seconds) else f"{seconds * 1000:.0f}ms"


def _clean(text: str) -> str:
    """Text that can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _trial(
    made: tuple[Attempt, ...] | str,
    at: int,
    tests: Mapping[str, tuple[int, Attempt]],
    outcomes: Mapping[str, Outcome] | str,
) -> Trial:
    if isinstance(made, str):
        return Trial(None, made)
    if isinstance(outcomes, str):
        return Trial(None, outcomes)
    own = [outcomes[name] for name, (number, _) in tests.items() if number == at and name in outcomes]
    for outcome in own:
        for answer in outcome.answers:
            if answer.expression == FIRING and answer.series:
                return Trial(fired=True, labels=tuple(_labels(labels) for labels, _ in answer.series))
    fault = next((fault for outcome in own for fault in outcome.faults), "")
    return Trial(None, f"promtool says: {fault[:300]}" if fault else NOT_FIRED)


def _labels(labels: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in labels.items() if name not in {"__name__", "alertstate"}}
