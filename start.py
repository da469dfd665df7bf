"""The one way into the course: sets up .venv, then opens JupyterLab. See USAGE below.

This file and the folder `starting` use the standard library only. This file is
written so that any Python from 3.6 on can read it, and say which Python the
course needs.
"""

# ruff: noqa: E402
import os
import sys

# A file of the learner's beside this one, or in a folder that PYTHONPATH names, must not hide a
# module of the standard library: such folders come last.
HERE = os.path.dirname(os.path.realpath(__file__))
LAST = [HERE] + os.environ.get("PYTHONPATH", "").split(os.pathsep)
LAST = {os.path.realpath(folder) for folder in LAST}
sys.path[:] = [path for path in sys.path if os.path.realpath(path) not in LAST] + [HERE]

import signal

# Until `heed_signals`, Ctrl-C ends this program without a word: nothing has been done by then.
if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import contextlib
import errno
import re
import shutil
import subprocess
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
FITS = OLDEST <= sys.version_info[:2] <= NEWEST
try:
    from starting import machine
    from starting.machine import explain

    if FITS:
        from starting import DEVELOPER, LEARNER, PYTHON, ROOT, Stop, copies, say, turns
        from starting.install import SEAL, install_uv, prepare_venv, seal_of, set_up, settle
        from starting.step import run_step
        from starting.surroundings import child_environment, hidden_modules, settle_lab
except ImportError as error:
    sys.exit(f"start.py: {error}. Download the course again, all of it.")

THIS = "py start.py" if os.name == "nt" else "python3 start.py"
MODULES = {
    "release": "teaching.release",
    "grade": "teaching.grading",
    "test": "pytest",
    "build": "teaching.build",
    "site": "teaching.site",
    "benchmark": "teaching.benchmark",
}
# A class that `release` made has only what a learner needs.
WHOLE = os.path.exists(os.path.join(HERE, "requirements-dev.txt"))

FOR_TEACHERS = """
  release    set up, then make a zip to hand out, for example release CLASS.zip
             --lessons 00 01. With --no-hints, it has no hints
  grade      set up, then judge a folder of submissions, for example
             grade SUBMISSIONS --out REPORT
  test       set up, then run every test. Options go to pytest
  build      set up, then make solutions/ and notebooks/ from lessons/
  site       set up, then build the course as static pages into site/. With --serve,
             serve them on this machine
  benchmark  set up, then measure how long training takes
  lock       find the newest versions that fit, and write both requirements files.
             Options go to uv, for example --upgrade"""
USAGE = f"""Usage: {THIS} [command] [options]

  lab        set up, then open JupyterLab; without a command, too. Options go to
             JupyterLab, for example --no-browser or --port 8890
  setup      install again what is missing, and check that everything works
  restore    make a notebook of yours fresh, named by its lesson's number; the one
             from before is kept beside it{FOR_TEACHERS if WHOLE else ""}
  help       show this text"""


def main(arguments):
    """Run one command and return the exit code."""
    if not FITS:
        this = "{}.{}".format(*sys.version_info[:2])
        problem = (
            f"The course needs Python 3.11, 3.12 or 3.13, and this is {this}. "
            + machine.advise_python(OLDEST, NEWEST)
        )
        print(f"start.py: {problem}", file=sys.stderr)
        return 1
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed, and no other file must take its number
            number = os.open(os.devnull, os.O_WRONLY)
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, "w"))
        getattr(sys, name).reconfigure(errors="replace")
    heed_signals()
    try:
        return run(arguments)
    except Stop as stop:
        problem = str(stop)
    except KeyboardInterrupt as stop:
        with contextlib.suppress(OSError):  # the terminal may be gone
            say(f"\nStopped. {str(stop) or 'Nothing was changed.'}")
        return 128 + received[-1]
    except BrokenPipeError:  # whoever read what this says, such as `head`, is gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing is left to say at the end
        return 1
    except OSError as error:
        problem = explain(str(error))
    print(f"start.py: {problem}", file=sys.stderr)
    return 1


received = [signal.SIGINT]


def heed_signals():
    """Let a closed terminal and a polite kill end this program as Ctrl-C does: tidily."""

    def stop(number, frame):
        received.append(number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, stop)


