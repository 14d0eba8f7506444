"""What one run of the gate hands to the renderers: the change, its size, the policy and the verdict."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.change import Authorship, Change
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.promises import Claim
from watchkeeper.domain.problems import Place
from watchkeeper.domain.size import Size
from watchkeeper.domain.verdict import Verdict


class Origin(Struct, frozen=True):
    """Where one key of the policy in force was written: `size/effective-lines.max`, its value, the place."""

    key: str
    value: str
    place: Place


class Report(Struct, frozen=True):
    """Everything that `check` has to say; each format says it in the same words.

    `policy_name` says which policy ruled, in words ("no policy file on main: recommended, observing").
    `claims` are what owners of touched components are asked to follow up.
    `range_text` is the range as a person would type it for the command line.
    """

    change: Change
    size: Size | Unknown
    authorship: Authorship | Unknown
    verdict: Verdict
    policy_name: str
    range_text: str
    origins: tuple[Origin, ...] = ()
    seconds: float = 0.0
    claims: tuple[Claim, ...] = ()
