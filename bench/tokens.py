"""Measures the offline token estimate against the o200k vocabulary, on files and on diffs.

Give git repositories that were not used for fitting (tokens.json names those that were). Needs the
package bpe-openai. `--record` writes the errors into src/watchkeeper/data/tokens.json.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec
from token_sample import Sample, sample

from watchkeeper.analysis.size.tokens import TokenModel, estimate_tokens

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "watchkeeper", "data", "tokens.json")
Estimator = Callable[[bytes, str], float]
ENOUGH = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--record", action="store_true", help="write the measured errors into tokens.json")
    options = parser.parse_args()
    with open(DATA, "rb") as file:
        model = msgspec.json.decode(file.read(), type=TokenModel)
    samples = sample(options.repositories)
    if seen := sorted({s.repository for s in samples} & set(model.fitted_on)):
        parser.error(f"the constants were fitted on {', '.join(seen)}: leave these out")
    estimators: dict[str, Estimator] = {
        "bytes/4": lambda text, _: len(text) / 4,
        "marks, one constant": lambda text, _: estimate_tokens(text, "", model),
        "marks, by language": lambda text, language: estimate_tokens(text, language, model),
    }
    print_table(samples, estimators)
    print_languages(samples, estimators["marks, by language"])
    print_speed(samples, model)
    if options.record:
        record(samples, estimators["marks, by language"])


def errors(samples: Sequence[Sample], estimate: Estimator) -> list[float]:
    """Relative errors without their sign, in ascending order."""
    return sorted(abs(sum(estimate(text, name) for name, text in s.parts) / s.tokens - 1) for s in samples)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of an ordered list by the nearest rank."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(samples: Sequence[Sample], estimate: Estimator) -> str:
    found = errors(samples, estimate)
    return " | ".join(f"{100 * value:.1f} %" for value in (quantile(found, 0.5), quantile(found, 0.9), found[-1]))


def print_table(samples: Sequence[Sample], estimators: dict[str, Estimator]) -> None:
    print("| estimator | of | n | p50 | p90 | max |\n|---|---|---|---|---|---|")
    for kind in ("file", "diff"):
        chosen = [s for s in samples if s.kind == kind]
        for name, estimate in estimators.items():
            print(f"| {name} | {kind}s | {len(chosen)} | {summary(chosen, estimate)} |")


def print_languages(samples: Sequence[Sample], estimate: Estimator) -> None:
    by_language: dict[str, list[Sample]] = defaultdict(list)
    for item in samples:
        if item.kind == "file":
            by_language[item.language].append(item)
    print("\n| language | files | p50 | p90 | max |\n|---|---|---|---|---|")
    for language, chosen in sorted(by_language.items()):
        if len(chosen) >= ENOUGH:
            print(f"| {language} | {len(chosen)} | {summary(chosen, estimate)} |")


def print_speed(samples: Sequence[Sample], model: TokenModel) -> None:
    """Best of five, on all samples one by one, and on one text of 1.2 MB (about 30,000 lines)."""
    texts = [part for s in samples for part in s.parts]
    large = b"".join(text for _, text in texts)[:1_200_000]
    for name, chosen in (("samples one by one", texts), ("one text of 1.2 MB", [("text", large)])):
        best = min(timed(chosen, model) for _ in range(5))
        size = sum(len(text) for _, text in chosen)
        print(f"\n{name}: {size / 1e6:.1f} MB in {1000 * best:.1f} ms, {size / best / 1e6:.0f} MB/s")


def timed(texts: Sequence[tuple[str, bytes]], model: TokenModel) -> float:
    start = time.perf_counter()
    for language, text in texts:
        estimate_tokens(text, language, model)
    return time.perf_counter() - start


def record(samples: Sequence[Sample], estimate: Estimator) -> None:
    with open(DATA, encoding="utf-8") as file:
        content = json.load(file)
    files, diffs = (errors([s for s in samples if s.kind == kind], estimate) for kind in ("file", "diff"))
    today = dt.datetime.now(tz=dt.UTC).date()
    content |= {
        "measured": f"{today} by bench/tokens.py on {len(files)} files and {len(diffs)} diffs of other repositories",
        "judged_on": sorted({s.repository for s in samples}),
        "error_p50": round(quantile(files, 0.5), 3),
        "error_p90": round(quantile(files, 0.9), 3),
        "diff_error_p50": round(quantile(diffs, 0.5), 3),
        "diff_error_p90": round(quantile(diffs, 0.9), 3),
    }
    with open(DATA, "w", encoding="utf-8") as file:
        file.write(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
