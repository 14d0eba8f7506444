"""A real Alertmanager on loopback, with the routes of the sample company and its pagers replaced by ours."""

from __future__ import annotations

import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARY = "prometheus-alertmanager"
PAGER = re.compile(r"pagerduty_configs: \[\{routing_key: \w+\}\]")


def routes_to(pager: str, configuration: str) -> str:
    """The company's configuration, every pager and mailbox replaced by the test's, sent at once."""
    text = PAGER.sub(f'webhook_configs: [{{url: "{pager}/alertmanager/pager"}}]', configuration)
    text = re.sub(r"email_configs: .*", f'webhook_configs: [{{url: "{pager}/inbox"}}]', text)
    return re.sub(r"https://heartbeat\S+watchdog", f"{pager}/inbox", text).replace("group_wait: 30s", "group_wait: 0s")


@contextmanager
def alertmanager(folder: Path, configuration: str) -> Iterator[str]:
    """Its address, once it answers; it is ended by the process that was started."""
    folder.mkdir()
    file = folder / "alertmanager.yml"
    file.write_text(configuration, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    words = [
        BINARY, f"--config.file={file}", f"--web.listen-address={address}", "--cluster.listen-address=",
        f"--storage.path={folder / 'data'}",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log) as process:
        try:
            _ready(f"http://{address}", process, folder / "log")
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait(10)


def _ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(f"{url}/-/ready", timeout=1) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8"))
