"""Loads what Terraform declares in a tree: files that the policy names, else all configuration that it holds."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.formats.policy.readiness_sources import AlertingSources
from watchkeeper.formats.terraform.reading import Configured, parse_terraform
from watchkeeper.formats.terraform.recognise import ENDINGS, STATES, is_state, refused

MOST_BYTES = 32 << 20
KEY = "sources.alerting.terraform"


def load_configured(files: Files, sources: AlertingSources) -> Configured:
    """What watches, where it goes and who is on call, as far as Terraform declares it.

    A state is refused by its name before a byte of it is read; one that is found in the tree is said, too.
    """
    named = sources.paths("terraform")
    problems = [*files.missing(named, KEY)]
    paths = list(dict.fromkeys(files.matching(named) if named else files.likely((*ENDINGS, *STATES))))
    texts = []
    left = MOST_BYTES
    for path in paths:
        if is_state(path, b""):
            problems.append(refused(path))
            continue
        data = files.content(path)
        if data is None:
            problems += _not_read(path, named=bool(named))
        elif len(data) > left:
            what = f"is not read: {MOST_BYTES >> 20} MB of configuration were"
            problems.append(Problem(what, Place(path), f"name fewer files under {KEY}"))
        else:
            left -= len(data)
            texts.append((path, data))
    if not texts:
        return Configured(problems=tuple(problems))
    found = parse_terraform(texts)
    return structs.replace(found, problems=(*problems, *found.problems))


def _not_read(path: str, *, named: bool) -> Iterator[Problem]:
    if named:
        remedy = "name configuration alone; a state is never read"
        yield Problem("cannot be read, or is larger than 8 MB", Place(path), remedy)
