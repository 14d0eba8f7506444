"""Checks that are run again until they pass, or get more time: retries, time limits, plug-ins that do so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import inf

from watchkeeper.analysis.integrity.checks.commands import Script, is_aside, is_aside_name, is_check
from watchkeeper.analysis.integrity.checks.documents import entries_of
from watchkeeper.analysis.integrity.checks.limits import Limit
from watchkeeper.analysis.integrity.checks.texts import line_at
from watchkeeper.analysis.integrity.pipelines.model import Pipeline
from watchkeeper.analysis.integrity.weakening import How, Weakening, clip

PLUGINS = ("pytest-rerunfailures", "flaky", "pytest-retry", "rspec-retry", "org.gradle.test-retry")
NODE_PLUGINS = ("cypress-plugin-retries", "jest-retries")
RETRY_KEYS = frozenset({"retries", "retry", "reruns"})
TIME_KEYS = frozenset({"timeout", "testTimeout", "hookTimeout"})
PLACES = ("playwright.config", "cypress", "vitest.config", "vite.config", "jest.config", "jest", ".mocharc", "nextest")
WORDS = {"retry": "the number of retries", "timeout": "the time limit"}


def retry_limits(path: str, text: str) -> tuple[Limit, ...]:
    """Retries and time limits of tests that a configuration file sets."""
    name = path.rpartition("/")[2]
    found: list[Limit] = []
    entries = entries_of(path, text)
    for entry in entries:
        last = entry.keys[-1]
        if last == "addopts":
            found += _flags(path, entry.line, entry.text, entry.how)
        elif (last in RETRY_KEYS or last in TIME_KEYS) and _is_of_tests(name, entry.keys):
            number = entry.number
            if number is not None:
                form = "retry" if last in RETRY_KEYS else "timeout"
                found.append(
                    _limit(form, ".".join(entry.keys), number, path, entry.line, f"{last} = {entry.text}", entry.how)
                )
    if not entries and name.startswith(PLACES):
        found += _script_config(path, text)
    return tuple(found)


def retry_commands(scripts: Sequence[Script]) -> Iterator[Limit]:
    """Retries and time limits on the command lines of checks: `--reruns 3`, `--retries=2`, `-timeout 30m`."""
    for script in scripts:
        for number, command in script.lines:
            if is_check(command) and not is_aside(command):
                yield from _flags(script.path, number, command, script.how)


def retry_pipeline(pipeline: Pipeline) -> Iterator[Limit]:
    """Retries and time limits that a pipeline sets for its jobs and steps."""
    for job in pipeline.jobs:
        if is_aside_name(job.name):
            continue
        if job.minutes:
            yield _limit(
                "timeout", f"{job.id} minutes", job.minutes, pipeline.path, job.line, job.name, "parsed", job.name
            )
        if job.retries:
            yield _limit("retry", f"{job.id} retry", job.retries, pipeline.path, job.line, job.name, "parsed", job.name)
        for step in job.steps:
            checks = any(is_check(text) for _, text in step.lines)
            if step.minutes and checks:
                key = f"{job.id} {step.name} minutes"
                yield _limit("timeout", key, step.minutes, pipeline.path, step.line, step.name, "parsed", step.name)
            if step.retries > 1 and checks:
                key = f"{job.id} {step.name} retry"
                yield _limit("retry", key, step.retries - 1, pipeline.path, step.line, step.name, "parsed", step.name)


def new_plugins(path: str, base: str | None, head: str) -> Iterator[Weakening]:
    """Plug-ins that run failed tests again, in a list of dependencies that did not name them."""
    for plugin in NODE_PLUGINS if path.endswith("package.json") else PLUGINS:
        pattern = _plugin(plugin)
        found = pattern.search(head)
        if base is not None and found and not pattern.search(base):
            line = line_at(head, found.start(1))
            detail = f"the plug-in {plugin}, which runs failed tests again, is added"
            text = head.split("\n")[line - 1]
            yield Weakening("retries-added", path, line, "head", clip(text), plugin, detail, "pattern", "plugin")


def _is_of_tests(name: str, keys: tuple[str, ...]) -> bool:
    if name == "package.json":
        return keys[0] in {"jest", "mocha", "cypress", "vitest"}
    if name in {"pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini"}:
        return any("pytest" in key for key in keys)
    return name.startswith(PLACES)


def _flags(path: str, line: int, text: str, how: How) -> Iterator[Limit]:
    for match in _retry_flag().finditer(text[:2000]):
        yield _limit("retry", "flag reruns", float(match[1]), path, line, text, how)
    for match in _time_flag().finditer(text[:2000]):
        seconds = float(match[1]) * {"m": 60, "h": 3600}.get(match[2], 1)
        yield _limit("timeout", "flag timeout", seconds, path, line, text, how)


def _script_config(path: str, text: str) -> Iterator[Limit]:
    """Configuration that is code: the highest number on the line counts (`retries: process.env.CI ? 2 : 0`)."""
    for match in _setting().finditer(text):
        numbers = [float(n.replace("_", "")) for n in re.findall(r"\b\d[\d_]{0,9}\b", match[2])]
        if numbers:
            form = "retry" if match[1] in RETRY_KEYS else "timeout"
            line = line_at(text, match.start(1))
            yield _limit(form, match[1], max(numbers), path, line, match[0].strip(), "pattern")


def _limit(form: str, key: str, value: float, path: str, line: int, text: str, how: How, of: str = "") -> Limit:
    label = f"{WORDS[form]} of {of}" if of else WORDS[form]
    floor = 0.0 if form == "retry" else inf  # no limit written = no limit
    return Limit(f"{form} {key}", label, value, path, line, text, how, "higher", form, floor)


@cache
def _retry_flag() -> re.Pattern[str]:
    return re.compile(r"(?:--reruns|--retries|--retry|--rerun-fails|--flake-attempts|--max-runs)[= ](\d{1,3})\b")


@cache
def _time_flag() -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:--timeout|--test-timeout|-timeout|--testTimeout)[= ](\d{1,7})(s|m|h)?(?![\w.])")


@cache
def _setting() -> re.Pattern[str]:
    return re.compile(r"\b(retries|retry|testTimeout|hookTimeout|timeout)\s*:\s*([^,\n]{1,120})")


@cache
def _plugin(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?m)^[^#\n]{{0,200}}?(?<![\w.@/-])({re.escape(name)})(?![\w/-])\s*(?:[\"'=<>~!\[;:,)]|$)")
