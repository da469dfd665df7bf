"""Grade the same classes with nbgrader and with `start.py grade`: `start.py benchmark --grading`.

Both get the same ordinary submissions, on the same machine, one after the other, and both keep
every core busy: nbgrader in as many processes as there are cores, each with its share of the class
and a gradebook of its own. Its time is that of `nbgrader autograde` alone. Ours is that of the
whole command: collecting, the sandboxes, grading and the report, once before nbgrader and once
after it, of which the slower counts. Prints one line of JSON.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import psutil

from helpers.checks.registry import exercises
from helpers.runs import COURSE
from tests.grading.ordinary import write_ordinary
from tests.grading.submission import LESSONS

CLASSES = {"01": 40, "04": 20}
GROWTH = (30, 300)
LOOK_SECONDS = 0.5
"""How often the memory is looked at."""
CONFIGURATION = """c = get_config()
c.CourseDirectory.course_id = "course"
c.ClearSolutions.code_stub = {"python": "# Your code here."}
c.ExecutePreprocessor.timeout = 600  # its own 30 s end too early on a busy machine
"""


def in_order(command: list[str], folder: Path) -> subprocess.Popen:
    """Start a command that must not be seen, with a scratch folder for what notebooks keep."""
    environment = {**os.environ, "LINEAR_MODEL_RUNS": str(folder / "runs")}
    with open(folder / "log.txt", "a") as log:
        return subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
        )


def refuse_failure(name: str, folder: Path, code: int, passable=(0,)) -> None:
    """Raise SystemExit with the end of a command's output, if it has not ended well."""
    if code not in passable:
        lines = (folder / "log.txt").read_text(errors="replace").strip().splitlines()
        raise SystemExit(f"{name} ended with {code}: {lines[-1] if lines else 'it said nothing'}")


def nbgrader_course(folder: Path, lesson: str, submissions: Path, learners: list[str]) -> None:
    """Make an nbgrader course of one lesson, with what these learners handed in."""
    name = LESSONS[lesson]
    (folder / "source" / name).mkdir(parents=True)
    shutil.copy(COURSE / "solutions" / f"{name}.ipynb", folder / "source" / name)
    (folder / "nbgrader_config.py").write_text(CONFIGURATION)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", name, "--force"]
    refuse_failure("nbgrader", folder, in_order(command, folder).wait())
    for learner in learners:
        shutil.copytree(submissions / learner, folder / "submitted" / learner / name)


