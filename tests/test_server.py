"""The real JupyterLab server, started by `start.py` the way a learner starts it."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STARTS_WITHIN = 90  # seconds; a few are enough, but a busy machine may be slow
TOKEN = secrets.token_hex()


def ask(url: str, method: str = "GET", token: str = TOKEN) -> bytes:
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(url, method=method, headers=headers)
    # Without the proxy that the environment may name: this server is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return answer.read()


@pytest.fixture
def server(tmp_path):
    """Start the server; yield its process and address; end it if the test did not."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The course's own Python: start.py would make .venv anew for another version.
    python = PYTHON if PYTHON.exists() else sys.executable
    command = [python, "start.py", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command.append(f"--IdentityProvider.token={TOKEN}")
    if os.name == "posix" and os.geteuid() == 0:
        command.append("--allow-root")
    # Not the settings and notes of whoever runs the test.
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(tmp_path / name) for name in folders}
    log = tmp_path / "server.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + STARTS_WITHIN
    try:
        while True:
            assert process.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            try:
                ask(f"{address}/api/status")
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield process, address
    finally:
        process.kill()
        process.wait()


def test_server_serves_the_first_notebook_and_ends_cleanly(server):
    process, address = server
    content = json.loads(ask(f"{address}/api/contents/notebooks/00_start_here.ipynb"))
    assert content["type"] == "notebook"
    assert content["content"]["cells"][0]["cell_type"] == "markdown"
    folders = json.loads(ask(f"{address}/api/contents/"))["content"]
    assert {"notebooks", "helpers"} <= {entry["name"] for entry in folders}
    page = ask(f"{address}/lab/tree/notebooks/00_start_here.ipynb").decode()
    assert "JupyterLab" in page
    [settings] = re.findall(r"jupyter-config-data[^>]*>(.*?)</script>", page, re.DOTALL)
    disabled = json.loads(settings)["disabledExtensions"]
    assert any("announcements" in extension for extension in disabled), "it asks about its news"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(f"{address}/api/contents/", token="wrong")

    ask(f"{address}/api/shutdown", method="POST")
    assert process.wait(timeout=30) == 0
