"""Puts proposed owners into owners files so that nobody loses or gains what is owned already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from watchkeeper.analysis.ownership.dialects.resolver import compile_written
from watchkeeper.domain.ownership.owners import OwnersFile, Resolution, WrittenOwners
from watchkeeper.domain.ownership.proposals import ProposedOwner
from watchkeeper.formats.owners.github import parse_github
from watchkeeper.formats.owners.gitlab import parse_gitlab
from watchkeeper.formats.owners.kubernetes import parse_kubernetes
from watchkeeper.formats.owners.places import OWNERS

NEW = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"}
HEAD = "# Proposed from who wrote, reviewed and fixed here; each person named has to agree first."
BOM = "\ufeff"
SPECIAL = {"github": re.compile(r"([\\ *?])"), "gitlab": re.compile(r"([\\ #*?\[\]])")}
"""The characters that a pattern takes literally behind a backslash; GitHub reads no line with an escaped #."""
Texts = Mapping[str, str]


def place_proposals(
    written: WrittenOwners, texts: Texts, proposals: Sequence[ProposedOwner], answers: Sequence[Resolution]
) -> tuple[dict[str, str], tuple[ProposedOwner, ...], tuple[ProposedOwner, ...]]:
    """The files with the proposals, those that stand in them, and those that would change what is owned.

    `texts` are the contents of the owners files that are read, `answers` what they say for every file now. A
    path that is owned, or that a line exempts, keeps its answer: a proposal that would change one is left out.
    """
    kept, refused = list(proposals), list[ProposedOwner]()
    settled = [answer for answer in answers if answer.state != "unmatched"]
    open_ = [answer.path for answer in answers if answer.state == "unmatched"]
    while kept:
        files = _drafted(written, texts, kept)
        resolver = compile_written(_parsed(written, files))
        hit = [a.path for a in settled if not _same(a, resolver.resolve(a.path))]
        owned = [path for path in open_ if resolver.resolve(path).state == "owned"]
        idle = [p for p in kept if p.confidence != "low" and not any(_covers(p, path) for path in owned)]
        if not hit and not idle:
            return files, tuple(kept), tuple(refused)
        guilty = idle or [p for p in kept if any(_covers(p, path) for path in hit)] or kept
        refused += guilty
        kept = [p for p in kept if p not in guilty]
    return {}, (), tuple(refused)


def _drafted(written: WrittenOwners, texts: Texts, proposals: Sequence[ProposedOwner]) -> dict[str, str]:
    """The new texts by file."""
    if written.dialect == "kubernetes":
        return {
            (f"{p.folder}/{OWNERS}" if p.folder else OWNERS): _approvers(p)
            for p in proposals
            if (f"{p.folder}/{OWNERS}" if p.folder else OWNERS) not in texts
        }
    file = written.files[0].file if written.files else NEW[written.dialect]
    old = texts.get(file, "")
    lead = BOM if old.startswith(BOM) else ""
    end = "\r\n" if "\r\n" in old else "\n"
    lines = "".join(
        f"{line}{end}" for line in [HEAD, *(_line(p, written.dialect) for p in proposals), *([""] if old else [])]
    )
    return {file: f"{lead}{lines}{old.removeprefix(BOM)}"}


def _line(proposal: ProposedOwner, dialect: str) -> str:
    """A line for the top of the file, where every line that is there already wins over it."""
    folder = SPECIAL[dialect].sub(r"\\\1", proposal.folder)
    line = f"{f'/{folder}/' if folder else '/*'} {' '.join(proposal.owners)}"
    return f"# {line}  (low confidence)" if proposal.confidence == "low" else line


def _approvers(proposal: ProposedOwner) -> str:
    mark = "# " if proposal.confidence == "low" else ""
    return "".join(
        [f"{HEAD}\n{mark}approvers:\n", *(f"{mark}- {owner.removeprefix('@')}\n" for owner in proposal.owners)]
    )


def _parsed(written: WrittenOwners, files: Texts) -> WrittenOwners:
    old = [file for file in written.files if file.file not in files]
    return structs.replace(written, files=(*old, *_parse(written, files)))


def _parse(written: WrittenOwners, files: Texts) -> Iterable[OwnersFile]:
    members = {alias.name: alias.members for alias in written.aliases}
    for file, text in files.items():
        data = text.encode("utf-8", "surrogateescape")
        if written.dialect == "kubernetes":
            yield parse_kubernetes(data, file, members)
        else:
            yield (parse_gitlab if written.dialect == "gitlab" else parse_github)(data, file)


def _same(before: Resolution, after: Resolution) -> bool:
    """Whether two answers ask the same people, as many of them, for the same demands."""
    return before.state == after.state and _asked(before) == _asked(after)


def _asked(resolution: Resolution) -> object:
    demands = [(d.state, {o.text for o in d.owners}, d.approvals, d.optional, d.duty) for d in resolution.demands]
    return {owner.text for owner in resolution.owners}, demands


def _covers(proposal: ProposedOwner, path: str) -> bool:
    return path.startswith(f"{proposal.folder}/") if proposal.folder else "/" not in path
