"""Builds the sample company as a real git repository, with the change that act 1 plays."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "examples" / "company"
BRANCH = "claude/finance-forecast"
LINES = 14_000
NOUNS = ("forecast", "ledger", "invoice", "payout", "margin", "accrual", "budget", "transfer", "account", "period")
VERBS = ("load", "merge", "sort", "round", "check", "split", "book", "match", "close", "export")


HISTORY = (
    ("services/customer_api", "Look invoices up for customers", "Ines Okafor", "ines@harbor-lane.example"),
    ("batch", "Pay merchants out every night", "Leila Brandt", "leila@harbor-lane.example"),
    ("services/support_bot", "Answer first questions of customers", "Jonas Weil", "jonas@harbor-lane.example"),
    ("tools/churn_notebook", "Count customers who leave", "Noor Haddad", "noor@harbor-lane.example"),
    ("docs/status-page.md", "Say who tells customers", "Mara Duarte", "mara@harbor-lane.example"),
    ("libraries", "Amounts of money", "Ines Okafor", "ines@harbor-lane.example"),
    ("tools/invoice_export", "Give controlling the open invoices", "Finn Achterberg", "finn@harbor-lane.example"),
    ("", "Harbor Lane as it stands", "Tomas Lind", "tomas@harbor-lane.example"),
)
"""Who brought what, oldest first: folder ("" = the rest), message, name, address."""


def build(folder: Path) -> Path:
    """The sample company in `folder`: `main` as it stands, and the branch of the agent's change."""
    company(folder)
    run(folder, "checkout", "-q", "-b", BRANCH)
    for name, text in agent_change().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    policy = folder / ".watchkeeper.yaml"
    policy.write_text(policy.read_text("utf-8").replace("max: 400", "max: 20000"), "utf-8")
    test = folder / "services/customer_api/tests/test_app.py"
    skipped = test.read_text("utf-8").replace(
        "    def test_largest", '    @unittest.skip("flaky")\n    def test_largest'
    )
    test.write_text(skipped, "utf-8")
    message = (
        "Add the finance forecast\n\n"
        "Built from the controlling team's spreadsheet.\n\n"
        "Co-Authored-By: Claude <noreply@anthropic.com>\n"
    )
    commit(folder, message, "Finn Achterberg", "finn@harbor-lane.example", 1)
    return folder


def company(folder: Path) -> Path:
    """The sample company's `main` in `folder`, each part brought by whom it belongs to."""
    shutil.copytree(SAMPLE, folder)
    run(folder, "init", "-q", "-b", "main")
    for hours, (path, message, name, email) in enumerate(HISTORY, -len(HISTORY) + 1):
        commit(folder, message, name, email, hours, path or ".")
    return folder


def agent_change() -> dict[str, str]:
    """The files of the new tool: about `LINES` lines, the same on every run (a seeded generator)."""
    dice = random.Random(14_000)  # noqa: S311 - sample text, not a secret
    files = {
        "tools/finance_forecast/Dockerfile": 'FROM python:3.12-slim\nCOPY . /app\nCMD ["python", "/app/main.py"]\n',
        "tools/finance_forecast/pyproject.toml": '[project]\nname = "finance-forecast"\nversion = "0.1.0"\n',
        ".github/workflows/forecast.yml": (
            "name: forecast\non:\n  schedule:\n    - cron: '0 6 * * 1'\njobs:\n  run:\n    runs-on: ubuntu-24.04\n"
            "    steps:\n      - run: python tools/finance_forecast/main.py\n"
        ),
    }
    left, number = LINES, 0
    while left > 0:
        text = module(dice, number)
        files[f"tools/finance_forecast/{'main' if not number else f'part_{number:02}'}.py"] = text
        left -= text.count("\n")
        number += 1
    return files


def module(dice: random.Random, number: int) -> str:
    """One file of plausible code."""
    lines = [f'"""Part {number} of the forecast."""', ""]
    for at in range(60):
        verb, noun = dice.choice(VERBS), dice.choice(NOUNS)
        lines += ["", f"def {verb}_{noun}_{number}_{at}(rows, period={dice.randint(1, 12)}):"]
        lines += [f'    """{verb.title()} every {noun} of the period."""', "    found = []", "    for row in rows:"]
        for step in range(dice.randint(2, 6)):
            field = dice.choice(NOUNS)
            lines += [f'        {field}_{step} = row["{field}"] * {dice.randint(1, 99)} + period']
        lines += [f'        found.append((row["id"], {dice.randint(0, 999)}))', "    return found", ""]
    return "\n".join(lines) + "\n"


def commit(folder: Path, message: str, name: str, email: str, hours: int, path: str = ".") -> None:
    """Commit what is below a path as this person, at a fixed time."""
    run(folder, "add", "-A", "--", path)
    time = f"{1_767_225_600 + 3600 * hours} +0000"
    person = {"NAME": name, "EMAIL": email, "DATE": time}
    extra = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    run(folder, "commit", "-q", "-m", message, extra=extra)


def run(folder: Path, *arguments: str, extra: Mapping[str, str] | None = None) -> None:
    """Run git in the sample, without the configuration of the person who plays it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment = {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **(extra or {})}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True)
