"""A new tool, service or scheduled job has a named owner before it is merged, and not only its author.

## What it checks
What the change adds that will run somewhere: a container recipe (Dockerfile, Containerfile) or a
service of Docker Compose, a pipeline that newly runs by the clock or newly deploys, a process of
systemd, supervisor or a Procfile, a table of cron, a manifest of a serverless or app platform, a
Kubernetes workload, Helm chart or application of Argo CD or Flux, what Terraform, Bicep, Nomad,
Pulumi or CDK keep running, an app of one file (Streamlit, Gradio, Airflow and others), a tool that
people click together (Apps Script, Retool, n8n), a command of a package, a package manifest in a
folder that had none. The page about components lists them all. Each tool, that is each folder,
gives one finding. It fails when the owners file of the target names nobody for it, only the author
of the change, or only bots and people who left.

What is moved, renamed or already at the target is not new. Tests, examples, documentation,
scaffolds, vendored code, measurements and the developers' own environments do not count.

## Why
Anyone can add a tool in an afternoon. From the day it runs, others rely on it, and the night it
breaks somebody has to be called. That person is found before the merge or not at all.

## Evidence
`components/deployables`: the changed files themselves, read as data and never run, compared with
the base and the target; CODEOWNERS at the target. A line that the change itself adds does not
count: nobody but the author agreed to it. An owner here is *declared*; that the person can be
reached is not proved yet.

## When it is wrong
- A package that is only a library, or an image that only the pipeline uses, may need nobody at night.
- A GitHub environment that only guards a secret looks like a deployment.
- Deploying through a script of the repository's own is seen only if a job or step is called deploy.
- A Compose file is taken for something that stays up unless its name or folder says dev, local or test.
- Manifests of Kubernetes as JSON, and pipelines as programs beyond what is written out, are not read.
- A Helm template is read by its lines, so one whose kind is computed gives *unknown*.
- Whether a team has living members is not looked up.

## Remedy
Land a line in the owners file first, in a change of its own that the named person approves. If
nobody can be found, the escalation contact of the policy decides who answers for the tool.

## References
- GitHub documentation, About code owners; Using environments for deployment.
- Kubernetes documentation, Workloads.
- Python packaging user guide, Entry points specification.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.components.deployables import DEPLOYABLES, Deployable, Deployables
from watchkeeper.analysis.ownership.catch_all import by_catch_all
from watchkeeper.analysis.ownership.paths import PathOwners, answers, path_state
from watchkeeper.domain.change import Change, FileChange, Target, display_path
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import Ask, Finding
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution, RuleRef
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.ownership._not_known import not_known
from watchkeeper.rules.ownership._tool_wording import Answer, Piece, message, remedy

ID = "ownership/new-deployable"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        catch_all: whether the owners of a line that covers the whole repository (`*`) count as named for a new tool.
    """

    catch_all: bool = True


