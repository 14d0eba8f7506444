"""Plays the product in acts, on the sample company and on a repository of one's own; each act names its proof."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from company import BRANCH, build, commit, run

WIDTH = 100
REPLAYED = 100
CAP = 400
TOOL = "settlement"
DRILLED = "2026-01-02T00:00:00Z"
"""The drill's time, so that the same rota answers on every day."""


def main() -> int:
    """Play every act; 0 when each one could be played."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repo", default=".", help="the repository of the last act")
    repo = Path(parser.parse_args().repo).resolve()
    print("watchkeeper: who owns production when it breaks?  (sample company: Harbor Lane, invented)\n")
    with tempfile.TemporaryDirectory() as folder:
        sample = build(Path(folder) / "harbor-lane")
        act_one(sample)
        act_two(repo, Path(folder) / "ledger.sqlite")
        act_three(sample)
    last_act(repo)
    return 0


def act_one(sample: Path) -> None:
    """An agent's change of 14,000 lines from finance is held, with every reason."""
    arguments = ["check", f"main...{BRANCH}", "--author", "finn-achterberg"]
    start = time.perf_counter()
    code, answer = watchkeeper(sample, *arguments)
    seconds = time.perf_counter() - start
    size = answer["change"]["size"]
    verdict = answer["verdict"].upper()
    print(f'1. "{size["lines_raw"]:,} lines, agent-written, from finance" → {verdict} in {seconds:.1f} s')
    authorship = answer["change"]["authorship"]
    signals = ", ".join(sorted({signal["id"] for signal in authorship["signals"]}))
    print(
        f"   written by: {authorship['kind']} ({signals}), directed by finn@harbor-lane.example (department: finance)"
    )
    for finding in answer["findings"]:
        if finding["outcome"] == "fail" and finding["mode"] in {"block", "warn"}:
            print(wrapped(f"{finding['mode']}  {finding['message']}", "   ", "          "))
    prove(f"cd <sample> && watchkeeper {' '.join(arguments)}   # exit code {code}")


def act_two(repo: Path, database: Path) -> None:
    """This history, imported and proved; one row edited by hand is found."""
    code, done = watchkeeper(repo, "ledger", "import", "--database", str(database))
    if code != 0:
        print("\n2. There is no history to import yet: commit something and play again")
        return
    _, proved = watchkeeper(repo, "ledger", "verify", "--database", str(database))
    print(
        f"\n2. This history ({repo.name}: {done['changes']:,} changes, {done['reverts']:,} reverts, "
        f"{done['releases']:,} releases), imported in {done['seconds']:.1f} s and verified: "
        f"{proved['rows']:,} rows, {'whole' if proved['ok'] else 'BROKEN'}"
    )
    row = edit_by_hand(database)
    code, broken = watchkeeper(repo, "ledger", "verify", "--database", str(database))
    print(f"   row {row} edited by hand → {broken['fault']['message']}")
    prove(f"watchkeeper ledger import --repo {os.path.relpath(repo)} && watchkeeper ledger verify   # exit code {code}")


