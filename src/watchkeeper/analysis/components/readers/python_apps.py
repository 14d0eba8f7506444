"""Finds apps, bots and jobs of one Python file: by what it imports together with the call that starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from watchkeeper.analysis.components.candidate import DeployableKind, Piece, folder_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

MOST_READ = 1 << 19
"""An app of one file is far shorter; the rest is not looked into."""
SHOWN_APPS = frozenset({
    "demo", "demos", "tutorial", "tutorials", "cookbook", "cookbooks", "recipes", "snippets", "notebooks",
    "example_dags", "quickstart", "quickstarts", "getting-started", "getting_started", "exercises", "workshop",
    "workshops", "lessons", "showcase", "stubs", "typings", "site-packages",
})  # fmt: skip
"""Folders whose small apps are written to be read or tried by hand, as `examples` is for everything."""


class App(Struct, frozen=True):
    """What shows an app: the module that it imports, one of the calls (a regular expression) and what it then is.

    The call counts at the margin, and anywhere when the file starts itself (`__main__`).
    """

    module: bytes
    call: bytes
    detail: str
    kind: DeployableKind = "app"
    anywhere: bool = False


APPS = (
    App(
        b"streamlit",
        rb"(?:[\w, ]{1,80}=[ \t]*)?st(?:reamlit)?\.(?:sidebar\.)?"
        rb"(?!cache|experimental_|set_option|secrets|session_state|connection|fragment|dialog)\w+\(",
        "a Streamlit app",
    ),
    App(b"gradio", rb"[^\s#\"'][^\n#\"']{0,200}\.launch\(", "a Gradio app"),
    App(b"dash", rb"(?:\w+\.run(?:_server)?\(|server\s*=\s*\w+\.server)", "a Dash app"),
    App(b"flask", rb"\w+\.run\((?!\[)", "a web app (Flask)"),
    App(b"fastapi", rb"uvicorn\.run\(", "a web app (FastAPI)"),
    App(b"starlette", rb"uvicorn\.run\(", "a web app (Starlette)"),
    App(b"aiohttp", rb"(?:web\.)?run_app\(", "a web app (aiohttp)"),
    App(b"nicegui", rb"ui\.run\(", "a NiceGUI app"),
    App(b"chainlit", rb"@cl\.on_message", "a Chainlit app"),
    App(b"panel", rb"[^\s#][^\n#]{0,200}\.servable\(", "a Panel app"),
    App(b"shiny", rb"app\s*=\s*App\(", "a Shiny app"),
    App(b"chalice", rb"app\s*=\s*(?:chalice\.)?Chalice\(", "a function app (AWS Chalice)", "serverless"),
    App(b"modal", rb"\w+\s*=\s*modal\.(?:App|Stub)\(", "a Modal app", "serverless"),
    App(b"slack_bolt", rb"(?:[\w.]+\.start\(|(?:\w+\s*=\s*)?SocketModeHandler\()", "a Slack bot"),
    App(b"discord", rb"(?:client|bot)\.run\(", "a Discord bot"),
    App(b"telegram", rb"[\w.]{1,60}\.run_(?:polling|webhook)\(", "a Telegram bot"),
    App(b"schedule", rb"schedule\.every\(", "a job that starts itself by the clock", "scheduled-job"),
    App(
        b"apscheduler", rb"\w+\s*=\s*BlockingScheduler\(", "a job that starts itself by the clock", "scheduled-job",
        anywhere=True,
    ),
    App(
        b"airflow", rb"(?:with\s+(?:\w+\.)?DAG\(|@(?:\w+\.)?dag\b|\w+\s*=\s*(?:\w+\.)?DAG\()", "an Airflow DAG",
        "data-pipeline",
    ),
    App(b"dagster", rb"(?:\w+\s*=\s*(?:\w+\.)?Definitions\(|@(?:\w+\.)?(?:definitions|repository)\b)",
        "a Dagster code location", "data-pipeline"),
    App(b"prefect", rb"(?:[\w.]{1,100}\.serve\(|serve\()", "a Prefect deployment", "data-pipeline"),
    App(
        b"celery",
        rb"[^\n#]{0,100}(?:beat_schedule[\"']?\s*[:=]\s*(?:\{|dict)|\.add_periodic_task\()",
        "jobs that Celery starts by the clock", "scheduled-job", anywhere=True,
    ),
)  # fmt: skip
DJANGO = (b"get_wsgi_application()", b"get_asgi_application()")
DJANGO_BEAT = (b"CELERY_BEAT_SCHEDULE = {", b"CELERYBEAT_SCHEDULE = {")


def is_python_app(path: str) -> bool:
    """Whether a Python file can be an app: no test, no package's `__init__`, not shown to be read."""
    if not path.endswith(".py"):
        return False
    name = name_of(path)
    if name.startswith("test_") or name.endswith("_test.py") or name in {"__init__.py", "conftest.py", "setup.py"}:
        return False
    return counts(path) and SHOWN_APPS.isdisjoint(path.lower().split("/")[:-1])


