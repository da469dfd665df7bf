"""`start.py` as a learner meets it: a program in a folder, from a fresh copy to every mishap.

The folder is a course in small. `start.py`, `starting` and `helpers/environment.py`
are the real ones; the locks name a few tiny packages, and TensorFlow, JupyterLab and
pytest are files that only say how they were called. So an install takes seconds.
"""

import ast
import base64
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from starting.machine import explain
from starting.step import awaited

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
py-modules = ["jupyterlab", "pytest", "tensorflow"]
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
    """A small course in a folder, and the means to start it.

    `environment` holds what its programs get to see besides the test's own environment.
    """

    def __init__(self, folder: Path, **environment: str):
        self.folder, self.environment = folder, environment
        (folder / "helpers").mkdir(parents=True)
        (folder / "notebooks").mkdir()
        shutil.copy(ROOT / "start.py", folder)
        shutil.copytree(
            ROOT / "starting", folder / "starting", ignore=shutil.ignore_patterns("__pycache__")
        )
        shutil.copy(ROOT / "helpers" / "environment.py", folder / "helpers")
        made = {"sources": hashlib.sha256(b"").hexdigest()}
        notebook = {"cells": [], "metadata": {"course": made}}
        self.write("notebooks/00_start_here.ipynb", json.dumps(notebook))
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
    def kept(self) -> Path:
        return self.folder / ".venv-kept"

    @property
    def log(self) -> Path:
        return self.venv / "install.log"

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def lock(self, *added: str) -> None:
        self.seal("requirements.txt", [*LEARNER, *added])
        self.seal("requirements-dev.txt", [*DEVELOPER, *added])

    def seal(self, name: str, lines: list[str]) -> None:
        text = "\n".join(lines) + "\n"
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
            "env": {**os.environ, "PYTHONIOENCODING": "utf-8", **unwritten, **self.environment},
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

    def begin(self, *arguments, **how) -> subprocess.Popen:
        """Start the course and do not wait, in a process group of its own, as a terminal does."""
        # Where the tests run in the background, a shell may have made them ignore Ctrl-C.
        heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        if hasattr(signal, "SIGHUP"):  # nohup ignores it, and so would what it starts
            heeds += "signal.signal(signal.SIGHUP, signal.SIG_DFL); "
        how["pretending"] = heeds + how.get("pretending", "0")
        call = self.command(*arguments, pretending=how["pretending"])
        call["env"].update(how.get("environment", {}))
        return subprocess.Popen(**call, start_new_session=True)

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
    process = course.begin()
    until(lambda: course.log.stat().st_size > size, process)  # the installer has begun
    interrupt(process)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    assert output.endswith("Stopped. What was installed before is as it was.\n")
    assert not course.has(ADDED)

    result = course.start()
    assert result.returncode == 3 and "Making .venv" not in result.stdout
    assert course.has(ADDED)
    course.installs_nothing()


def test_after_a_failed_check_no_start_opens_jupyterlab_without_a_word(course):
    data = course.folder / "helpers" / "mnist.txt"
    kept = data.read_text()
    data.unlink()
    try:
        for command in ("setup", "lab"):
            result = course.start(command)
            assert result.returncode == 1
            assert re.search(r"^  Data +FAIL  .*mnist\.txt", result.stdout, re.M)
            assert result.stdout.count("OK") == 4
            assert "Mend what is marked FAIL" in result.stderr
    finally:
        data.write_text(kept)
    result = course.start()
    assert result.returncode == 3 and "Installing" not in result.stdout
    course.installs_nothing()


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
        (
            "error: Failed to fetch: https://host/simple/six/\n  cause: error sending request\n"
            "  cause: invalid peer certificate: UnknownIssuer",
            "The certificate of the download was not accepted",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you "
            "have updated the package versions, please update the hashes. Otherwise, examine the "
            "package contents carefully; someone may have tampered with them.\n    uv from ...",
            "A download was cut off",
        ),
        (
            "error: Failed to download `six==1.17.0`\n  cause: Connection reset by peer (os error "
            "104)",
            "A download was cut off",
        ),
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
    assert not fresh.venv.exists()


@pytest.mark.parametrize("kept", [0, 0.3, 0.5, 0.99, 1])
def test_half_a_lock(fresh, kept):
    lock = fresh.folder / "requirements.txt"
    whole = lock.read_bytes()
    lock.write_bytes(whole[: int(kept * len(whole))].replace(b"six==1", b"six==0", kept == 1))
    assert "requirements.txt is damaged" in fresh.refuses()
    assert not fresh.venv.exists()


