"""A submission sees nothing but the course, harms nobody, and leaves nothing behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.runs import COURSE
from teaching.grading import sandbox
from teaching.grading.judge import Room
from teaching.grading.sandbox import Limits, SandboxError, isolation_problem
from tests.grading.papers import all_but, paper_of, states, with_cells

LESSON = "01_vectorization"


def finds(room, code: str) -> bool:
    """Whether `code`, which sets `found`, sees what it looks for inside a submission's process."""
    answer = f"found = None\n{code}\nshape = (5, 12, 2) if found else (2, 12, 5)"
    paper = paper_of(LESSON, "notebooks", predict_shape=answer)
    [result] = [each for each in room.judge(paper) if each.exercise == "predict-shape"]
    assert result.state in ("correct", "incorrect"), result
    return result.state == "correct"


def test_what_a_submission_can_do(room):
    assert finds(room, "found = 1 + 1 == 2")
    assert finds(room, "import os\nopen('/tmp/mine', 'w').write('x')\nfound = os.listdir('/tmp')")
    assert finds(room, "import os, helpers\nfound = os.path.exists(helpers.RUNS.parent)")
    assert finds(room, "import IPython.core.logger, sqlite3, xml.dom.minidom\nfound = True")
    assert finds(room, "from helpers import load_mnist\nfound = len(load_mnist()[0][0]) == 60000")


@pytest.mark.parametrize(
    "code",
    {
        "the network": "import socket\nfound = len(socket.if_nameindex()) > 1",
        "a solution": (
            "import glob\nfound = [path for top in ('/course', '/work', '/home', '/root', '/tmp') "
            "for path in glob.glob(top + '/**/0*.ipynb', recursive=True)]"
        ),
        "a reference in the checks": (
            "import helpers.checks, pathlib\n"
            "folder = pathlib.Path(helpers.checks.__file__).parent\n"
            "found = [path for path in folder.rglob('*') if 'lesson' in path.name]"
        ),
        "a reference in memory": (
            "import sys\nfound = [name for name, module in sys.modules.items() "
            "if 'checks.lesson' in name and len(vars(module)) > 9]"
        ),
        "the grader's processes": (
            "import os\nfound = [name for name in os.listdir('/proc') if name.isdigit() "
            "and int(name) not in (1, os.getpid())]"
        ),
        "into its keeper": "found = open('/proc/1/environ').read()",
        "the grader's environment": (
            "import os\nfound = [key for key in os.environ if key.startswith(('CI', 'GIT', 'SSH'))]"
        ),
        "a course to write to": "import helpers\nfound = open(helpers.__file__, 'a')",
        "a way back to the system": (
            "import ctypes\nlibc = ctypes.CDLL(None)\n"
            "found = libc.umount2(b'/proc', 2) == 0 or libc.unshare(0x10000000) == 0 "
            "and libc.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0 "
            "and libc.chroot(b'/proc/1/root') == 0"
        ),
    }.items(),
    ids=lambda pair: pair[0],
)
def test_what_a_submission_cannot_reach(room, code):
    what, source = code
    wrapped = "try:\n    " + source.replace("\n", "\n    ") + "\nexcept OSError:\n    found = None"
    assert not finds(room, wrapped), what


def test_files_and_processes_end_with_their_submission(room):
    seconds = f"60.{os.getpid()}"  # by which it is told from other processes of this machine
    leave = (
        "import os, subprocess, helpers\n"
        "for folder in ('/tmp', os.path.expanduser('~'), '.', '/dev/shm', helpers.RUNS):\n"
        "    open(f'{folder}/left', 'w').write('x')\n"
        "subprocess.Popen(['sleep', '{seconds}'], start_new_session=True)\nfound = True"
    ).replace("{seconds}", seconds)
    look = (
        "import os, helpers\n"
        "found = [folder for folder in ('/tmp', os.path.expanduser('~'), '.', '/dev/shm', "
        "helpers.RUNS) if os.path.exists(f'{folder}/left')]"
    )
    assert finds(room, leave)
    assert not finds(room, look)
    until = time.monotonic() + 10  # the system takes a moment to end them
    while time.monotonic() < until:
        running = subprocess.run(["pgrep", "-f", f"^sleep {seconds}$"], capture_output=True)
        if not running.stdout:
            return
        time.sleep(0.1)
    pytest.fail("a process outlived its submission")


@pytest.mark.parametrize(
    "code, ends",
    [
        ("import os\nwhile True:\n    os.fork()", {"crashed"}),
        ("kept = []\nwhile True:\n    kept.append(b'x' * 10_000_000)", {"out of memory"}),
        ("import numpy as np\nshape = np.ones(10**9)", {"out of memory"}),
        (
            "import os\nfor number in range(99):\n"
            "    open(f'{number}', 'wb').write(bytes(10**7))\nshape = (5, 12, 2)",
            {"error"},
        ),
        ("import os\nos._exit(0)", {"crashed"}),
        ("import os\nos.abort()", {"crashed"}),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", {"crashed"}),
        ("import ctypes\nctypes.string_at(0)", {"crashed"}),
        ("while True:\n    print('x' * 10_000)", {"timed out"}),
    ],
)
def test_a_limit_costs_one_exercise(room, monkeypatch, code, ends):
    monkeypatch.setitem(sys.modules["teaching.grading.judge"].CELL_SECONDS, "", 2.0)
    found = states(room.judge(paper_of(LESSON, predict_shape=code)))
    assert found.pop("predict-shape") in ends
    assert set(found.values()) == {"correct"}


def test_the_course_may_lie_in_a_temporary_folder(room, tmp_path):
    elsewhere = tmp_path / "강의 자료"
    elsewhere.mkdir()
    code = (
        "from teaching.grading.judge import Room\n"
        "from tests.grading.papers import paper_of, states, with_cells\n"
        f"paper = with_cells(paper_of({LESSON!r}), 'import IPython.core.logger, sqlite3')\n"
        "with Room() as room:\n    print(states(room.judge(paper)))"
    )
    python = elsewhere / Path(sys.executable).relative_to(COURSE)
    done = subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", "--bind", COURSE, elsewhere, "--chdir", elsewhere,
         python, "-c", code],
        capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout.strip() == str(all_but(LESSON)), done.stderr


def test_without_bubblewrap_one_line_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert "bubblewrap" in isolation_problem() and "\n" not in isolation_problem()
    with pytest.raises(SandboxError, match="bubblewrap"), Room():
        pass


def test_without_isolation_the_verdicts_are_the_same():
    with Room(isolated=False, limits=Limits(processes=20)) as opened:
        paper = with_cells(paper_of(LESSON, flatten="flat = board.T"), "import os\nos._exit(1)")
        assert states(opened.judge(paper)) == all_but(LESSON, flatten="error")
        bomb = paper_of(LESSON, predict_shape="import os\nwhile True:\n    os.fork()")
        assert states(opened.judge(bomb)) == all_but(LESSON, predict_shape="crashed")
