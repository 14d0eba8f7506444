"""What somebody might try who wants a green drill without anybody waking: each attempt is held."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.cli.company import ALERTS, CATALOG, GONE, PAGER, ROUTES, Company, Edit, fixture_of, pager, swap

company = pytest.fixture(scope="module")(fixture_of)
BROKEN: Mapping[str, Edit] = {ROUTES: swap("1" * 32, "9" * 32)}
"""A receiver whose key leads nowhere; what else is tried is to hide it."""
NOWHERE = "sources:\n  people:"


def elsewhere(text: str) -> str:
    return text.replace("ops/alertmanager.yml", "ops/other.yml").replace("ops/pager/export.json", "ops/other.json")


ATTEMPTS: dict[str, Mapping[str, Edit]] = {
    "the promise is lowered": {CATALOG: swap("promise: 24x7", "promise: best-effort")},
    "the promise is taken away": {CATALOG: swap("    watchkeeper.dev/promise: 24x7\n", "")},
    "the tier is lowered": {CATALOG: swap('tier: "1"', 'tier: "4"')},
    "the declaration is taken away": {CATALOG: GONE},
    "the component is called otherwise": {CATALOG: swap("name: customer-api", "name: customer-api-2")},
    "the policy looks elsewhere": {".watchkeeper.yaml": elsewhere},
    "the policy asks for nothing": {".watchkeeper.yaml": lambda text: f"{text}tiers:\n  1: {{credential: absent}}\n"},
    "the rule is switched off": {".watchkeeper.yaml": swap("rules:\n", "rules:\n  readiness/drill: off\n")},
    "the pager's export is taken away": {PAGER: GONE},
    "the alert is said to wake nobody": {ALERTS: swap("severity: page", "severity: info")},
    "the alerts are taken away": {ALERTS: GONE},
    "another service is said to be its own": {CATALOG: swap("PSVCAPI", "PSVCSET")},
    "the export is forged with the key, and a rota of one": {
        PAGER: pager(
            lambda export: (
                export["services"][0]["integrations"][0].update(integration_key="9" * 32),
                export["schedules"][0]["schedule_layers"][0].update(users=[{"user": {"id": "PINES01"}}]),
            )
        )
    },
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_is_held(company: Company, capsys: pytest.CaptureFixture[str], attempt: str) -> None:
    branch = company.branch({**BROKEN, **ATTEMPTS[attempt]})
    code, document = company.check(capsys, branch)
    held = [one for one in document["findings"] if one["rule"] == "readiness/drill" and one["outcome"] != "pass"]
    assert code in {1, 3}
    assert [one for one in held if "customer" in one["message"]], document["findings"]


def test_a_link_in_the_place_of_the_export_is_not_followed(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    branch = company.branch({PAGER: GONE})
    company.git("checkout", "-q", branch)
    (company.path / "elsewhere.json").write_text(company.git("show", f"main:{PAGER}"), "utf-8")
    (company.path / PAGER).parent.mkdir(exist_ok=True)
    (company.path / PAGER).symlink_to("../../elsewhere.json")
    company.git("add", "-A")
    company.git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "A link")
    company.git("checkout", "-q", "main")
    found = company.drill(capsys, branch)
    assert found["broken"] == "credential"
    assert next(one for one in found["links"] if one["link"] == "credential")["state"] == "unknown"


HOSTILE = "\x1b[31mred\u202e ##[error] `x` <script>"


def test_names_that_are_made_to_mislead_stay_text(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    from watchkeeper.cli.main import run

    branch = company.branch(
        {
            PAGER: pager(lambda export: export["services"][0].update(name=HOSTILE, status="disabled")),
            ALERTS: swap("CustomerApiErrors", "Customer<b>Api"),
        }
    )
    for style in ("terminal", "markdown", "json", "html"):
        words = ["drill", "customer-api", "--repo", str(company.path), "--target", branch, "--as-of"]
        assert run([*words, "2026-01-02T00:00:00Z", "--format", style]) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "##[error]" not in out
        assert style != "html" or "<script>" not in out
