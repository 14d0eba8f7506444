"""Makes the way that a test takes from options and environment variables; connects to nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.evidence.paging import opsgenie, pagerduty
from watchkeeper.evidence.paging.alertmanager import ViaAlertmanager
from watchkeeper.evidence.paging.far_side import Pager
from watchkeeper.evidence.paging.opsgenie import ViaOpsgenie
from watchkeeper.evidence.paging.pagerduty import ViaPagerDuty
from watchkeeper.evidence.paging.status import PLACE, StatusAddress
from watchkeeper.evidence.paging.webhook import ViaWebhook
from watchkeeper.forges.http import Connection, Patience
from watchkeeper.usecases.readiness.page import PageAsk

DEFAULTS = {"pagerduty": pagerduty.EVENTS, "opsgenie": opsgenie.API}
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def host_of(paging: PageAsk) -> str:
    """The host that a test would be sent to, "" where none was said; never more of the address than that.

    Raises:
        UsageError: it is no address, or holds a password.
    """
    url = paging.url or DEFAULTS.get(paging.way, "")
    return urlsplit(_split(url, "--url")[0]).netloc if url else ""


def way_of(paging: PageAsk, environment: Mapping[str, str], answer: float) -> Pager:
    """The way itself; `answer` is how many seconds one answer has.

    Raises:
        UsageError: an address or a key is missing or wrong; all of what is missing at once.
    """
    _complete(paging, environment)
    key = _key(paging.key_variable, environment)
    root, path = _split(paging.url or DEFAULTS[paging.way], "--url")
    status_key = _key(paging.status_key_variable, environment)
    if paging.way == "pagerduty":
        rest, below = _split(paging.status_url or pagerduty.REST, "--status-url")
        headers = {"Authorization": f"Token token={status_key}", "Accept": "application/vnd.pagerduty+json;version=2"}
        patience = Patience(answer=answer)
        return ViaPagerDuty(Connection(root + path, {}, patience), Connection(rest + below, headers, patience), key)
    if paging.way == "opsgenie":
        return ViaOpsgenie(_connection(root + path, f"GenieKey {key}", answer))
    status_root, status_path = _split(paging.status_url, "--status-url")
    status = StatusAddress(_connection(status_root, f"Bearer {status_key}" if status_key else "", answer), status_path)
    bearer = f"Bearer {key}" if key else ""
    if paging.way == "webhook":
        return ViaWebhook(_connection(root, bearer, answer), path, status)
    return ViaAlertmanager(_connection(root + path, bearer, answer), status)


def _complete(paging: PageAsk, environment: Mapping[str, str]) -> None:
    """Say everything that is missing at once."""
    missing = []
    own = paging.way in DEFAULTS
    if not own and not paging.url:
        missing.append(Problem("where to send it is not said", remedy="add --url"))
    if not own and PLACE not in paging.status_url:
        what = "nobody could tell who answered"
        missing.append(Problem(what, remedy=f"add --status-url with {PLACE} in the place of the test's id"))
    if own and not paging.key_variable:
        what = f"{paging.way} needs a key"
        missing.append(Problem(what, remedy="put it in an environment variable and name that with --key-variable"))
    if paging.way == "pagerduty" and not paging.status_key_variable:
        remedy = "name the variable that holds a REST API key with --status-key-variable"
        missing.append(Problem("PagerDuty could not be asked who answered", remedy=remedy))
    unset = [v for v in (paging.key_variable, paging.status_key_variable) if v and not environment.get(v, "").strip()]
    missing += [Problem(f"{name} is not set", remedy="set it to the key, in the environment only") for name in unset]
    for url, variable in ((paging.url, paging.key_variable), (paging.status_url, paging.status_key_variable)):
        if variable and url.startswith("http://") and urlsplit(url).hostname not in LOOPBACK:
            missing.append(Problem("the key would go over the network in clear text", remedy="take an https address"))
    if missing:
        raise UsageError(*missing)


def _connection(root: str, authorization: str, answer: float) -> Connection:
    headers = {"Authorization": authorization} if authorization else {}
    return Connection(root, headers, Patience(answer=answer))


def _split(url: str, option: str) -> tuple[str, str]:
    """`https://host` and the rest of an address.

    Raises:
        UsageError: it is no address that can be used; the error never repeats it.
    """
    remedy = f"give {option} one such as https://alertmanager.example.com"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or not (url.isascii() and url.isprintable()) or " " in url or parts.fragment:
        raise UsageError(Problem(f"{option} is no http or https address", remedy=remedy))
    if parts.username is not None or parts.password is not None:
        what = f"{option} holds a user or a password"
        raise UsageError(Problem(what, remedy="put the key in an environment variable: --key-variable"))
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path.rstrip('/')}{query}"


def _key(variable: str, environment: Mapping[str, str]) -> str:
    """The key in a variable; it is never part of an error."""
    key = environment.get(variable, "").strip() if variable else ""
    if not (key.isascii() and key.isprintable()):
        raise UsageError(Problem(f"{variable} holds characters that no key has", remedy="copy the key again"))
    return key
