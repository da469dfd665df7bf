"""The whole ugly set as one class, graded by the real command, once, within bounds.

`pytest -s` shows the table: how many ended as they must (right), how many did not (wrong), and how
many got no result at all (lost).
"""

import csv
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from helpers.checks.registry import exercises
from helpers.runs import COURSE
from starting.surroundings import child_environment
from teaching.grading.paper import STATES
from teaching.grading.side_by_side import memory_of
from tests.grading import cheats, faults, forms  # noqa: F401 - they register the set
from tests.grading.submission import LESSONS, NOTHING, SET, Ugly, write_class

MEMORY = 8 << 30
SECONDS = 3600
PLACES = [Path(place) for place in ("/", "/tmp", "/var/tmp", "/dev/shm", sys.prefix)]
PLACES += [COURSE, COURSE.parent, COURSE / "helpers", COURSE / "helpers" / "checks"]
"""Where cheats try to leave a file."""


class Graded(NamedTuple):
    """What is left of one run of the command over the whole set."""

    folder: Path
    """holds class/, report/ and home/"""
    code: int | str
    output: str
    before: dict
    after: dict
    results: list[dict]
    asked: list[str]
    """what the server on loopback was asked for"""

    @property
    def report(self) -> Path:
        return self.folder / "report"


def state_of(folder: Path) -> dict:
    """Every file below a folder: its kind, time of change and content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if "__pycache__" in path.parts:
            continue
        status = path.lstat()
        content = os.readlink(path) if path.is_symlink() else ""
        if path.is_file() and not path.is_symlink():
            with open(path, "rb") as file:
                content = hashlib.file_digest(file, "md5").hexdigest()
        found[path] = (status.st_mode, status.st_mtime_ns if content else 0, content)
    return found


def serve(asked: list) -> HTTPServer:
    """A server on loopback that tells the right answers to who can reach it."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(cheats.loot().encode())

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def run_bounded(command: list[str], environment: dict, folder: Path) -> tuple[int | str, str]:
    """Run a command in a group of its own; end it if it takes too long, or too much memory."""
    with open(folder / "output.txt", "w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(
            command,
            cwd=COURSE,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        end, why = time.monotonic() + SECONDS, ""
        while process.poll() is None and not why:
            time.sleep(1)
            if time.monotonic() > end:
                why = f"it took more than {SECONDS} s"
            elif memory_of(process.pid) > MEMORY:
                why = f"it took more than {MEMORY >> 30} GB"
        if why:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        return why or process.returncode, output.read()


@pytest.fixture(scope="module")
def graded():
    folder = Path(tempfile.mkdtemp(prefix="ugly-"))
    asked: list[str] = []
    server = serve(asked)
    (folder / "home").mkdir()
    write_class(folder / "class", server.server_port)
    watched = [folder / "class", COURSE / "helpers", COURSE / "teaching", COURSE / "solutions"]
    before = {each: state_of(each) for each in watched}
    # As start.py starts it.
    environment = {**child_environment(), "HOME": str(folder / "home")}
    environment[cheats.CANARY] = cheats.loot()
    command = [sys.executable, "-m", "teaching.grading", str(folder / "class")]
    command += ["--out", str(folder / "report")]
    code, output = run_bounded(command, environment, folder)
    server.shutdown()
    results = read_results(folder / "report")
    after = {each: state_of(each) for each in watched}
    run = Graded(folder, code, output, before, after, results, asked)
    print_table(run)
    yield run
    shutil.rmtree(folder, ignore_errors=True)


def read_results(report: Path) -> list[dict]:
    """The results as the report keeps them; [] if there is none."""
    try:
        kept = json.loads((report / "verdicts.json").read_text("utf-8"))
    except OSError:
        return []
    return kept if isinstance(kept, list) else kept["results"]


def plain(name: str) -> str:
    """A name without what a report may have to replace in it."""
    name = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in name if letter.isprintable() and not letter.isspace())


