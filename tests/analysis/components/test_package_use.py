"""Which manifests publish a package, and which ask for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.components.package_use import FILES, is_asked, use_of
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.packages.purl import PackageName, parse_purl


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("pkg:npm/left-pad", PackageName("npm", "left-pad")),
        ("pkg:npm/%40acme/ui@1.2.3", PackageName("npm", "@acme/ui")),
        ("pkg:npm/@acme/ui", PackageName("npm", "@acme/ui")),
        ("pkg:pypi/Typing_Extensions@4?os=linux#src", PackageName("pypi", "typing-extensions")),
        ("pkg:golang/github.com/acme/pay/v2@v2.0.0", PackageName("golang", "github.com/acme/pay/v2")),
    ],
)
def test_a_package_url_names_a_package(text: str, package: PackageName) -> None:
    assert parse_purl(text) == package


@pytest.mark.parametrize("text", ["", "npm/left-pad", "pkg:", "pkg:npm", "pkg:npm/", "pkg:/left-pad"])
def test_what_is_no_package_url_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="no package URL"):
        parse_purl(text)


@pytest.mark.parametrize(
    ("path", "text", "purl", "use"),
    [
        ("ui/package.json", '{"name": "@acme/ui"}', "pkg:npm/@acme/ui", "publishes"),
        ("web/package.json", '{"name": "web", "devDependencies": {"@acme/ui": "*"}}', "pkg:npm/@acme/ui", "uses"),
        ("web/package.json", '{"name": "web", "description": "@acme/ui"}', "pkg:npm/@acme/ui", None),
        ("pyproject.toml", '[project]\nname = "Pay_Tool"', "pkg:pypi/pay-tool", "publishes"),
        ("pyproject.toml", '[project]\nname="x"\ndependencies=["pay.tool[fast]>=1"]', "pkg:pypi/pay-tool", "uses"),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\npay-tool="*"', "pkg:pypi/pay-tool", "uses"),
        ("requirements-dev.txt", "# x\n-r base.txt\npay_tool==1\n", "pkg:pypi/pay-tool", "uses"),
        ("Cargo.toml", '[package]\nname="pay"\n[dependencies]\nserde="1"', "pkg:cargo/serde", "uses"),
        ("go.mod", "module a.io/b\nrequire (\n\tc.io/d v1.2.3 // indirect\n)\n", "pkg:golang/c.io/d", "uses"),
        ("go.mod", "module a.io/b\n", "pkg:golang/a.io/b", "publishes"),
        ("package.json", "{broken", "pkg:npm/left-pad", None),
    ],
)
def test_what_a_manifest_has_to_do_with_a_package(path: str, text: str, purl: str, use: str | None) -> None:
    package = parse_purl(purl)
    assert is_asked(path, package)
    assert use_of(path, text.encode(), package) == use


@given(
    st.sampled_from(["package.json", "pyproject.toml", "Cargo.toml", "go.mod", "requirements.txt"]),
    st.binary(max_size=200),
)
def test_any_text_is_read_or_passed_over(path: str, text: bytes) -> None:
    for kind in FILES:
        assert use_of(path, text, PackageName(kind, "left-pad")) in {"publishes", "uses", None}
