"""Measures the change file by file from the open difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from watchkeeper.analysis.size.counter import SIZE, FileMeasure, measure_file, total_size
from watchkeeper.analysis.size.exclusions import Claim, Exclusion, exclusion_by_content, exclusion_by_path
from watchkeeper.analysis.size.tokens import TokenModel
from watchkeeper.domain.change import FileChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.domain.size import Size
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.size.attributes import TargetAttributes
from watchkeeper.git.diff import Difference, Patch
from watchkeeper.git.objects import Objects

HEAD_BYTES = 65_536
TEXT_LIMIT = 20 << 20
SUBMODULE = 0o160000


def collect(gathering: Gathering) -> Evidence[Size] | Unknown:
    """The size of the change by the one counter."""
    attributes = TargetAttributes(gathering.judge)
    objects = gathering.repository.objects
    measures = measure_difference(gathering.difference, attributes, objects, gathering.yardsticks.model)
    return Evidence(SIZE.name, gathering.change.head, total_size(measures, gathering.yardsticks), "resolved")


def measure_difference(
    difference: Difference, attributes: TargetAttributes, objects: Objects, model: TokenModel
) -> list[FileMeasure]:
    """Measure every file of a difference, reading one file's patch at a time.

    Raises:
        UnknownSubjectError: the content of a file is not in this clone.
    """
    movable = any(file.status != "added" for file in difference.files)
    return [_measure(file, patch, attributes, objects, model, movable=movable) for file, patch in difference.patches()]


def _measure(
    file: FileChange, patch: Patch, attributes: TargetAttributes, objects: Objects, model: TokenModel, *, movable: bool
) -> FileMeasure:
    if patch.binary:
        return _measure_binary(file, attributes, objects, model)
    removed, added = patch.lines()
    if not removed and not added:
        return FileMeasure(file.path, 0, 0, 0)
    whole = b"\n".join(added) if file.status == "added" else None
    reason, claim = _reason(file, attributes, objects, whole)
    return measure_file(file.path, removed, added, model, reason=reason, claim=claim, movable=movable)


def _measure_binary(file: FileChange, attributes: TargetAttributes, objects: Objects, model: TokenModel) -> FileMeasure:
    """A file that git takes for binary counts by its bytes; text with a stray NUL is measured as text."""
    sizes = [_blob_size(objects, blob) for blob in (file.old_blob, file.new_blob)]
    old, new = (_text(objects, blob, size) for blob, size in zip((file.old_blob, file.new_blob), sizes, strict=True))
    if old is None or new is None:
        return FileMeasure(file.path, 0, sizes[1], 0, reason="binary: no lines to read")
    removed, added = _line_difference(old.split(b"\n"), new.split(b"\n"))
    reason, claim = _reason(file, attributes, objects, None)
    return measure_file(file.path, removed, added, model, reason=reason, claim=claim)


def _blob_size(objects: Objects, blob: str) -> int:
    if not blob:
        return 0
    head = objects.head(blob)
    if head is None:
        raise UnknownSubjectError(_missing(blob))
    return head.size


def _text(objects: Objects, blob: str, size: int) -> bytes | None:
    """The content when it is text in spite of a NUL or two, else None."""
    if not blob:
        return b""
    if size > TEXT_LIMIT:
        return None
    data = objects.content(blob) or b""
    strange = len(data) - len(data.translate(None, bytes(range(9)) + bytes(range(14, 27))))
    return data if strange * 500 < len(data) else None


def _line_difference(old: Sequence[bytes], new: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Lines of one side that the other has not as often: an order-free difference, never too small to notice."""
    before, after = Counter(old), Counter(new)
    return list((before - after).elements()), list((after - before).elements())


def _reason(file: FileChange, attributes: TargetAttributes, objects: Objects, whole: bytes | None) -> tuple[str, str]:
    """Why a file does not count ("" = it counts), and what was claimed but not proved.

    `whole` is the new content where the patch already holds it.
    """
    if SUBMODULE in {file.new_mode, file.old_mode}:
        return "", ""
    by_attribute = attributes.reason(file.path)
    if by_attribute is not None:
        return by_attribute, ""
    found = _known(exclusion_by_path(file.path), attributes)
    if not isinstance(found, Exclusion):
        found = _by_content(file, objects, whole) or found
    if isinstance(found, Exclusion):
        return found.reason, ""
    return "", found.reason if found else ""


def _known(found: Exclusion | Claim | None, attributes: TargetAttributes) -> Exclusion | Claim | None:
    """A vendored folder that the target does not have yet is a claim of the change."""
    if isinstance(found, Exclusion) and found.folder and not attributes.has_folder(found.folder):
        return Claim(f"{found.reason}, which the target does not have, so it counts")
    return found


def _by_content(file: FileChange, objects: Objects, whole: bytes | None) -> Exclusion | Claim | None:
    """What the content says; before a generated file is believed, all of it is looked at.

    The base's version is only read when the content claims something.
    """
    blob = file.new_blob or file.old_blob
    content = _head(objects, blob) if whole is None else whole
    found = exclusion_by_content(file.path, content)
    if isinstance(found, Claim) and file.old_blob:
        found = exclusion_by_content(file.path, content, _head(objects, file.old_blob))
    if isinstance(found, Exclusion) and whole is None and len(content) == HEAD_BYTES:
        before = _head(objects, file.old_blob) if file.old_blob else None
        return exclusion_by_content(file.path, objects.content(blob, TEXT_LIMIT) or b"", before)
    return found


def _head(objects: Objects, blob: str) -> bytes:
    if not blob:
        return b""
    data = objects.content(blob, HEAD_BYTES)
    if data is None:
        raise UnknownSubjectError(_missing(blob))
    return data


def _missing(blob: str) -> Problem:
    return Problem(
        f"the content of object {blob[:12]} is not in this clone (blobless or damaged)",
        remedy="fetch it: git fetch --refetch origin, or clone without --filter",
    )
