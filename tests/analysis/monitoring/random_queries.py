"""Makes queries and series by chance: a small world of metrics in which every operator and function has its turn."""

from __future__ import annotations

import itertools
from random import Random

LABELS = {"job": "ab", "instance": "12", "code": ("200", "500"), "le": ("1", "+Inf"), "team": "xy"}
METRICS = {
    "up": ("job", "instance"),
    "requests_total": ("job", "instance", "code"),
    "warmth": ("job", "instance"),
    "wait_bucket": ("job", "le"),
    "about": ("job", "team"),
}
COUNTERS = ("requests_total", "wait_bucket")
NUMBERS = ("0", "1", "0.5", "2", "-1", "100", "1.5", "(1 - 0.9)", "2 * 3")
OVER_TIME = (
    "delta", "avg_over_time", "max_over_time", "min_over_time", "sum_over_time", "count_over_time", "changes", "resets",
    "present_over_time", "last_over_time", "stddev_over_time", "deriv", "absent_over_time", "rate", "increase", "irate",
)  # fmt: skip
AGGREGATES = ("sum", "avg", "min", "max", "count", "group", "stddev", "topk", "bottomk", "quantile", "count_values")
OPERATORS = ("+", "-", "*", "/", "%", "^", ">", "<", ">=", "<=", "==", "!=", "and", "or", "unless", "> bool")


class World:
    """Series and queries, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311

    def series(self) -> dict[str, str]:
        """Forty minutes of most series that there can be."""
        found = {}
        for metric, labels in METRICS.items():
            for values in itertools.product(*[LABELS[label] for label in labels]):
                if metric == "up" or self.random.random() < 0.8:
                    said = ",".join(f'{label}="{value}"' for label, value in zip(labels, values, strict=True))
                    found[f"{metric}{{{said}}}"] = self._values(metric)
        return found

    def _values(self, metric: str) -> str:
        choose = self.random.choice
        if metric in COUNTERS:
            count, values = 0, []
            for _ in range(40):
                count = 0 if self.random.random() < 0.05 else count + choose([0, 0, 1, 50])
                values.append(str(count))
            return " ".join(values)
        range_ = {"up": ["0", "1"], "about": ["1"]}.get(metric, ["-300", "-5", "0", "0.5", "1", "7", "150"])
        return " ".join(choose(range_) for _ in range(40))

    def query(self) -> str:
        """One query, most of them comparisons."""
        choose = self.random.choice
        text = self.vector(3)
        if self.random.random() < 0.6:
            text = f"({text}) {choose(['>', '<', '>=', '<=', '==', '!='])} {choose(NUMBERS)}"
        if self.random.random() < 0.2:
            joined = choose(["and", "or", "unless", "and on (job)"])
            text = f"{text} {joined} ({self.vector(2)}) {choose(['>', '<'])} {choose(NUMBERS)}"
        return text

    def vector(self, depth: int) -> str:
        """An expression that gives series."""
        makers = (
            self._selector, self._over_time, self._aggregate, self._called, self._replaced, self._share, self._binary,
            self._binary, self._binary,
        )  # fmt: skip
        return self.random.choice(makers if depth else makers[:1])(depth - 1)

    def _selector(self, depth: int = 0, metric: str = "") -> str:
        del depth
        choose = self.random.choice
        name = metric or choose(list(METRICS))
        said = []
        for label in (*METRICS[name], "zone"):
            if self.random.random() < 0.25:
                value = choose([*LABELS.get(label, "q")] * 3 + ["", ".+"])
                said.append(f'{label}{choose(["=", "=", "!=", "=~", "!~"])}"{value}"')
        return name + ("{" + ",".join(said) + "}" if said else "")

    def _over_time(self, depth: int) -> str:
        del depth
        choose = self.random.choice
        if self.random.random() < 0.1:
            return f"quantile_over_time({choose(['0.5', '2', '-1'])}, {self._selector()}[5m])"
        return f"{choose(OVER_TIME)}({self._selector()}{choose(['[5m]', '[10m]'])})"

    def _some(self) -> str:
        return ", ".join(
            self.random.sample(["job", "instance", "code", "team", "le", "zone"], self.random.randint(0, 3))
        )

    def _aggregate(self, depth: int) -> str:
        choose = self.random.choice
        name = choose(AGGREGATES)
        first = {"topk": "1, ", "bottomk": "2, ", "quantile": choose(["0.9, ", "1.1, "]), "count_values": '"v", '}
        grouped = choose(["", f"by ({self._some()}) ", f"without ({self._some()}) "])
        return f"{name} {grouped}({first.get(name, '')}{self.vector(depth)})"

    def _called(self, depth: int) -> str:
        choose = self.random.choice
        inside, number = self.vector(depth), choose(NUMBERS)
        plain = choose(["abs", "ceil", "sgn", "sqrt", "absent", "sort", "round", "hour", "day_of_week", "timestamp"])
        return choose([
            f"{plain}({inside})", f"clamp_min({inside}, {number})", f"clamp({inside}, {number}, {choose(NUMBERS)})",
            f"clamp_max({inside}, {number})", f"vector({number})", "vector(time())", f"vector(scalar({inside}))",
            f"histogram_quantile(0.9, {inside})", f"-({inside})", f"({inside})",
        ])  # fmt: skip

    def _replaced(self, depth: int) -> str:
        choose = self.random.choice
        inside, target, source = self.vector(depth), choose(["team", "job", "code"]), choose(["job", "zone", "code"])
        put, pattern = choose(["z", "", "$1"]), choose(["(.*)", "(a)", "(.+)"])
        if choose([True, False]):
            return f'label_replace({inside}, "{target}", "{put}", "{source}", "{pattern}")'
        return f'label_join({inside}, "{target}", "{choose(["-", ""])}", "job", "zone")'

    def _share(self, depth: int) -> str:
        del depth
        choose = self.random.choice
        metric, grouped, name = (
            choose(COUNTERS),
            choose(["", "by (job) ", "without (code) "]),
            choose(["rate", "increase"]),
        )
        whole = self._selector(0, metric) if choose([True, False]) else metric
        return f"sum {grouped}({name}({self._selector(0, metric)}[5m])) / sum {grouped}({name}({whole}[5m]))"

    def _binary(self, depth: int) -> str:
        choose = self.random.choice
        operator, left, right = choose(OPERATORS), self.vector(depth), self.vector(depth)
        matched = choose(["", "", "", f"on ({self._some()}) ", f"ignoring ({self._some()}) "])
        if operator not in {"and", "or", "unless"}:
            if (at := self.random.random()) < 0.5:
                number = choose(NUMBERS)
                return f"({left}) {operator} {number}" if at < 0.3 else f"{number} {operator} ({left})"
            if matched and at < 0.8:
                matched += f"{choose(['group_left', 'group_right'])} ({self._some()}) "
        return f"({left}) {operator} {matched}({right})"
