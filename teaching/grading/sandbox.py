"""Start interpreters in sandboxes that know nothing but the course: no network, no solutions."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from helpers.runs import COURSE

GRADING = Path(__file__).parent
INSIDE = Path("/course")
VENV = Path("/venv")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/fonts", "/etc/ld.so.cache")
START_SECONDS = 120


class SandboxError(Exception):
    """A sandbox that does not start; the message says why in one line."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    memory: int = 2 << 30
    """bytes beyond the interpreter's own"""
    disk: int = 256 << 20
    """bytes of all its files together"""
    processes: int = 64
    """at a time, all in all"""


def command(kind: str, warm: str, number: int, scratch: Path, isolated: bool) -> list[str]:
    """The command that starts an interpreter of a kind: "answers" or "examiner"."""
    arguments = [kind, warm, str(number), "isolated" if isolated else "open"]
    start = "probe" if kind == "probe" else "main"
    code = f"from teaching.grading.inside import {start}; {start}()"
    if not isolated:
        return [sys.executable, "-c", code, *arguments]
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxError(MISSING)
    python = str(VENV / "bin" / Path(sys.executable).name)
    empty = scratch / "empty"
    empty.touch()
    parts = [bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    parts += ["--uid", "1000", "--gid", "1000", "--hostname", "course"]
    for path in SYSTEM:
        if os.path.islink(path):
            parts += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            parts += ["--ro-bind", path, path]
    base = sys.base_prefix
    if not any(Path(base).is_relative_to(path) for path in SYSTEM):
        parts += ["--ro-bind", base, base]
    parts += ["--ro-bind", sys.prefix, str(VENV)]
    for path in sorted((COURSE / "helpers").iterdir()):
        if path.name != "checks" and path.name != "__pycache__":
            parts += ["--ro-bind", str(path), str(INSIDE / "helpers" / path.name)]
    for path in sorted((COURSE / "helpers" / "checks").iterdir()):
        if kind == "examiner" or (path.is_file() and not path.name.startswith("lesson_")):
            parts += ["--ro-bind", str(path), str(INSIDE / "helpers" / "checks" / path.name)]
    names = ["__init__", "answers", "channel", "inside", "objects"]
    names += ["examine"] if kind == "examiner" else []
    parts += ["--ro-bind", str(empty), str(INSIDE / "teaching/__init__.py")]
    for name in names:
        path = GRADING / f"{name}.py"
        parts += ["--ro-bind", str(path), str(INSIDE / "teaching/grading" / path.name)]
    parts += ["--dev-bind", "/proc", "/proc", "--dev", "/dev"]
    parts += ["--tmpfs", "/scratch", "--dir", "/tmp"]
    parts += ["--remount-ro", "/", "--chdir", str(INSIDE), "--"]
    return [*parts, python, "-c", code, *arguments]


MISSING = (
    "bubblewrap is missing, which keeps submissions away from your files: "
    "`sudo apt install bubblewrap`, or give --no-isolation."
)


def isolation_problem() -> str:
    """Why submissions cannot be isolated here, in one line, or "" if they can. Found by trying."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            tried = subprocess.run(
                command("probe", "plain", 0, Path(scratch), True),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=START_SECONDS,
                env={"PYTHONPATH": str(INSIDE), "PYTHONDONTWRITEBYTECODE": "1"},
            )
        except SandboxError as error:
            return str(error)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"The sandbox does not start: {error}."
    if tried.returncode == 0 and tried.stdout == "isolated\n":
        return ""
    lines = [line.strip() for line in tried.stderr.splitlines() if line.strip()]
    return f"The sandbox does not start: {lines[-1] if lines else 'it says nothing'}."


class Forker:
    """A warmed interpreter that forks a process for every request, once `wait` has returned."""

    def __init__(self, kind: str, warm: str, scratch: Path, isolated: bool):
        self.forks = 0
        self._is_ready = False
        self.temporary = isolated and not Path(sys.base_prefix).is_relative_to("/tmp")
        """whether a submission can have a /tmp of its own"""
        self._socket, other = socket.socketpair()
        folder = "/scratch" if isolated else str(scratch)
        environment = {
            "PATH": "/venv/bin:/usr/local/bin:/usr/bin:/bin",
            "HOME": folder,
            "TMPDIR": folder,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(INSIDE if isolated else COURSE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LINEAR_MODEL_RUNS": f"{folder}/runs",
            "MPLCONFIGDIR": f"{folder}/matplotlib",
            "IPYTHONDIR": f"{folder}/ipython",
            "MPLBACKEND": "agg",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "TF_ENABLE_ONEDNN_OPTS": "0",
            "PIP_NO_INDEX": "1",
            "PIP_RETRIES": "0",
        }
        self._errors = open(scratch / f"{kind}-{warm}.log", "w+")  # noqa: SIM115 - closed below
        self._process = subprocess.Popen(
            command(kind, warm, other.fileno(), scratch, isolated),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=environment,
            pass_fds=[other.fileno()],
            cwd=scratch,
        )
        other.close()

    def wait(self) -> None:
        """Wait until it is warm. Raises `SandboxError` if it does not start."""
        if self._is_ready:
            return
        self._socket.settimeout(START_SECONDS)
        try:
            ready = self._socket.recv(16)
        except OSError:
            ready = b""
        if ready != b"ready":
            reason = self.last_words()
            self.close()
            raise SandboxError(reason)
        self._is_ready = True

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def last_words(self) -> str:
        """The last line that the interpreter wrote to its standard error."""
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors.read().splitlines() if line.strip()]
        return lines[-1] if lines else "it did not start in time."

    def fork(self, message: bytes, ends: list[socket.socket]) -> None:
        """Let it fork a process that gets these sockets, which are closed here."""
        try:
            socket.send_fds(self._socket, [message], [end.fileno() for end in ends])
        except OSError:
            raise SandboxError(self.last_words()) from None
        finally:
            for end in ends:
                end.close()
        self.forks += 1

    def retire(self) -> None:
        """Take no more requests; what was forked goes on to its end."""
        self._socket.close()

    def close(self) -> None:
        """End it, and whatever it has forked."""
        self._socket.close()
        self._process.kill()
        self._process.wait()
        self._errors.close()
