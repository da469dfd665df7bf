"""What of a machine's settings reaches the course's programs, and what must not.

The JupyterLab server among settings for another one is in test_server.py.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import helpers.surroundings
from starting import ROOT, surroundings
from starting.surroundings import SETTINGS, child_environment, hidden_modules

LETHAL = {
    "PYTHONPATH": "/nowhere",
    "PYTHONHOME": "/nowhere",
    "PYTHONWARNINGS": "error",
    "PYTHONOPTIMIZE": "2",
    "PYTHONSTARTUP": "/nowhere/startup.py",
    "PYTHONINSPECT": "1",
    "PYTHONUSERBASE": "/nowhere",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PIP_TARGET": "/nowhere",
    "PIP_PREFIX": "/nowhere",
    "PIP_PYTHON": "/nowhere",
    "PIP_NO_BINARY": ":all:",
    "PIP_CONSTRAINT": "/nowhere",
    "UV_SYSTEM_PYTHON": "1",
    "UV_PYTHON": "3.8",
    "UV_TARGET": "/nowhere",
    "UV_REQUIRE_HASHES": "1",
    "UV_CONSTRAINT": "/nowhere",
    "JUPYTER_NO_CONFIG": "1",
    "JUPYTER_PATH": "/nowhere",
    "JUPYTER_CONFIG_PATH": "/nowhere",
    "JUPYTER_PLATFORM_DIRS": "1",
    "JUPYTERLAB_DIR": "/nowhere",
    "JUPYTERLAB_WORKSPACES_DIR": "/nowhere",
    "KERAS_MAX_EPOCHS": "1",
    "MPLBACKEND": "Agg",
    "MATPLOTLIBRC": "/nowhere",
    "TF_USE_LEGACY_KERAS": "1",
}
USERS = {
    "HOME": "/home/somebody",
    "PIP_INDEX_URL": "https://mirror/simple",
    "PIP_CERT": "/etc/certificate.pem",
    "PIP_CONFIG_FILE": "/etc/pip.conf",
    "UV_DEFAULT_INDEX": "https://mirror/simple",
    "UV_INDEX_MIRROR_PASSWORD": "secret",
    "UV_HTTP_TIMEOUT": "60",
    "UV_CACHE_DIR": "/cache",
    "UV_SYSTEM_CERTS": "1",
    "SSL_CERT_FILE": "/etc/certificate.pem",
    "HTTPS_PROXY": "http://proxy:3128",
    "no_proxy": "localhost",
    "JUPYTER_TOKEN": "secret",
    "PYTHONIOENCODING": "utf-8",
    "LANG": "ko_KR.UTF-8",
}


def test_lethal_variables_are_dropped_and_the_users_stay():
    child = child_environment({**LETHAL, **USERS})
    assert not set(LETHAL) & set(child)
    assert {name: child[name] for name in USERS} == USERS


def test_each_program_has_its_own_folder_in_venv():
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "KERAS_HOME", "MPLCONFIGDIR")
    theirs = {**dict.fromkeys(folders, "/theirs"), "KERAS_BACKEND": "jax", "PIP_USER": "1"}
    child = child_environment(theirs)
    assert all(SETTINGS in Path(child[name]).parents for name in folders)
    assert (child["KERAS_BACKEND"], child["PIP_USER"]) == ("tensorflow", "0")


@pytest.mark.parametrize(
    ("environ", "platform", "settings", "runtime"),
    [
        ({}, "linux", "~/.jupyter/lab/user-settings", "~/.local/share/jupyter/runtime"),
        ({}, "darwin", "~/.jupyter/lab/user-settings", "~/Library/Jupyter/runtime"),
        ({}, "win32", "~/.jupyter/lab/user-settings", "~/.jupyter/data/runtime"),
        ({"APPDATA": "~/app"}, "win32", "~/.jupyter/lab/user-settings", "~/app/jupyter/runtime"),
        ({"XDG_DATA_HOME": "~/x"}, "linux", "~/.jupyter/lab/user-settings", "~/x/jupyter/runtime"),
        ({"JUPYTER_CONFIG_DIR": "~/c"}, "linux", "~/c/lab/user-settings", None),
        ({"JUPYTERLAB_SETTINGS_DIR": "~/s"}, "linux", "~/s", None),
        ({"JUPYTER_RUNTIME_DIR": "~/r"}, "linux", None, "~/r"),
    ],
)
def test_the_users_own_folders_are_found(tmp_path, environ, platform, settings, runtime):
    def here(path):
        return path.replace("~", tmp_path.as_posix())

    environ = {"HOME": str(tmp_path), **{name: here(path) for name, path in environ.items()}}
    found = surroundings._users_jupyter(environ, platform)
    for path, wanted in zip(found, (settings, runtime), strict=True):
        assert wanted is None or path == Path(here(wanted))


def test_a_home_that_cannot_hold_files_does_not_stop_jupyter(tmp_path):
    home = tmp_path / "home"
    home.write_text("a file")
    runtime = Path(child_environment({"HOME": str(home)})["JUPYTER_RUNTIME_DIR"])
    assert SETTINGS in runtime.parents


def test_labs_settings_are_written_again_when_they_were_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings, "VENV", tmp_path)
    surroundings.settle_lab()
    folder = tmp_path / "etc/jupyter"
    files = sorted(path for path in folder.rglob("*") if path.is_file())

    def written():
        return {path.relative_to(folder).as_posix(): json.loads(path.read_text()) for path in files}

    assert written() == surroundings.LAB
    times = [path.stat().st_mtime_ns for path in files]
    surroundings.settle_lab()
    assert [path.stat().st_mtime_ns for path in files] == times
    for damage in ("{", "[]", '{"disabledExtensions": {}}'):
        for path in files:
            path.write_text(damage)
        surroundings.settle_lab()
        assert written() == surroundings.LAB
    files[1].unlink()
    surroundings.settle_lab()
    assert written() == surroundings.LAB


def test_what_jupyterlab_adds_to_its_settings_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings, "VENV", tmp_path)
    surroundings.settle_lab()
    path = tmp_path / "etc/jupyter/labconfig/page_config.json"
    added = {**surroundings.LAB["labconfig/page_config.json"], "lockedExtensions": {"some": True}}
    path.write_text(json.dumps(added, indent=2))
    surroundings.settle_lab()
    assert json.loads(path.read_text()) == added


def test_labs_settings_that_cannot_be_written_stop_nothing(tmp_path, monkeypatch):
    (tmp_path / "etc").write_text("a file in the folder's place")
    monkeypatch.setattr(surroundings, "VENV", tmp_path)
    surroundings.settle_lab()


# Files that hide modules


def test_the_course_hides_no_module():
    assert hidden_modules(ROOT) == []


def test_files_that_hide_a_module_are_named(tmp_path):
    for name in ("random.py", "mine.py", "notebooks/numpy.py", "my_notebooks/keras/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in ("helpers/__init__.py", "my_notebooks/helpers.py"):  # the first is the course's
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "notebooks" / "pandas").mkdir()  # a folder of data hides no module
    lines = hidden_modules(tmp_path)
    assert [line.split()[0] for line in lines] == [
        "random.py",
        "notebooks/numpy.py",
        "my_notebooks/helpers.py",
        "my_notebooks/keras",
    ]
    assert all("Rename it" in line for line in lines)


def test_start_py_is_not_hurt_by_files_beside_it_or_in_pythonpath(tmp_path):
    course, elsewhere = tmp_path / "course", tmp_path / "elsewhere"
    shutil.copytree(ROOT / "starting", course / "starting")
    shutil.copy(ROOT / "start.py", course)
    elsewhere.mkdir()
    for name in ("random", "subprocess", "json", "tempfile", "pathlib", "re"):
        (course / f"{name}.py").write_text("raise SystemExit('hidden')")
        (elsewhere / f"{name}.py").write_text("raise SystemExit('hidden')")
    for environ in ({}, {"PYTHONPATH": str(elsewhere)}):
        result = subprocess.run(
            [sys.executable, "-S", "start.py", "help"],
            cwd=course,
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
        )
        assert (result.returncode, result.stderr) == (0, "")
        assert "Usage" in result.stdout


# A notebook that was opened without start.py


def in_a_kernel(code: str, folder: Path, **environ: str) -> list[dict]:
    """The outputs of a cell that a fresh kernel runs in `folder`."""
    script = f"""
