"""Who may change .venv: one start.py at a time, and none while a program runs from it.

Both are locks of the operating system, so a process that died holds none.
"""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

from starting import ROOT, THIS, VENV, Stop, say

if os.name == "nt":
    import msvcrt
else:
    import fcntl

TURN = ROOT / ".venv-turn"  # locked by the one start.py that may change .venv
USE = ROOT / ".venv-use"  # locked by every program that start.py started from .venv
PLACES = 64  # Windows knows no shared lock: there, each program locks a byte of its own

held = []  # the lock TURN; installers inherit it, and hold it if they outlive start.py


@contextmanager
def turn():
    """Hold the one right to change .venv. While another start.py has it, say so and wait."""
    handle = _open(TURN)
    try:
        if handle is not None:
            _wait(handle)
            held.append(handle)
        yield
    finally:
        held.clear()
        if handle is not None:
            os.close(handle)


def stay():
    """Mark this process, and what it becomes or waits for, as one that runs from .venv."""
    handle = _open(USE)
    if handle is None:
        return
    if os.name == "nt":
        any(_take(handle, place) for place in range(PLACES))
    else:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        os.set_inheritable(handle, True)


def check_unused():
    """Raise Stop if a program runs from .venv: changing its files would break it."""
    found = _find_program()
    if not found and _is_locked(USE):
        found = "JupyterLab, or another program of the course,"
    if found:
        raise Stop(
            f"{found} still runs from {VENV.name}, which has to be changed. Save your work and "
            f"stop it (Ctrl-C twice in its terminal), then run `{THIS}` again."
        )


def _open(path):
    """A handle to lock, or None where the folder cannot be written: then nobody installs."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return None


def _take(handle, place=0):
    """Lock it, all or one place of it, and return True; False if another process has it."""
    try:
        if os.name == "nt":
            os.lseek(handle, place, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks: go on as if there were nobody else
        return True
    return True


def _wait(handle):
    if _take(handle):
        return
    say("Another start.py is setting up this course. Waiting until it is done.")
    began = time.monotonic()
    while not _take(handle):
        time.sleep(0.1)
        if sys.stdout.isatty():
            print(f"\r  {time.monotonic() - began:4.0f} s", end="", flush=True)
    if sys.stdout.isatty():
        print(flush=True)


def _is_locked(path):
    handle = _open(path)
    if handle is None:
        return False
    places = range(PLACES) if os.name == "nt" else (0,)
    taken = all(_take(handle, place) for place in places)
    os.close(handle)  # gives the lock back
    return not taken


def _find_program():
    """A program that runs from .venv, however it was started, as the subject of a sentence."""
    for number, words in _processes():
        if number == os.getpid() or not words[0].startswith(str(VENV) + os.sep):
            continue
        said = " ".join(words)
        if "ipykernel" in said:
            name = "The kernel of a notebook"
        else:
            name = "JupyterLab" if "jupyter" in said else "A program"
        return f"{name} (process {number})"
    return ""


def _processes():
    """Yield the number and the command, as a list of words, of each process that can be seen."""
    if os.path.isdir("/proc/self"):
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    words = file.read().decode("utf-8", "replace").split("\0")
                if not os.path.isabs(words[0]):
                    words[0] = os.path.join(os.readlink(f"/proc/{name}/cwd"), words[0])
            except OSError:  # it has just ended, or is another user's
                continue
            yield int(name), words
    elif os.name == "posix":
        command = ["ps", "-A", "-o", "pid=", "-o", "command="]
        lines = subprocess.run(command, capture_output=True).stdout.decode("utf-8", "replace")
        for line in lines.splitlines():
            number, _, said = line.strip().partition(" ")
            yield int(number), [said]
