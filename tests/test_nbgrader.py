"""nbgrader itself, with the commands of TEACHING.md: its points for solutions and for stubs."""

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.checks.registry import LESSONS, exercises
from teaching import build

ROOT = Path(__file__).resolve().parents[1]
NUMPY_ALONE, KERAS = "01_vectorization", "04_model"
# One that is a solved notebook, one that nbgrader made, and one as `start.py release` hands it out.
LEARNERS = {"solved": 1, "stubs": 0, "handed-out": 0}  # and their share of the points

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")


def blocks() -> list[str]:
    """The commands of TEACHING.md's section on nbgrader: what is typed on Monday, and on Friday."""
    text = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
    section = re.search(r"^## With nbgrader\n(.*?)(?=^## )", text, re.M | re.S)[1]
    return re.findall(r"^```\n(.*?)^```", section, re.M | re.S)


def run(block: str, folder: Path, lesson: str) -> str:
    """Type these commands in a folder; return what they said."""
    # The tests may run in another environment than .venv: then its programs are meant.
    programs = str(Path(sys.executable).parent)
    block = block.replace(". COURSE/.venv/bin/activate\n", f"PATH={shlex.quote(programs)}:$PATH\n")
    block = block.replace("COURSE", shlex.quote(str(ROOT))).replace(NUMPY_ALONE, lesson)
    done = subprocess.run(
        ["sh", "-e", "-c", block], cwd=folder, capture_output=True, encoding="utf-8", timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module", params=[NUMPY_ALONE, KERAS])
def graded(request, tmp_path_factory) -> tuple[str, Path]:
    """A lesson, and the folder of an nbgrader course that graded three learners."""
    lesson, folder = request.param, tmp_path_factory.mktemp("nbgrader")
    monday, friday = blocks()
    run(monday, folder, lesson)
    name = f"{lesson}.ipynb"
    handed_in = {
        "solved": ROOT / "solutions" / name,
        "stubs": folder / "release" / lesson / name,
        "handed-out": ROOT / "notebooks" / name,
    }
    for learner, path in handed_in.items():
        place = folder / "submitted" / learner / lesson
        place.mkdir(parents=True)
        shutil.copy(path, place)
    said = run(friday, folder, lesson)
    assert "ERROR" not in said
    return lesson, folder


def test_full_points_for_the_solutions_and_none_for_the_stubs(graded):
    lesson, folder = graded
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    full = sum(asked.points for asked in exercises().values() if asked.lesson == lesson)
    assert {learner: float(row["max_score"]) for learner, row in rows.items()} == dict.fromkeys(
        LEARNERS, full
    )
    assert {learner: float(row["score"]) for learner, row in rows.items()} == {
        learner: share * full for learner, share in LEARNERS.items()
    }


def test_the_stub_is_the_courses_own(graded):
    lesson, folder = graded
    made = nbformat.read(folder / "release" / lesson / f"{lesson}.ipynb", as_version=4)
    handed = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    for ours, theirs in zip(handed.cells, made.cells, strict=True):
        if build.kind_of(ours) == "guess":  # `guess = ...` alone, which also says it all
            assert theirs.source == f"{ours.source}\n{build.STUB}"
        else:
            assert theirs.source == ours.source
    text = "\n".join(cell.source for cell in made.cells)
    assert text.count(build.STUB) and "NotImplementedError" not in text
    assert "SOLUTION" not in text


def test_every_learner_gets_feedback_that_says_why(graded):
    lesson, folder = graded
    pages = {
        learner: (folder / "feedback" / learner / lesson / f"{lesson}.html").read_text("utf-8")
        for learner in LEARNERS
    }
    names = [asked.name for asked in exercises().values() if asked.lesson == lesson]
    for name in names:
        for learner in ("stubs", "handed-out"):
            said = re.sub(r"<[^>]+>", "", pages[learner])
            assert f"Not attempted: {name}" in said, (learner, name)
    assert "Not attempted:" not in pages["solved"]
    assert pages["solved"].count("Correct:") >= len(names)


def test_grading_leaves_no_run_behind(graded):
    _, folder = graded
    assert not list(folder.rglob("progress.json")) and not list(folder.rglob("trained_run.npz"))


def test_every_lesson_is_a_source(tmp_path):
    shutil.copy(ROOT / "teaching" / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions", tmp_path / "source" / "lessons")
    activate = blocks()[0].splitlines()[0]
    run(f"{activate}\nnbgrader generate_assignment lessons", tmp_path, NUMPY_ALONE)
    assert sorted(path.stem for path in (tmp_path / "release/lessons").iterdir()) == list(LESSONS)
