"""Signatures of commits: good ones by known keys count, all else is unknown with the reason."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.signing import GpgKey, SshKey, needs_gpg, needs_ssh
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.signatures import KnownKeys, Proved, Signature
from watchkeeper.formats.git.signed_commits import parse_signed_commit
from watchkeeper.git.repository import Repository
from watchkeeper.git.signatures import verify_signature

INES = "Ines Vogel <ines@example.com>"


def verify(repo: Any, commit: str, keys: KnownKeys, *, old: bytes = b"", new: bytes = b"") -> Signature:
    """What the signature of a commit proves, after replacing bytes in the object."""
    with Repository(str(repo.path)) as repository:
        content = repository.objects.content(commit) or b""
        assert old in content
        return verify_signature(parse_signed_commit(content.replace(old, new, 1), repository.object_format), keys)


def signers(*lines: str) -> KnownKeys:
    return KnownKeys("".join(lines).encode())


def reason(found: Signature) -> str:
    assert isinstance(found, Unknown), found
    assert found.remedy
    return found.reason


@pytest.fixture
def key(tmp_path: Path) -> SshKey:
    return SshKey(tmp_path / "keys", "ines")


@needs_ssh
@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_good_signature_names_its_holder(make_repo: Any, key: SshKey, object_format: str) -> None:
    repo = make_repo(object_format=object_format)
    head = key.commit(repo, {"a": "1\n"}, "Change", INES)
    assert verify(repo, head, signers(key.line("ines@example.com"))) == Proved("ines@example.com")
    assert verify(repo, head, signers(key.line("Ines@Example.com,ops@example.com"))) == Proved("ines@example.com")
    assert verify(repo, head, signers(key.line("*@example.com", 'namespaces="git"'))) == Proved("ines@example.com")


@needs_ssh
def test_what_is_no_proof(repo: Any, key: SshKey, tmp_path: Path) -> None:
    head = key.commit(repo, {"a": "1\n"}, "Change", INES)
    known, other = key.line("ines@example.com"), SshKey(tmp_path / "keys", "mallory")
    assert "by no key" in reason(verify(repo, head, signers(other.line("ines@example.com"))))
    assert "not one over this commit" in reason(verify(repo, head, signers(known), old=b"\n\nChange", new=b"\n\nOther"))
    assert "belongs to bob@example.com" in reason(verify(repo, head, signers(key.line("bob@example.com"))))
    assert "no .watchkeeper/allowed_signers" in reason(verify(repo, head, KnownKeys()))
    assert reason(verify(repo, head, signers(key.line("ines@example.com", 'namespaces="file"'))))
    assert reason(verify(repo, head, signers("not an allowed signer\n")))
    assert "not signed" in reason(verify(repo, repo.commit({"b": "1\n"}), signers(known)))


@needs_ssh
def test_a_signature_taken_from_another_commit(repo: Any, key: SshKey) -> None:
    first = key.commit(repo, {"a": "1\n"}, "Change", INES)
    lines = repo.git("cat-file", "commit", first).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("gpgsig"))
    end = next(n for n, line in enumerate(lines) if n > start and not line.startswith(" "))
    plain = repo.git("cat-file", "commit", repo.commit({"b": "2\n"}, author=INES)).partition("\n\n")
    forged = "\n".join([plain[0], *lines[start:end]]) + "\n\n" + plain[2] + "\n"
    head = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=forged.encode())
    assert "not one over this commit" in reason(verify(repo, head, signers(key.line("ines@example.com"))))


@needs_ssh
@pytest.mark.parametrize(
    ("options", "good"),
    [
        ('valid-after="20260101",valid-before="20260102"', True),
        ('valid-before="20260101003000"', False),
        ('valid-after="20260101020000"', False),
        ('valid-before="20260101010001"', True),
    ],
)
def test_the_limits_of_a_key_hold_at_the_commits_time(repo: Any, key: SshKey, options: str, good: bool) -> None:
    head = key.commit(repo, {"a": "1\n"}, "At 01:00 UTC", INES)
    found = verify(repo, head, signers(key.line("ines@example.com", options)))
    assert isinstance(found, Proved) == good


@needs_ssh
def test_a_committer_that_no_program_can_be_told(repo: Any, key: SshKey) -> None:
    head = key.commit(repo, {"a": "1\n"}, "Change", INES)
    known = signers(key.line("ines@example.com"))
    for new in (b"committer Ines <a\0b>", b"committer Ines <-h>", b"committer <>", b"committed "):
        assert reason(verify(repo, head, known, old=b"committer Ines Vogel <ines@example.com>", new=new))


@needs_ssh
def test_a_missing_program_is_unknown(repo: Any, key: SshKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = key.commit(repo, {"a": "1\n"}, "Change", INES)
    with Repository(str(repo.path)) as repository:
        signed = parse_signed_commit(repository.objects.content(head) or b"", "sha1")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = verify_signature(signed, signers(key.line("ines@example.com")))
    assert "ssh-keygen is not installed" in reason(found)
    assert isinstance(found, Unknown)
    assert "install OpenSSH" in found.remedy


@pytest.fixture
def gpg(repo: Any) -> Iterator[GpgKey]:
    with tempfile.TemporaryDirectory(prefix="wk-") as folder:
        key = GpgKey(Path(folder) / "home", INES, repo.clock)
        yield key
        key.close()


@needs_gpg
def test_openpgp(repo: Any, gpg: GpgKey) -> None:
    head = gpg.commit(repo, {"a": "1\n"}, "Change", INES)
    known = KnownKeys(openpgp=(b"no key at all\n", gpg.public()))
    assert verify(repo, head, known) == Proved("ines@example.com")
    assert "not one over this commit" in reason(verify(repo, head, known, old=b"\n\nChange", new=b"\n\nOther"))
    assert "no .watchkeeper/keys" in reason(verify(repo, head, KnownKeys(b"x y z\n")))
    other = gpg.commit(repo, {"a": "2\n"}, "Change", "Bob <bob@example.com>")
    assert "belongs to ines@example.com" in reason(verify(repo, other, known))


@needs_gpg
def test_openpgp_keys_that_the_target_does_not_know_or_that_ended(repo: Any, gpg: GpgKey) -> None:
    with tempfile.TemporaryDirectory(prefix="wk-") as folder:
        short = GpgKey(Path(folder) / "home", INES, repo.clock, "seconds=7200")
        first = short.commit(repo, {"a": "1\n"}, "While it is valid", INES)
        assert verify(repo, first, KnownKeys(openpgp=(short.public(),))) == Proved("ines@example.com")
        assert "by no key" in reason(verify(repo, first, KnownKeys(openpgp=(gpg.public(),))))
        before = repo.clock
        repo.clock += 86_400
        late = short.commit(repo, {"a": "2\n"}, "Long after", INES, at=before)
        assert "expired at that time" in reason(verify(repo, late, KnownKeys(openpgp=(short.public(),))))
        short.close()