def test_lock_in_utf_16(fresh):
    lock = fresh.folder / "requirements.txt"
    lock.write_bytes(lock.read_text().encode("utf-16"))
    assert "requirements.txt is not UTF-8 text" in fresh.refuses()


def test_lock_with_line_ends_of_windows_is_the_same(course):
    lock = course.folder / "requirements.txt"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    course.installs_nothing()


def test_the_course_own_locks_are_whole():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines, _, seal = (ROOT / name).read_text(encoding="utf-8").rpartition("# The lines above")
        assert seal.split()[-1] == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.skipif(os.pathsep != ":", reason="a path of Windows has its drive's colon")
def test_colon_in_the_path(tmp_path):
    assert "has a ':' in its path" in Course(tmp_path / "a:b").refuses()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_path_that_is_not_utf_8(tmp_path):
    # As a zip with Korean names of Windows is unpacked.
    line = Course(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc7\xd1\xb1\xdb"))).refuses()
    assert "is not UTF-8 text" in line and "Rename the folder" in line


@pytest.mark.skipif(not hasattr(os, "ST_NOEXEC"), reason="only Linux says so")
def test_disk_that_runs_no_program(fresh):
    pretending = "flags = types.SimpleNamespace(f_flag=os.ST_NOEXEC | os.ST_NOSUID)"
    line = fresh.refuses(pretending=f"import types; {pretending}; os.statvfs = lambda path: flags")
    assert "no program on it may run (noexec)" in line and "Move the course" in line
    assert not fresh.venv.exists()


def test_venv_that_is_a_link(fresh, tmp_path):
    fresh.venv.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert ".venv is a link to a folder that is not there" in fresh.refuses()
    (tmp_path / "elsewhere").mkdir()
    fresh.write(".venv/precious", "file")
    line = fresh.refuses()
    assert ".venv is a link" in line and "Delete the link" in line
    assert (tmp_path / "elsewhere" / "precious").exists() and fresh.venv.is_symlink()


def test_a_part_of_start_is_missing(fresh):
    (fresh.folder / "starting" / "install.py").unlink()
    assert "Download the course again" in fresh.refuses()


def test_a_download_that_hangs_is_named(course):
    lock = course.folder / "requirements.txt"
    kept = lock.read_bytes()
    course.seal(lock.name, [*LEARNER, "pluggy==1.0.0"])
    impatient = f"sys.path.insert(0, {str(course.folder)!r}); import starting.step as step"
    impatient += "; step.QUIET = 0.3; say = step.say"
    with socket.socket() as silent:  # takes a connection, and says nothing
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        index = {"UV_DEFAULT_INDEX": f"http://127.0.0.1:{silent.getsockname()[1]}/simple"}
        how = {"pretending": impatient, "environment": {**index, "UV_NO_CACHE": "1"}}
        process = course.begin(**how)
        said = ""
        while "waiting" not in said:
            said = process.stdout.readline()
            assert said or process.poll() is None
        interrupt(process)
        output, _ = process.communicate(timeout=60)
    assert re.search(r"waiting for the index of packages, [0-9]+ s without news", said)
    assert output.endswith("Stopped. What was installed before is as it was.\n")
    lock.write_bytes(kept)
    course.installs_nothing()


@pytest.mark.parametrize(
    ("said", "awaited_next"),
    [
        ("", "the index of packages"),
        ("Resolved 3 packages in 1ms\n", "the download of the packages"),
        (
            "Resolved 3 packages in 1ms\nDownloading keras (1.3MiB)\nDownloading numpy (15.9MiB)\n",
            "the download of keras (1.3MiB) and 1 more",
        ),
        (
            "Downloading keras (1.3MiB)\nDownloading numpy (15.9MiB)\n Downloaded keras\n",
            "the download of numpy (15.9MiB)",
        ),
        ("Resolved 1 package\nPrepared 1 package\nInstalled 1 package\n", "the compilation"),
    ],
)
def test_what_an_installer_waits_for(said, awaited_next):
    assert awaited(said).startswith(awaited_next)


def test_busy_port(course):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        for options in (["--port", port], [f"--port={port}"], [f"--ServerApp.port={port}"]):
            assert f"Port {port} is in use" in course.refuses("lab", *options)
    assert "--ServerApp.port_retries=0" in course.installs_nothing("--port", port)["options"]
    for number in ("many", "", "²", "65536", "9" * 5000):
        assert "--port wants a number" in course.refuses(f"--port={number}")


def test_unknown_command(fresh):
    assert "no command 'tset'" in fresh.refuses("tset")
    assert "no command" in fresh.refuses("한글", environment={"PYTHONIOENCODING": "ascii"})


@pytest.mark.parametrize("word", ["help", "-h", "--help"])
def test_help(fresh, word):
    result = fresh.start(word)
    assert result.returncode == 0
    learner = ["lab", "setup", "restore", "help"]
    teacher = ["release", "grade", "test", "build", "site", "benchmark", "lock"]
    offered = re.findall(r"^  (\w+)", result.stdout, re.M)
    assert offered == [*learner[:-1], *teacher, "help"]
    (fresh.folder / "requirements-dev.txt").unlink()  # as in a class that was released
    assert re.findall(r"^  (\w+)", fresh.start(word).stdout, re.M) == learner
    for command in teacher:
        assert f"`{command}` belongs to the whole course" in fresh.refuses(command)
    assert not fresh.venv.exists()


@pytest.mark.skipif(os.name == "nt", reason="files that are closed by number, as in POSIX")
def test_closed_output_is_no_failure(fresh):
    call = fresh.command("help")
    for closed in (">&-", ">&- 2>&-", "<&- >&- 2>&-"):
        call.update(args=["sh", "-c", f'exec "$@" {closed}', "sh", *fresh.command("help")["args"]])
        result = subprocess.run(**call, timeout=60)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_before_anything_was_done_shows_no_traceback(fresh):
    """While start.py is still imported: here, its part `machine` waits for the signal."""
    machine = fresh.folder / "starting" / "machine.py"
    text = machine.read_text(encoding="utf-8")
    fresh.write(
        "starting/machine.py", f"import time; print('here', flush=True)\ntime.sleep(60)\n{text}"
    )
    process = fresh.begin()
    assert process.stdout.readline() == "here\n"
    interrupt(process)
    output, said = process.communicate(timeout=60)
    assert (process.returncode, output, said) == (-signal.SIGINT, "", "")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_is_gone_is_no_failure_to_explain(fresh):
    call = fresh.command("help")
    reader, call["stdout"] = os.pipe()
    os.close(reader)
    result = subprocess.run(**call, timeout=60)
    os.close(call["stdout"])
    assert (result.returncode, result.stderr) == (1, "")


# Packages that are not whole


def site(course) -> Path:
    return next(course.venv.glob("**/site-packages"))


def lose_a_file(folder: Path) -> None:
    (folder / "packaging" / "version.py").unlink()


def cut_a_file(folder: Path) -> None:
    path = folder / "packaging" / "version.py"
    half = path.read_bytes()[:1000]
    path.unlink()  # uv's cache may hold the same file
    path.write_bytes(half)


def lose_all_but_the_entry(folder: Path) -> None:
    shutil.rmtree(folder / "packaging")


def lose_the_entry(folder: Path) -> None:
    shutil.rmtree(next(folder.glob("packaging-*.dist-info")))


def cut_the_record(folder: Path) -> None:
    path = next(folder.glob("packaging-*.dist-info")) / "RECORD"
    half = path.read_bytes()[:500]
    path.unlink()
    path.write_bytes(half)


def lose_the_whole_package(folder: Path) -> None:
    lose_all_but_the_entry(folder)
    lose_the_entry(folder)


def lose_the_installers(folder: Path) -> None:
    lose_the_whole_package(folder)
    shutil.rmtree(folder / "pip" / "_internal")
    next(folder.glob("uv-*.dist-info/METADATA")).unlink()


@pytest.mark.parametrize(
    ("command", "damage"),
    [
        ("lab", lose_a_file),
        ("lab", cut_a_file),
        ("lab", lose_the_entry),
        ("lab", cut_the_record),
        ("lab", lose_the_whole_package),
        ("lab", lose_the_installers),
        ("setup", lose_all_but_the_entry),
    ],
)
def test_a_damaged_package_is_mended_and_named(course, damage, command):
    damage(site(course))
    result = course.start(command)
    assert result.returncode == (3 if command == "lab" else 0), result.stdout + result.stderr
    assert re.search(r"^Mended: .*packaging.*\.$", result.stdout, re.M), result.stdout
    assert course.has(LEARNER[1])
    course.installs_nothing()


def test_a_newer_pip_is_left_alone(course):
    entry = next(site(course).glob("pip-*.dist-info"))
    newer = entry.rename(entry.with_name("pip-99.dist-info"))
    record = newer / "RECORD"
    text = record.read_text()
    record.write_text(text.replace(entry.name, newer.name))
    course.installs_nothing()
    record.write_text(text)
    newer.rename(entry)
    course.installs_nothing()


def test_setup_finds_a_changed_file_of_the_same_size(course):
    path = site(course) / "packaging" / "version.py"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1] + b" ")
    course.installs_nothing()
    result = course.start("setup")
    assert result.returncode == 0 and "Mended: packaging." in result.stdout
    assert path.read_bytes() == content


