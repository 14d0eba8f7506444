"""Compares the components that are found with those that were labelled by hand before the inventory ever ran.

    python bench/components.py NAME=CLONE [NAME=CLONE …]

NAME is a file of bench/labelled/components without its ending, CLONE a clone of that repository that has the
commit of the labels. The rules of the comparison are in bench/labelled/components/README.md. Prints a row for each
repository, every miss, every false alarm and whatever is told again; exits 1 below recall .95 or precision .90.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import msgspec

from watchkeeper.domain.components import Component
from watchkeeper.usecases.ownership.list_components import list_components

LABELS = Path(__file__).parent / "labelled" / "components"
INNER = {"docker", "deploy", "deployment", "deployments", "k8s", "kubernetes", "helm", "chart", "charts", "base"}
INNER |= {"manifests", "src", "infra"}
HEADER = ("repository", "labels", "found", "inside", "false", "again", "recall", "precision", "strict")


class Label(msgspec.Struct, frozen=True):
    """One line that a reader wants to see in the list; `root` is a file for a workflow of no tool."""

    root: str
    name: str
    kind: str
    why: str
    elsewhere: tuple[str, ...] = msgspec.field(default=(), name="or")
    optional: bool = False


class Again(msgspec.Struct, frozen=True):
    """A place that tells of labelled components once more."""

    root: str
    why: str


class Labelled(msgspec.Struct, frozen=True):
    """A file of labels; `errata` are printed and change no figure."""

    repository: str
    commit: str
    labels: tuple[Label, ...]
    also: tuple[Again, ...] = ()
    errata: tuple[str, ...] = ()


class Compared(NamedTuple):
    """What became of the labels that are required, and of what was found."""

    required: int = 0
    found: int = 0
    inside: int = 0
    false: int = 0
    again: int = 0

    def row(self, name: str) -> tuple[str, ...]:
        """The figures of a repository as the cells of a table."""
        hits = self.found - self.inside
        ratios = ((self.found, self.required), (hits, hits + self.false), (hits, hits + self.false + self.again))
        return (name, *map(str, self), *(f"{part / whole:.3f}" if whole else "-" for part, whole in ratios))


def outer(root: str) -> str:
    """The folder of the tool: without the last parts that only say how it is deployed."""
    parts = root.strip("/").split("/")
    while parts and (parts[-1] in INNER or not parts[-1]):
        parts.pop()
    return "/".join(parts)


def is_at(label: Label, component: Component) -> bool:
    """Whether the component stands where the label says."""
    same = outer(component.root) == outer(label.root)
    return same or any(fnmatchcase(component.root, pattern) for pattern in label.elsewhere)


def tells_of(label: Label, component: Component) -> bool:
    """Whether the component has a reason in the workflow that the label names."""
    return label.kind == "workflow" and any(sighting.path == label.root for sighting in component.sightings)


def is_again(labelled: Labelled, component: Component) -> bool:
    """Whether the component only repeats what labels say."""
    patterns = [place.root for place in labelled.also]

    def known(path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in patterns)

    return known(component.root) or (bool(component.sightings) and all(known(s.path) for s in component.sightings))


def place(labelled: Labelled, component: Component) -> Label | None:
    """The label that a component stands for: by its root, else by a workflow among its reasons; required ones first."""
    labels = sorted(labelled.labels, key=lambda label: label.optional)
    at = [label for label in labels if is_at(label, component)]
    return next(iter(at or [label for label in labels if tells_of(label, component)]), None)


def compare(labelled: Labelled, components: Iterable[Component]) -> Compared:
    """Applies the rules of the README, and prints all that is not a plain hit."""
    hit: set[str] = set()
    inside: set[str] = set()
    false = again = 0
    for component in components:
        own = place(labelled, component)
        inside.update(label.root for label in labelled.labels if tells_of(label, component))
        if own is not None and own.root not in hit:
            hit.add(own.root)
        elif own is not None or is_again(labelled, component):
            again += own is None or not own.optional
            print(f"  again: {told(component)}")
        else:
            false += 1
            print(f"  false alarm: {told(component)}")
    return counted(labelled, hit, inside - hit, false, again)


def counted(labelled: Labelled, hit: set[str], inside: set[str], false: int, again: int) -> Compared:
    """The figures; prints each required label that was not found."""
    required = [label for label in labelled.labels if not label.optional]
    for label in required:
        if label.root not in hit | inside:
            print(f"  miss: {label.root or '(root)'}: {label.name} ({label.kind})")
    return Compared(
        len(required),
        sum(label.root in hit | inside for label in required),
        sum(label.root in inside for label in required),
        false,
        again,
    )


def told(component: Component) -> str:
    """A component in one line: root, name, and the first of its reasons."""
    reasons = "; ".join(f"{s.kind} at {s.path}" for s in component.sightings[:2])
    return f"{component.root or '(root)'}: {component.name} ({reasons or component.declaration})"


def measure(name: str, clone: str) -> Compared:
    labelled = msgspec.yaml.decode((LABELS / f"{name}.yaml").read_bytes(), type=Labelled)
    print(f"{name} at {labelled.commit[:12]}")
    answers = list_components(clone, labelled.commit, (), 0).components
    for erratum in labelled.errata:
        print(f"  erratum: {erratum}")
    return compare(labelled, [answer.component for answer in answers])


def main() -> int:
    if len(sys.argv) < 2 or any("=" not in argument for argument in sys.argv[1:]):
        print(__doc__)
        return 2
    pairs = [argument.split("=", 1) for argument in sys.argv[1:]]
    compared = {name: measure(name, clone) for name, clone in pairs}
    total = Compared(*(sum(column) for column in zip(*compared.values(), strict=True)))
    for row in (HEADER, *(c.row(name) for name, c in compared.items()), total.row("all")):
        print("".join(cell.ljust(20) if at == 0 else cell.rjust(10) for at, cell in enumerate(row)))
    hits = total.found - total.inside
    return 0 if total.found >= 0.95 * total.required and hits >= 0.9 * (hits + total.false) else 1


if __name__ == "__main__":
    sys.exit(main())
