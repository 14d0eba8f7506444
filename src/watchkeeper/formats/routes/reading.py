"""Takes values out of nodes as the server would, and keeps every fault with its place."""

from __future__ import annotations

from collections.abc import Collection

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.policy.shapes import nearest
from watchkeeper.formats.routes.durations import parse_duration
from watchkeeper.formats.yaml.nodes import Node

TRUE = frozenset({"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
FALSE = frozenset({"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})


class Reader:
    """One reading of one text; `problems` are the faults so far, all that would make the server refuse it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, place: Place, message: str, remedy: str = "") -> None:
        """Keep a fault."""
        self.problems.append(Problem(message, place, remedy))

    def mapping(self, node: Node | None, what: str, known: Collection[str] = ()) -> dict[str, Node]:
        """What a mapping holds, without the keys that say nothing; unknown keys are faults where some are known."""
        if node is None or node.value is None:
            return {}
        if not isinstance(node.value, dict):
            self.fault(node.place, f"{what} has to be a mapping", "write keys and values")
            return {}
        for key in node.value:
            if known and key not in known:
                self.fault(node.keys.get(key, node.place), f"{what}: unknown key {key[:200]!r}", nearest(key, known))
        return {key: value for key, value in node.value.items() if value.value is not None}

    def items(self, node: Node | None, what: str) -> list[Node]:
        """What a list holds."""
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self.fault(node.place, f"{what} has to be a list", "start each item with -")
            return []
        return node.value

    def text(self, node: Node | None, what: str) -> str:
        """A text; "" for nothing."""
        if node is None or node.value is None:
            return ""
        if not isinstance(node.value, str):
            self.fault(node.place, f"{what} has to be a text", "write one value")
            return ""
        return node.value

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.text(item, f"an item of {what}") for item in self.items(node, what))

    def flag(self, node: Node | None, what: str) -> bool:
        """True or false; false for nothing."""
        word = self.text(node, what)
        if node is None or (word in FALSE and not node.quoted) or node.value is None:
            return False
        if word not in TRUE or node.quoted:
            self.fault(node.place, f"{what} has to be true or false", "write true or false without quotes")
        return True

    def duration(self, node: Node | None, what: str, inherited: float) -> float:
        """Seconds; `inherited` for nothing."""
        if node is None or node.value is None:
            return inherited
        try:
            return parse_duration(self.text(node, what))
        except ValueError as error:
            self.fault(node.place, f"{what}: {error}", "write a number with a unit")
            return inherited
