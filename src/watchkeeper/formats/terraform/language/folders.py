"""The folders of a configuration: what each declares, parsed when somebody asks for it."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.monitors.lines import Lines
from watchkeeper.formats.terraform.language.cutting import Cut, cut_blocks
from watchkeeper.formats.terraform.language.expressions import parse_block, parse_json_body
from watchkeeper.formats.terraform.language.syntax import Block, Body, Expression, Items, Literal, Table

MOST_FILE = 1 << 20
MOST_BLOCKS = 5_000
PREFIXES = ("datadog_", "aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm", "aws_sns_topic",
            "aws_chatbot_slack_channel_configuration", "google_monitoring_", "grafana_", "pagerduty_", "opsgenie_",
            "incident_")  # fmt: skip
"""How the types of resources begin that say something about readiness."""
TELLING = re.compile(rb'"(?:' + "|".join(PREFIXES).encode() + rb")")
_SOURCE = re.compile(r'\bsource"?\s*[=:]\s*"(\.{1,2}/[^"$]*|\.{1,2})"')
SETTINGS = "tfvars"


class Folder:
    """One folder, which is one module. `files` are the paths and texts of its configuration."""

    def __init__(self, path: str, files: Sequence[tuple[str, bytes]]) -> None:
        self.path = path
        self.files = files
        self.problems: list[Problem] = []
        self._parsed: dict[int, Block | None] = {}

    @cached_property
    def telling(self) -> bool:
        """Whether something about readiness is declared here."""
        return any(TELLING.search(data) for _, data in self.files)

    @cached_property
    def calls(self) -> tuple[str, ...]:
        """The folders that this one uses as modules."""
        found = (source for _, data in self.files for source in _SOURCE.findall(data.decode("utf-8", "replace")))
        return tuple(dict.fromkeys(posixpath.normpath(posixpath.join(self.path, source)) for source in found))

    @cached_property
    def blocks(self) -> Mapping[tuple[str, ...], tuple[str, Cut | Block]]:
        """Every block by kind and labels, with its file; of blocks without labels each has its number as label."""
        found: dict[tuple[str, ...], tuple[str, Cut | Block]] = {}
        for file, data in self.files:
            for one in islice(self._cut(file, data), MOST_BLOCKS):
                if isinstance(one, Problem):
                    self.problems.append(one)
                    continue
                labels = one.labels if one.labels and one.kind != SETTINGS else (str(len(found)),)
                found.setdefault((one.kind, *labels), (file, one))
        return found

    def _cut(self, file: str, data: bytes) -> Iterator[Cut | Block | Problem]:
        if len(data) > MOST_FILE:
            yield Problem(f"is larger than {MOST_FILE >> 20} MB, so it is not read", Place(file), "split it")
        elif file.endswith(".json"):
            yield from json_blocks(data, file)
        else:
            text = data.decode("utf-8-sig", "replace")
            if file.endswith(".tfvars"):
                text = f"{SETTINGS} {{\n{text}\n}}"
            yield from cut_blocks(text, file)

    def block(self, key: tuple[str, ...]) -> tuple[str, Block] | None:
        """A block with its file, parsed; None where there is none, or where it is not valid."""
        if key not in self.blocks:
            return None
        file, one = self.blocks[key]
        if isinstance(one, Block):
            return file, one
        if id(one) not in self._parsed:
            block = self._parsed[id(one)] = parse_block(one)
            if block is None:
                what = f"the block {' '.join((one.kind, *one.labels))} is not valid, so it is not read"
                self.problems.append(Problem(what, Place(file, one.line), "mend it: terraform validate"))
        block = self._parsed[id(one)]
        return None if block is None else (file, block)

    def of(self, kind: str) -> Iterator[tuple[str, ...]]:
        """The keys of the blocks of one kind."""
        return (key for key in self.blocks if key[0] == kind)

    @cached_property
    def settings(self) -> Mapping[str, Expression]:
        """The values that `terraform.tfvars` and `*.auto.tfvars` give to variables."""
        return self._together(SETTINGS)

    @cached_property
    def locals(self) -> Mapping[str, Expression]:
        """The expressions of `locals`, by name."""
        return self._together("locals")

    def _together(self, kind: str) -> Mapping[str, Expression]:
        blocks = (self.block(key) for key in self.of(kind))
        return {name: value for found in blocks if found for name, value in found[1].body.attributes.items()}


def folders_of(files: Iterable[tuple[str, bytes]]) -> dict[str, Folder]:
    """Files by folder."""
    grouped: dict[str, list[tuple[str, bytes]]] = {}
    for path, data in files:
        grouped.setdefault(posixpath.dirname(path) or ".", []).append((path, data))
    return {path: Folder(path, inside) for path, inside in grouped.items()}


def json_blocks(data: bytes, file: str) -> Iterator[Block | Problem]:
    """The blocks of the JSON syntax."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        yield Problem("is not valid JSON", Place(file), "mend it: terraform validate")
        return
    lines = Lines(data)
    for kind, inside in value.items() if isinstance(value, dict) else ():
        if kind in {"resource", "data"}:
            for group in _mappings(inside):
                for label, named in group.items():
                    for one in _mappings(named):
                        yield from (_block(lines, kind, (label, name), body) for name, body in one.items())
        elif kind in {"variable", "output", "module"}:
            for one in _mappings(inside):
                yield from (_block(lines, kind, (name,), body) for name, body in one.items())
        elif kind == "locals":
            yield from (_block(lines, kind, (), body) for body in _mappings(inside))


def _mappings(value: object) -> Iterator[dict[str, object]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one


def _block(lines: Lines, kind: str, labels: tuple[str, ...], value: object) -> Block:
    body = parse_json_body(value)
    if isinstance(body, Items):
        body = next((item for item in body.items if isinstance(item, Table)), Table(()))
    pairs = body.pairs if isinstance(body, Table) else ()
    attributes = {str(key.value): inner for key, inner in pairs if isinstance(key, Literal)}
    return Block(kind, labels, Body(attributes), lines.of(labels[-1]) or 1 if labels else 1)