def judged(case: Ugly, run: Graded) -> tuple[str, str]:
    """ "right", "wrong" or "lost", and why."""
    rows = {
        row["exercise"]: row
        for row in run.results
        if plain(row["learner"]) == plain(case.learner) and row["lesson"] == LESSONS[case.lesson]
    }
    if case.unplaced and not any(row["state"] == "correct" for row in rows.values()):
        for name in ("collected.csv", "verdicts.csv"):
            for line in (run.report / name).read_text("utf-8-sig").splitlines():
                if case.unplaced in line:
                    return "right", ""
    missing = [exercise for exercise in case.expected if exercise not in rows]
    if missing:
        return "lost", f"no result for {', '.join(missing)}"
    problems = []
    flags = [flag for row in rows.values() for flag in row.get("flags", [])]
    for exercise, states in case.expected.items():
        row = rows[exercise]
        whole = row["points"] == exercises()[exercise].points
        if row["state"] not in STATES or (row["state"] == "correct") != whole:
            problems.append(f"{exercise}: {row['points']} points for {row['state']}")
        elif states == NOTHING:
            if row["state"] == "correct" and not flags:
                problems.append(f"{exercise}: a cheat was called correct, and not flagged")
        elif row["state"] not in states.split("|"):
            problems.append(f"{exercise}: {row['state']}, not {states} ({row['message'][:100]})")
    if case.flag and not flags:
        problems.append("it was not flagged")
    return ("wrong", "; ".join(problems)) if problems else ("right", "")


def print_table(run: Graded) -> None:
    counts = {"right": 0, "wrong": 0, "lost": 0}
    for case in SET:
        verdict, why = judged(case, run)
        counts[verdict] += 1
        if why:
            print(f"{verdict}: {case.name} ({case.why}): {why}")
    print(f"{len(SET)} ugly submissions: " + ", ".join(f"{n} {k}" for k, n in counts.items()))


@pytest.mark.parametrize("case", SET, ids=lambda case: case.name)
def test_each_ends_as_it_must(case, graded):
    assert judged(case, graded) == ("right", ""), case.why


def test_the_command_came_to_its_end(graded):
    assert graded.code == 0, graded.output[-2000:]
    assert "Traceback" not in graded.output


def test_nothing_is_lost(graded):
    assert [case.name for case in SET if judged(case, graded)[0] == "lost"] == []


def test_submissions_and_course_are_unchanged(graded):
    for folder, before in graded.before.items():
        after = graded.after[folder]
        assert {str(path) for path in before if before[path] != after.get(path)} == set()
        assert {str(path) for path in after.keys() - before.keys()} == set()


def test_nothing_is_written_outside_the_report(graded):
    assert {path.name for path in graded.folder.iterdir()} == {
        *("class", "home", "output.txt", "report")
    }
    places = [*PLACES, graded.folder / "class", graded.folder / "home"]
    assert [str(place) for place in places if (place / cheats.MARK).exists()] == []
    assert not Path("/tmp/numpy.py").exists()
    assert [path.name for path in (graded.folder / "home").rglob("*")] == []


def test_no_submission_reached_the_network(graded):
    assert graded.asked == []


def test_what_learners_wrote_is_text_in_every_page(graded):
    pages = list(graded.report.rglob("*.html"))
    assert len(pages) > len(SET) / 2
    for page in pages:
        text = page.read_text("utf-8")
        assert "<img src=x" not in text and "<script>alert" not in text, page
        assert "\x1b" not in text and "\x07" not in text, page
    assert "\x1b" not in graded.output


def test_no_field_of_a_table_is_a_formula(graded):
    tables = list(graded.report.rglob("*.csv"))
    assert len(tables) >= 3
    for table in tables:
        text = table.read_text("utf-8-sig")
        assert "\x1b" not in text
        for row in csv.reader(text.splitlines(keepends=True)):
            for field in row:
                number = field.removeprefix("-").replace(".", "", 1).isdigit()
                assert (
                    number or field == "-" or field[:1] not in ("=", "+", "-", "@", "\t", "\r")
                ), (table, row)


def test_the_set_holds_enough_of_each_kind():
    assert len(SET) >= 140
    assert sum(NOTHING in case.expected.values() for case in SET) >= 30
    assert all(case.why for case in SET)
