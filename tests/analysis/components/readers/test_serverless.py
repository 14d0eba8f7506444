"""Manifests of platforms that run code from a repository."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.serverless import is_serverless, read_serverless


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tools/pay/serverless.yml", b"service: pay\n"),
        ("tools/pay/vercel.json", b"{}"),
        ("tools/pay/fly.toml", b'app = "pay"\n'),
        ("tools/pay/fly.staging.toml", b'app = "pay"\n'),
        ("tools/pay/render.yaml", b"services: []\n"),
        ("tools/pay/app.json", b'{"buildpacks": []}'),
        ("tools/pay/host.json", b'{"version": "2.0"}'),
        ("tools/pay/run/function.json", b'{"bindings": [{"type": "timerTrigger"}]}'),
        ("tools/pay/.chalice/config.json", b'{"app_name": "pay"}'),
        ("tools/pay/manifest.yml", b"---\napplications:\n- name: pay\n"),
        ("tools/pay/config/deploy.yml", b"service: pay\nimage: acme/pay\n"),
        ("tools/pay/stack.template.json", b'{"Type": "AWS::Lambda::Function"}'),
        ("tools/pay/stack.yaml", b"Resources:\n  A:\n    Type: AWS::ECS::Service\n"),
        ("tools/pay/app.yaml", b"runtime: python312\n"),
        ("tools/pay/template.yaml", b"Resources:\n  Pay:\n    Type: AWS::Serverless::Function\n"),
        ("tools/pay/stack.yml", b"Transform: AWS::Serverless-2016-10-31\n"),
        ("tools/pay/wrangler.toml", b'name = "pay"\n'),
    ],
)
def test_apps(path: str, text: bytes) -> None:
    assert is_serverless(path)
    (piece,) = read_serverless(path, text)
    assert piece.kind == "serverless"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config/app.yaml", b"debug: true\n"),
        ("config/values.yml", b"a: 1\n"),
        ("app.json", b'{"name": "x"}'),
        ("config/config.json", b'{"app_name": "x"}'),
        ("other/deploy.yml", b"service: pay\n"),
        ("manifest.yml", b"a: 1\n"),
        ("template.yaml", b"Resources:\n  B:\n    Type: AWS::S3::Bucket\n"),
    ],
)
def test_other_yaml(path: str, text: bytes) -> None:
    assert list(read_serverless(path, text)) == []


@pytest.mark.parametrize("path", ["examples/vercel.json", "docs/fly.toml", "a/Procfile.dev", "a/vercel.ts"])
def test_other_paths(path: str) -> None:
    assert not is_serverless(path)