# A .venv that cannot be used is made anew, and one that works is not lost by it.


ANOTHER = f"sys.version_info = (3, {13 if sys.version_info[1] < 13 else 12}, 0, 'final', 0); "
NOWHERE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}


@pytest.mark.parametrize("known", ['{"installed": 5}', '{"root": 1}', '{"before": "x"}', "[]"])
def test_a_stamp_that_says_nothing_is_as_none(course, known):
    course.write(".venv/course.json", known)
    result = course.start()
    assert (result.returncode, result.stderr) == (3, "")
    course.installs_nothing()


@pytest.mark.skipif(os.name == "nt", reason="a path that no folder can have, as in POSIX")
def test_a_cache_that_cannot_be_made_is_done_without(course):
    nowhere = {"UV_CACHE_DIR": os.path.join(os.devnull, "cache")}
    result = course.start("setup", environment=nowhere)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert "Trying once more without a cache" in result.stdout
    course.installs_nothing()


def test_no_disk_for_two(course):
    result = course.start(pretending=ANOTHER + FULL_DISK)
    assert result.returncode == 1 and "disk is too full" in result.stderr
    assert f"it has Python 3.{sys.version_info[1]}, and this is 3." in result.stdout
    course.installs_nothing()


def test_the_venv_from_before_comes_back_when_no_new_one_can_be_made(course):
    line = course.refuses(pretending=ANOTHER + "0", environment=NOWHERE)
    assert "Check your connection" in line
    python = ("py -3.{}" if os.name == "nt" else "python3.{}").format(sys.version_info[1])
    assert f"The .venv from before is back, for Python 3.{sys.version_info[1]}: " in line
    assert f"`{python} start.py` works as before." in line
    assert not list(course.folder.glob(".venv-[kt]*[ed]*"))
    course.installs_nothing()