def read_python_app(path: str, text: bytes) -> Iterator[Piece]:
    """The app of a file, if it imports a framework and starts it; never by the import alone."""
    if len(text) > MOST_READ:
        return
    name = name_of(path)
    if name in {"wsgi.py", "asgi.py"} and any(call in text for call in DJANGO):
        # the project's package holds the file; the site is the folder around it
        yield Piece("app", name, "a web app (Django)", folder=folder_of(folder_of(path)), part=True)
        return
    if any(sign in text for sign in DJANGO_BEAT):
        yield Piece("scheduled-job", name, "jobs that Celery starts by the clock", key="celery beat", part=True)
        return
    if not (imported := _imported(text)):
        return
    starts_itself = b"__main__" in text and bool(_main_guard().search(text))
    for app in APPS:
        if app.module not in imported:
            continue
        pattern = _anywhere(app.call) if starts_itself or app.anywhere else _at_margin(app.call)
        if found := pattern.search(text):
            yield _piece(path, text, app, found.start(1))
            return


def _piece(path: str, text: bytes, app: App, at: int) -> Piece:
    detail, name = app.detail, name_of(path)
    if app.module == b"airflow" and (times := _dag_times().search(text)):
        detail = f"{detail} ({times[1].decode('utf-8', 'replace')})"
    part = app.kind == "scheduled-job"
    return Piece(app.kind, name, detail, line=text.count(b"\n", 0, at) + 1, part=part)


def _imported(text: bytes) -> set[bytes]:
    """The frameworks that a text imports; only lines that hold the word are looked at, as texts are long."""
    found = set()
    at = text.find(b"import")
    while at >= 0:
        if match := _import().match(text, text.rfind(b"\n", 0, at) + 1):
            found.add(match[1])
        end = text.find(b"\n", at)
        at = text.find(b"import", end) if end >= 0 else -1
    return found


@cache
def _import() -> re.Pattern[bytes]:
    modules = b"|".join(app.module for app in APPS)
    return re.compile(rb"[ \t]{0,8}(?:import|from)[ \t]+(" + modules + rb")\b(?!_)")


@cache
def _main_guard() -> re.Pattern[bytes]:
    return re.compile(rb"^if[ (]{1,3}__name__[ ]?==[ ]?[\"']__main__", re.MULTILINE)


@cache
def _at_margin(call: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"^((?:async[ \t]|await[ \t])?" + call + rb")", re.MULTILINE)


@cache
def _anywhere(call: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"^[ \t]{0,40}((?:await[ \t]|asyncio\.run\()?" + call + rb")", re.MULTILINE)


@cache
def _dag_times() -> re.Pattern[bytes]:
    return re.compile(rb"\bschedule(?:_interval)?[ \t]*=[ \t]*[\"']([^\"'\n]{1,60})[\"']")
