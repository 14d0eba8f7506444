"""The terms of waivers and acceptances that the policy's layers set, and where one loosens a floor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from watchkeeper.domain.ownership.agreements import AgreementTerms
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.waivers import Terms
from watchkeeper.policy.layers import Layer

SECTIONS = {
    "waivers": ("max_hours", "second_within_days"),
    "ownership": ("acceptance_days", "answer_working_days"),
}
"""Keys by section; each is a most, so a floor may only be undercut."""


def terms_in_force(layers: Sequence[Layer]) -> Terms:
    """The terms of waivers: key by key what the nearest layer says, at most what a floor allows, else the default."""
    return Terms(**_values(layers, "waivers", Terms()))


def agreement_terms(layers: Sequence[Layer]) -> AgreementTerms:
    """The terms of acceptances, found in the same way."""
    return AgreementTerms(**_values(layers, "ownership", AgreementTerms()))


def loosened_terms(layers: Sequence[Layer]) -> list[Problem]:
    """Where a layer gives waivers or acceptances more time than a floor."""
    return [
        problem
        for floor in layers
        for layer in layers
        for section, keys in SECTIONS.items()
        for key in keys
        for problem in _loosened(floor, layer, section, key)
    ]


def _loosened(floor: Layer, layer: Layer, section: str, key: str) -> list[Problem]:
    most = getattr(getattr(floor.file.floor, section), key)
    value = getattr(getattr(layer.file, section), key)
    if most is None or value is None or value <= most:
        return []
    message = f"{section}.{key}: {value} is looser than the floor {most} ({floor.at('floor', section, key)})"
    remedy = "tighten it, or ask whoever owns the organisation policy"
    return [Problem(message, layer.at(section, key), remedy)]


def _values(layers: Sequence[Layer], section: str, default: Any) -> dict[str, int]:
    said = [getattr(layer.file, section) for layer in layers]
    floors = [getattr(layer.file.floor, section) for layer in layers]
    return {
        key: _value([getattr(t, key) for t in said], [getattr(t, key) for t in floors], getattr(default, key))
        for key in SECTIONS[section]
    }


def _value(said: Sequence[int | None], most: Sequence[int | None], default: int) -> int:
    value = next((v for v in reversed(said) if v is not None), default)
    return min([value, *(v for v in most if v is not None)])
