"""Drills the components that a change concerns, as they are at the target and as the change leaves them."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence

from watchkeeper.analysis.drill.compared import DRILLS, Drills
from watchkeeper.analysis.monitoring.exports import WORTH
from watchkeeper.analysis.ownership.touched import Touch
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.components import all_components, find_touched
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.git.listing import read_listing

NEEDED = ("re2", "promql_parser", "icalendar")
INSTALL = "install the extra: pip install 'watchkeeper[drill]'"


def collect(gathering: Gathering) -> Evidence[Drills] | Unknown:
    """The drills of the touched components, before and after; of all where the change is about readiness itself.

    Code that only stays in a tool that nobody declared asks for nothing. Nothing heavy is loaded for a change
    that concerns no component.
    """
    change = gathering.change
    paths = tuple(dict.fromkeys(path for f in change.files for path in (f.path, f.old_path)))
    listings = [read_listing(gathering.repository, commit) for commit in (change.target.commit, change.head)]
    before, after = (Files(gathering.repository, listing) for listing in listings)
    touching = find_touched(gathering)
    touches = [t for t in touching.touches if t.new or t.component.declaration != "found"]
    at_head = touching.at_head
    wide = _about_readiness(gathering, paths, (before, after))
    if wide:
        known, at_head = all_components(gathering)
        touches += _others(touches, known, at_head)
    if not touches:
        return Evidence(DRILLS.name, change.head, Drills(), "absent")
    if any(importlib.util.find_spec(module) is None for module in NEEDED):
        if not wide and not _may_matter(touches, (before, after)):
            return Evidence(DRILLS.name, change.head, Drills(), "absent")
        return Unknown(DRILLS.name, change.head, "the extra [drill] is not installed", INSTALL)
    from watchkeeper.evidence.readiness.comparing import compare

    return Evidence(DRILLS.name, change.head, compare(gathering, (before, after), touches, at_head), "resolved")


def _about_readiness(gathering: Gathering, paths: Sequence[str], sides: tuple[Files, Files]) -> bool:
    from watchkeeper.evidence.readiness.concerned import concerned

    return concerned(paths, sides, gathering.policy.sources)


def _may_matter(touches: Sequence[Touch], sides: tuple[Files, Files]) -> bool:
    """Whether a change that is not about readiness can matter all the same.

    It can where it brings a component, or touches what shows one, or code that exports metrics.
    """
    shown = {sighting.path for touch in touches for sighting in touch.component.sightings}
    paths = [path for touch in touches for path in touch.changed]
    texts = (side.content(path) or b"" for path in paths for side in sides)
    return (
        any(touch.new for touch in touches)
        or bool(shown.intersection(paths))
        or any(word in text for text in texts for word in WORTH)
    )


def _others(
    touches: Sequence[Touch], known: Mapping[str, Component], at_head: Mapping[str, Component]
) -> Iterator[Touch]:
    """Every other component that is declared or runs, and that the change neither brings nor takes away."""
    there = {touch.component.id for touch in touches}
    for name, component in known.items():
        if name in at_head and name not in there and (component.runs or component.declaration != "found"):
            yield Touch(component, (), new=False)
