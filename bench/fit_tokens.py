"""Fits the constants of the offline token estimate and writes them into src/watchkeeper/data/tokens.json.

Usage: fit_tokens.py NAME=PATH…   (git repositories; judge the result with tokens.py on others)

The weights minimise the absolute relative error (least squares, reweighted), none below zero; a
language counts by the square root of its number of samples, so that none drowns the others. The
factor of a language is the median of true by estimated tokens, drawn towards 1 when it has few files.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from token_sample import Sample, sample

from watchkeeper.analysis.size.tokens import MARKS, count_marks, weigh_marks

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "watchkeeper", "data", "tokens.json")
ROUNDS = 12
SWEEPS = 200
SMALL_ERROR = 0.03  # below this an error counts squared
PRIOR_FILES = 10
Row = tuple[float, ...]


def marks_of(item: Sample) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(count_marks(text) for _, text in item.parts), strict=True)))


def fit_weights(rows: Sequence[Row], importance: Sequence[float]) -> list[float]:
    """Weights w ≥ 0 for which row · w is near 1 for every row (counts divided by the true tokens)."""
    weights = [0.0] * len(MARKS)
    trust = [1.0] * len(rows)
    for _ in range(ROUNDS):
        matrix, target = normal_equations(rows, [a * b for a, b in zip(importance, trust, strict=True)])
        for _ in range(SWEEPS):
            for i, line in enumerate(matrix):
                rest = target[i] - sum(m * w for m, w in zip(line, weights, strict=True))
                weights[i] = max(0.0, weights[i] + rest / (line[i] + 1e-12))
        errors = [abs(sum(r * w for r, w in zip(row, weights, strict=True)) - 1) for row in rows]
        trust = [SMALL_ERROR / max(error, SMALL_ERROR) for error in errors]
    return weights


def normal_equations(rows: Sequence[Row], importance: Sequence[float]) -> tuple[list[list[float]], list[float]]:
    size = len(MARKS)
    matrix = [[0.0] * size for _ in range(size)]
    target = [0.0] * size
    for row, weight in zip(rows, importance, strict=True):
        for i, a in enumerate(row):
            if a:
                target[i] += weight * a
                matrix[i] = [m + weight * a * b for m, b in zip(matrix[i], row, strict=True)]
    return matrix, target


def fit_factors(files: Sequence[Sample], weights: dict[str, float]) -> dict[str, float]:
    ratios: dict[str, list[float]] = defaultdict(list)
    for item in files:
        ratios[item.language].append(item.tokens / max(1.0, weigh_marks(marks_of(item), weights)))
    factors = {
        language: round((median(found) * len(found) + PRIOR_FILES) / (len(found) + PRIOR_FILES), 3)
        for language, found in sorted(ratios.items())
    }
    return {language: factor for language, factor in factors.items() if abs(factor - 1) >= 0.005}


def main(repositories: Sequence[str]) -> None:
    if not repositories or repositories[0].startswith("-"):
        sys.exit(__doc__)
    samples = sample(repositories)
    files = [s for s in samples if s.kind == "file"]
    frequency = Counter(s.language for s in files)
    rows = [tuple(count / s.tokens for count in marks_of(s)) for s in samples]
    importance = [10 / frequency[s.language] ** 0.5 if s.kind == "file" else 1.0 for s in samples]
    weights = {n: round(w, 4) for n, w in zip(MARKS, fit_weights(rows, importance), strict=True)}
    fitted = {
        "vocabulary": "o200k",
        "measured": "not yet",
        "fitted_on": sorted({s.repository for s in samples}),
        "judged_on": [],
        "weights": weights,
        "factors": fit_factors(files, weights),
        **dict.fromkeys(("error_p50", "error_p90", "diff_error_p50", "diff_error_p90"), 1.0),
    }
    with open(DATA, "w", encoding="utf-8") as file:
        file.write(json.dumps(fitted, indent=2) + "\n")
    print(f"{len(files)} files, {len(samples) - len(files)} diffs → {DATA}; now judge: tokens.py --record NAME=PATH…")


if __name__ == "__main__":
    main(sys.argv[1:])
