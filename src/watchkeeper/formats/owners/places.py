"""Where each dialect's owners files stand in a repository."""

from __future__ import annotations

from watchkeeper.domain.ownership.owners import Dialect

GITHUB: tuple[str, ...] = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in its order; the first file that exists is used and the others are ignored."""

GITLAB: tuple[str, ...] = ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where GitLab looks, in its order; the first file that exists is used and the others are ignored."""

PLACES: dict[Dialect, tuple[str, ...]] = {"github": GITHUB, "gitlab": GITLAB}

OWNERS = "OWNERS"
"""The name of Kubernetes' files, one in any folder."""

OWNERS_ALIASES = "OWNERS_ALIASES"
"""At the root: names for several logins."""
