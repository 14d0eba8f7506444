"""What is new: against the own past, the rest of the change, the folder; and which tool it belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.components.candidate import Candidate, Side, line_of
from watchkeeper.analysis.components.deployables import find_deployables
from watchkeeper.analysis.components.registry import concerns

FROM = b"FROM python:3.12\n"
PACKAGE = b'{"name": "pay", "version": "1.0.0"}'
SCRIPT = b'[project]\nname = "pay"\n[project.scripts]\npay = "pay.cli:main"\n'
CRON = b"on: {schedule: [{cron: '0 6 * * 1'}]}\njobs: {a: {steps: [{run: make -C tools/pay report}]}}\n"
PUSH = b"on: push\njobs: {a: {steps: [{run: make}]}}\n"
CONCERNED = [
    "Dockerfile", "tools/pay/api.Dockerfile", "a/Containerfile", "a/Dockerfile-x", ".github/workflows/a.yaml",
    ".gitlab-ci.yml", ".gitlab/ci/a.yml", "x.gitlab-ci.yml", "package.json", "tools/pay/pyproject.toml", "a/setup.py",
    "a/setup.cfg", "go.mod", "a/Cargo.toml", "pom.xml", "a/build.gradle", "a/build.gradle.kts", "Gemfile",
    "composer.json", "src/Pay/Pay.csproj", "cmd/pay/main.go", "x/cmd/pay/main.go", "src/bin/pay.rs",
    "a/src/bin/pay/main.rs", "serverless.yml", "serverless.ts", "vercel.json", "fly.toml", "fly.live.toml", "app.yaml",
    "template.json", "Procfile", "render.yaml", "netlify.toml", "wrangler.jsonc", "deploy/pay.yaml",
    "charts/pay/Chart.yaml", "charts/pay/templates/deployment.yaml",
]  # fmt: skip


def new(*candidates: Candidate) -> list[tuple[str, str, str]]:
    return [(d.kind, d.root, d.path) for d in find_deployables(candidates).deployables]


def edited(path: str, text: bytes, before: bytes, beside: tuple[Side, ...] = ()) -> Candidate:
    return Candidate(path, text, side(path, before), beside, frozenset({path.rpartition("/")[2]}))


def side(path: str, text: bytes) -> tuple[Side, ...]:
    return (Side(path, text),)


@pytest.mark.parametrize("path", CONCERNED)
def test_what_has_to_be_read(path: str) -> None:
    assert concerns(path)


@pytest.mark.parametrize(
    "path", ["README.md", "src/test_pay.py", "src/pay.js", "tests/Dockerfile", "docs/package.json", "pnpm-lock.yaml"]
)
def test_what_need_not_be_read(path: str) -> None:
    assert not concerns(path)


def test_an_added_image_is_new_and_a_changed_one_is_not() -> None:
    assert new(Candidate("tools/pay/Dockerfile", FROM)) == [("container", "tools/pay", "tools/pay/Dockerfile")]
    assert new(Candidate("tools/pay/Dockerfile", FROM, side("tools/pay/Dockerfile", b"FROM x\n"))) == []


def test_a_moved_image_is_not_new() -> None:
    renamed = Candidate("services/pay/Dockerfile", FROM + b"RUN x\n", side("tools/pay/Dockerfile", FROM))
    added_and_deleted = (Candidate("b/Dockerfile", FROM), Candidate("a/Dockerfile", None, side("a/Dockerfile", FROM)))
    assert new(renamed) == []
    assert new(*added_and_deleted) == []
    assert new(*reversed(added_and_deleted)) == []


def test_an_image_that_leaves_the_examples_is_new() -> None:
    assert new(Candidate("tools/pay/Dockerfile", FROM, side("examples/pay/Dockerfile", FROM))) != []


def test_a_manifest_in_a_folder_that_had_one_is_not_new() -> None:
    folder = frozenset({"setup.py", "pay"})
    migrated = Candidate("tools/pay/pyproject.toml", b"[project]\nname = 'pay'\n", neighbours=folder)
    assert new(migrated) == []
    assert new(Candidate("tools/pay/package.json", PACKAGE, neighbours=frozenset({"pay.py"}))) == [
        ("package", "tools/pay", "tools/pay/package.json")
    ]


def test_a_package_moved_with_its_name_is_not_new() -> None:
    gone = Candidate("old/package.json", None, side("old/package.json", PACKAGE + b"\n"))
    assert new(Candidate("new/package.json", PACKAGE), gone) == []


def test_a_new_command_of_an_old_package_is_new() -> None:
    before = b'[project]\nname = "pay"\n'
    assert new(edited("pyproject.toml", SCRIPT, before)) == [("entry-point", "", "pyproject.toml")]


@pytest.mark.parametrize(
    "before",
    [
        SCRIPT + b"# more\n",
        b'[tool.poetry.scripts]\npay = "pay.cli:run"\n',
        b'[project.scripts]\nold-name = "pay.cli:main"\n',
    ],
    ids=["unchanged", "from another table", "under a new name"],
)
def test_a_command_that_was_there_is_not_new(before: bytes) -> None:
    assert new(edited("pyproject.toml", SCRIPT, before)) == []


def test_a_command_that_another_manifest_of_the_folder_named_is_not_new() -> None:
    beside = side("setup.cfg", b"[options.entry_points]\nconsole_scripts =\n    pay = pay.cli:main\n")
    neighbours = frozenset({"setup.cfg", "setup.py"})
    assert new(Candidate("pyproject.toml", SCRIPT, beside=beside, neighbours=neighbours)) == []


def test_a_command_beside_stays_where_it_is() -> None:
    # the unchanged manifest still offers `pay`, so a `pay` in another folder is no move
    beside = side("setup.cfg", b"[options.entry_points]\nconsole_scripts =\n    other = a:b\n    pay = pay.cli:main\n")
    first = edited("pyproject.toml", b"[project]\nname = 'x'\n", b"[project]\n", beside)
    second = edited("copy/pyproject.toml", SCRIPT, b"[project]\n")
    assert new(first, second) == [("entry-point", "copy", "copy/pyproject.toml")]


def test_a_workflow_that_gains_a_schedule_is_new_and_a_new_time_is_not() -> None:
    path = ".github/workflows/report.yml"
    assert new(Candidate(path, CRON, side(path, PUSH))) == [("scheduled-workflow", path, path)]
    assert new(Candidate(path, CRON, side(path, CRON.replace(b"0 6", b"5 5")))) == []
    assert new(Candidate(path, PUSH)) == []


def test_a_workload_split_off_into_another_file_is_not_new() -> None:
    manifest = b"""apiVersion: apps/v1