def test_the_venv_from_before_comes_back_after_a_kill(course):
    process = course.begin(pretending=ANOTHER + "0")
    until(lambda: (course.venv / "pyvenv.cfg").exists() and course.kept.exists(), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert course.kept.exists()
    result = course.start()
    assert result.returncode == 3 and "Making" not in result.stdout, result.stdout
    assert not course.kept.exists()
    course.installs_nothing()


def test_venv_without_its_python_is_made_anew(course):
    course.python.unlink()
    course.write(".venv/left over", "from before")
    result = course.start()
    assert result.returncode == 3, result.stderr
    assert "Making .venv anew, because its Python is missing." in result.stdout
    assert not (course.venv / "left over").exists() and not course.kept.exists()
    course.installs_nothing()


def test_moved_folder_is_mended_in_place_without_a_network(course):
    home = course.folder
    for place in (home.with_name("옮긴 'folder"), home):
        course.folder = course.folder.rename(place)
        result = course.start(environment={"UV_OFFLINE": "1", **NOWHERE})
        assert result.returncode == 3, result.stderr
        assert "The course's folder was moved. Mending .venv." in result.stdout
        assert "Installing" not in result.stdout and "Making" not in result.stdout
        test_helpers_can_be_imported_from_any_folder(course, course.folder.parent)
        pip = subprocess.run([course.python.with_name("pip"), "list"], capture_output=True)
        assert (pip.returncode, b"small-course" in pip.stdout) == (0, True), pip.stderr
        assert str(course.folder).encode() in pip.stdout
        course.installs_nothing()


def test_venv_that_runs_is_not_changed(course):
    sleeps = [course.python, "-c", "import time; time.sleep(60)", "ipykernel"]
    with subprocess.Popen(sleeps) as kernel:
        try:
            line = course.refuses("setup")
            assert f"The kernel of a notebook (process {kernel.pid}) still runs" in line
            assert "still runs" in course.refuses(pretending=ANOTHER + "0")
            course.installs_nothing()
        finally:
            kernel.kill()


def test_jupyterlab_holds_its_venv_where_no_process_can_be_seen(course):
    course.write("jupyterlab.py", "import time; print('open', flush=True); time.sleep(60)")
    blind = "import starting.turns; starting.turns._processes = lambda: []"
    blind = f"sys.path.insert(0, {str(course.folder)!r}); {blind}"
    process = course.begin()
    try:
        while process.stdout.readline() != "open\n":
            assert process.poll() is None
        assert "JupyterLab, or another program" in course.refuses("setup", pretending=blind)
    finally:
        course.write("jupyterlab.py", SAYS_HOW_IT_WAS_CALLED)
        process.kill()
        process.communicate()
    assert course.start("setup", pretending=blind).returncode == 0


# Two starts at once


def test_the_second_start_waits_for_the_first(course):
    pip = [course.python, "-m", "pip", "uninstall", "--yes", "--quiet", "six"]
    subprocess.run(pip, check=True, capture_output=True)
    both = [course.begin(), course.begin()]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [3, 3], said
    assert sum("Another start.py is setting up" in output for output, _ in said) == 1
    assert sum("Mended: six." in output for output, _ in said) == 1
    course.installs_nothing()


@pytest.mark.skipif(os.name == "nt", reason="Windows names its locks otherwise")
def test_a_dead_process_does_not_hold_the_turn(course):
    takes = (
        "import fcntl, sys, time; file = open(sys.argv[1], 'a'); "
        "fcntl.flock(file, fcntl.LOCK_EX); print('taken', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", takes, course.folder / ".venv-turn"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        process = course.begin()
        assert process.stdout.readline().startswith("Another start.py is setting up")
        assert process.poll() is None
        holder.kill()
        process.communicate(timeout=60)
        assert process.returncode == 3


# Faults in the middle of an install, of a package with so many files that it takes a while

PARTS = 400
CHECKS_ALL_PARTS = f"""\
import sys, pathlib, time
pathlib.Path(sys.prefix, "checking").touch()
time.sleep(0.05)
try:
    from parts import total
    print("  Parts OK")
except Exception as error:
    sys.exit(f"  Parts FAIL {{error}}")
sys.exit(total() != {PARTS})
"""


def build_wheel(folder: Path) -> None:
    files = {f"parts/part_{number:04}.py": "ONE = 1\n" for number in range(PARTS)}
    files["parts/__init__.py"] = (
        "import importlib\ndef total():\n    return sum(importlib.import_module("
        f"f'parts.part_{{n:04}}').ONE for n in range({PARTS}))\n"
    )
    files["jupyterlab.py"] = SAYS_HOW_IT_WAS_CALLED
    info = "parts-1.dist-info"
    files[f"{info}/METADATA"] = "Metadata-Version: 2.1\nName: parts\nVersion: 1\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = [
        f"{path},sha256={b64(hashlib.sha256(text.encode()).digest())},{len(text)}\n"
        for path, text in files.items()
    ]
    with zipfile.ZipFile(folder / "parts-1-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(f"{info}/RECORD", "".join(record) + f"{info}/RECORD,,\n")


def b64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Course:
    """A course with that package, set up."""
    folder = tmp_path_factory.mktemp("large")
    build_wheel(folder)
    course = Course(folder / "course", UV_FIND_LINKS=str(folder), UV_NO_INDEX="1")
    course.environment["UV_CACHE_DIR"] = str(folder / "cache")
    course.seal("requirements.txt", ["parts==1"])
    course.write("helpers/environment.py", CHECKS_ALL_PARTS)
    result = course.start("setup")
    assert result.returncode == 0, result.stdout + result.stderr
    return course


@pytest.fixture(scope="module", params=["one file system", "two file systems"])
def parts(request, large, tmp_path_factory) -> Course:
    """That course; uv's cache is on the same file system, so files are shared, or on another."""
    if request.param == "two file systems":
        other = Path("/dev/shm")
        if not other.is_dir() or other.stat().st_dev == large.folder.stat().st_dev:
            other = tmp_path_factory.mktemp("other")  # there, the link mode alone has to do
        cache = tempfile.mkdtemp(dir=other)
        request.addfinalizer(lambda: shutil.rmtree(cache))
        large.environment.update(UV_CACHE_DIR=cache, UV_LINK_MODE="copy")
    return large


# When the count of placed files is below this share, on the way down, or above it, on the way up.
MOMENTS = {
    **{f"below {share:.0%}": (-1, share) for share in (0.9, 0.5, 0.1)},
    **{f"above {share:.0%}": (1, share) for share in (0, 0.1, 0.3, 0.5, 0.7, 0.9)},
    "uv has begun": "install.log",
    "bytecode is written": "lib*/python*/site-packages/parts/__pycache__",
    "the check runs": "checking",
}


class Watch:
    """Sees whether a moment of an install has come."""

    def __init__(self, course: Course, moment: str):
        self.course, self.moment = course, MOMENTS[moment]
        self.parts = str(site(course) / "parts")
        self.rises, self.count = False, 2 * PARTS
        self.old = self.state()

    def state(self) -> list:
        if isinstance(self.moment, tuple):
            return []
        try:
            return [path.stat().st_mtime_ns for path in self.course.venv.glob(self.moment)]
        except FileNotFoundError:  # it is being taken away
            return []

    def has_come(self) -> bool:
        if not isinstance(self.moment, tuple):
            return self.state() not in (self.old, [])
        try:
            count = len(os.listdir(self.parts))
        except FileNotFoundError:
            count = 0
        self.rises = self.rises or count > self.count or count == 0
        self.count = count
        way, share = self.moment
        return self.rises and count > share * PARTS if way > 0 else count < share * PARTS


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_start_after_a_broken_off_install_ends_with_a_working_one(parts, moment):
    signals = [signal.SIGINT, signal.SIGKILL, signal.SIGHUP, None]
    sent = signals[list(MOMENTS).index(moment) % 4]
    watch = Watch(parts, moment)
    process = parts.begin("setup")
    until(watch.has_come, process, every=0)
    if sent is None:  # start.py alone dies, and its installer goes on
        process.kill()
    else:
        os.killpg(process.pid, sent)
    output, errors = process.communicate(timeout=60)
    assert process.returncode in (-signal.SIGKILL, 130, 129) and not errors, output + errors
    if sent in (signal.SIGINT, signal.SIGHUP):
        assert process.returncode == 128 + sent and "\nStopped. " in output

    result = parts.start()
    assert (result.returncode, result.stderr) == (3, ""), result.stdout + result.stderr
    placed = [path.read_text() for path in site(parts).glob("parts/part_*.py")]
    assert placed == ["ONE = 1\n"] * PARTS
    parts.installs_nothing()


def test_a_damaged_cache_of_uv_does_not_damage_the_course_for_ever(parts):
    for path in site(parts).glob("parts/part_00*.py"):
        path.write_text("ONE = 2\n")  # in place: where files are shared, in the cache as well
    result = parts.start("setup")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Mended: parts." in result.stdout


FILLS_A_DISK = """\
mount -t tmpfs -o size=300m tmpfs "$1" && cp -a "$2" "$1/course" && cd "$1/course" || exit 77
"$3" -c "$4"; echo "rc $?"
rm -r .venv/lib/python3*/site-packages/parts
head -c 1G /dev/zero > filler 2> /dev/null; truncate -s -2M filler
"$3" -c "$4"; echo "rc $?"
rm filler
"$3" -c "$4"; echo "rc $?"
"""


def test_disk_that_fills_while_packages_are_placed(parts, tmp_path):
    room = f"sys.path.insert(0, {str(parts.folder)!r}); import starting.install as install; "
    call = parts.command(pretending=room + "install.need_disk = lambda gigabytes: None")
    code = call["args"][2].replace(str(parts.folder), str(tmp_path / "course"))
    shell = ["unshare", "-rm", "sh", "-c", FILLS_A_DISK, "sh"]
    if shutil.which("unshare") is None or subprocess.run([*shell[:2], "true"]).returncode:
        pytest.skip("no file system can be mounted here")
    call["args"] = [*shell, tmp_path, parts.folder, sys.executable, code]
    call["env"]["UV_LINK_MODE"] = "copy"
    call["stderr"] = subprocess.STDOUT
    result = subprocess.run(**call, timeout=120)
    if result.returncode == 77:
        pytest.skip("no file system can be mounted here")
    codes = re.findall(r"^rc (.*)", result.stdout, re.M)
    assert codes == ["3", "1", "3"], result.stdout
    assert result.stdout.count("start.py: The disk is full") == 1, result.stdout


# Helpers of these tests


def until(has_come, process, every=0.01) -> None:
    """Wait for a moment of a program that runs."""
    while not has_come():
        assert process.poll() is None, process.communicate()
        time.sleep(every)


def interrupt(process) -> None:
    """What Ctrl-C in a terminal does."""
    os.killpg(process.pid, signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
