"""Finds manifests of platforms that run code from a repository: functions, app platforms, static hosts."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, is_yaml, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

BY_NAME = {
    "serverless.yml": "a Serverless Framework service",
    "serverless.yaml": "a Serverless Framework service",
    "serverless.json": "a Serverless Framework service",
    "serverless.ts": "a Serverless Framework service",
    "serverless.js": "a Serverless Framework service",
    "vercel.json": "a Vercel deployment",
    "netlify.toml": "a Netlify deployment",
    "fly.toml": "a Fly.io app",
    "render.yaml": "a Render service",
    "Procfile": "a process of an app platform (Procfile)",
    "heroku.yml": "a Heroku app",
    "wrangler.toml": "a Cloudflare Worker",
    "wrangler.json": "a Cloudflare Worker",
    "wrangler.jsonc": "a Cloudflare Worker",
    "firebase.json": "a Firebase deployment",
    "apprunner.yaml": "an App Runner service",
    "railway.json": "a Railway service",
    "railway.toml": "a Railway service",
}
APP_ENGINE = ("app.yaml", "app.yml")
SAM_JSON = "template.json"
GLOBS = (*(f"**/{name}" for name in BY_NAME), "**/fly.*.toml", f"**/{SAM_JSON}", "**/*.yaml", "**/*.yml")


def is_serverless(path: str) -> bool:
    """Whether a file is named as the manifest of such a platform, or is YAML or JSON that can hold one."""
    return is_named(path) or ((is_yaml(path) or name_of(path) == SAM_JSON) and counts(path))


def is_named(path: str) -> bool:
    """Whether the name of a file is that of such a manifest and of nothing else."""
    return (name_of(path) in BY_NAME or _is_fly(path)) and counts(path)


def read_serverless(path: str, text: bytes) -> Iterator[Piece]:
    """The app of a manifest: by its name, or by what an App Engine or SAM file has to contain."""
    name = name_of(path)
    if name in BY_NAME or _is_fly(path):
        yield Piece("serverless", name, BY_NAME.get(name, BY_NAME["fly.toml"]))
    elif name in APP_ENGINE and (text.startswith(b"runtime:") or b"\nruntime:" in text):
        yield Piece("serverless", name, "an App Engine service", line=line_of(text, "runtime:"))
    elif b"AWS::Serverless" in text:
        yield Piece("serverless", name, "an AWS SAM application", line=line_of(text, "AWS::Serverless"))


def _is_fly(path: str) -> bool:
    name = name_of(path)
    return name.startswith("fly.") and name.endswith(".toml")