import json, nbformat
from nbclient import NotebookClient
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell({code!r})])
NotebookClient(notebook, allow_errors=True, kernel_name="python3").execute(cwd={str(folder)!r})
print(json.dumps(notebook.cells[0].outputs))
"""
    environ = {**os.environ, "LINEAR_MODEL_RUNS": str(folder / "runs"), **environ}
    command = [sys.executable, "-P", "-c", script]
    return json.loads(subprocess.check_output(command, env=environ, stderr=subprocess.DEVNULL))


PICTURE = """\
import matplotlib.pyplot as plt
from helpers import show
figure, axes = plt.subplots()
axes.set_title("a picture")
show(figure, "nothing")
"""


@pytest.mark.parametrize("backend", ["Agg", "TkAgg"])
def test_pictures_are_shown_whatever_matplotlib_was_told(tmp_path, backend):
    (tmp_path / "matplotlibrc").write_text("text.usetex: True")
    [output] = in_a_kernel(PICTURE, tmp_path, MPLBACKEND=backend, MATPLOTLIBRC=str(tmp_path))
    assert "image/png" in output["data"]


def test_keras_computes_as_in_the_course_whatever_it_was_told(tmp_path):
    settings = {"backend": "torch", "floatx": "float64", "image_data_format": "channels_first"}
    home = tmp_path / "home"
    (home / ".keras").mkdir(parents=True)
    (home / ".keras" / "keras.json").write_text(json.dumps(settings))
    code = "import helpers, keras; c = keras.config; "
    code += "print(c.backend(), c.floatx(), c.image_data_format())"
    said = in_a_kernel(code, tmp_path, HOME=str(home), USERPROFILE=str(home), KERAS_BACKEND="jax")
    assert [output["text"] for output in said] == ["tensorflow float32 channels_last\n"]


def test_helpers_name_a_file_that_hides_a_module(tmp_path):
    (tmp_path / "numpy.py").touch()
    [output] = in_a_kernel("import numpy as np\nfrom helpers import show", tmp_path)
    assert output["ename"] == "HiddenModule"
    [line] = output["traceback"]
    assert "numpy.py" in line and "Rename it" in line


def test_a_file_of_another_name_hides_nothing(tmp_path):
    (tmp_path / "my_numpy.py").touch()
    assert helpers.surroundings.hidden_module(tmp_path) == ""
