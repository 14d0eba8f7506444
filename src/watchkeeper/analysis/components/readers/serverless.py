"""Finds manifests of platforms that run code from a repository: functions, app platforms, static hosts."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, folder_of, is_yaml, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

BY_NAME = {
    "serverless.yml": "a Serverless Framework service",
    "serverless.yaml": "a Serverless Framework service",
    "serverless.json": "a Serverless Framework service",
    "serverless.ts": "a Serverless Framework service",
    "serverless.js": "a Serverless Framework service",
    "vercel.json": "a Vercel deployment",
    "netlify.toml": "a Netlify deployment",
    "fly.toml": "a Fly.io app",
    "render.yaml": "a Render service",
    "heroku.yml": "a Heroku app",
    "wrangler.toml": "a Cloudflare Worker",
    "wrangler.json": "a Cloudflare Worker",
    "wrangler.jsonc": "a Cloudflare Worker",
    "firebase.json": "a Firebase deployment",
    "apprunner.yaml": "an App Runner service",
    "railway.json": "a Railway service",
    "railway.toml": "a Railway service",
    "render.yml": "a Render service",
    "now.json": "a Vercel deployment",
    "apphosting.yaml": "a Firebase app",
    "staticwebapp.config.json": "an Azure site",
    "Dockerrun.aws.json": "an Elastic Beanstalk app",
    "zappa_settings.json": "a function app (Zappa)",
    "captain-definition": "a CapRover app",
    "azure.yaml": "an Azure app (azd)",
    "amplify.yml": "an AWS Amplify app",
    "nixpacks.toml": "an app of a platform (Nixpacks)",
}
BY_CONTENT: dict[str, tuple[tuple[bytes, str], ...]] = {
    "host.json": ((b"extensionBundle", "a function app (Azure)"), (b'"version": "2.0"', "a function app (Azure)")),
    "function.json": ((b'"timerTrigger"', "a function by the clock (Azure)"), (b'"bindings"', "a function (Azure)")),
    "app.json": (
        (b'"buildpacks"', "a Heroku app"),
        (b'"formation"', "a Heroku app"),
        (b'"expo"', "a mobile app (Expo)"),
    ),
    "config.json": (
        (b'"chalice_stage"', "a function app (AWS Chalice)"),
        (b'"app_name"', "a function app (AWS Chalice)"),
    ),
    "config.toml": ((b"project_id", "a Supabase project"),),
    "app.yaml": ((b"\nruntime:", "an App Engine service"), (b"\nservices:\n", "a DigitalOcean app")),
    "app.yml": ((b"\nruntime:", "an App Engine service"),),
    "manifest.yml": (
        (b"\napplications:", "a Cloud Foundry app"),
        (b"\ntype: Load Balanced Web Service", "a service (AWS Copilot)"),
        (b"\ntype: Backend Service", "a service (AWS Copilot)"),
        (b"\ntype: Scheduled Job", "a job by the clock (AWS Copilot)"),
        (b"\ntype: Worker Service", "a service (AWS Copilot)"),
    ),
    "deploy.yml": ((b"\nservice:", "an app that Kamal deploys"),),
    "config.yml": ((b"\ndeploy:\n", "an Elastic Beanstalk app"),),
    "score.yaml": ((b"\napiVersion: score.dev", "a workload (Score)"),),
}
"""Names that others use too → a text that has to stand there, from the start of a line where it begins with one."""
PLACES = {
    "config.json": ".chalice", "config.toml": "supabase", "config.yml": ".elasticbeanstalk", "deploy.yml": "config",
}  # fmt: skip
"""Names that count in this folder only."""
CLOUD_FORMATION = (
    (b"AWS::Serverless", "an AWS SAM application"),
    (b"AWS::Lambda::Function", "a function (AWS Lambda)"),
    (b"AWS::ECS::Service", "a service (AWS ECS)"),
    (b"AWS::AppRunner::Service", "a service (AWS App Runner)"),
    (b"AWS::EC2::Instance", "a machine (AWS EC2)"),
    (b"AWS::AutoScaling::AutoScalingGroup", "a group of machines (AWS EC2)"),
    (b"AWS::StepFunctions::StateMachine", "a sequence of jobs (AWS Step Functions)"),
    (b"AWS::Batch::JobDefinition", "a job (AWS Batch)"),
    (b"AWS::ElasticBeanstalk::Environment", "an app (AWS Elastic Beanstalk)"),
)
TEMPLATE_JSON = ("template.json", ".template.json", ".cfn.json", "cloudformation.json")


def is_serverless(path: str) -> bool:
    """Whether a file is named as the manifest of such a platform, or is YAML or JSON that can hold one."""
    name = name_of(path)
    can_hold = is_yaml(path) or name.endswith(TEMPLATE_JSON) or name in BY_CONTENT
    return is_named(path) or (can_hold and counts(path))


def is_named(path: str) -> bool:
    """Whether the name of a file is that of such a manifest and of nothing else."""
    return (name_of(path) in BY_NAME or _is_fly(path)) and counts(path)


def read_serverless(path: str, text: bytes) -> Iterator[Piece]:
    """The app of a manifest: by its name, or by what it has to contain."""
    name = name_of(path)
    if name in BY_NAME or _is_fly(path):
        yield Piece("serverless", name, BY_NAME.get(name, BY_NAME["fly.toml"]))
        return
    if name_of(folder_of(path)) == PLACES.get(name, name_of(folder_of(path))):
        for sign, what in BY_CONTENT.get(name, ()):
            if sign in text or (sign[:1] == b"\n" and text.startswith(sign[1:])):
                line = line_of(text, sign.decode().strip())
                folder = folder_of(folder_of(path)) if name in PLACES or name == "function.json" else None
                yield Piece("serverless", name, what, line=line, folder=folder)
                return
    if b"AWS::" in text and (is_yaml(path) or name.endswith(TEMPLATE_JSON)):
        for sign, what in CLOUD_FORMATION:
            if sign in text:
                yield Piece("serverless", name, what, line=line_of(text, sign.decode()))
                return


def _is_fly(path: str) -> bool:
    name = name_of(path)
    return name.startswith("fly.") and name.endswith(".toml")
