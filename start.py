"""The one way into the course: sets up .venv, then opens JupyterLab. See USAGE below.

This file uses the standard library only. It is written so that any Python from
3.6 on can read it, and say which Python the course needs.
"""

import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
UV = "uv==0.13.9"
FRESH_GB, UPDATE_GB = 3.0, 0.5  # free disk that an install needs

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course.json"  # what is installed; written when an install is complete
LOG = VENV / "install.log"
LEARNER, DEVELOPER = "requirements.txt", "requirements-dev.txt"
FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"
THIS = "py start.py" if os.name == "nt" else "python3 start.py"
MODULES = {"test": "pytest", "build": "teaching.build", "benchmark": "teaching.benchmark"}

USAGE = f"""Usage: {THIS} [command] [options]

  lab        set up, then open JupyterLab; without a command, too. Options go to
             JupyterLab, for example --no-browser or --port 8890
  setup      install again what is missing, and check that everything works
  test       set up, then run every test. Options go to pytest
  build      set up, then make solutions/ and notebooks/ from lessons/
  benchmark  set up, then measure how long training takes
  lock       find the newest versions that fit, and write both requirements files.
             Options go to uv, for example --upgrade
  help       show this text"""

# What failed programs say, in small letters, and what it means.
CAUSES = {
    ("no space left", "not enough space", "disk quota"): (
        f"The disk is full. Free {FRESH_GB:.0f} GB"
    ),
    (
        *("name resolution", "dns error", "failed to establish a new connection"),
        *("error sending request", "network is unreachable", "connection timed out"),
        *("connecttimeout", "read timed out", "tcp connect error"),
        "(from versions: none)",
    ): "The packages could not be downloaded. Check your connection to the internet",
    ("permission denied", "access is denied", "read-only file system"): (
        "No permission to write. Close JupyterLab if it is open, or copy the course "
        "to a folder of your own"
    ),
}


class Stop(Exception):
    """Why start.py cannot go on and what to do, in one line."""


def main(arguments):
    """Run one command and return the exit code."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        this = "{}.{}".format(*sys.version_info[:2])
        problem = (
            f"The course needs Python 3.11, 3.12 or 3.13, and this is {this}. "
            "Install one from https://www.python.org and start this file with it."
        )
        print(f"start.py: {problem}", file=sys.stderr)
        return 1
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    try:
        return run(arguments)
    except Stop as stop:
        problem = str(stop)
    except KeyboardInterrupt:
        say(f"\nStopped. Run `{THIS}` again: it goes on where it was.")
        return 130
    except OSError as error:
        problem = explain(str(error))
    print(f"start.py: {problem}", file=sys.stderr)
    return 1


def run(arguments):
    """Split off the command, and do it. Return the exit code."""
    command, options = "lab", list(arguments)
    if options and (options[0] in ("-h", "--help") or not options[0].startswith("-")):
        command = options.pop(0)
    if command in ("help", "-h", "--help"):
        say(USAGE)
    elif command == "lab":
        keep_port = check_port(options)
        set_up(LEARNER)
        return hand_over(lab_command() + keep_port + options)
    elif command == "setup":
        set_up(LEARNER, again=True)
    elif command in MODULES:
        set_up(DEVELOPER)
        return hand_over(["-m", MODULES[command]] + options)
    elif command == "lock":
        lock(options)
    else:
        raise Stop(f"There is no command {command!r}. `{THIS} help` lists the commands.")
    return 0


# Set-up


def set_up(lock_name, again=False):
    """Install what `lock_name` names, unless that is done; raise Stop if anything fails."""
    wanted = fingerprint(lock_name)
    prepare_venv()
    installed = read_stamp().get("installed", [])
    if wanted in installed and not again:
        return
    need_disk(UPDATE_GB)
    say(f"Installing the packages of {lock_name}. The first time, this takes some minutes.")
    write_stamp([])  # from here on, an interrupted install is known to be one
    install_uv()
    run_step(
        [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--compile-bytecode"]
        + ["-r", lock_name]
    )
    silence_news()
    # The developer's lock holds everything that the learner's holds.
    write_stamp([wanted] if lock_name == LEARNER else [fingerprint(LEARNER), wanted])
    say("Checking what the course needs:")
    command = [PYTHON, "-P", ROOT / "helpers" / "environment.py"]
    if subprocess.call(command, cwd=ROOT, env=child_environment()):
        raise Stop(f"Mend what is marked FAIL, then run `{THIS}` again.")


def prepare_venv():
    """Make sure that .venv is there and its Python runs; make it anew if not."""
    if os.path.lexists(VENV) and not VENV.is_dir():
        raise Stop(f".venv is a file, not a folder. Rename it, then run `{THIS}` again.")
    if VENV.is_dir():
        fault = find_fault()
        if not fault:
            return
        say(f"Making .venv anew, because {fault}.")
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Stop(
                f"This Python has no module {module}. On Debian or Ubuntu, install it with "
                "`sudo apt install python3-venv`; elsewhere, use Python from "
                f"https://www.python.org. Then run `{THIS}` again."
            )
    need_disk(FRESH_GB)
    if VENV.is_dir():
        shutil.rmtree(VENV)
    VENV.mkdir()
    # The Python that .venv is made from is not the one in .venv, even if that runs this file.
    base = getattr(sys, "_base_executable", sys.executable)
    run_step([base, "-m", "venv", VENV], title="Making .venv")
    write_stamp([])


def find_fault():
    """Why .venv cannot be used, or "" if it can."""
    stamp = read_stamp()
    if stamp and stamp.get("root") != str(ROOT):
        return "the course's folder was moved"
    if stamp:
        command = [PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    else:  # .venv was made by hand, or its making was interrupted
        command = [PYTHON, "-m", "pip", "--version"]
    try:
        result = subprocess.run(command, capture_output=True, env=child_environment())
    except OSError:
        return "its Python is missing"
    if result.returncode:
        return "its Python does not run" if stamp else "it was not finished"
    found = re.findall(r"\d+\.\d+", result.stdout.decode("utf-8", "replace"))
    wanted = "{}.{}".format(*sys.version_info[:2])
    if found[-1:] != [wanted]:
        return "it has Python {}, and this is {}".format("".join(found[-1:]), wanted)
    return ""


def install_uv():
    """Install the installer: uv is some six times as fast as pip."""
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run_step(pip + [UV], title="Installing " + UV)


def silence_news():
    """Keep JupyterLab in .venv from asking about its news, which it would fetch."""
    settings = VENV / "etc" / "jupyter" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    news = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    settings.write_text(json.dumps(news), encoding="utf-8")


def need_disk(gigabytes):
    """Raise Stop if less than that is free."""
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < gigabytes:
        raise Stop(
            f"The disk is too full: the install needs {gigabytes} GB, {free:.1f} GB are free. "
            f"Free some space, then run `{THIS}` again."
        )


def read_stamp():
    """What is installed in .venv: {"root": ..., "installed": [...]}, or {} if not known."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(installed):
    """Write down the folder and the fingerprints of the locks that are installed."""
    stamp = {"root": str(ROOT), "installed": installed}
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")


