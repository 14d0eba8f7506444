"""Reads an event file of any forge that is known."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from watchkeeper.domain.change import Opening
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.events.github import opening_of_github
from watchkeeper.formats.events.gitlab import opening_of_gitlab

MAX_BYTES = 25 << 20


class Probe(Struct, frozen=True):
    """The one key that tells GitLab's hooks from GitHub's."""

    object_kind: str = ""


def parse_event(data: bytes, file: str) -> Opening:
    """What the event tells of the change and how it was opened; empty fields where it tells nothing.

    Raises:
        UsageError: the file is above 25 MB, no JSON, or not of the shape that the forge documents.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(Problem(f"larger than {MAX_BYTES >> 20} MB", Place(file), "name the event file"))
    try:
        probe = msgspec.json.decode(data, type=Probe)
        return opening_of_gitlab(data) if probe.object_kind else opening_of_github(data)
    except msgspec.ValidationError as error:
        problem = Problem(f"is not an event that is known: {error}", Place(file), "pass the forge's event file unchanged")
        raise UsageError(problem) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(Problem(f"is not JSON: {error}", _place(data, file, str(error)), "pass it unchanged")) from None


def _place(data: bytes, file: str, message: str) -> Place:
    """Line and column of a syntax error, when the decoder tells the byte."""
    digits = message.rpartition("byte ")[2].rstrip(")")
    if not digits.isdigit():
        return Place(file)
    before = data[: int(digits)]
    return Place(file, before.count(b"\n") + 1, int(digits) - before.rfind(b"\n"))
