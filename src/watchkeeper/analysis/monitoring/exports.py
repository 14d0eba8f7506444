"""Finds the metrics that code exports, language by language, and the series that one metric becomes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import Export, Instrument

MOST_BYTES = 1 << 20
MOST_EXPORTS = 2_000
NEAR = 800
"""Characters behind the beginning of a definition in which its parts are looked for."""
KINDS: dict[str, Instrument] = {
    "counter": "counter", "gauge": "gauge", "histogram": "histogram", "summary": "summary", "timer": "histogram",
    "updowncounter": "gauge", "distributionsummary": "histogram", "info": "gauge", "enum": "gauge", "meter": "counter",
    "observablegauge": "gauge", "observablecounter": "counter", "timing": "histogram", "increment": "counter",
    "incr": "counter", "count": "counter",
}  # fmt: skip
_NAME = r"[\"'`:]([A-Za-z_][A-Za-z0-9_.:/-]{2,120})[\"'`]?"
_DEFINITIONS = (
    # classes of the client libraries of Python, Node, C# and Ruby
    re.compile(r"\b(Counter|Gauge|Histogram|Summary|Info|Enum)(?:\.new)?\s*\(\s*(?:\{\s*)?(?:name\s*[:=]\s*)?" + _NAME),
    # functions of OpenTelemetry, of Rust's macros and of C#
    re.compile(
        r"\b(?:[cC]reate_?|[bB]uild_?|[rR]egister_?|Int64|Float64|u64_|f64_|i64_)?(?:[oO]bservable_?|int_)?"
        r"([uU]p_?[dD]own_?[cC]ounter|[cC]ounter|[gG]auge|[hH]istogram|[sS]ummary|[tT]imer|[dD]istribution_?[sS]ummary)"
        r"(?:_vec)?!?(?:<\w+>)?\s*\(\s*(?:name\s*=\s*)?" + _NAME
    ),
    # builders of Micrometer and of the Java client
    re.compile(r"\b(Counter|Gauge|Timer|Histogram|Summary|DistributionSummary)\s*\.\s*build(?:er)?\(\s*" + _NAME),
    re.compile(r"\b(Counter|Gauge|Histogram|Summary)\s*\.\s*build(?:er)?\(\)\s*\.\s*name\(\s*" + _NAME),
    # calls of statsd
    re.compile(r"\bstatsd?\w*\s*\.\s*(increment|incr|gauge|timing|timer|histogram|count)\(\s*" + _NAME),
)
_DYNAMIC = re.compile(
    r"\b(?:Counter|Gauge|Histogram|Summary)\s*\(\s*(?:name\s*=\s*)?(?:[fF][\"']|[A-Za-z_][\w.]*\s*[,)\[+%(])"
)
"""A definition whose name the code puts together, or takes from elsewhere."""
_GO = re.compile(r"\b(Counter|Gauge|Histogram|Summary)Opts\s*\{", re.ASCII)
_GO_FIELD = re.compile(r"\b(Name|Namespace|Subsystem):\s*(?:\"([\w.]*)\"|([A-Za-z_]\w*))")
_FULL_NAME = re.compile(r"BuildFQName\(\s*\"?([\w]*)\"?\s*,\s*\"?([\w]*)\"?\s*,\s*\"([\w]+)\"")
_DESCRIBED = re.compile(r"\bNewDesc\(\s*\"([A-Za-z_]\w{2,120})\"")
_EXPOSED = re.compile(r"#\s*TYPE\s+([A-Za-z_:][\w:]*)\s+(counter|gauge|histogram|summary|untyped)")
_KEYWORDS = re.compile(r"\b(namespace|subsystem|unit)\s*[=:]\s*[\"']([\w%{}/.]+)[\"']")
_LABELS = re.compile(
    r"(?:labelnames|labelNames|label_names|labels|\[\]string)\s*[=:({]*\s*[\[({]([^\])}]{0,400})[\])}]"
    r"|,\s*[\[(]\s*([\"'][\w]+[\"'](?:\s*,\s*[\"'][\w]+[\"'])*\s*,?)\s*[\])]"
)
_WORD = re.compile(r"[\"':](\w+)[\"']?")
ANY = "*"
"""The name of an export that only the running code knows."""
UNITS = {"s": "seconds", "ms": "milliseconds", "By": "bytes", "1": "ratio", "%": "percent", "us": "microseconds"}
WORTH = (b"ounter", b"auge", b"istogram", b"ummary", b"imer", b"statsd", b"# TYPE", b"NewDesc", b"FQName")


def exports_in(data: bytes, path: str) -> Iterator[Export]:
    """The metrics that a file of code defines, by name as the source of a scrape shows it.

    A part of a name that another file tells is `*`.
    """
    if not any(word in data for word in WORTH):
        return
    text = data[:MOST_BYTES].decode("utf-8", "replace")
    seen: set[tuple[str, int]] = set()
    for export in itertools.islice(_exports(text, path), MOST_EXPORTS):
        if (key := (export.name, export.place.line)) not in seen:
            seen.add(key)
            yield export


def _exports(text: str, path: str) -> Iterator[Export]:
    for pattern in _DEFINITIONS:
        for match in pattern.finditer(text):
            kind = KINDS.get(match[1].replace("_", "").lower(), "unknown")
            yield _export(text, path, match.start(), match[2], kind)
    if "Opts" in text:
        yield from _go(text, path)
    for match in _FULL_NAME.finditer(text):
        name = "_".join(part for part in match.groups() if part)
        yield Export(name, _at(text, path, match.start()))
    for match in _DESCRIBED.finditer(text):
        yield Export(match[1], _at(text, path, match.start()))
    for match in _DYNAMIC.finditer(text):
        yield Export(ANY, _at(text, path, match.start()))
    for match in _EXPOSED.finditer(text):
        kind = KINDS.get(match[2], "unknown")
        yield Export(match[1], _at(text, path, match.start()), kind)


def _export(text: str, path: str, start: int, name: str, kind: Instrument) -> Export:
    near = _call(text[start : start + NEAR])
    words = {found[1]: found[2] for found in _KEYWORDS.finditer(near)}
    parts = [words.get("namespace", ""), words.get("subsystem", ""), name]
    full = "_".join(part for part in parts if part)
    unit = words.get("unit", "")
    plain = re.sub(r"[^A-Za-z0-9_:]", "_", full)
    if unit and "." in name:
        counted = unit == "1" and kind == "counter"
        shown = "" if counted or unit.startswith("{") else UNITS.get(unit, unit)
        plain += f"_{shown}" if shown and not plain.endswith(f"_{shown}") else ""
    labels = _LABELS.search(near)
    named = tuple(_WORD.findall(labels[1] or labels[2] or "")) if labels else None
    return Export(plain, _at(text, path, start), kind, named)


def _call(near: str) -> str:
    """The text of a call up to the parenthesis that closes it."""
    depth = 0
    for at, char in enumerate(near):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return near[: at + 1]
    return near


def _go(text: str, path: str) -> Iterator[Export]:
    constants = dict(re.findall(r"\b([A-Za-z_]\w*)\s*(?:string\s*)?=\s*\"(\w+)\"", text))
    for match in _GO.finditer(text):
        body = text[match.end() : match.end() + NEAR]
        close = body.find("}")
        fields = {
            f[1]: f[2] if f[2] is not None else constants.get(f[3], "*")
            for f in _GO_FIELD.finditer(body[: max(close, 0)])
        }
        if not fields.get("Name"):
            continue
        parts = (fields.get("Namespace", ""), fields.get("Subsystem", ""), fields["Name"])
        listed = _LABELS.search(body[close : close + 200])
        named = tuple(_WORD.findall(listed[1] or listed[2] or "")) if listed else None
        place = _at(text, path, match.start())
        yield Export("_".join(part for part in parts if part), place, KINDS[match[1].lower()], named)


def _at(text: str, path: str, start: int) -> Place:
    return Place(path, text.count("\n", 0, start) + 1)


def is_exported(metric: str, exports: Iterable[Export]) -> Export | None:
    """The export that a metric of a query comes from."""
    for export in exports:
        for series in series_of(export):
            if series == metric or (series.startswith("*_") and metric.endswith(series[1:])):
                return export
    return None


def series_of(export: Export) -> tuple[str, ...]:
    """The names under which a metric can be scraped: with the endings that libraries add."""
    name = export.name
    if name == ANY:
        return ()
    if export.instrument == "counter":
        plain = name.removesuffix("_total")
        return (name, f"{plain}_total", f"{plain}_created", plain)
    if export.instrument in {"histogram", "summary"}:
        bases = (name, f"{name}_seconds", f"{name}_milliseconds")
        return tuple(f"{base}{end}" for base in bases for end in ("", "_bucket", "_sum", "_count", "_max", "_created"))
    if export.instrument == "unknown":
        return (name, *(f"{name}{end}" for end in ("_total", "_bucket", "_sum", "_count", "_seconds", "_created")))
    return (name, f"{name}_ratio", f"{name}_bytes", f"{name}_seconds", f"{name}_info")
