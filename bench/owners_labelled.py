"""Compares the owner resolver with labels that were written by hand from the owners files before it ran.

    python bench/owners_labelled.py LABELS CLONE [LABELS CLONE …]

LABELS is a file of bench/labelled: repository, commit, dialect, and 100 paths drawn at random from that commit
with the owners that a reader of the file says (names of aliases stand for their members). CLONE is a clone of
that repository that has the commit. Prints the share of paths whose owners are the same, and each difference.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from watchkeeper.usecases.ownership.find_owners import Question, open_owners


def expected_owners(label: dict[str, Any], aliases: dict[str, list[str]]) -> set[str]:
    """The owners of a label as a set of texts in lower case, aliases opened."""
    names = [member for name in label["owners"] for member in aliases.get(name, [name])]
    return {f"@{name.removeprefix('@').lower()}" for name in names}


def measure(labels_file: str, clone: str) -> tuple[int, int]:
    """How many paths were compared, and how many have the owners that the label says."""
    with open(labels_file, encoding="utf-8") as file:
        labelled = json.load(file)
    expected = {
        path: expected_owners(label, labelled.get("aliases", {}))
        for label in labelled["labels"]
        for path in label["paths"]
    }
    same = 0
    question = Question(clone, tuple(expected), target=labelled["commit"])
    with open_owners(question) as found:
        assert found.written.dialect == labelled["dialect"], found.written.reason
        for answer in found.answers:
            path = answer.resolution.path
            ours = {owner.text.lower() for owner in answer.resolution.owners}
            same += ours == expected[path]
            if ours != expected[path]:
                print(f"  {path}: we say {sorted(ours)}, the label says {sorted(expected[path])}")
    print(f"{labelled['repository']} ({labelled['dialect']}): {same} of {len(expected)} paths equal")
    return len(expected), same


def main() -> int:
    if len(sys.argv) < 3 or len(sys.argv) % 2 == 0:
        print(__doc__)
        return 2
    counts = [measure(labels, clone) for labels, clone in zip(sys.argv[1::2], sys.argv[2::2], strict=True)]
    paths, same = (sum(column) for column in zip(*counts, strict=True))
    print(f"{same} of {paths} paths equal ({same / paths:.1%})")
    return 0 if same >= 0.98 * paths else 1


if __name__ == "__main__":
    sys.exit(main())
