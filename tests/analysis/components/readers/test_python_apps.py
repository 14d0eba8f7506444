"""Apps of one Python file: import and start together, never the import alone."""

from __future__ import annotations

import time

import pytest

from watchkeeper.analysis.components.readers.python_apps import is_python_app, read_python_app

APPS = {
    "a Streamlit app": "import streamlit as st\nst.title('Sales')\n",
    "a Gradio app": "import gradio as gr\nwith gr.Blocks() as demo:\n    gr.Markdown('x')\ndemo.launch()\n",
    "a Dash app": "from dash import Dash\napp = Dash(__name__)\nif __name__ == '__main__':\n    app.run(debug=True)\n",
    "a web app (Flask)": "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run()\n",
    "a web app (FastAPI)": (
        "import uvicorn\nfrom fastapi import FastAPI\nif __name__ == '__main__':\n    uvicorn.run('a:app')\n"
    ),
    "a Slack bot": (
        "from slack_bolt import App\nfrom slack_bolt.adapter.socket_mode import SocketModeHandler\n"
        "if __name__ == '__main__':\n    SocketModeHandler(app, 'x').start()\n"
    ),
    "a Discord bot": "import discord\nclient = discord.Client()\nclient.run(TOKEN)\n",
    "an Airflow DAG (0 6 * * *)": (
        "from airflow import DAG\nwith DAG('pay', schedule='0 6 * * *') as dag:\n    pass\n"
    ),
    "an Airflow DAG": "from airflow.decorators import dag\n@dag(catchup=False)\ndef pay(): ...\n",
    "a Dagster code location": "from dagster import Definitions\ndefs = Definitions(assets=[])\n",
    "a Prefect deployment": (
        "from prefect import flow\nif __name__ == '__main__':\n    pay.serve(name='pay', cron='0 6 * * *')\n"
    ),
    "jobs that Celery starts by the clock": (
        "from celery import Celery\napp = Celery()\napp.conf.beat_schedule = {'a': {}}\n"
    ),
    "a job that starts itself by the clock": "import schedule\nschedule.every().day.do(run)\n",
    "a function app (AWS Chalice)": "from chalice import Chalice\napp = Chalice(app_name='pay')\n",
}
LIBRARIES = {
    "an import alone": "import gradio as gr\n\ndef show(data):\n    return gr.Markdown(data)\n",
    "a component": "import streamlit as st\n\ndef chart(x):\n    st.write(x)\n",
    "a launch inside a function": "import gradio as gr\ndef go(demo):\n    demo.launch()\n",
    "a call in a comment": "import streamlit\n# st.title('x')\n",
    "a factory": "from flask import Flask\ndef create_app():\n    return Flask(__name__)\n",
    "another module": "import streamlit_authenticator\nst.title('x')\n",
    "a text that speaks of it": 'DOC = """\nimport streamlit as st\n"""\n',
    "operators for DAGs": "from airflow.models import BaseOperator\nclass A(BaseOperator): ...\n",
}


@pytest.mark.parametrize("what", list(APPS))
def test_apps(what: str) -> None:
    (piece,) = read_python_app("tools/pay/app.py", APPS[what].encode())
    assert piece.detail == what
    assert 1 <= piece.line <= APPS[what].count("\n")
    assert not piece.weak


@pytest.mark.parametrize("what", list(LIBRARIES))
def test_what_is_no_app(what: str) -> None:
    assert list(read_python_app("lib/pay.py", LIBRARIES[what].encode())) == []


def test_a_django_site_is_the_folder_around_its_package() -> None:
    text = b"from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"
    (piece,) = read_python_app("backend/shop/wsgi.py", text)
    assert (piece.folder, piece.part) == ("backend", True)


@pytest.mark.parametrize(
    "path", ["app.py", "tools/pay/streamlit_app.py", "dags/pay.py", "contests/app.py", "latest_test/x.py"]
)
def test_paths(path: str) -> None:
    assert is_python_app(path)


@pytest.mark.parametrize(
    "path",
    ["tests/app.py", "a/test_app.py", "a/app_test.py", "examples/app.py", "demo/app.py", "a/__init__.py", "setup.py",
     "docs/app.py", "airflow/example_dags/x.py", "app.pyc", "vendor/x/app.py"],
)  # fmt: skip
def test_other_paths(path: str) -> None:
    assert not is_python_app(path)


@pytest.mark.parametrize(
    "text",
    [
        b"import gradio\nif __name__ == '__main__':\n" + b"x" * 400_000,
        b"import gradio\nif __name__ == '__main__':\n" + b"\n".join([b" " * 30 + b"a" * 190] * 2_000),
        b"import flask\nif __name__ == '__main__':\n" + b"a." * 200_000,
        b"import telegram\nif __name__ == '__main__':\n" + b"a.b." * 100_000,
        b"from airflow import\n" * 20_000,
    ],
)
def test_long_texts_are_read_in_bounded_time(text: bytes) -> None:
    start = time.perf_counter()
    list(read_python_app("app.py", text))
    assert time.perf_counter() - start < 2
