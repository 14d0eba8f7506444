"""Bicep, Nomad, Pulumi, CDK."""

from __future__ import annotations

from watchkeeper.analysis.components.readers.infrastructure import is_infrastructure, read_infrastructure


def test_projects_by_name() -> None:
    for path in ("infra/Pulumi.yaml", "cdk.json"):
        assert is_infrastructure(path)
        (piece,) = read_infrastructure(path, b"")
        assert piece.kind == "infrastructure"
    assert not is_infrastructure("Pulumi.prod.yaml")


def test_resources_of_bicep() -> None:
    text = b"resource site 'Microsoft.Web/sites@2023-01-01' = {\n}\n"
    text += b"resource db 'Microsoft.Sql/servers@2021-11-01' = {\n}\n"
    (piece,) = read_infrastructure("main.bicep", text)
    assert (piece.detail, piece.line) == ("an app (Azure) called site", 1)


def test_jobs_of_nomad() -> None:
    (piece,) = read_infrastructure("pay.nomad.hcl", b'job "pay" {\n  type = "service"\n}\n')
    assert piece.name == "pay"
