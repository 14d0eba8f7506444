"""Who counts as named for a new tool, and what the finding says."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.deployables import DEPLOYABLES, Deployable, Deployables
from watchkeeper.analysis.ownership.paths import PathOwners
from watchkeeper.domain.change import Change, FileChange, Target
from watchkeeper.domain.evidence import Evidence, EvidenceSet
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution, RuleRef
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.rules import Setting, Subject
from watchkeeper.rules.ownership.new_deployable import Options, check

IMAGE = Deployable("container", "tools/pay/Dockerfile", "tools/pay", "Dockerfile", "a container image", 1)
MANIFEST = Deployable("package", "tools/pay/package.json", "tools/pay", "pay", "a Node package", 1)
JOB = Deployable(
    "scheduled-workflow", ".github/workflows/x.yml", ".github/workflows/x.yml", "x", "a scheduled workflow", 2
)
RULE = RuleRef("CODEOWNERS", 7, "/tools/")


def owned(path: str, *owners: str, rule: RuleRef = RULE) -> Resolution:
    refs = tuple(OwnerRef(o, "email" if o[0] != "@" else "team" if "/" in o else "user") for o in owners)
    return Resolution(path, "owned", refs, rule)


def findings(
    *found: tuple[Deployable, Resolution],
    options: Options | None = None,
    owners: PathOwners | None = None,
    approvers: Resolution | None = None,
    unread: tuple[tuple[Problem, Resolution], ...] = (),
    changed: tuple[str, ...] = (),
) -> list[Finding]:
    owners = owners or PathOwners(
        "CODEOWNERS", "base", (), frozenset({"@grace", "grace@example.com"}), author_known=True
    )
    files = tuple(FileChange(path, path, "modified", 0o100644, 0o100644, "a", "b") for path in changed)
    change = Change("base", "head", (), files, Target("main", "base", protected=True, reason="x"))
    evidence = Evidence(DEPLOYABLES.name, "head", Deployables(found, unread, owners, approvers))
    subject = Subject(change, EvidenceSet({DEPLOYABLES.name: evidence}))
    return list(check(subject, Setting(options or Options(), {})))


def one(*found: tuple[Deployable, Resolution], **more: object) -> Finding:
    (finding,) = findings(*found, **more)  # type: ignore[arg-type]
    return finding


@pytest.mark.parametrize("owners", [("@ada",), ("@org/pay",), ("ada@example.com",), ("@grace", "@ada")])
def test_somebody_else_is_named(owners: tuple[str, ...]) -> None:
    assert findings((IMAGE, owned(IMAGE.path, *owners))) == []


@pytest.mark.parametrize(
    ("resolution", "words"),
    [
        (Resolution(IMAGE.path, "unmatched"), "no line of CODEOWNERS covers tools/pay/Dockerfile"),
        (
            Resolution(IMAGE.path, "unowned", (), RULE),
            "CODEOWNERS:7 (/tools/) leaves tools/pay/Dockerfile without an owner",
        ),
        (owned(IMAGE.path, "@Grace"), "nobody but the author of the change is named"),
        (owned(IMAGE.path, "Grace@Example.com"), "nobody but the author of the change is named"),
        (owned(IMAGE.path, "@renovate[bot]"), "a bot or somebody who left"),
        (owned(IMAGE.path, "@grace", "@renovate[bot]"), "nobody but the author of the change is named"),
    ],
)
def test_nobody_is_named(resolution: Resolution, words: str) -> None:
    finding = one((IMAGE, resolution))
    assert finding.outcome == "fail"
    assert words in finding.message
    assert finding.locations == (Place(IMAGE.path, 1),)


def test_a_person_who_left_is_nobody() -> None:
    owners = PathOwners("CODEOWNERS", "b", (), frozenset({"@grace"}), author_known=True, inactive=frozenset({"@ada"}))
    assert one((IMAGE, owned(IMAGE.path, "@Ada")), owners=owners).outcome == "fail"


def test_without_owners_file_or_with_one_that_is_not_loaded() -> None:
    none = PathOwners("", "b", (), frozenset(), author_known=True)
    assert "has no owners file" in one((IMAGE, Resolution(IMAGE.path, "unmatched")), owners=none).message
    large = Problem("the file is larger than 3 MB", Place("CODEOWNERS"))
    owners = PathOwners("CODEOWNERS", "b", (), frozenset(), author_known=True, problems=(large,))
    assert "larger than 3 MB" in one((IMAGE, Resolution(IMAGE.path, "unmatched")), owners=owners).message


@pytest.mark.parametrize("pattern", ["*", "**", "/**"])
def test_the_line_for_everything_counts_unless_the_policy_says_no(pattern: str) -> None:
    everything = owned(IMAGE.path, "@ada", rule=RuleRef("CODEOWNERS", 1, pattern))
    assert findings((IMAGE, everything)) == []
    finding = one((IMAGE, everything), options=Options(catch_all=False))
    assert finding.outcome == "fail"
    assert [ask.person for ask in finding.ask] == ["@ada"]
    assert findings((IMAGE, owned(IMAGE.path, "@ada")), options=Options(catch_all=False)) == []


def test_a_single_owner_counts_while_the_author_is_unknown() -> None:
    """The verdict lists under *not evaluated* that the two could not be compared."""
    unknown = PathOwners("CODEOWNERS", "b", (), frozenset({"grace@example.com"}), author_known=False)
    assert findings((IMAGE, owned(IMAGE.path, "@ada")), owners=unknown) == []


def test_one_finding_a_tool_with_all_its_pieces() -> None:
    nobody = [(d, Resolution(d.path, "unmatched")) for d in (IMAGE, MANIFEST, JOB)]
    tool, job = findings(*nobody)
    assert tool.message.endswith("covers tools/pay/Dockerfile (the same for 1 more file).")
    assert "a container image in Dockerfile; a Node package in package.json" in tool.message
    assert job.message.startswith("This change brings a scheduled workflow in .github/workflows/x.yml, and nobody")


def test_a_tool_is_named_only_when_every_piece_in_its_folder_is() -> None:
    finding = one((IMAGE, owned(IMAGE.path, "@ada")), (MANIFEST, Resolution(MANIFEST.path, "unmatched")))
    assert [place.file for place in finding.locations] == [MANIFEST.path]


def test_a_file_that_cannot_be_read_is_unknown_unless_it_is_owned() -> None:
    problem = Problem("is not valid YAML", Place("deploy/pay.yaml", 3), "mend the syntax")
    assert findings(unread=((problem, owned("deploy/pay.yaml", "@ada")),)) == []
    finding = one(unread=((problem, Resolution("deploy/pay.yaml", "unmatched")),))
    assert finding.outcome == "unknown"
    assert finding.locations == (Place("deploy/pay.yaml", 3),)


def test_the_remedy_names_the_line_to_land_and_whom_to_ask() -> None:
    approvers = owned("CODEOWNERS", "@org/platform", "@grace")
    finding = one((IMAGE, Resolution(IMAGE.path, "unmatched")), approvers=approvers)
    assert finding.remedy
    assert finding.remedy.agent_block
    assert "/tools/pay/" in finding.remedy.text
    assert "does not count" not in finding.remedy.text
    assert finding.remedy.command == "watchkeeper check --rule ownership/new-deployable"
    assert [ask.person for ask in finding.ask] == ["@org/platform"]


def test_an_owner_line_of_the_change_itself_does_not_count() -> None:
    finding = one((IMAGE, Resolution(IMAGE.path, "unmatched")), changed=("CODEOWNERS", IMAGE.path))
    assert finding.outcome == "fail"
    assert finding.remedy
    assert "does not count for itself" in finding.remedy.text


@pytest.mark.parametrize(
    ("deployable", "line"),
    [
        (JOB, "/.github/workflows/x.yml in"),
        (Deployable("container", "Dockerfile", "", "Dockerfile", "a container image"), "/Dockerfile in"),
        (Deployable("container", "a b/Dockerfile", "a b", "Dockerfile", "a container image"), "/a\\ b/ in"),
    ],
)
def test_the_line_to_land_is_one_that_matches(deployable: Deployable, line: str) -> None:
    finding = one((deployable, Resolution(deployable.path, "unmatched")))
    assert finding.remedy
    assert f"land a line for {line}" in finding.remedy.text


def test_no_one_is_addressed_and_any_path_can_be_shown() -> None:
    odd = Deployable("container", "a\nb\udcff/Dockerfile", "a\nb\udcff", "Dockerfile", "a container image")
    finding = one((odd, Resolution(odd.path, "unmatched")))
    assert finding.message.isprintable()
    assert " you" not in f"{finding.message} {finding.remedy}".lower()
