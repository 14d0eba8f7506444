"""Which steps of a pipeline put something into operation: known actions and known commands."""

from __future__ import annotations

DEPLOY_ACTIONS = frozenset({
    "peaceiris/actions-gh-pages", "cloudflare/wrangler-action", "cloudflare/pages-action", "azure/functions-action",
    "amondnet/vercel-action", "nwtgck/actions-netlify", "netlify/actions", "w9jds/firebase-action",
    "appleboy/ssh-action", "pulumi/actions", "serverless/github-action", "digitalocean/app_action",
    "superfly/flyctl-actions",
})  # fmt: skip
"""Actions that deploy and do not say so in their names; one with `deploy` in its name counts anyway."""

DEPLOY_COMMANDS = (
    "kubectl apply", "kubectl set image", "kubectl rollout restart", "helm upgrade", "oc apply", "argocd app sync",
    "skaffold run", "nomad job run", "docker stack deploy", "docker service update",
    "terraform apply", "tofu apply", "terragrunt apply", "pulumi up", "ansible-playbook",
    "cdk deploy", "sam deploy", "serverless deploy", "sls deploy", "chalice deploy", "zappa deploy", "copilot deploy",
    "aws ecs update-service", "aws lambda update-function-code", "aws s3 sync", "aws cloudformation deploy",
    "aws deploy create-deployment", "eb deploy", "gcloud run deploy", "gcloud app deploy", "gcloud functions deploy",
    "az webapp deploy", "az containerapp update", "az functionapp deployment", "azd deploy", "azd up",
    "wrangler deploy", "wrangler publish", "wrangler pages deploy", "flyctl deploy", "fly deploy", "vercel deploy",
    "vercel --prod", "netlify deploy", "firebase deploy", "heroku container:release", "railway up", "kamal deploy",
)  # fmt: skip

CLUSTER_COMMANDS = frozenset(c for c in DEPLOY_COMMANDS if c.startswith(("kubectl ", "helm ", "skaffold ", "oc ")))
THROW_AWAY_CLUSTERS = (
    "kind-action",
    "kind create cluster",
    "setup-kind",
    "minikube",
    "k3d",
    "k3s",
    "microk8s",
    "kindest",
)
"""A job that starts one of these deploys into it, to test."""


TEST_STAGES = frozenset({"test", "tests", "testing", "ci", "e2e", "benchmark", "benchmarks", "profiling"})


def deploy_environment(name: str) -> bool:
    """Whether an environment of this name is one that users meet; a stage for tests is not."""
    return bool(name) and not TEST_STAGES & _words(name)


def deploy_title(title: str) -> bool:
    """Whether a job or step is called a deployment: the very word `deploy` stands in its name, and no test's."""
    words = _words(title)
    return "deploy" in words and not TEST_STAGES & words


def deploy_action(uses: str) -> bool:
    """Whether a step that `uses` this action deploys; actions and workflows of the repository itself do not tell."""
    name = uses.partition("@")[0].lower()
    if name.startswith((".", "docker:")):
        return False
    return name in DEPLOY_ACTIONS or bool({"deploy", "deployment"} & _words(name))


def _words(name: str) -> set[str]:
    return set("".join(c if c.isalnum() else " " for c in name.lower()).split())


def deploy_command(script: str, *, throw_away_cluster: bool) -> str:
    """The first known command that deploys in a script, "" if there is none; comments and echoes do not count."""
    for line in script.splitlines():
        words = " ".join(line.split())
        if words.startswith(("#", "echo ")):
            continue
        for command in DEPLOY_COMMANDS:
            if throw_away_cluster and command in CLUSTER_COMMANDS:
                continue
            if _has_command(words, command):
                return command
    return ""


def _has_command(words: str, command: str) -> bool:
    """Whether the command stands in the line as whole words, not inside another word."""
    at = words.find(command)
    while at >= 0:
        before, after = words[at - 1 : at], words[at + len(command) : at + len(command) + 1]
        if not (before.isalnum() or before in {"-", "_"} or after.isalnum() or after in {"-", "_"}):
            return True
        at = words.find(command, at + 1)
    return False
