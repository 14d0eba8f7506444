"""Says of each metric that an alert reads whether somebody exports it, and who."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from watchkeeper.analysis.drill.facts import Metric
from watchkeeper.analysis.monitoring.exports import ANY, is_exported
from watchkeeper.analysis.monitoring.promql import read_query
from watchkeeper.analysis.monitoring.well_known import exporter_of
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import Export, Recording
from watchkeeper.domain.same_name import plain_name

MOST_DEPTH = 10


class Sources:
    """Where metrics may come from: the component's code, recordings, and any other file that says the name.

    `names` are the component's, plain. `before` is what the code exported before the change that is judged;
    `elsewhere` finds files of the tree that hold a text.
    """

    def __init__(
        self,
        exports: Sequence[Export],
        recordings: Iterable[Recording],
        names: Iterable[str],
        elsewhere: Callable[[str], Sequence[Place]],
        before: Sequence[Export] = (),
    ) -> None:
        self.exports = exports
        self.recordings: Mapping[str, Recording] = {one.name: one for one in recordings}
        self.names = tuple(name.replace("-", "_") for name in names)
        self.elsewhere = elsewhere
        self.before = before

    def metrics(self, query: str, depth: int = 0) -> tuple[Metric, ...]:
        """Every metric of a query, those of a recording instead of its name."""
        found = read_query(query)
        vague = [Metric(text, None, "names its metrics by a pattern") for text in found.vague]
        return (*(m for name in found.metrics for m in self._one(name, depth)), *vague)

    def sent(self, names: Iterable[str]) -> tuple[Metric, ...]:
        """Metrics that code sends to a service by name (`bot.errors`): where the code says it, else unknown.

        A name that is not the component's own may come from the service itself, and is left out.
        """
        found = []
        for name in names:
            places = tuple(self.elsewhere(name)) if "." in name else ()
            own = any(name.replace(".", "_").startswith(f"{prefix}_") for prefix in self.names if prefix)
            if places:
                found.append(Metric(name, exported=True, why=f"stands in {places[0]}", places=places))
            elif own:
                why = "is named nowhere in this tree, so who sends it is not known"
                found.append(Metric(name, exported=None, why=why, remedy="send it by its name in the component's code"))
        return tuple(found)

    def _one(self, name: str, depth: int) -> tuple[Metric, ...]:
        recording = self.recordings.get(name)
        if recording is not None and recording.refused:
            why = f"is recorded by a rule that is not loaded: {recording.refused}"
            return (Metric(name, exported=False, why=why, places=(recording.place,), remedy="mend what is refused"),)
        if recording is not None and depth < MOST_DEPTH:
            return self.metrics(recording.query, depth + 1) or (
                Metric(name, exported=True, why="is a recording rule", places=(recording.place,)),
            )
        if export := is_exported(name, self.exports):
            why = f"is exported by {export.place}"
            return (Metric(name, exported=True, why=why, places=(export.place,)),)
        if not is_exported(name, self.before) and (who := exporter_of(name)):
            return (Metric(name, exported=True, why=f"comes from {who}"),)
        return (self._missing(name),)

    def _missing(self, name: str) -> Metric:
        if gone := is_exported(name, self.before):
            why = f"was exported by {gone.place} until this change, and is not any more"
            return Metric(name, False, why, (gone.place,), "keep its name, or change the query with it")
        if places := tuple(self.elsewhere(name)):
            return Metric(name, exported=True, why=f"stands in {places[0]}", places=places)
        if dynamic := next((export for export in self.exports if export.name == ANY), None):
            why = f"may be what {dynamic.place} exports under a name that is put together when it runs"
            return Metric(name, None, why, (dynamic.place,), "write its name out in the code, or list it")
        if kin := self._kin(name):
            remedy = f"export it, or read what the code exports ({kin})"
            return Metric(name, exported=False, why="is exported by nothing in this tree", remedy=remedy)
        remedy = "export it by its name in the component's code, or list it under sources.alerting.metrics"
        return Metric(
            name, exported=None, why="is named nowhere in this tree, so who exports it is not known", remedy=remedy
        )

    def _kin(self, name: str) -> str:
        """What the component exports that this metric would stand beside; "" if it need not be the component's own."""
        own = any(name.startswith(f"{prefix}_") for prefix in self.names if prefix)
        first = plain_name(name).partition("-")[0].partition("_")[0]
        kin = [export.name for export in self.exports if export.name.partition("_")[0] == first]
        if kin:
            return ", ".join(dict.fromkeys(kin[:3]))
        return "nothing of this name" if own else ""