def run(arguments):
    """Split off the command, and do it. Return the exit code."""
    command, options = "lab", list(arguments)
    if options and (options[0] in ("-h", "--help") or not options[0].startswith("-")):
        command = options.pop(0)
    if command in ("help", "-h", "--help"):
        say(USAGE)
    elif command == "lab":
        added = check_port(options) + machine.options_for_root(options)
        prepare(LEARNER)
        for line in copies.lay_out():
            say(line)
        return hand_over(lab_command() + added + options)
    elif command == "setup":
        prepare(LEARNER, again=True)
    elif command == "restore":
        for line in copies.restore(options):
            say(line)
    elif command in (*MODULES, "lock") and not WHOLE:
        raise Stop(
            f"`{command}` belongs to the whole course. This folder is a class made from it, "
            f"without {DEVELOPER}: whoever handed it out has the rest."
        )
    elif command in MODULES:
        prepare(DEVELOPER)
        return hand_over(["-m", MODULES[command]] + options)
    elif command == "lock":
        lock(options)
    else:
        raise Stop(f"There is no command {command!r}. `{THIS} help` lists the commands.")
    return 0


def prepare(lock_name, again=False):
    """Set up, on a machine that can be; and say what would disturb the notebooks."""
    if not PYTHON.exists():
        machine.refuse()
    set_up(lock_name, again)
    for line in hidden_modules():
        say(line)


def hand_over(arguments):
    """Let .venv's Python go on with `arguments`; its exit code becomes this program's."""
    command = [str(PYTHON)] + arguments
    if os.name == "posix":  # this process becomes that one: signals and exit code are exact
        os.chdir(ROOT)
        os.execve(command[0], command, child_environment())
    process = subprocess.Popen(command, cwd=ROOT, env=child_environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the other process gets Ctrl-C too, and decides
            continue


# JupyterLab


def lab_command():
    """What opens JupyterLab on the first notebook, with the whole course beside it."""
    settle_lab()
    names = (path.name for path in (ROOT / copies.SHIPPED).glob("*.ipynb"))
    say("Opening JupyterLab. To stop it, press Ctrl-C here twice.")
    return [
        *("-P", "-m", "jupyterlab"),  # -P: no file in the course's folder can hide a module
        "--KernelManager.transport_encryption=auto",  # else a kernel warns that it has none
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{copies.MINE}/{min(names, default='')}",
    ]


def check_port(options):
    """Raise Stop if the options name a port that is in use.

    Return the option that keeps JupyterLab to the named port; without a named
    port it takes the next free one by itself.
    """
    found = re.search(r"(?:^|\n)--(?:ServerApp\.)?port[=\n](.*)", "\n".join(options))
    if found is None:
        return []
    import socket  # here, as every start waits for what is imported above

    number = found.group(1)
    if not re.fullmatch("[0-9]{1,5}", number) or int(number) > 65535:
        raise Stop(f"--port wants a number from 0 to 65535, not {number!r}.")
    with socket.socket() as probe:
        if os.name == "posix":  # a port that was just given up counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(number)))
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else "cannot be used"
            raise Stop(f"Port {number} {why}. Choose another one, or leave --port out.") from None
    return ["--ServerApp.port_retries=0"]


# The locks


def lock(options):
    """Write both requirements files anew from pyproject.toml, for every platform."""
    import tempfile

    with turns.turn(), tempfile.TemporaryDirectory() as name:
        settle()
        prepare_venv()
        install_uv()
        folder = Path(name)
        for lock_name in (LEARNER, DEVELOPER):  # the pins so far are kept where they fit
            if (ROOT / lock_name).exists():
                shutil.copy(ROOT / lock_name, folder)
        learner = compile_lock("-e .", folder / LEARNER, options)
        same = folder / "constraints.txt"
        same.write_text(learner.replace("-e .\n", ""), encoding="utf-8")
        developer = compile_lock("-e .[dev]", folder / DEVELOPER, options + ["-c", same])
    for lock_name, text in ((LEARNER, learner), (DEVELOPER, developer)):
        with open(ROOT / lock_name, "w", encoding="utf-8", newline="\n") as file:
            file.write(text + SEAL + seal_of(text) + "\n")
        say(f"{lock_name}: {text.count('==')} packages")


def compile_lock(requirement, path, options):
    """Let uv resolve `requirement` into the file `path`; return the text."""
    source = path.with_suffix(".in")
    source.write_text(requirement + "\n", encoding="utf-8")
    command = [PYTHON, "-m", "uv", "pip", "compile", "-", "--universal", "--no-annotate"]
    oldest = "{}.{}".format(*OLDEST)
    with open(source) as stdin:
        run_step(
            command + ["--no-header", "--python-version", oldest, "-o", path] + options,
            title="Resolving " + path.name,
            stdin=stdin,
        )
    text = path.read_text(encoding="utf-8")
    for line in text.splitlines():  # no address of a registry, no path of this machine
        if not re.fullmatch(r"-e \.(\[dev\])?|[\w.-]+==[\w.+!-]+( ; [^/\\@]+)?", line):
            raise Stop(f"uv wrote a line that is not a version pin: {line}. Nothing was changed.")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
