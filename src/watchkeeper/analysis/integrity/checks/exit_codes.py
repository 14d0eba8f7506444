"""Commands whose failure counted at the base and no longer does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from watchkeeper.analysis.integrity.checks.commands import (
    MOST_LENGTH,
    Script,
    is_aside,
    is_check,
    strip_prefix,
)
from watchkeeper.analysis.integrity.weakening import Weakening, clip

SHARED_WORDS = 0.4


class _Before:
    """The commands of the base that the head no longer has as they were."""

    def __init__(self, base: Sequence[Script], head: Sequence[Script]) -> None:
        self.all = Counter(text for script in base for _, text in script.lines)
        left = self.all - Counter(text for script in head for _, text in script.lines)
        self.by_tool: dict[str, list[str]] = {}
        for text in left:
            self.by_tool.setdefault(_tool(text), []).append(text)

    def had(self, bare: str, sign: re.Pattern[str]) -> bool:
        """Whether the base ran this command, or one much like it, without the sign."""
        for text in self.by_tool.get(_tool(bare), ()):
            if not sign.search(text[:MOST_LENGTH]) and _resemble(bare, text):
                return True
        return False


def ignored_exit_codes(base: Sequence[Script], head: Sequence[Script]) -> Iterator[Weakening]:
    """Weakenings of all scripts of a change, seen together: a command may move from one file to another."""
    before = _Before(base, head)
    known = Counter(before.all)
    for script in head:
        added = []
        for number, text in script.lines:
            if known[text] > 0:
                known[text] -= 1
            else:
                added.append((number, text))
        for number, text in added:
            if detail := _softened(text[:MOST_LENGTH], before):
                yield _found(script, number, text, detail, "command")
        yield from _whole_script(script, added, before)


def _softened(text: str, before: _Before) -> str:
    """Why the failure of a command that counted no longer does, "" if it still does or never did."""
    if found := _ignoring().search(text):
        bare = text[: found.start()].strip()
        if not is_aside(bare) and before.had(bare, _ignoring()):
            return f"a failure of `{_short(bare)}` no longer counts"
    if found := _lenient().search(text):
        bare = (text[: found.start()] + text[found.end() :]).strip()
        if before.had(bare, _lenient()):
            return f"`{found[0].strip()}` lets `{_short(bare)}` pass when it fails or finds nothing"
    if text.startswith("-") and before.all[text[1:].strip()] and is_check(text[1:].strip()):
        return f"a failure of `{_short(text[1:].strip())}` no longer counts"
    if _outcome().match(text):
        return "the outcome of these checks no longer counts"
    return ""


def _whole_script(script: Script, added: list[tuple[int, str]], before: _Before) -> Iterator[Weakening]:
    """`set +e` without a look at the exit code, and an `exit 0` that stands before or after the checks."""
    new = {number for number, _ in added}
    depth = 0
    for at, (number, text) in enumerate(script.lines):
        depth = max(0, depth + _nesting(text))
        if number not in new or text not in {"set +e", "exit 0"} or not _existed(script, before):
            continue
        rest = [line for _, line in script.lines[at + 1 :]]
        checks = [line for line in rest if is_check(line)]
        if text == "set +e" and checks and not any("$?" in line or "PIPESTATUS" in line for line in rest):
            yield _found(script, number, text, f"a failure of `{_short(checks[0])}` no longer counts", "script")
        elif text == "exit 0" and depth == 0 and checks:
            yield _found(script, number, text, f"the script ends before `{_short(checks[0])}`", "script")
        elif text == "exit 0" and not rest and any(line.startswith("exit ") for line in _left(script, before)):
            yield _found(script, number, text, "the script ends well whatever its commands say", "script")


def _existed(script: Script, before: _Before) -> bool:
    """Whether at least half of a script was there before: a new script weakens nothing."""
    return sum(before.all[text] > 0 for _, text in script.lines) * 2 >= len(script.lines)


def _left(script: Script, before: _Before) -> list[str]:
    return before.by_tool.get("exit", []) if script.lines else []


def _nesting(text: str) -> int:
    if re.match(r"(?:if|for|while|until|case|select)\b", text) or text.endswith(("{", "(")):
        return 0 if re.search(r"\b(?:fi|done|esac)\s*;?$", text) else 1
    return -1 if re.match(r"(?:fi|done|esac)\b|[})]", text) else 0


def _tool(text: str) -> str:
    return strip_prefix(text).partition(" ")[0]


def _resemble(one: str, other: str) -> bool:
    a, b = set(one.split()), set(other.split())
    return len(a & b) >= SHARED_WORDS * max(len(a), len(b)) or (is_check(one) and is_check(other) and a <= b)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _found(script: Script, line: int, text: str, detail: str, form: str) -> Weakening:
    return Weakening("exit-code-ignored", script.path, line, "head", clip(text), script.name, detail, script.how, form)


@cache
def _ignoring() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:\|\|\s*(?:/bin/)?(?:true|:|exit 0|return 0|echo\b[^|&]*|printf\b[^|&]*)|;\s*(?:true|:|exit 0)"
        r"|\|\|\s*[{(]\s*(?:true|:|echo\b[^|&{}()]*);?\s*[})])\s*;?\s*$"
    )


@cache
def _lenient() -> re.Pattern[str]:
    return re.compile(
        r"\s--(?:exit-zero|passWithNoTests|pass-with-no-tests|no-fail|soft-fail|no-error|if-present"
        r"|suppress-no-test-exit-code|continue-on-collection-errors|keep-going|issues-exit-code[= ]0)(?![\w-])"
        r"|(?<=make)\s-[ki](?!\w)|\s-Dmaven\.test\.(?:skip|failure\.ignore)(?:=true)?(?!\w)|\s-DskipTests(?:=true)?(?!\w)"
    )


@cache
def _outcome() -> re.Pattern[str]:
    return re.compile(r"ignore_(?:outcome|errors)\s*=\s*[Tt]rue$")
