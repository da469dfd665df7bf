"""Which machines are told before an install that they cannot be served, and what failures mean."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from starting import ROOT, Stop, machine
from starting.machine import Machine, explain, find_problem, options_for_root

FITS = Machine("linux", "x86_64", (), (2, 28), True, True, False, 0)


@pytest.mark.parametrize(
    "served",
    [
        FITS,
        FITS._replace(libc=(2, 40), processor="aarch64"),
        Machine("darwin", "arm64", (12, 0), (), True, True, True, 0),
        Machine("win32", "amd64", (), (), True, True, False, 0),
        Machine("win32", "amd64", (), (), True, True, False, len(r"C:\Users\somebody\course")),
    ],
)
def test_machines_with_packages_are_served(served):
    assert find_problem(served) == ""
    machine.refuse(served)


@pytest.mark.parametrize(
    ("refused", "name", "advice"),
    [
        (FITS._replace(libc=(2, 27)), "this Linux has 2.27", "Debian 10"),
        (FITS._replace(libc=()), "musl", "Debian"),
        (FITS._replace(processor="armv7l"), "armv7l", ""),
        (FITS._replace(wide=False), "32-bit", "64-bit Python 3.13"),
        (FITS._replace(avx=False), "AVX", "Colab"),
        (FITS._replace(system="freebsd14"), "freebsd14", "Binder"),
        (Machine("darwin", "x86_64", (15, 1), (), True, True, False, 0), "Intel", "container"),
        (Machine("darwin", "x86_64", (15, 1), (), True, True, True, 0), "Intel", "python3.13"),
        (Machine("darwin", "arm64", (11, 7), (), True, True, True, 0), "macOS 11.7", "Update"),
        (Machine("win32", "arm64", (), (), True, True, False, 0), "Windows on ARM", "wsl"),
        (Machine("win32", "win32", (), (), True, True, False, 0), "32-bit", "64-bit"),
        (Machine("win32", "amd64", (), (), True, True, False, 120), "120 characters", "Move"),
    ],
)
def test_machines_without_packages_are_refused_by_name(refused, name, advice):
    with pytest.raises(Stop) as stop:
        machine.refuse(refused)
    line = str(stop.value)
    assert name in line and advice in line and "\n" not in line


def test_start_py_refuses_before_it_makes_anything(tmp_path):
    shutil.copytree(ROOT / "starting", tmp_path / "starting")
    for name in ("start.py", "requirements-dev.txt"):  # a class without the second has no tests
        shutil.copy(ROOT / name, tmp_path)
    pretend = "import os; os.confstr = lambda name: 'glibc 2.17'"
    if sys.platform != "linux":
        pretend = "import starting.machine as m; m.find_problem = lambda machine: 'glibc 2.17'"
    run = "import runpy; runpy.run_path('start.py', run_name='__main__')"
    for command in ("lab", "setup", "test"):
        result = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.argv[1:] = [{command!r}]; {pretend}; {run}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 1
        assert result.stderr.startswith("start.py: ") and result.stderr.count("\n") == 1
        assert "2.17" in result.stderr
    assert not (tmp_path / ".venv").exists()


def test_this_machine_is_looked_at():
    found = machine.this_machine()
    assert found.system == sys.platform and found.wide
    assert find_problem(found) == ""  # it runs the course, as these tests show
    if sys.platform == "linux":
        assert found.processor == os.uname().machine and found.libc > (2,)


def test_longest_path_of_the_packages_is_known():
    packages = Path(pytest.__file__).parent.parent
    records = (path.read_text(encoding="utf-8") for path in packages.glob("*.dist-info/RECORD"))
    paths = [line.split(",")[0] for record in records for line in record.splitlines()]
    longest = max(len(path) for path in paths)
    prefix = len(r"\.venv\Lib\site-packages" + "\\")
    assert prefix + longest <= machine.LONGEST_IN_VENV


def fake_program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="the fake programs are scripts of a shell")
def test_a_fitting_python_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    def advice(windows=False):
        return machine.advise_python((3, 11), (3, 13), windows)

    assert "Install Python 3.13" in advice() and "`python3.13 start.py`" in advice()
    assert "`py -3.13 start.py`" in advice(windows=True)
    fake_program(tmp_path, "python3.11", "echo fits")
    fake_program(tmp_path, "python3.12", "echo fits")
    fake_program(tmp_path, "python3.13", "exit 127")  # a note that it is not installed
    fake_program(tmp_path, "py", 'test "$1" = -3.12 && echo fits')
    assert "run `python3.12 start.py`" in advice()
    assert "run `py -3.12 start.py`" in advice(windows=True)


def test_files_that_an_older_python_reads_can_be_read_by_it():
    for name in ("start.py", "starting/__init__.py", "starting/machine.py"):
        ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.skipif(os.name != "posix", reason="there is no root")
def test_root():
    def added(*options, root=True, container=False, sudo=False):
        return options_for_root(list(options), root, container, sudo)

    assert added(root=False) == added("--allow-root") == added("--ServerApp.allow_root=True") == []
    assert added() == added("--ip=127.0.0.1") == added("--ip", "localhost") == ["--allow-root"]
    assert added("--ip=0.0.0.0", container=True) == ["--allow-root"]
    for options in (["--ip=0.0.0.0"], ["--ServerApp.ip=*"], ["--port", "1", "--ip", "::"]):
        with pytest.raises(Stop, match="--allow-root if you mean it"):
            added(*options)
    with pytest.raises(Stop, match="without sudo"):
        added(sudo=True)


@pytest.mark.parametrize(
    ("said", "windows", "meaning"),
    [
        ("[Errno 28] Auf dem Gerät ist kein Speicherplatz mehr verfügbar", False, "disk is full"),
        ("error: 디스크 공간이 부족합니다. (os error 112)", True, "disk is full"),
        ("error: 112 (os error 112)", False, "error: 112"),  # another error elsewhere
        ("[WinError 5] Zugriff verweigert: 'uv.exe'", True, "No permission to write"),
        ("Der Prozess kann nicht zugreifen. (os error 32)", True, "No permission to write"),
        ("Broken (os error 32)", False, "cut off"),
        ("[WinError 10054] Eine bestehende Verbindung wurde geschlossen", True, "cut off"),
        ("error: Der angegebene Host ist unbekannt. (os error 11001)", True, "could not be down"),
        ("[WinError 206] Der Dateiname ist zu lang", True, "too long"),
        ("[Errno 36] Nome del file troppo lungo" if sys.platform == "linux" else
         "file name too long", False, "too long"),
        ("(os error 225) Der Vorgang wurde abgebrochen: Virus", True, "virus scanner"),
        ("[WinError 1455] Die Auslagerungsdatei ist zu klein", True, "memory is full"),
        ("error sending request\n  invalid peer certificate: Expired", False, "certificate"),
        ("tunnel error: 407 Proxy Authentication Required", False, "HTTPS_PROXY"),
        ("/course/.venv/bin/python: No module named uv", False, "pip config list"),
    ],
)  # fmt: skip
def test_causes_are_known_by_their_numbers(said, windows, meaning):
    line = explain(said, windows)
    assert meaning in line and "\n" not in line


def test_real_errors_of_this_system_are_known(tmp_path):
    with pytest.raises(OSError) as error:
        (tmp_path / ("x" * 5000)).write_text("")
    assert "too long" in explain(str(error.value)).lower()
    code = "import socket; socket.create_connection(('127.0.0.1', 1), 5)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr
    assert "connection to the internet" in explain(said)