def with_nbgrader(folder: Path, lesson: str, submissions: Path, learners: list[str]):
    """Let nbgrader grade them; return the seconds, and {(learner, exercise): points}."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ["PATH"].split(os.pathsep):  # nbgrader calls alembic by its name
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ["PATH"]])
    shares = max(1, min(os.cpu_count() or 1, len(learners)))
    courses = [folder / f"course-{number}" for number in range(shares)]
    for number, course in enumerate(courses):
        nbgrader_course(course, lesson, submissions, learners[number::shares])
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSONS[lesson]]
    start = time.perf_counter()
    running = [in_order(command, course) for course in courses]
    codes = [process.wait() for process in running]
    seconds = time.perf_counter() - start
    points = {}
    for course, code in zip(courses, codes, strict=True):
        refuse_failure("nbgrader autograde", course, code)
        points.update(points_in_gradebook(course / "gradebook.db", LESSONS[lesson]))
    return seconds, points


def points_in_gradebook(path: Path, assignment: str) -> dict[tuple[str, str], float]:
    """The points that nbgrader's gradebook holds, by learner and exercise."""
    from nbgrader.api import Gradebook  # slow to import

    with Gradebook(f"sqlite:///{path}") as book:
        return {
            (submission.student.id, grade.name.removeprefix("check-")): float(grade.score)
            for submission in book.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def with_ours(folder: Path, submissions: Path, watched: bool = False):
    """Grade a class with our command; return the seconds, the points and the peak memory in MB.

    The memory is that of the command and all its processes together; what they share counts once.
    It is 0 unless `watched`, since looking at it takes time of its own.
    """
    folder.mkdir(parents=True)
    report = folder / "report"
    command = [sys.executable, "-m", "teaching.grading", str(submissions), "--out", str(report)]
    start = time.perf_counter()
    process = in_order(["env", f"PYTHONPATH={COURSE}", *command], folder)
    peak = 0
    while watched and process.poll() is None:
        peak = max(peak, memory_of(process.pid))
        time.sleep(LOOK_SECONDS)
    code = process.wait()
    seconds = time.perf_counter() - start
    refuse_failure("the grading command", folder, code)
    with open(report / "verdicts.csv", encoding="utf-8-sig", newline="") as file:
        points = {
            (row["learner"], row["exercise"]): float(row["points"]) for row in csv.DictReader(file)
        }
    return seconds, points, peak / 2**20


OTTER_COUNT = 4
"""otter-grader without Docker grades one file at a time: a few show how long one takes."""
OTTER_TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = {points}


@test_case(points=None)
def test_answer({answers}):
    from helpers import check

    check("{name}", {answers})
"""


def with_otter(folder: Path, python: str, submissions: Path, learners: list[str]) -> float:
    """Let `otter run` grade submissions of lesson 1 with our checks; return the seconds for each.

    `python` is an interpreter that has otter-grader and the learner's packages.
    """
    (folder / "tests").mkdir(parents=True)
    for name, asked in exercises().items():
        if asked.lesson == LESSONS["01"]:
            text = OTTER_TEST.format(
                name=name, points=asked.points, answers=", ".join(asked.answers)
            )
            (folder / "tests" / f"{name}.py").write_text(text)
    otter = ["env", f"PYTHONPATH={COURSE}", python, "-m", "otter"]
    generate = [*otter, "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"]
    refuse_failure("otter generate", folder, in_order(generate, folder).wait())
    cores = os.cpu_count() or 1
    start = time.perf_counter()
    for first in range(0, len(learners), cores):
        running = []
        for learner in learners[first : first + cores]:
            (folder / learner).mkdir()
            notebook = submissions / learner / f"{LESSONS['01']}.ipynb"
            run = ["run", "-a", str(folder / "autograder.zip"), "-o", ".", "--no-logo"]
            running.append(in_order([*otter, *run, str(notebook)], folder / learner))
        for process, learner in zip(running, learners[first:], strict=False):
            refuse_failure("otter run", folder / learner, process.wait())
    return (time.perf_counter() - start) / len(learners)


def memory_of(pid: int) -> int:
    """The bytes that a process and all its descendants hold."""
    try:
        first = psutil.Process(pid)
        family = [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for member in family:
        try:
            text = Path(f"/proc/{member.pid}/smaps_rollup").read_text()
            total += 1024 * int(text.partition("\nPss:")[2].split(maxsplit=1)[0])
        except (OSError, ValueError, IndexError):  # it has ended, or the system counts otherwise
            pass
    return total


def side_by_side(folder: Path, classes: dict[str, int] = CLASSES) -> dict:
    """Return for each lesson how many were graded, both times, and where points differ."""
    compared = {}
    for lesson, count in classes.items():
        submissions = folder / f"class-{lesson}"
        learners = list(write_ordinary(submissions, count, lesson))
        loads = [os.getloadavg()[0]]
        ours, own_points, _ = with_ours(folder / f"ours-{lesson}", submissions)
        loads.append(os.getloadavg()[0])
        nbgrader, points = with_nbgrader(
            folder / f"nbgrader-{lesson}", lesson, submissions, learners
        )
        loads.append(os.getloadavg()[0])
        again, _, _ = with_ours(folder / f"again-{lesson}", submissions)
        compared[LESSONS[lesson]] = {
            "count": count,
            "nbgrader": nbgrader,
            "ours": max(ours, again),  # a machine that others use is not always as busy
            "loads": loads,  # before ours, between the two, after nbgrader
            "exercises": len(points),
            "different": sorted(
                f"{learner}, {exercise}: nbgrader {points.get((learner, exercise))}, "
                f"ours {own_points.get((learner, exercise))}"
                for learner, exercise in points.keys() | own_points.keys()
                if points.get((learner, exercise)) != own_points.get((learner, exercise))
            ),
        }
    return compared


def growth(folder: Path) -> dict:
    """Return the seconds and the peak memory in MB for a small and a large class of lesson 1."""
    measured = defaultdict(dict)
    for count in GROWTH:
        write_ordinary(folder / f"many-{count}", count)
        seconds, _, memory = with_ours(
            folder / f"ours-{count}", folder / f"many-{count}", watched=True
        )
        measured[str(count)] = {"seconds": seconds, "memory": memory}
    return dict(measured)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--otter", help="an interpreter that has otter-grader, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="side-by-side-") as name:
        folder = Path(name)
        results = {"lessons": side_by_side(folder), "growth": growth(folder), "otter": None}
        if options.otter:
            learners = sorted(path.name for path in (folder / "class-01").iterdir())[:OTTER_COUNT]
            results["otter"] = with_otter(
                folder / "otter", options.otter, folder / "class-01", learners
            )
    print("\n" + json.dumps(results))


if __name__ == "__main__":
    main()
