"""Compares the reader of Go expressions (filters of OWNERS files) with Go itself on random expressions and paths.

    python bench/regex_fuzz.py PROGRAM [--patterns 20000] [--seed 1]

PROGRAM reads one JSON object a line, {"pattern": "…", "texts": ["a/b", …]}, and answers each with one JSON
line: whether Go's `regexp.MatchString` finds the pattern in each text, or null when Go refuses the pattern.
What we refuse and Go does not is counted, not a difference. Exits 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys

from watchkeeper.formats.owners.go_regex import compile_regex
from watchkeeper.formats.owners.go_regex_parser import RegexError

ATOMS = (
    "a", "b", "ab", "/", ".", "..", "[ab]", "[^/]", "[^a-c]", "[[:alpha:]]", "[\\w.]", "[]a]", r"\.", r"\w", r"\W",
    r"\d", r"\s", "é", "-", "_", "{", "}", "a{2", "^", "$", r"\A", r"\z", ".*", ".+", r"\.go", "OWNERS", "(", ")",
    "(?:", "(?P<n>", "|", "|", "[", "]", r"\b", "(?i)", "(?s)", "*", "+", "{1,2}", "{,2}", "{2}", "?", "??",
    r"\Q", r"\x41",
)  # fmt: skip
NAMES = ("a", "b", "ab", "aa", "a.go", "b.md", "OWNERS", "é", "a-b", "_", "A", "a b", "1", "a\nb")


def random_pattern(rng: random.Random) -> str:
    body = "".join(rng.choice(ATOMS) for _ in range(rng.choice((1, 2, 3, 3, 4, 5, 6, 8))))
    return rng.choice(("", "", "^", "(")) + body + rng.choice(("", "", "$", ")"))


def random_text(rng: random.Random) -> str:
    return "/".join(rng.choice(NAMES) for _ in range(rng.choice((0, 1, 1, 2, 3))))


def our_answer(pattern: str, texts: list[str]) -> list[bool] | None:
    try:
        matcher = compile_regex(pattern)
    except RegexError:
        return None
    return [matcher.search(text) for text in texts]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--patterns", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    rng = random.Random(options.seed)
    asked = [(random_pattern(rng), [random_text(rng) for _ in range(5)]) for _ in range(options.patterns)]
    lines = "".join(json.dumps({"pattern": pattern, "texts": texts}) + "\n" for pattern, texts in asked)
    answers = subprocess.run([options.program], input=lines, capture_output=True, text=True, check=True).stdout
    compared = unsupported = 0
    told: list[str] = []
    for (pattern, texts), answer in zip(asked, answers.splitlines(), strict=True):
        theirs, ours = json.loads(answer), our_answer(pattern, texts)
        if ours is None:
            unsupported += theirs is not None
            continue
        compared += len(texts)
        if ours != theirs:
            told.append(f"{pattern!r} on {texts!r}: we say {ours}, Go says {theirs}")
    print("\n".join(told[:40]))
    print(f"{compared:,} texts compared, {unsupported:,} patterns only Go reads: {len(told)} patterns differ")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
