"""Where a finding is shown and how it is recognised again, for formats that demand a file and a fingerprint."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.change import display_path
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.problems import Place
from watchkeeper.domain.report import Report
from watchkeeper.domain.size import Size


def main_place(finding: Finding | None, report: Report) -> Place | None:
    """The finding's first location; for a finding about the whole change its largest file, else its first."""
    if finding is not None and finding.locations:
        return finding.locations[0]
    if isinstance(report.size, Size) and report.size.largest:
        return Place(report.size.largest[0][0])
    files = sorted(file.path for file in report.change.files)
    return Place(files[0]) if files else None


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """One hexadecimal fingerprint (32 digits) a finding: the same over runs while rule and files are the same.

    Numbers in the message do not count, so a change that shrinks keeps its fingerprint. Findings that
    have rule, outcome and files in common are told apart by their order.
    """
    from hashlib import sha256

    seen: dict[str, int] = {}
    found = []
    for finding in findings:
        files = [display_path(place.file) for place in finding.locations]
        key = "\0".join([finding.rule, finding.outcome, *files])
        seen[key] = seen.get(key, 0) + 1
        found.append(sha256(f"{key}\0\0{seen[key]}".encode()).hexdigest()[:32])
    return found
