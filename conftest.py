"""Every test works in a fresh `runs/` folder, never in the learner's own."""

import itertools
import os
import re
import signal
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager
from xdist.scheduler import LoadFileScheduling

_began = time.time()

# A shell starts what runs in its background deaf to Ctrl-C, and so would be all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before any test file imports helpers, which reads it once.
_scratch = tempfile.TemporaryDirectory(prefix="runs-")
os.environ["LINEAR_MODEL_RUNS"] = _scratch.name

# Kernels that start at the same time can pick the same TCP port, and then one dies. So nbval's
# talk through socket files, where the system has them; it wants their paths to be short.
if os.name == "posix":
    _sockets = tempfile.TemporaryDirectory(prefix="kernels-", dir="/tmp")
    _numbers = itertools.count()

    def _kernel_manager(**options):
        connection_file = f"{_sockets.name}/{next(_numbers)}.json"
        return KernelManager(transport="ipc", connection_file=connection_file, **options)

    nbval.kernel.KernelManager = _kernel_manager

# As start.py does for every notebook, before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


# These files import Keras into the worker itself. One worker takes them all, so that only one
# waits for that import.
WITH_KERAS = (
    "tests/test_answers.py",
    "tests/test_mutants.py",
    "tests/test_numpy_model.py",
    "tests/test_properties.py",
)

# Every other file in that folder: in a row, as a worker that leaves it stops browser and server.
BROWSER = "tests/browser/"

# What takes longest starts first, so that no worker is left alone with it at the end.
LONGEST = (
    *WITH_KERAS,
    "tests/test_start.py",
    "tests/browser/test_lessons.py of solutions",
    "tests/browser/test_lessons.py of notebooks",
    BROWSER,
    "tests/grading/test_ugly.py",
    "tests/test_claims.py",
    "tests/test_nbgrader.py",
    "tests/grading/test_judge.py",
    "tests/grading/test_ordinary.py",
    "tests/test_plots.py",
    "tests/test_release.py",
    "solutions/06_training.ipynb",
    "notebooks/06_training.ipynb",
    "tests/test_build.py",
)


def together(nodeid):
    """The name of what one worker takes: a file, or half of the one with every notebook."""
    name, _, test = nodeid.partition("::")
    folder = re.search(r"\[(\w+)/", test) if name == "tests/browser/test_lessons.py" else None
    return f"{name} of {folder[1]}" if folder else name


class FileScheduling(LoadFileScheduling):
    """Give the tests of one file to one worker, and those of WITH_KERAS together."""

    def _split_scope(self, nodeid):
        name = together(nodeid)
        return "with Keras" if name in WITH_KERAS else name


def pytest_xdist_make_scheduler(config, log):
    """Share the tests out as FileScheduling says, whatever --dist says."""
    return FileScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the files of LONGEST first, and leave the order within each file as it is."""
    places = {name: place for place, name in enumerate(LONGEST)}

    def place(item):
        name = together(item.nodeid)
        other = places[BROWSER] if name.startswith(BROWSER) else len(places)
        return places.get(name, other)

    items.sort(key=place)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give each notebook's kernel a `runs/` folder of its own, as in the build."""
    notebook = item.getparent(pytest.File)
    if notebook is not None and notebook.path.suffix == ".ipynb":
        os.environ["LINEAR_MODEL_RUNS"] = os.path.join(
            _scratch.name, notebook.path.parent.name, notebook.path.stem
        )
    else:
        os.environ["LINEAR_MODEL_RUNS"] = _scratch.name


def pytest_terminal_summary(terminalreporter, config):
    """Say which tests were left out and why, and where pictures of what was seen are."""
    left_out = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        *_, why = report.longrepr
        left_out[why.removeprefix("Skipped: ")].append(report.nodeid.partition("::")[0])
    for why, files in left_out.items():
        number = "1 test" if len(files) == 1 else f"{len(files)} tests"
        files = ", ".join(dict.fromkeys(files))
        terminalreporter.write_line(f"Left out: {number} in {files}. {why}")
    folder = Path(__file__).parent / "tests" / "browser" / "pictures"
    new = [each for each in folder.glob("*.png") if each.stat().st_mtime > _began]
    if new:
        shown = folder.relative_to(config.rootpath)
        terminalreporter.write_line(f"Pictures of what the browser showed: {len(new)} in {shown}")
