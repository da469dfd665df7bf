"""Run an installer: show in one row what it does or waits for, and keep what it said."""

import os
import re
import shutil
import subprocess
import sys
import time

from starting import ROOT, VENV, Stop, say, turns
from starting.machine import explain
from starting.surroundings import child_environment

LOG = VENV / "install.log"
FULL = 10e6  # bytes: with less free disk, that is why a program failed
QUIET = 10  # seconds without news after which the row says what it waits for


class Failed(Stop):
    """A program failed: `output` is what it said, the message what that means."""

    def __init__(self, output):
        if shutil.disk_usage(ROOT).free < FULL:  # then LOG could not take what it said
            output += "\nno space left"
        super().__init__(f"{explain(output)} (Details: {os.path.join(VENV.name, LOG.name)})")
        self.output = output


def run_step(command, title="", stdin=subprocess.DEVNULL, environment=()):
    """Run an installer in the course's folder. What it says goes to LOG and is shown."""
    environment = dict(
        child_environment(), PYTHONUTF8="1", PYTHONUNBUFFERED="1", **dict(environment)
    )
    with open(LOG, "ab") as log, open(LOG, "rb") as reader:
        log.write(f"$ {' '.join(map(str, command))}\n".encode("utf-8", "replace"))
        log.flush()
        reader.seek(0, os.SEEK_END)
        inherited = {"pass_fds": turns.held} if os.name == "posix" else {}
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=stdin,
            stdout=log,
            stderr=subprocess.STDOUT,
            **inherited,
        )
        try:
            output = show_progress(process, reader, title)
        finally:
            process.kill()
            process.wait()
    if process.returncode:
        raise Failed(output)


def show_progress(process, reader, title):
    """Show what a program says, or the title in its place, until it ends; return what it said.

    On a terminal this is one row that also counts the seconds, so that a long
    download is seen to be alive. Elsewhere each line is printed once. If no line
    comes for some time, both say what the program waits for, and how long.
    """
    began, terminal, shown, output = time.monotonic(), sys.stdout.isatty(), title, ""
    if title and not terminal:
        say("  " + title)
    news, told, running = began, QUIET, True
    while running:
        time.sleep(0.1)
        running = process.poll() is None
        for raw in reader:
            if running and not raw.endswith(b"\n"):  # half a line: it is read again when whole
                reader.seek(-len(raw), os.SEEK_CUR)
                break
            line = raw.decode("utf-8", "replace")
            output += line
            news, told = time.monotonic(), QUIET
            if line.strip() and not title and not line.startswith((" + ", " ~ ")):
                shown = line.strip()
                if not terminal:
                    say("  " + shown)
        silent = time.monotonic() - news
        waiting = f"waiting for {awaited(output, title)}, {silent:.0f} s without news"
        if terminal:
            width = shutil.get_terminal_size().columns - 1
            row = waiting if silent >= QUIET and running else shown
            row = f"  {time.monotonic() - began:4.0f} s  {row}"[:width].ljust(width)
            print("\r" + row, end="" if running else "\n", flush=True)
        elif running and silent >= told:
            say("  " + waiting)
            told *= 3
    return output


def awaited(output, title=""):
    """What an installer that says nothing more waits for, from what it has said."""
    begun = re.findall(r"^ *Downloading ([\w.-]+)(?: \((.+?)\))?", output, re.M)
    ended = re.findall(r"^ *Downloaded ([\w.-]+)", output, re.M)
    open_ones = [f"{name} ({size})" if size else name for name, size in begun if name not in ended]
    if open_ones:
        more = f" and {len(open_ones) - 1} more" if len(open_ones) > 1 else ""
        return f"the download of {open_ones[0]}{more}"
    for word, work in STAGES.items():
        if re.search(rf"^ *{word}\b", output, re.M):
            return work
    return f"{title[:1].lower()}{title[1:]}" if title else "the index of packages"


# The last thing that uv said, and what it does then.
STAGES = {
    "Installed": "the compilation of the packages",
    "Prepared": "the packages to be put in place",
    "Resolved": "the download of the packages",
}
