"""Changes that a server makes to the labels of alerts before it sends them."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.problems import Place


class Relabeling(Struct, frozen=True):
    """One step of `alert_relabel_configs`, with the defaults of Prometheus filled in."""

    place: Place
    action: str = "replace"
    sources: tuple[str, ...] = ()
    separator: str = ";"
    target: str = ""
    regex: str = "(.*)"
    replacement: str = "$1"
