"""The terms of waivers that the policy's layers set, and where one loosens a floor."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.waivers import Terms
from watchkeeper.policy.layers import Layer


def terms_in_force(layers: Sequence[Layer]) -> Terms:
    """Key by key what the nearest layer says, at most what a floor allows, else the default."""
    default = Terms()
    said = [layer.file.waivers for layer in layers]
    floors = [layer.file.floor.waivers for layer in layers]
    return Terms(
        _value([t.max_hours for t in said], [t.max_hours for t in floors], default.max_hours),
        _value(
            [t.second_within_days for t in said], [t.second_within_days for t in floors], default.second_within_days
        ),
    )


def loosened_terms(layers: Sequence[Layer]) -> list[Problem]:
    """Where a layer gives waivers more time than a floor."""
    found: list[Problem] = []
    for floor in layers:
        for layer in layers:
            for key in ("max_hours", "second_within_days"):
                most, value = getattr(floor.file.floor.waivers, key), getattr(layer.file.waivers, key)
                if most is not None and value is not None and value > most:
                    written = floor.at("floor", "waivers", key)
                    message = f"waivers.{key}: {value} is looser than the floor {most} ({written})"
                    remedy = "tighten it, or ask whoever owns the organisation policy"
                    found.append(Problem(message, layer.at("waivers", key), remedy))
    return found


def _value(said: Sequence[int | None], most: Sequence[int | None], default: int) -> int:
    value = next((v for v in reversed(said) if v is not None), default)
    return min([value, *(v for v in most if v is not None)])
