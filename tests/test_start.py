"""`start.py` as a learner meets it: a program in a folder, from a fresh copy to every mishap.

The folder is a course in small. `start.py`, `starting` and `helpers/environment.py`
are the real ones; the locks name a few tiny packages, and TensorFlow, JupyterLab and
pytest are files that only say how they were called. So an install takes seconds.
"""

import ast
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from starting.machine import explain

ROOT = Path(__file__).resolve().parent.parent
PINS = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "requirements-dev.txt").read_text(), re.M))
LEARNER = ["-e .", *(f"{name}=={PINS[name]}" for name in ("packaging", "six"))]
DEVELOPER = [*LEARNER, f"execnet=={PINS['execnet']}"]
ADDED = f"iniconfig=={PINS['iniconfig']}"
FULL_DISK = "import types; shutil.disk_usage = lambda path: types.SimpleNamespace(free=10**6)"

PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[project]
name = "small-course"
version = "1"
requires-python = ">=3.11,<3.14"
dependencies = ["packaging", "six"]
[project.optional-dependencies]
dev = ["execnet"]
[tool.setuptools]
packages = ["helpers"]
"""
DATA = """\
from pathlib import Path
def load_mnist():
    images = Path(__file__).with_name("mnist.txt").read_text().split()
    return (images, images), (images, images)
"""
SAYS_HOW_IT_WAS_CALLED = """\
import json, os, sys
if __name__ == "__main__":
    print(json.dumps({
        "python": sys.prefix, "folder": os.getcwd(), "options": sys.argv[1:],
        "bytecode": not sys.dont_write_bytecode,
    }))
    sys.exit(3)
