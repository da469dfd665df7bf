"""Make .venv and keep it whole: the installer, the lock files, the stamp, the progress row."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time

from starting import LEARNER, PYTHON, ROOT, THIS, VENV, Stop, say
from starting.machine import FRESH_GB, UPDATE_GB, explain
from starting.surroundings import child_environment

UV = "uv==0.13.9"
STAMP = VENV / "course.json"  # what is installed; written when an install is complete
LOG = VENV / "install.log"


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


# Running an installer


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