def edit_by_hand(database: Path) -> int:
    """Make one change look smaller than it was; the row that was edited."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        (row,) = connection.execute("SELECT max(seq) / 2 + 1 FROM events").fetchone()
        connection.execute(
            "UPDATE events SET payload = replace(payload, '\"commit\"', '\"Commit\"') WHERE seq = ?", (row,)
        )
    return int(row)


def act_three(sample: Path) -> None:
    """Green in the catalog, and nobody wakes; one fix, and a named person does."""
    run(sample, "checkout", "-q", "main")
    print(f"\n3. {TOOL} is green in every catalog: owner, tier 1, promise 24x7, pager and dashboard are filled in")
    arguments = ["drill", TOOL, "--as-of", DRILLED]
    _, before = watchkeeper(sample, *arguments)
    link = next(one for one in before["links"] if one["link"] == before["broken"])
    place = link["evidence"]["sources"][0]
    print(wrapped(f"at 2 a.m. {before['says']}", "   ", "   "))
    print(
        wrapped(
            f"link {link['number']} {link['link']}: {link['evidence']['says']} ({place['file']}:{place['line']})",
            "   ",
            "   ",
        )
    )
    alerts = sample / "ops" / "alerts" / f"{TOOL}.yml"
    alerts.write_text(alerts.read_text("utf-8").replace("severity: warning", "severity: page"), "utf-8")
    commit(sample, "Page when the settlement did not run", "Leila Brandt", "leila@harbor-lane.example", 2)
    code, after = watchkeeper(sample, *arguments, "--check")
    person, minutes = after["person"]["name"], after["minutes_to_human"]
    state = "every link that is asked for holds" if code == 0 else "still broken"
    print(f"   one fix committed (severity: page) → {state}: {person} is awake after {minutes:g} minutes")
    prove(f"cd <sample> && watchkeeper {' '.join(arguments)}   # exit code {code} with --check")


def last_act(repo: Path) -> None:
    """On one's own history: what nobody owns by name, and what a cap would have held."""
    print(f"\n4. On your own history ({repo.name})")
    arguments = ["init", "--replay", str(REPLAYED)]
    code, answer = watchkeeper(repo, *arguments)
    if code != 0:
        print("   there is no history to replay yet: commit something and play again")
        return
    humans = answer["humans"]
    unowned = next((rate["fired"] for rate in answer["rates"] if rate["rule"] == "ownership/named-owner"), 0)
    held = next((point["held"] for point in answer["curve"] if point["cap"] == CAP), 0)
    share = unowned / humans if humans else 0
    print(f"   {share:.0%} of the last {humans} changes by people touch files that nobody owns by name")
    print(f"   a cap of {CAP} lines would have held {held} of them")
    budget = f"held {answer['held']} and commented on {answer['commented']}"
    print(f"   the policy it proposes (cap {answer['cap']:,}) would have {budget}")
    prove(f"watchkeeper {' '.join(arguments)} --repo {os.path.relpath(repo)}")
    burden(repo)


def burden(repo: Path) -> None:
    """How much of one's own tree somebody answers for by name, and who does the work where nobody does."""
    _, answer = watchkeeper(repo, "owner", "--summary")
    found = answer["summary"]
    named = next(share for share in found["shares"] if share["holding"] == "name")
    counts = [
        f"{found[what] - named[what]:,} of {found[what]:,} {words}"
        for what, words in (("files", "files"), ("components", "tools and services"), ("changes", "recent changes"))
    ]
    print(wrapped(f"nobody answers by name for {', '.join(counts)}", "   ", "   "))
    for gap in found["gaps"][:3]:
        print(f"     {gap['folder'] or 'the top'}/: {gap['files']:,} files, {gap['lines']:,} lines")
    for doing in found["doings"][:3]:
        team = doing["team"] or "people of no known team"
        print(f"   who works there: {team}, {doing['changes']:,} changes, {doing['fixes']:,} of them fixes")
    prove(f"watchkeeper owner --summary --repo {os.path.relpath(repo)}")


def watchkeeper(repo: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the command line as a person would, with JSON as the answer."""
    done = subprocess.run(
        [sys.executable, "-m", "watchkeeper", *arguments, "--repo", str(repo), "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    answer: dict[str, Any] = {}
    with contextlib.suppress(json.JSONDecodeError):
        answer = json.loads(done.stdout)
    return done.returncode, answer


def wrapped(text: str, first: str, rest: str) -> str:
    """The text on lines of at most `WIDTH` characters."""
    lines, line = [], first
    for word in text.split():
        if len(line) + len(word) > WIDTH:
            lines.append(line.rstrip())
            line = rest
        line += word + " "
    return "\n".join([*lines, line.rstrip()])


def prove(command: str) -> None:
    """Name the command that proves the act."""
    print(f"   $ {command}")


if __name__ == "__main__":
    sys.exit(main())
