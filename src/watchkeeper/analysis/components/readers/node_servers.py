"""Finds servers and bots of Node: a package that starts, and depends on what servers or bots are made with."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_table, as_text, read_json
from watchkeeper.domain.problems import UsageError

SERVERS = {
    "express": "a web server (Express)", "fastify": "a web server (Fastify)", "koa": "a web server (Koa)",
    "@hapi/hapi": "a web server (hapi)", "@nestjs/core": "a web server (NestJS)", "probot": "a GitHub bot",
    "@slack/bolt": "a Slack bot", "discord.js": "a Discord bot", "telegraf": "a Telegram bot",
    "@apollo/server": "a web server (Apollo)", "hono": "a web server (Hono)", "botbuilder": "a chat bot",
    "@remix-run/node": "a web app (Remix)", "@sveltejs/adapter-node": "a web app (SvelteKit)",
}  # fmt: skip
NO_START = ("storybook", "webpack", "vite", "rollup", "tsc -w", "react-scripts", "docusaurus", "parcel", "test", "expo")
"""A start script with one of these shows work on the code, not a server."""


def is_node_server(path: str) -> bool:
    """Whether a file is a package manifest of Node."""
    return name_of(path) == "package.json" and counts(path)


def read_node_server(path: str, text: bytes) -> Iterator[Piece]:
    """The server of a manifest. One that cannot be read is told by the readers of packages and commands."""
    if b'"start' not in text:
        return
    try:
        value = as_table(read_json(text, path))
    except UsageError:
        return
    scripts = as_table(value.get("scripts"))
    start = next((as_text(scripts[key]) for key in ("start:prod", "start") if key in scripts), "")
    if not start or any(word in start for word in NO_START):
        return
    for name in as_table(value.get("dependencies")):
        if what := SERVERS.get(name):
            yield Piece("app", name_of(path), what, line=line_of(text, '"start'))
            return