def fingerprint(lock_name):
    """The lock's name and SHA-256, whatever its line ends are."""
    try:
        text = (ROOT / lock_name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Stop(f"{lock_name} is missing. Download the course again.") from None
    return lock_name + " " + hashlib.sha256(text.encode("utf-8")).hexdigest()


# Running other programs


def child_environment():
    """The environment without what would make .venv slow, or mix another Python into it."""
    drop = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    # The matrices of the course are small: NumPy's products are quicker, and their last digits
    # the same on every machine, if one thread computes them.
    kept.setdefault("OPENBLAS_NUM_THREADS", "1")
    return kept


def run_step(command, title="", stdin=subprocess.DEVNULL):
    """Run an installer in the course's folder. What it says goes to LOG and is shown."""
    environment = dict(child_environment(), PYTHONUTF8="1", PYTHONUNBUFFERED="1")
    with open(LOG, "ab") as log, open(LOG, "rb") as reader:
        log.write(f"$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        reader.seek(0, os.SEEK_END)
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=stdin, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            output = show_progress(process, reader, title)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        raise Stop(f"{explain(output)} Details: {os.path.join(VENV.name, LOG.name)}")


def show_progress(process, reader, title):
    """Show what a program says, or the title in its place, until it ends; return what it said.

    On a terminal this is one row that also counts the seconds, so that a long
    download is seen to be alive. Elsewhere each line is printed once.
    """
    began, terminal, shown, output = time.time(), sys.stdout.isatty(), title, ""
    if title and not terminal:
        say("  " + title)
    running = True
    while running:
        time.sleep(0.1)
        running = process.poll() is None
        for raw in reader:
            if running and not raw.endswith(b"\n"):  # half a line: it is read again when whole
                reader.seek(-len(raw), os.SEEK_CUR)
                break
            line = raw.decode("utf-8", "replace")
            output += line
            if line.strip() and not title and not line.startswith(" + "):
                shown = line.strip()
                if not terminal:
                    say("  " + shown)
        if terminal:
            width = shutil.get_terminal_size().columns - 1
            row = f"  {time.time() - began:4.0f} s  {shown}"[:width].ljust(width)
            print("\r" + row, end="" if running else "\n", flush=True)
    return output


def explain(output):
    """What to do about a failure, in one line, from what the failed program said."""
    text = output.lower()
    for signs, cause in CAUSES.items():
        if any(sign in text for sign in signs):
            return f"{cause}, then run `{THIS}` again: it goes on where it was."
    said = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in said if line.lower().startswith("error")]
    return (errors or said or ["A program failed and did not say why."])[-1]


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


def say(text):
    print(text, flush=True)


# JupyterLab


def lab_command():
    """What opens JupyterLab on the first notebook, with the whole course beside it."""
    say("Opening JupyterLab. To stop it, press Ctrl-C here.")
    return [
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}",
    ]


def check_port(options):
    """Raise Stop if the options name a port that is in use.

    Return the option that keeps JupyterLab to the named port; without a named
    port it takes the next free one by itself.
    """
    found = re.search(r"(?:^|\n)--(?:ServerApp\.)?port[=\n](.*)", "\n".join(options))
    if found is None:
        return []
    number = found.group(1)
    if not number.isdigit() or int(number) > 65535:
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
    prepare_venv()
    install_uv()
    with tempfile.TemporaryDirectory() as name:
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
            file.write(text)
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
