"""Tells configuration of Terraform from its state, which is never read: a state holds secrets."""

from __future__ import annotations

from watchkeeper.domain.problems import Place, Problem

ENDINGS = (".tf", ".tofu", ".tf.json", ".tofu.json", "terraform.tfvars", ".auto.tfvars")
STATES = (".tfstate", ".tfstate.backup")
REFUSED = "is Terraform's state, or a plan, and is not read: it holds secrets; only configuration (.tf) is read"


def is_configuration(path: str) -> bool:
    """Whether a file is configuration, by its name."""
    return path.endswith(ENDINGS)


def is_state(path: str, data: bytes | None) -> bool:
    """Whether a file is a state or a plan as JSON: by its name or its words; `data` None = too large."""
    if path.endswith(STATES) or ".tfstate." in path.rpartition("/")[2]:
        return True
    if data is None or b'"terraform_version"' not in data:
        return False
    return any(word in data for word in (b'"lineage"', b'"resources"', b'"planned_values"', b'"resource_changes"'))


def refused(path: str) -> Problem:
    """What is said of a state."""
    return Problem(REFUSED, Place(path), "take it out of the repository, and renew the keys in it")