RULE = Rule(
    summary="A new tool, service or scheduled job has a named owner who is not only its author",
    since="0.1",
    mode="block",
    evidence=(DEPLOYABLES,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each new tool that nobody is named for, and for each file that could not be judged."""
    found = subject.evidence.of(DEPLOYABLES)
    if isinstance(found, Unknown):
        yield not_known(ID, DEPLOYABLES, "What this change brings into operation is not known.", found)
        return
    value, catch_all = found.value, setting.options.catch_all
    tools: dict[str, list[Piece]] = {}
    for deployable, resolution in value.found:
        piece = Piece(deployable, resolution, _answer(resolution, value.owners, catch_all=catch_all))
        tools.setdefault(deployable.root, []).append(piece)
    for pieces in tools.values():
        yield from _judge(pieces, value, subject.change)
    for problem, resolution in value.unread:
        if _answer(resolution, value.owners, catch_all=catch_all) != "named":
            yield _unread(problem)


def _answer(resolution: Resolution, owners: PathOwners, *, catch_all: bool) -> Answer:
    """How the ownership of one path stands; `named` means somebody who is not known to be the author alone."""
    if resolution.state != "owned":
        return resolution.state
    if not catch_all and by_catch_all(resolution):
        return "catch-all"
    state = path_state(resolution, owners)[0]
    return "named" if state == "owned" else state


def _judge(pieces: list[Piece], value: Deployables, change: Change) -> Iterator[Finding]:
    """The finding of one tool. A workflow that stands elsewhere is answered for by the owner of the tool's folder."""
    pieces = sorted(pieces, key=lambda p: not _inside(p.deployable))
    inside = [p for p in pieces if _inside(p.deployable)] or pieces
    missing = [p for p in inside if p.answer != "named"]
    if missing:
        yield _finding(pieces, missing, value, change)


def _inside(deployable: Deployable) -> bool:
    return not deployable.root or f"{deployable.path}/".startswith(f"{deployable.root}/")


def _finding(pieces: list[Piece], missing: list[Piece], value: Deployables, change: Change) -> Finding:
    rule, answer = missing[0].resolution.rule, missing[0].answer
    return Finding(
        rule=ID,
        outcome="fail",
        message=message(pieces, missing, value),
        locations=tuple(dict.fromkeys(Place(p.deployable.path, p.deployable.line) for p in missing))[:10],
        evidence=(DEPLOYABLES.name,),
        measured="the author alone" if answer == "author" else "nobody",
        limit="one person or team other than the author",
        limit_at=Place(rule.file, rule.line, commit=value.owners.commit) if rule else None,
        remedy=remedy(ID, pieces, value, change),
        ask=_ask(missing, value),
    )


def _ask(missing: list[Piece], value: Deployables) -> tuple[Ask, ...]:
    """The owners of everything, if the line for everything did not count; then who approves owner lines."""
    everything = [o for p in missing if p.answer == "catch-all" for o in p.resolution.owners]
    approvers = value.approvers.owners if value.approvers else ()
    asked = {o.text: f"approves the lines of {value.owners.file}" for o in approvers if answers(o, value.owners)}
    asked |= {o.text: "owns everything that has no line of its own" for o in everything if answers(o, value.owners)}
    return tuple(Ask(person, why) for person, why in asked.items())


def _unread(problem: Problem) -> Finding:
    place = problem.place or Place("")
    return not_known(
        ID,
        DEPLOYABLES,
        f"Whether {display_path(place.file)} brings something that has to be answered for is not known: "
        f"the file {problem.message}.",
        Unknown(DEPLOYABLES.name, place.file, problem.message, problem.remedy),
        place,
    )


def examples() -> tuple[Example, ...]:
    """A tool that nobody owns, one that its author owns alone, one with an owner, one that cannot be judged."""
    image = Deployable("container", "tools/pay/Dockerfile", "tools/pay", "Dockerfile", "a container image", 1)
    job = Deployable(
        "scheduled-workflow",
        ".github/workflows/pay.yml",
        "tools/pay",
        "pay.yml",
        "a scheduled workflow (cron 0 6 * * 1)",
        3,
    )
    ada = Resolution(image.path, "owned", (OwnerRef("@ada", "user"),), RuleRef("CODEOWNERS", 3, "/tools/"))
    nobody = Resolution(image.path, "unmatched")
    elsewhere = Resolution(job.path, "unmatched")
    broken = Problem("is not valid YAML: a colon is missing", Place("deploy/pay.yaml", 7), "mend the syntax")
    tool = (
        "This change brings a tool in tools/pay (a container image in Dockerfile; a scheduled workflow "
        "(cron 0 6 * * 1) in .github/workflows/pay.yml), and nobody is named to answer for it when it breaks: "
        "no line of CODEOWNERS covers tools/pay/Dockerfile."
    )
    alone = (
        "This change brings a container image in tools/pay/Dockerfile, and nobody but the author of the change "
        "is named to answer for it when it breaks: CODEOWNERS:3 (/tools/) names only @ada."
    )
    unread = (
        "Whether deploy/pay.yaml brings something that has to be answered for is not known: "
        "the file is not valid YAML: a colon is missing."
    )
    return (
        Example(
            "a tool with a schedule that no line covers",
            _sample(image.path, job.path),
            (_evidence((image, nobody), (job, elsewhere)),),
            (("fail", tool),),
        ),
        Example("the author alone", _sample(image.path), (_evidence((image, ada), author="@ada"),), (("fail", alone),)),
        Example("somebody else", _sample(image.path, job.path), (_evidence((image, ada), (job, elsewhere)),), ()),
        Example(
            "a manifest that cannot be read",
            _sample("deploy/pay.yaml"),
            (_evidence(unread=((broken, Resolution("deploy/pay.yaml", "unmatched")),)),),
            (("unknown", unread),),
        ),
        Example(
            "unknown",
            _sample(image.path),
            (Unknown(DEPLOYABLES.name, "head", "CODEOWNERS is a symbolic link", "commit a regular file there"),),
            (("unknown", "What this change brings into operation is not known."),),
        ),
    )


def _evidence(
    *found: tuple[Deployable, Resolution], unread: tuple[tuple[Problem, Resolution], ...] = (), author: str = "@grace"
) -> Evidence[Deployables]:
    owners = PathOwners("CODEOWNERS", "base", (), frozenset({author}), author_known=True)
    return Evidence(DEPLOYABLES.name, "head", Deployables(found, unread, owners))


def _sample(*paths: str) -> Change:
    files = tuple(FileChange(path, path, "added", 0, 0o100644, "", "b") for path in paths)
    return Change("base", "head", (), files, Target("main", "base", protected=True, reason="branch called main"))