kind: Deployment
metadata: {name: pay}
spec: {template: {spec: {containers: [{image: x}]}}}
"""
    shrunk = Candidate("deploy/all.yaml", b"# moved\n", side("deploy/all.yaml", manifest))
    assert new(shrunk, Candidate("deploy/pay/pay.yaml", manifest + b"# its own file\n")) == []
    assert new(Candidate("deploy/pay/pay.yaml", manifest)) == [("kubernetes", "deploy/pay", "deploy/pay/pay.yaml")]


def test_the_pieces_of_one_tool_share_its_root() -> None:
    workflow = ".github/workflows/pay.yml"
    found = new(
        Candidate("tools/pay/docker/Dockerfile", FROM),
        Candidate("tools/pay/package.json", PACKAGE),
        Candidate("tools/pay/web/package.json", PACKAGE.replace(b"pay", b"web")),
        Candidate(workflow, CRON),
        Candidate("tools/tax/Dockerfile", FROM + b"# tax\n"),
    )
    assert [(root, path) for _, root, path in found] == [
        ("tools/pay", workflow),
        ("tools/pay", "tools/pay/docker/Dockerfile"),
        ("tools/pay", "tools/pay/package.json"),
        ("tools/pay", "tools/pay/web/package.json"),
        ("tools/tax", "tools/tax/Dockerfile"),
    ]


@pytest.mark.parametrize("text", [b"tools/pay-roll/x", b"other/tools/pay", b"mytools/pay", b"tools/payments"])
def test_a_workflow_that_names_another_folder_stands_alone(text: bytes) -> None:
    workflow = ".github/workflows/x.yml"
    cron = CRON.replace(b"tools/pay", text)
    found = new(Candidate("tools/pay/Dockerfile", FROM), Candidate(workflow, cron))
    assert ("scheduled-workflow", workflow, workflow) in found


def test_a_first_commit_brings_one_tool() -> None:
    candidates = [Candidate("a/Dockerfile", FROM), Candidate("b/package.json", PACKAGE)]
    found = find_deployables(candidates, whole_tree=True).deployables
    assert {d.root for d in found} == {""}


def test_what_cannot_be_read_is_told_with_its_path() -> None:
    found = find_deployables(
        [Candidate(".github/workflows/x.yml", b"on: {schedule: [\n"), Candidate("a/Dockerfile", FROM)]
    )
    assert [problem.place.file for problem in found.unread if problem.place] == [".github/workflows/x.yml"]
    assert [d.path for d in found.deployables] == ["a/Dockerfile"]


def test_a_link_is_not_followed_but_told() -> None:
    (problem,) = find_deployables([Candidate("tools/pay/Dockerfile", None, linked=True)]).unread
    assert problem.place
    assert problem.place.file == "tools/pay/Dockerfile"


def test_a_text_that_names_thousands_ends_early_and_is_told() -> None:
    flood = b"apiVersion: v1\n{{ .Values.x }}\n" + b"kind: Job\n" * 800_000
    found = find_deployables([Candidate("charts/x/templates/a.yaml", flood)])
    assert len(found.deployables) < 2_000
    assert "not read to its end" in found.unread[0].message


def test_a_past_that_cannot_be_read_excuses_nothing() -> None:
    assert new(Candidate("pyproject.toml", SCRIPT, side("pyproject.toml", b"["))) != []


FRAGMENTS = st.sampled_from([
    b"FROM x\n", b"on:\n  schedule:\n  - cron: x\n", b"kind: Deployment\n", b"apiVersion: v1\n", b"---\n",
    b"{{ .Values.x }}", b"[project.scripts]\n", b'a = "b:c"\n', b"console_scripts\n", b"\xff", b"\0", b"- ", b": ",
    b"{", b"[", b"&a *a", b"\t", b"environment: x\n", b"jobs:\n  a:\n    ", b"steps: ", b"run: kubectl apply\n",
    b'"', b"'", b"name: x\n", b"spec: {containers: [{image: x}]}",
])  # fmt: skip
TEXTS = st.one_of(st.binary(max_size=80), st.lists(FRAGMENTS, max_size=10).map(b"".join))


@given(st.sampled_from(CONCERNED), TEXTS, TEXTS, st.booleans())
def test_garbage_never_raises_and_an_unchanged_text_brings_nothing(
    path: str, text: bytes, other: bytes, tree: bool
) -> None:
    find_deployables([Candidate(path, text, side(path, other)), Candidate("x/" + path, other)], whole_tree=tree)
    found = find_deployables([Candidate(path, text, side(path, text))])
    assert found.deployables == ()


@given(st.sampled_from(CONCERNED), TEXTS)
def test_a_pure_move_brings_nothing(path: str, text: bytes) -> None:
    if path.startswith((".github", ".gitlab")):
        return
    assert find_deployables([Candidate(f"moved/{path}", text, side(path, text))]).deployables == ()


@given(st.text(max_size=40), st.lists(st.sampled_from(["a", "b\n", "ab", " "]), max_size=20).map("".join))
def test_line_of_finds_the_first_line_that_holds_the_text(needle: str, text: str) -> None:
    lines = text.encode().split(b"\n")
    wanted = needle.encode("utf-8", "surrogateescape") if needle.isascii() else None
    if not wanted or b"\n" in wanted:
        return
    expected = next((n for n, line in enumerate(lines, 1) if wanted in line), 0)
    assert line_of(text.encode(), needle) == expected
