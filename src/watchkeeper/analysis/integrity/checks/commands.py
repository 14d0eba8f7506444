"""Commands that pipelines, scripts and package files run, and which of them are checks."""

from __future__ import annotations

import re
from functools import cache

import msgspec
from msgspec import Struct

from watchkeeper.analysis.integrity.checks.texts import line_of
from watchkeeper.analysis.integrity.paths import is_other_pipeline, is_script
from watchkeeper.analysis.integrity.pipelines.github import command_lines
from watchkeeper.analysis.integrity.pipelines.model import Pipeline
from watchkeeper.analysis.integrity.weakening import How

MOST_LENGTH = 2000
COMMAND_FILES = ("package.json", "tox.ini")


class Script(Struct, frozen=True):
    """Commands that run one after the other, with their line numbers; `name` says what they belong to."""

    path: str
    name: str
    lines: tuple[tuple[int, str], ...]
    how: How


def has_commands(path: str) -> bool:
    """Whether a file that is not parsed as a pipeline holds commands."""
    return is_script(path) or is_other_pipeline(path) or path.rpartition("/")[2] in COMMAND_FILES


def scripts_of(path: str, text: str) -> tuple[Script, ...]:
    """The scripts of a shell script, makefile, `package.json`, `tox.ini` or a pipeline that is read line by line."""
    if path.endswith("package.json"):
        return _package_scripts(path, text)
    return (Script(path, path.rpartition("/")[2], command_lines(text + "\n", 0), "pattern"),)


def pipeline_scripts(pipeline: Pipeline) -> tuple[Script, ...]:
    """The scripts of a parsed pipeline: one a step, or one a job where steps are single commands (GitLab)."""
    found: list[Script] = []
    for job in pipeline.jobs:
        if pipeline.platform == "gitlab":
            found.append(Script(pipeline.path, job.name, tuple(at for s in job.steps for at in s.lines), "parsed"))
        else:
            found += [Script(pipeline.path, step.name, step.lines, "parsed") for step in job.steps if step.lines]
    return tuple(found)


def is_check(command: str) -> bool:
    """Whether a command looks like a check: it tests, lints, types, builds or verifies."""
    bare = strip_prefix(command[:MOST_LENGTH])
    return not _aside().match(bare) and bool(_check_words().search(bare))


def is_aside(command: str) -> bool:
    """Whether a command only prepares, cleans up, fetches or reports."""
    return bool(_aside().match(strip_prefix(command[:MOST_LENGTH])))


def is_check_name(name: str) -> bool:
    """Whether a job or step is called like a check, and not like what goes on around one."""
    return bool(_check_words().search(name.casefold())) and not is_aside_name(name)


def is_aside_name(name: str) -> bool:
    """Whether a job or step is called like what goes on around checks: uploads, caches, comments, set-ups."""
    return bool(_aside_words().search(name.casefold()))


def strip_prefix(command: str) -> str:
    """A command without `sudo`, `time`, variables before it, and a makefile's or tox's prefix."""
    return _prefix().sub("", command, count=1)


def _package_scripts(path: str, text: str) -> tuple[Script, ...]:
    try:
        value = msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return ()
    scripts = value.get("scripts") if isinstance(value, dict) else None
    if not isinstance(scripts, dict):
        return ()
    commands = {str(name): " ".join(c.split()) for name, c in scripts.items() if isinstance(c, str)}
    return tuple(Script(path, n, ((line_of(text, f'"{n}"'), c),), "parsed") for n, c in commands.items())


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(r"^(?:[-@+]{1,2}\s*)?(?:(?:sudo|time|exec|env|run:|-)\s+|[A-Z_][A-Z0-9_]*=\S*\s+){0,8}")


@cache
def _check_words() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z])(?:(?:py|unit|smoke|c|j|vi|doc|run|integration|e2e)?[-_]?tests?|testing|tox|nox|jest|mocha|playwright"
        r"|cypress|rspec|phpunit|nextest|benchmark"
        r"|(?:es|py|sh|golangci-|style|markdown|md|yaml|action)?-?lint(?:er|ers|ing)?"
        r"|ruff|flake8|black|isort|prettier|biome|mypy|pyright|tsc|typecheck|clippy|rustfmt|vet|shellcheck|checks?"
        r"|check(?:src|style)|verify|verification|validate|validation|audit|coverage|bandit|semgrep|codeql|codespell|typos"
        r"|zizmor|actionlint|valgrind|sanitizers?|fuzz|clang-tidy|cppcheck|govulncheck|rubocop|phpstan|psalm|detekt"
        r"|spotless|pre-commit|build)(?![a-z])"
    )


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(
        r"(?:echo|printf|cat|rm|mkdir|cp|mv|ln|ls|cd|kill|pkill|killall|grep|egrep|sed|awk|tr|head|tail|sort|find|tee|chmod"
        r"|chown|export|source|\.|set|sleep|tar|zip|unzip|curl|wget|gh|jq|which|command|type|test\s+-|\[|if|elif|while|for"
        r"|apt|apt-get|brew|choco|dnf|yum|apk|pip3?\s+(?:install|uninstall)|(?:python3?|uv)\s+-?m?\s*pip\s+(?:un)?install"
        r"|(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install|add|pack|publish)|docker\s+(?:stop|rm|rmi|pull|push|logs|ps|login|kill)"
        r"|docker[- ]compose\s+(?:down|pull|logs|up|stop|rm)|git|umount|mount|service|systemctl|launchctl"
        r"|pgrep|wait|codecov"
        r"|[A-Za-z_]\w*=|[A-Za-z_]\w*\(\)|local|return|exit|function|aws|az|gcloud|kubectl)(?![\w-])"
    )


@cache
def _aside_words() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z])(?:upload|download|cache|caching|set-?\s?up|install|installs|checkout|comment|notify|notification"
        r"|publish|release|deploy|label|labeler|report|summary|summarize|archive|collect|artifacts?|merge|login|clean-?up"
        r"|free|prepare|restore|save|slack|badge|preview|stale|welcome|changelog|dump|print|show|logs?)(?![a-z])"
    )
