"""Fetches a calendar or an export from its address, within bounds: 8 MB, one minute, encrypted."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from watchkeeper import __version__
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError

MOST_BYTES = 8 << 20
PATIENCE, WHOLE = 20.0, 60.0
"""Seconds for one answer of the network, and for the whole feed."""
PIECE = 1 << 16
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def is_address(source: str) -> bool:
    """Whether a source is an address to fetch, and no file."""
    return "://" in source[:12] or source.startswith("webcal:")


def shown(address: str) -> str:
    """An address without what may be a key: its host alone."""
    return urlsplit(address).hostname or "the address"


def fetch_feed(address: str) -> bytes:
    """The bytes behind an address (`https://`, `webcal://`; `http://` on this machine only). Errors name the host only.

    Raises:
        UsageError: the address is none that is fetched.
        UnknownSubjectError: nothing usable came back in time.
    """
    found = _allowed(f"https{address[6:]}" if address.startswith("webcal:") else address)
    request = urllib.request.Request(found, headers={"User-Agent": f"watchkeeper/{__version__}"})  # noqa: S310 - checked
    try:
        with urllib.request.build_opener(_Careful).open(request, timeout=PATIENCE) as response:
            return _read(response, shown(found))
    except urllib.error.HTTPError as error:
        error.close()
        raise _nothing(found, f"answered {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _nothing(found, str(getattr(error, "reason", "")) or type(error).__name__) from None


def _allowed(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in HERE)):
        raise UsageError(Problem("only https:// addresses are fetched", remedy="give the feed's https address"))
    return address


def _read(response: http.client.HTTPResponse, host: str) -> bytes:
    ends = time.monotonic() + WHOLE
    data = b""
    while piece := response.read1(PIECE):
        data += piece
        if len(data) > MOST_BYTES:
            raise UnknownSubjectError(Problem(f"{host} sends more than {MOST_BYTES >> 20} MB", remedy="export less"))
        if time.monotonic() > ends:
            raise UnknownSubjectError(Problem(f"{host} takes more than {WHOLE:g} s", remedy="try again later"))
    return data


def _nothing(address: str, why: str) -> UnknownSubjectError:
    remedy = "look whether the address still works; its token may have changed"
    return UnknownSubjectError(Problem(f"nothing came from {shown(address)}: {why[:200]}", remedy=remedy))


class _Careful(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to an address that may be fetched itself."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: object,
        code: int,
        msg: str,
        headers: object,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The next request, or an error."""
        return super().redirect_request(req, fp, code, msg, headers, _allowed(newurl))  # type: ignore[arg-type]
