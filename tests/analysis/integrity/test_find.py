"""Weakened checks: what each of the ten finds, and the honest changes on which it stays silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.integrity.find import concerns, find_weakenings
from watchkeeper.analysis.integrity.weakening import TextPair, Weakening

TEST = "tests/test_pay.py"
FLOW = ".github/workflows/ci.yml"
GITLAB = ".gitlab-ci.yml"


def find(*files: tuple[str, str | None, str | None], changed: tuple[str, ...] = ()) -> tuple[Weakening, ...]:
    pairs = [
        TextPair(path, path, None if b is None else b.encode(), None if h is None else h.encode())
        for path, b, h in files
    ]
    return find_weakenings(pairs, [*(path for path, _, _ in files), *changed]).found


PAY = """\
def test_refund():
    assert refund(1) == 1
    assert refund(2) == 2


def test_total():
    assert total() == 3
"""
CI = """\
name: ci
on:
  pull_request:
    paths: ["src/**", "tests/**"]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - name: Unit tests
        run: pytest -q
      - run: ruff check
  lint:
    name: Lint
    runs-on: ubuntu-24.04
    steps:
      - run: mypy
"""
LAB = "unit:\n  script:\n    - pytest\nlint:\n  script: [ruff check]\n"


@pytest.mark.parametrize(
    ("check", "path", "base", "head"),
    [
        ("test-removed", TEST, PAY, PAY.partition("\n\n\n")[0] + "\n"),
        ("test-removed", TEST, PAY, None),
        ("test-removed", TEST, PAY, PAY.replace("    assert refund(2) == 2\n", "")),
        ("test-removed", TEST, PAY, PAY.replace("def test_total", "def total_is_right")),
        ("test-removed", "src/pay.test.ts", "test('a', () => { expect(1).toBe(1) })\ntest('b', () => { expect(2).toBe(2) })\n", "test('a', () => { expect(1).toBe(1) })\n"),
        ("test-removed", "pay_test.go", "func TestA(t *testing.T) {\n\tcheck(t)\n}\n\nfunc TestB(t *testing.T) {\n\tother(t)\n}\n", "func TestA(t *testing.T) {\n\tcheck(t)\n}\n"),
        ("skip-added", TEST, PAY, "import pytest\n\n\n@pytest.mark.skip(reason='later')\n" + PAY),
        ("skip-added", TEST, PAY, "import pytest\n\n\n@pytest.mark.xfail\n" + PAY),
        ("skip-added", "src/pay.test.ts", "test('a', () => { expect(1).toBe(1) })\n", "test.skip('a', () => { expect(1).toBe(1) })\n"),
        ("skip-added", "src/pay.test.ts", "it('a', () => { expect(1).toBe(1) })\n", "it.only('a', () => { expect(1).toBe(1) })\n"),
        ("continue-on-error", FLOW, CI, CI.replace("    name: Lint\n", "    name: Lint\n    continue-on-error: true\n")),
        ("continue-on-error", FLOW, CI, CI.replace("        run: pytest -q\n", "        run: pytest -q\n        continue-on-error: true\n")),
        ("continue-on-error", GITLAB, LAB, LAB + "  allow_failure: true\n"),
        ("exit-code-ignored", FLOW, CI, CI.replace("pytest -q", "pytest -q || true")),
        ("exit-code-ignored", "Makefile", "test:\n\tpytest\n", "test:\n\tpytest || true\n"),
        ("exit-code-ignored", "ci/test.sh", "pytest\n", "set +e\npytest; exit 0\n"),
        ("exit-code-ignored", "package.json", '{"scripts": {\n"test": "jest"\n}}', '{"scripts": {\n"test": "jest --passWithNoTests"\n}}'),
        ("coverage-lowered", "pyproject.toml", "[tool.coverage.report]\nfail_under = 90\n", "[tool.coverage.report]\nfail_under = 70\n"),
        ("coverage-lowered", "pyproject.toml", "[tool.coverage.report]\nfail_under = 90\n", "[tool.coverage.report]\n"),
        ("coverage-lowered", ".coveragerc", "[report]\nfail_under = 90\n", "[report]\nfail_under = 10\n"),
        ("coverage-lowered", "package.json", '{"jest": {"coverageThreshold": {"global": {"lines": 80}}}}', '{"jest": {"coverageThreshold": {"global": {"lines": 10}}}}'),
        ("coverage-lowered", "codecov.yml", "coverage:\n  status:\n    project:\n      default:\n        target: 90%\n", "coverage:\n  status:\n    project:\n      default:\n        target: 50%\n"),
        ("coverage-lowered", FLOW, CI.replace("pytest -q", "pytest --cov-fail-under=90"), CI.replace("pytest -q", "pytest --cov-fail-under=50")),
        ("job-removed", FLOW, CI, CI.partition("  lint:")[0]),
        ("job-removed", FLOW, CI, None),
        ("job-removed", FLOW, CI, CI.replace("      - run: ruff check\n", "")),
        ("job-removed", FLOW, CI, CI.replace("    name: Lint\n", "    name: Lint\n    if: false\n")),
        ("job-removed", GITLAB, LAB, LAB.partition("lint:")[0]),
        ("path-filter-narrowed", FLOW, CI, CI.replace('"src/**", ', "")),
        ("path-filter-narrowed", FLOW, CI, CI.replace("  pull_request:\n    paths:", "  push:\n    paths:")),
        ("path-filter-narrowed", FLOW, CI.replace("    paths:", "    branches:"), CI),
        ("check-renamed", FLOW, CI, CI.replace("name: Lint", "name: Linting")),
        ("check-renamed", FLOW, CI, CI.replace("  test:\n", "  unit:\n")),
        ("retries-added", "pytest.ini", "[pytest]\naddopts = -q\n", "[pytest]\naddopts = -q --reruns 3\n"),
        ("retries-added", FLOW, CI, CI.replace("pytest -q", "pytest -q --reruns 2")),
        ("retries-added", "playwright.config.ts", "export default { retries: 0 }\n", "export default { retries: 3 }\n"),
        ("retries-added", TEST, "import pytest\n\n\n" + PAY, "import pytest\n\n\n@pytest.mark.flaky(reruns=3)\n" + PAY),
    ],
)  # fmt: skip
def test_a_weakening_is_found(check: str, path: str, base: str, head: str | None) -> None:
    assert check in {w.check for w in find((path, base, head))}


def test_a_snapshot_beside_code_is_found_and_alone_is_not() -> None:
    files = ("tests/__snapshots__/pay.snap", "old\n", "new\n")
    assert [w.check for w in find(files, changed=("src/pay.py",))] == ["snapshot-rewritten"]
    assert find(files) == ()


@pytest.mark.parametrize(
    ("path", "base", "head"),
    [
        (TEST, PAY, PAY + "\n\ndef test_more():\n    assert more()\n"),
        (TEST, PAY, PAY.replace("test_total", "test_sum")),
        (TEST, PAY, "class TestPay:\n" + "".join(f"    {line}\n" if line else "\n" for line in PAY.replace("()", "(self)", 2).splitlines())),
        (TEST, None, "import pytest\n\n\n@pytest.mark.skip\ndef test_new():\n    assert True\n"),
        (FLOW, CI, CI.replace("pytest -q", "pytest -q -x")),
        (FLOW, CI, CI + "  more:\n    continue-on-error: true\n    steps:\n      - run: mypy\n"),
        (FLOW, CI, CI.replace('"tests/**"]', '"tests/**", "docs/**"]')),
        ("clean.sh", "rm -f x\n", "rm -f x\nrm -f y || true\n"),
        ("pyproject.toml", "[tool.coverage.report]\nfail_under = 70\n", "[tool.coverage.report]\nfail_under = 90\n"),
        (GITLAB, LAB, LAB + "docs:\n  script: [mkdocs build]\n"),
    ],
)  # fmt: skip
def test_an_honest_change_is_silent(path: str, base: str | None, head: str) -> None:
    assert find((path, base, head)) == ()


def test_a_test_that_moves_is_not_removed() -> None:
    one, two = PAY.split("\n\n\n")
    assert find((TEST, PAY, one + "\n"), ("tests/test_total.py", None, two)) == ()


def test_tests_go_with_their_code() -> None:
    pair = TextPair(TEST, TEST, PAY.encode(), None)
    assert find_weakenings([pair], [TEST, "src/pay.py"], [TEST, "src/pay.py"]).found == ()


def test_what_cannot_be_read_is_unknown() -> None:
    huge = TextPair(TEST, TEST, b"x" * (3 << 20), b"y")
    unread = find_weakenings([huge], [TEST]).unread
    assert unread[0].path == TEST
    assert "test-removed" in unread[0].checks


def test_a_pipeline_that_does_not_parse_is_read_by_lines() -> None:
    broken = "unit:\n  script: [pytest\n"
    found = find((GITLAB, broken, broken + "  allow_failure: true\n"))
    assert [(w.check, w.how) for w in found] == [("continue-on-error", "pattern")]


PATHS = st.sampled_from([TEST, FLOW, GITLAB, "Makefile", "pyproject.toml", "package.json", "a.test.ts", "x_test.go"])


@given(PATHS, st.binary(max_size=200))
def test_identical_sides_are_silent(path: str, data: bytes) -> None:
    assert find_weakenings([TextPair(path, path, data, data)], [path]).found == ()


@given(PATHS, st.binary(max_size=200), st.binary(max_size=200))
def test_garbage_never_raises(path: str, base: bytes, head: bytes) -> None:
    find_weakenings([TextPair(path, path, base, head)], [path])


@given(PATHS, st.binary(max_size=200))
def test_a_new_file_weakens_nothing(path: str, head: bytes) -> None:
    assert find_weakenings([TextPair(path, path, None, head)], [path]).found == ()


def test_only_files_with_checks_are_read() -> None:
    assert concerns(TEST)
    assert concerns(FLOW)
    assert not concerns("src/pay.py")
    assert not concerns("README.md")
