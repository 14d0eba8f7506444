"""Patches: git applies what is written, whatever the text."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Sandbox
from watchkeeper.rendering.patches import render_patch

TEXT = st.lists(st.text("ab \t\r@#\x0c\u2028é", max_size=4), max_size=6).map("\n".join)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, TEXT)
def test_git_applies_a_patch_and_has_the_other_text(repo: Sandbox, before: str, after: str) -> None:
    if not after:
        return
    patch = render_patch("CODEOWNERS", before, after, new=not before)
    assert bool(patch) == (before != after)
    (repo.path / "CODEOWNERS").unlink(missing_ok=True)
    if before:
        repo.write({"CODEOWNERS": before})
    if patch:
        repo.git("apply", "--whitespace=nowarn", "-", stdin=patch.encode())
    assert (repo.path / "CODEOWNERS").read_bytes() == after.encode()
