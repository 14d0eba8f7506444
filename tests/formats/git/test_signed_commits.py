"""A commit object taken apart: the payload is what git signs."""

from __future__ import annotations

from watchkeeper.formats.git.signed_commits import parse_signed_commit

HEAD = b"tree 1\nparent 2\nauthor A <a@example.com> 5 +0000\ncommitter Ines Vogel <ines@example.com> 1767229200 +0200\n"
SIGNATURE = b"gpgsig -----BEGIN SSH SIGNATURE-----\n abc\n -----END SSH SIGNATURE-----\n"


def test_the_payload_is_the_object_without_the_signature() -> None:
    found = parse_signed_commit(HEAD + SIGNATURE + b"encoding UTF-8\n\nText\n gpgsig no\n", "sha1")
    assert found.payload == HEAD + b"encoding UTF-8\n\nText\n gpgsig no\n"
    assert found.signature == b"-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----\n"
    assert (found.kind, found.email, found.committed_at) == ("ssh", "ines@example.com", 1_767_229_200)
    assert found.message == "Text\n gpgsig no\n"


def test_folded_headers_stay_in_the_payload() -> None:
    tag = b"mergetag object 3\n type commit\n gpgsig -----BEGIN PGP SIGNATURE-----\n"
    found = parse_signed_commit(HEAD + tag + SIGNATURE + b"\nText\n", "sha1")
    assert found.payload == HEAD + tag + b"\nText\n"
    assert found.kind == "ssh"


def test_the_signature_of_the_other_object_format_does_not_count() -> None:
    both = HEAD + SIGNATURE.replace(b"gpgsig", b"gpgsig-sha256") + b"\nText\n"
    assert parse_signed_commit(both, "sha1").kind == ""
    assert parse_signed_commit(both, "sha256").kind == "ssh"
    assert parse_signed_commit(both, "sha1").payload == HEAD + b"\nText\n"


def test_what_is_not_read() -> None:
    assert parse_signed_commit(HEAD + SIGNATURE + SIGNATURE + b"\nText\n", "sha1").kind == "other"
    assert parse_signed_commit(HEAD + b"gpgsig -----BEGIN SIGNED MESSAGE-----\n x\n\nText\n", "sha1").kind == "other"
    assert parse_signed_commit(HEAD + b"\nText\n", "sha1").kind == ""
    assert parse_signed_commit(b"", "sha1").email == ""
    assert parse_signed_commit(b"tree 1\ncommitter <> nonsense\n\nx", "sha1").committed_at == 0
