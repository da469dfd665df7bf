"""The real JupyterLab server, started by `start.py` the way a learner starts it."""

import contextlib
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
import websocket

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STARTS_WITHIN = 90  # seconds; a few are enough, but a busy machine may be slow
TOKEN = secrets.token_hex()

# The settings that somebody made for another JupyterLab. With one of the server's, this one would
# not start or not be reached; without the notebooks' extension it would show none.
SERVER_SETTINGS = """
c.ServerApp.ip = "203.0.113.7"
c.ServerApp.certfile = "/nowhere/certificate.pem"
c.ServerApp.preferred_dir = "/nowhere"
c.ServerApp.contents_manager_class = "not_installed.ContentsManager"
c.PasswordIdentityProvider.hashed_password = "argon2:another"
"""
LAB_SETTINGS = {"disabledExtensions": {"@jupyterlab/notebook-extension": True}}
THEME = {"theme": "JupyterLab Dark", "adaptive-theme": False}
VARIABLES = {
    "JUPYTER_NO_CONFIG": "1",
    "JUPYTER_PATH": "/nowhere",
    "JUPYTERLAB_DIR": "/nowhere",
    "KERAS_BACKEND": "jax",
    "MPLBACKEND": "Agg",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
}


def ask(url: str, method: str = "GET", token: str = TOKEN) -> bytes:
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(url, method=method, headers=headers)
    # Without the proxy that the environment may name: this server is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return answer.read()


def run(address: str, kernel: str, code: str) -> str:
    """What a running kernel says to a line of code: what it prints, or the error's name."""
    address = f"{address.replace('http:', 'ws:')}/api/kernels/{kernel}/channels"
    header = {"msg_id": secrets.token_hex(), "msg_type": "execute_request", "version": "5.3"}
    header |= {"username": "", "session": secrets.token_hex(), "date": "2000-01-01T00:00:00Z"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}}
    content |= {"allow_stdin": False, "stop_on_error": True}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    said = ""
    socket = websocket.create_connection(
        address,
        header={"Authorization": f"token {TOKEN}"},
        timeout=STARTS_WITHIN,
        http_no_proxy=["127.0.0.1"],
    )
    with contextlib.closing(socket):
        socket.send(json.dumps({**message, "channel": "shell"}))
        while True:
            answer = json.loads(socket.recv())
            if answer["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            if answer["msg_type"] == "stream" and answer["content"]["name"] == "stdout":
                said += answer["content"]["text"]
            if answer["msg_type"] == "error":
                return answer["content"]["ename"]
            if answer["content"].get("execution_state") == "idle":
                return said


@pytest.fixture
def server(tmp_path):
    """Start the server among settings that are not its own; end it if the test did not.

    Yield its process, its address and the file with what it says.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The course's own Python: start.py would make .venv anew for another version.
    python = PYTHON if PYTHON.exists() else sys.executable
    command = [python, "start.py", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command.append(f"--IdentityProvider.token={TOKEN}")
    home = tmp_path / "home"
    theme = "lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
    for name, text in {
        "jupyter_server_config.py": SERVER_SETTINGS,
        "labconfig/page_config.json": json.dumps(LAB_SETTINGS),
        theme: json.dumps(THEME),
    }.items():
        path = home / ".jupyter" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA"), str(home))
    # A start.py that runs these tests has set the folders of another home.
    outer = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    log = tmp_path / "server.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**outer, **homes, **VARIABLES},
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
        yield process, address, log
    finally:
        process.kill()
        process.wait()


def test_server_serves_the_first_notebook_and_ends_cleanly(server):
    process, address, log = server
    content = json.loads(ask(f"{address}/api/contents/my_notebooks/00_start_here.ipynb"))
    assert content["type"] == "notebook"
    assert content["content"]["cells"][0]["cell_type"] == "markdown"
    folders = json.loads(ask(f"{address}/api/contents/"))["content"]
    assert {"my_notebooks", "notebooks", "helpers"} <= {entry["name"] for entry in folders}
    page = ask(f"{address}/lab/tree/my_notebooks/00_start_here.ipynb").decode()
    assert "JupyterLab" in page
    [settings] = re.findall(r"jupyter-config-data[^>]*>(.*?)</script>", page, re.DOTALL)
    disabled = json.loads(settings)["disabledExtensions"]
    assert any("announcements" in extension for extension in disabled), "it asks about its news"
    assert "@jupyterlab/notebook-extension" not in disabled

    def setting(plugin):
        return json.loads(ask(f"{address}/lab/api/settings/@jupyterlab/{plugin}"))

    assert setting("apputils-extension:themes")["settings"] == THEME  # the user's stays
    tracker = setting("notebook-extension:tracker")["schema"]["properties"]
    assert tracker["showEditorForReadOnlyMarkdown"]["default"] is False
    [kernel] = json.loads(ask(f"{address}/api/kernelspecs"))["kernelspecs"].values()
    assert kernel["name"] == "python3"
    started = json.loads(ask(f"{address}/api/kernels", method="POST"))
    code = (
        "import keras, matplotlib.pyplot as plt; print(keras.config.backend(), plt.get_backend())"
    )
    said = run(address, started["id"], code)
    assert said.startswith("tensorflow ") and "inline" in said
    assert run(address, started["id"], "assert False").startswith("AssertionError")
    assert "without encryption" not in log.read_text(errors="replace")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(f"{address}/api/contents/", token="wrong")

    ask(f"{address}/api/shutdown", method="POST")
    assert process.wait(timeout=30) == 0