"""


class Course:
    """A small course in a folder, and the means to start it."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "helpers").mkdir(parents=True)
        shutil.copy(ROOT / "start.py", folder)
        shutil.copytree(
            ROOT / "starting", folder / "starting", ignore=shutil.ignore_patterns("__pycache__")
        )
        shutil.copy(ROOT / "helpers" / "environment.py", folder / "helpers")
        self.write("helpers/__init__.py", "")
        self.write("helpers/data.py", DATA)
        self.write("helpers/mnist.txt", "1 2 3")
        self.write("pyproject.toml", PROJECT)
        self.write("tensorflow.py", "__version__ = '2.x'")
        self.write("jupyterlab.py", SAYS_HOW_IT_WAS_CALLED)
        self.write("pytest.py", SAYS_HOW_IT_WAS_CALLED)
        self.lock()

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def log(self) -> Path:
        return self.venv / "install.log"

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def lock(self, *added: str) -> None:
        for name, lines in (("requirements.txt", LEARNER), ("requirements-dev.txt", DEVELOPER)):
            text = "\n".join([*lines, *added]) + "\n"
            seal = hashlib.sha256(text.encode()).hexdigest()
            self.write(name, f"{text}# The lines above are whole if their SHA-256 is {seal}\n")

    def command(self, *arguments: str, pretending: str = "") -> dict:
        """What subprocess needs to start the course; `pretending` is code to run before it."""
        start = str(self.folder / "start.py")
        line = [start, *arguments]
        if pretending:
            run = f"sys.argv = {line!r}; runpy.run_path({start!r}, run_name='__main__')"
            line = ["-c", f"import os, runpy, shutil, sys; {pretending}; {run}"]
        unwritten = {"PYTHONDONTWRITEBYTECODE": "1"}  # start.py must not let this through
        return {
            "args": [sys.executable, *line],
            "env": {**os.environ, "PYTHONIOENCODING": "utf-8", **unwritten},
            "cwd": self.folder.parent,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "encoding": "utf-8",
        }

    def start(self, *arguments, environment=None, pretending="") -> subprocess.CompletedProcess:
        call = self.command(*arguments, pretending=pretending)
        call["env"].update(environment or {})
        return subprocess.run(**call, timeout=300)

    def refuses(self, *arguments, **how) -> str:
        """Start the course, which must fail with one line; return that line."""
        result = self.start(*arguments, **how)
        assert result.returncode == 1, result.stdout + result.stderr
        assert re.fullmatch(r"start\.py: [^\n]+\n", result.stderr), result.stderr
        return result.stderr

    def has(self, pin: str) -> bool:
        name, _, version = pin.partition("==")
        code = f"from importlib.metadata import version; assert version({name!r}) == {version!r}"
        return subprocess.run([self.python, "-c", code], capture_output=True).returncode == 0

    def installs_nothing(self, *arguments: str) -> dict:
        """Start what is in place; return how the started program was called."""
        before = self.log.stat().st_mtime_ns
        result = self.start(*arguments)
        assert self.log.stat().st_mtime_ns == before
        assert "Installing" not in result.stdout and "Making" not in result.stdout
        assert (result.returncode, result.stderr) == (3, "")  # the started program's own
        return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A course that was set up once; each test below leaves it set up.

    An earlier set-up was broken off at once: it left a `.venv` without a Python.
    """
    course = Course(tmp_path_factory.mktemp("start") / "한글 course folder")
    course.venv.mkdir()
    course.write(".venv/left over", "from an interrupted set-up")
    course.write("mine.ipynb", "my work")
    course.first_start = course.start("setup")
    return course


@pytest.fixture
def fresh(tmp_path) -> Course:
    """A course that was never set up."""
    return Course(tmp_path / "한글 course folder")


# Set-up


def test_first_set_up(course):
    result = course.first_start
    assert (result.returncode, result.stderr) == (0, "")
    assert "Making .venv anew, because its Python is missing." in result.stdout
    assert not (course.venv / "left over").exists()
    assert (course.folder / "mine.ipynb").read_text() == "my work"
    rows = re.findall(r"^  (\S.*?)\s+(OK|FAIL)\s", result.stdout, re.M)
    names = ["Python", "Packages", "Data", "TensorFlow", "Free disk"]
    assert rows == [(name, "OK") for name in names], result.stdout
    assert all(course.has(pin) for pin in LEARNER[1:])
    assert list(course.venv.glob("**/site-packages/__pycache__/six.*.pyc"))


def test_helpers_can_be_imported_from_any_folder(course, tmp_path):
    code = "import helpers; print(helpers.__path__[0])"
    found = subprocess.check_output([course.python, "-I", "-X", "utf8", "-c", code], cwd=tmp_path)
    assert Path(found.decode().strip()) == course.folder / "helpers"


def test_second_start_installs_nothing_and_passes_options_on(course):
    call = course.installs_nothing("--no-browser", "--ServerApp.token=a b")
    assert call["options"][-2:] == ["--no-browser", "--ServerApp.token=a b"]
    assert f"--ServerApp.root_dir={course.folder}" in call["options"]
    assert any(option.endswith("notebooks/00_start_here.ipynb") for option in call["options"])
    assert Path(call["python"]) == course.venv
    assert Path(call["folder"]) == course.folder
    assert call["bytecode"]


def test_the_maintainers_packages_are_added_and_stay(course):
    assert not course.has(DEVELOPER[-1])
    result = course.start("test", "-k", "two words")
    assert result.returncode == 3
    assert json.loads(result.stdout.splitlines()[-1])["options"] == ["-k", "two words"]
    assert course.has(DEVELOPER[-1])
    course.installs_nothing("test")
    course.installs_nothing("lab")


def test_a_changed_lock_is_installed_after_an_interruption_too(course):
    course.lock(ADDED)
    size = course.log.stat().st_size
    # Where the tests run in the background, a shell may have made them ignore Ctrl-C.
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    process = subprocess.Popen(**course.command("setup", pretending=heeds), start_new_session=True)
    while course.log.stat().st_size == size:  # the installer has not begun
        assert process.poll() is None
        time.sleep(0.01)
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C in a terminal does
    else:
        process.kill()
    output, errors = process.communicate(timeout=60)
    assert process.returncode and not errors
    if os.name == "posix":
        assert process.returncode == 130 and "again: it goes on" in output
    assert not course.has(ADDED)
    assert json.loads((course.venv / "course.json").read_text())["installed"] == []

    result = course.start()
    assert result.returncode == 3 and "Making .venv" not in result.stdout
    assert course.has(ADDED)
    course.installs_nothing()


def test_setup_repairs_a_package_that_was_removed(course):
    pip = [course.python, "-m", "pip", "uninstall", "--yes", "--quiet", "six"]
    subprocess.run(pip, check=True, capture_output=True)
    assert course.start("setup").returncode == 0
    assert course.has(LEARNER[-1])


def test_missing_data_is_a_fail_row(course):
    data = course.folder / "helpers" / "mnist.txt"
    kept = data.read_text()
    data.unlink()
    try:
        result = course.start("setup")
    finally:
        data.write_text(kept)
    assert result.returncode == 1
    assert re.search(r"^  Data +FAIL  .*mnist\.txt", result.stdout, re.M)
    assert result.stdout.count("OK") == 4
    assert "Mend what is marked FAIL" in result.stderr


def test_lock_pins_versions_and_nothing_else(course):
    course.write("requirements-dev.txt", "")
    assert course.start("lock").returncode == 0
    learner, developer = (
        (course.folder / name).read_text(encoding="utf-8").splitlines()
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert [line.partition("==")[0] for line in learner[:-1]] == ["-e .", "packaging", "six"]
    assert set(learner[:-1]) < set(developer)
    assert "execnet" in [line.partition("==")[0] for line in developer]
    course.lock(ADDED)  # what is installed


# Mishaps


def test_no_network(course):
    course.lock(ADDED, "pluggy==1.0.0")
    nowhere = {"UV_DEFAULT_INDEX": f"http://127.0.0.1:{free_port()}", "UV_NO_CACHE": "1"}
    line = course.refuses("setup", environment={**nowhere, "UV_HTTP_RETRIES": "0"})
    assert "Check your connection to the internet" in line
    course.lock(ADDED)
    assert course.start("setup").returncode == 0


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (
            "ERROR: Could not find a version that satisfies uv==1 (from versions: none)\n"
            "ERROR: No matching distribution found for uv",
            "Check your connection to the internet",
        ),
        (
            "error: Request failed after 3 retries in 3.4s\n  cause: dns error\n"
            "  cause: failed to lookup address information: Temporary failure in name resolution",
            "Check your connection to the internet",
        ),
        (
            "error: Failed to install: six-1.17.0-py2.py3-none-any.whl (six==1.17.0)\n"
            "  cause: failed to copy file: No space left on device (os error 28)",
            "The disk is full",
        ),
        ("  cause: There is not enough space on the disk. (os error 112)", "The disk is full"),
        ("[WinError 5] Access is denied: 'uv.exe'", "No permission to write. Close JupyterLab"),
        ("Resolved 3 packages\nerror: the wheel is damaged\n  hint: none", "error: the wheel is"),
    ],
)
def test_what_installers_say_is_explained(said, meaning):
    assert meaning in explain(said)


def test_full_disk(fresh):
    assert "The disk is too full" in fresh.refuses(pretending=FULL_DISK)
    assert not fresh.venv.exists()


def test_folder_that_cannot_be_written(fresh):
    locked = "os.mkdir = lambda *_: (_ for _ in ()).throw(PermissionError(13, 'Permission denied'))"
    assert "No permission to write" in fresh.refuses(pretending=locked)


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_venv_module(fresh, module):
    line = fresh.refuses(pretending=f"sys.modules[{module!r}] = None")
    assert f"no module {module}" in line and "python3-venv" in line
    assert not fresh.venv.exists()


def test_wrong_python(fresh):
    for version in ("3, 6", "3, 10", "3, 14"):
        line = fresh.refuses(pretending=f"sys.version_info = ({version}, 1, 'final', 0)")
        assert "3.11, 3.12 or 3.13" in line and version.replace(", ", ".") in line
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    for python in filter(None, map(shutil.which, ("python3.8", "python3.9", "python3.10"))):
        runs = subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
        if runs:  # some are only a note that the version is not installed
            result = subprocess.run([python, "start.py"], cwd=fresh.folder, capture_output=True)
            assert result.returncode == 1
            assert result.stderr.startswith(b"start.py: The course needs Python 3.11")
    assert not fresh.venv.exists()


def test_venv_is_a_file(fresh):
    fresh.write(".venv", "precious")
    assert ".venv is a file" in fresh.refuses()
    assert fresh.venv.read_text() == "precious"


def test_missing_lock(fresh):
    (fresh.folder / "requirements.txt").unlink()
    assert "requirements.txt is missing" in fresh.refuses()


def test_busy_port(course):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        for options in (["--port", port], [f"--port={port}"], [f"--ServerApp.port={port}"]):
            assert f"Port {port} is in use" in course.refuses("lab", *options)
    assert "--ServerApp.port_retries=0" in course.installs_nothing("--port", port)["options"]
    assert "--port wants a number" in course.refuses("--port", "many")


def test_unknown_command(fresh):
    assert "no command 'tset'" in fresh.refuses("tset")
    assert "no command" in fresh.refuses("한글", environment={"PYTHONIOENCODING": "ascii"})


@pytest.mark.parametrize("word", ["help", "-h", "--help"])
def test_help(fresh, word):
    result = fresh.start(word)
    assert result.returncode == 0
    for command in ("lab", "setup", "test", "build", "benchmark", "lock", "help"):
        assert re.search(rf"^  {command}\b", result.stdout, re.M)
    assert not fresh.venv.exists()


# A .venv that cannot be used is made anew. That takes seconds, so it is done once, in `course`;
# where the disk is full, start.py says what it would do, and leaves .venv alone.


def would_make_venv_anew(course, pretending="") -> str:
    result = course.start(pretending=pretending + FULL_DISK)
    assert result.returncode == 1 and "disk is too full" in result.stderr
    assert any(course.venv.glob("**/site-packages/six.py"))
    return result.stdout


def test_venv_of_another_python(course):
    minor = 12 if sys.version_info[1] != 12 else 13
    said = would_make_venv_anew(course, f"sys.version_info = (3, {minor}, 0, 'final', 0); ")
    assert f"Making .venv anew, because it has Python 3.{sys.version_info[1]}" in said


def test_moved_folder(course):
    home = course.folder
    course.folder = home.rename(home.with_name("옮긴 folder"))
    said = would_make_venv_anew(course)
    course.folder = course.folder.rename(home)
    assert "Making .venv anew, because the course's folder was moved." in said
    course.installs_nothing()


def test_venv_whose_making_was_interrupted(course):
    stamp = course.venv / "course.json"
    pip = next(course.venv.glob("**/site-packages/pip"))
    hidden = [(path, path.rename(path.with_name("hidden-" + path.name))) for path in (stamp, pip)]
    said = would_make_venv_anew(course)
    for path, now in hidden:
        now.rename(path)
    assert "Making .venv anew, because it was not finished." in said


def test_venv_without_its_python(course):
    hidden = course.python.rename(course.python.with_name("hidden"))
    said = would_make_venv_anew(course)
    hidden.rename(course.python)
    assert "Making .venv anew, because its Python is missing." in said
    course.installs_nothing()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
