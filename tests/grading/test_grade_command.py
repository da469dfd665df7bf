"""The command as a whole: what it keeps, judges again, refuses and says."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from helpers.checks import exercises
from helpers.runs import COURSE
from teaching.grading import __main__ as grading
from teaching.grading import paper
from teaching.grading.paper import Result
from teaching.grading.sandbox import SandboxError, isolation_problem
from tests.grading.submission import Submission

LESSON = "01_vectorization"
NAMES = [name for name, asked in exercises().items() if asked.lesson == LESSON]


class FakeRoom:
    """Calls every answer correct that holds no `wrong`, and remembers what it was asked."""

    asked: list[tuple[str, list[str]]] = []
    seconds = 0.0
    problem: Exception | None = None

    def __init__(self, isolated=True, workers=2):
        self.isolated = isolated

    def __enter__(self):
        return self

    def __exit__(self, *details):
        pass

    def judge(self, paper):
        time.sleep(self.seconds)
        if self.problem:
            raise self.problem
        placed = [name for cell in paper.cells for name in cell.exercises]
        self.asked.append((paper.learner, placed))
        results = []
        for each in exercises().values():
            if each.lesson == paper.lesson:
                written = paper.written.get(each.name, "")
                state = "correct" if written and "wrong" not in written else "incorrect"
                points = float(each.points) if state == "correct" else 0.0
                state = state if written else "not attempted"
                of = float(each.points)
                results.append(Result(paper.learner, paper.lesson, each.name, state, points, of))
        return results


@pytest.fixture
def room(monkeypatch):
    """A room that judges without running anything."""
    monkeypatch.setattr("teaching.grading.judge.Room", FakeRoom)
    monkeypatch.setattr(grading, "isolation_problem", lambda: "")
    monkeypatch.setattr(FakeRoom, "asked", [])
    return FakeRoom


@pytest.fixture
def school(tmp_path):
    """A class of three: kim and lee have solved all, park has opened the notebook."""
    root = tmp_path / "class"
    for learner in ("kim", "lee", "park"):
        made = Submission(learner=learner)
        if learner == "park":
            made.open()
        (root / learner).mkdir(parents=True)
        (root / learner / made.name).write_bytes(made.bytes())
    return root


def grade(school, *options: str) -> int:
    return grading.main([str(school), "--out", str(school.parent / "report"), *options])


def verdicts(school) -> dict[tuple[str, str], dict]:
    kept = json.loads((school.parent / "report" / "verdicts.json").read_text("utf-8"))
    rows = kept if isinstance(kept, list) else kept["results"]
    return {(row["learner"], row["exercise"]): row for row in rows}


def edit(school, learner: str, exercise: str, code: str) -> None:
    made = Submission(learner=learner)
    made.cell(exercise)["source"] = code
    (school / learner / made.name).write_bytes(made.bytes())


def test_the_whole_way_with_a_real_sandbox(tmp_path):
    problem = isolation_problem()
    if problem:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(problem)
    root = tmp_path / "class"
    for folder in ("solutions", "notebooks"):
        (root / folder).mkdir(parents=True)
        for lesson in ("00_start_here", LESSON):
            shutil.copy(COURSE / folder / f"{lesson}.ipynb", root / folder)
    assert grade(root) == 0
    for (learner, exercise), row in verdicts(root).items():
        whole = exercises()[exercise].points if learner == "solutions" else 0
        assert (row["points"], row["state"]) == (whole, "correct" if whole else "not attempted")
    assert {path.name for path in tmp_path.iterdir()} == {"class", "report"}


def test_it_says_what_it_took_and_what_it_found(room, school, capsys):
    (school / "park" / "=evil.docx").write_bytes(b"")
    (school / "=2+3").mkdir()
    assert grade(school) == 0
    assert {(key, row["state"]) for key, row in verdicts(school).items()} == {
        ((learner, name), "not attempted" if learner == "park" else "correct")
        for learner in ("kim", "lee", "park")
        for name in NAMES
    } | {(("?", ""), "needs a look")}
    said = capsys.readouterr().out
    assert "kim, 01_vectorization: kim/01_vectorization.ipynb (whose: the folder's name" in said
    assert "not taken: =2+3 (This folder is empty.)" in said
    assert "3 of 3 judged" in said
    with open(school.parent / "report" / "collected.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["learner"] for row in rows] == ["?", "kim", "lee", "park"]
    assert rows[0]["file"] == "'=2+3"


def test_a_second_run_judges_what_changed(room, school):
    grade(school)
    assert len(room.asked) == 3
    room.asked.clear()
    assert grade(school) == 0
    assert room.asked == []
    edit(school, "lee", "flatten", "flat = wrong")
    assert grade(school) == 0
    assert [learner for learner, _ in room.asked] == ["lee"]
    assert verdicts(school)["lee", "flatten"]["state"] == "incorrect"
    assert verdicts(school)["kim", "flatten"]["state"] == "correct"


def test_results_hold_for_the_code_and_the_isolation_they_were_made_with(room, school, monkeypatch):
    grade(school)
    room.asked.clear()
    grade(school, "--no-isolation")
    assert len(room.asked) == 3
    monkeypatch.setattr(grading, "code_of", lambda lesson: "another")
    grade(school, "--no-isolation")
    assert len(room.asked) == 6


def test_the_digest_follows_the_checks_of_the_lesson(monkeypatch, tmp_path):
    shutil.copytree(COURSE / "helpers" / "checks", tmp_path / "helpers" / "checks")
    shutil.copytree(COURSE / "teaching" / "grading", tmp_path / "teaching" / "grading")
    monkeypatch.setattr(paper, "COURSE", tmp_path)
    digest = paper.code_digest

    def changed(path: str) -> bool:
        before = digest(LESSON)
        with open(tmp_path / path, "a") as file:
            file.write("\n# changed\n")
        return digest(LESSON) != before

    assert changed("helpers/checks/lesson_01.py") and changed("helpers/checks/verdict.py")
    assert changed("teaching/grading/judge.py") and changed("helpers/checks/sentences.toml")
    assert not changed("helpers/checks/lesson_02.py") and not changed("teaching/grading/report.py")


def test_only_judges_one_exercise_of_the_class_again(room, school, monkeypatch):
    grade(school)
    room.asked.clear()
    monkeypatch.setattr(grading, "code_of", lambda lesson: "a check was mended")
    judge = FakeRoom.judge

    def mended(self, paper):
        return [replace(each, state="incorrect", points=0.0) for each in judge(self, paper)]

    monkeypatch.setattr(FakeRoom, "judge", mended)
    assert grade(school, "--only", "vectorize") == 0
    assert sorted(room.asked) == [("kim", ["vectorize"]), ("lee", ["vectorize"]), ("park", [])]
    rows = verdicts(school)
    assert {rows["kim", name]["state"] for name in NAMES if name != "vectorize"} == {"correct"}
    assert rows["kim", "vectorize"]["state"] == "incorrect"
    assert len(rows) == 3 * len(NAMES)


def test_only_judges_a_new_submission_whole(room, school):
    assert grade(school, "--only", "flatten") == 0
    assert sorted(learner for learner, placed in room.asked) == ["kim", "lee", "park"]
    assert verdicts(school)["kim", "vectorize"]["state"] == "correct"


def test_points_by_hand_stay_until_they_are_taken_back(room, school):
    assert grade(school, "--set", "Park", "flatten", "0.5") == 0
    assert grade(school) == 0
    row = verdicts(school)["park", "flatten"]
    assert row["points"] == 0.5 and row["state"] == "not attempted"
    assert any("by hand" in flag for flag in row["flags"])
    assert (school.parent / "report" / "by_hand.csv").read_text("utf-8-sig").splitlines() == [
        '"learner","exercise","points"',
        '"park","flatten","0.5"',
    ]
    assert grade(school, "--set", "park", "flatten", "-") == 0
    assert verdicts(school)["park", "flatten"]["points"] == 0


def test_points_by_hand_need_no_notebook(room, school, capsys):
    roster = school.parent / "names.csv"
    roster.write_text("name\nkim\nlee\npark\nhong\n")
    call = ["--roster", str(roster), "--set", "hong", "flatten", "1"]
    assert grade(school, *call, "--set", "kim", "scores", "1") == 0  # of another lesson
    rows = verdicts(school)
    assert rows["hong", "flatten"]["points"] == rows["kim", "scores"]["points"] == 1
    table = (school.parent / "report" / "grades.csv").read_text("utf-8-sig")
    [hong] = [line for line in table.splitlines() if line.startswith('"hong"')]
    assert hong.endswith('"1"')
    shutil.rmtree(school / "lee")
    assert grade(school, "--set", "lee", "flatten", "1") == 1
    assert "There is no learner 'lee'" in capsys.readouterr().err
    assert grade(school) == 0
    told = capsys.readouterr().out
    assert "hong is nobody of this class, so flatten is given to nobody" in told


def test_a_report_keeps_the_grades_of_other_lessons(room, school, capsys):
    assert grade(school) == 0
    before = (school.parent / "report" / "grades.csv").read_bytes()
    for learner in ("kim", "lee", "park"):
        (school / learner / "01_vectorization.ipynb").unlink()
    other = Submission("02", learner="kim")
    (school / "kim" / other.name).write_bytes(other.bytes())
    assert grade(school) == 1
    told = capsys.readouterr().err
    assert "holds grades of 01_vectorization" in told and "--out" in told
    assert (school.parent / "report" / "grades.csv").read_bytes() == before


def test_a_report_says_that_a_part_was_judged_without_isolation(room, school):
    page = school.parent / "report" / "teacher.html"
    grade(school, "--no-isolation")
    grade(school, "--only", "flatten")
    assert "Some of them were judged earlier, with --no-isolation." in page.read_text("utf-8")
    grade(school)
    assert "Without isolation" not in page.read_text("utf-8")


def test_only_says_that_the_other_verdicts_are_of_other_checks(room, school, monkeypatch, capsys):
    grade(school)
    assert "of other checks" not in capsys.readouterr().out
    monkeypatch.setattr(grading, "code_of", lambda lesson: "a check was mended")
    grade(school, "--only", "flatten")
    assert f"{3 * (len(NAMES) - 1)} other verdicts are of other checks" in capsys.readouterr().out


def test_a_check_that_cannot_be_imported_is_told_with_its_line(room, school, monkeypatch, capsys):
    def fail():
        raise SyntaxError("invalid syntax", ("lesson_01.py", 7, 1, "def (", 7, 2))

    monkeypatch.setattr(grading, "exercises", fail)
    assert grade(school) == 1
    told = capsys.readouterr().err
    assert "lesson_01.py, line 7: SyntaxError: invalid syntax" in told and told.count("\n") == 1


WRONG_CALLS = {
    "There is no exercise 'vectorise'. Near: vectorize": ["--only", "vectorise"],
    "There is no exercise 'zzz'. There are: first-check": ["--only", "zzz"],
    "There is no learner 'kin'. Near: kim": ["--set", "kin", "flatten", "1"],
    "flatten gives 0 to 1 points, not '2'": ["--set", "kim", "flatten", "2"],
    "flatten gives 0 to 1 points, not 'nan'": ["--set", "kim", "flatten", "nan"],
    '--until "Friday" is no time': ["--until", "Friday"],
    "roster nowhere.csv cannot be read": ["--roster", "nowhere.csv"],
}


@pytest.mark.parametrize("line", WRONG_CALLS)
def test_a_wrong_call_is_told_in_one_line(line, room, school, capsys):
    assert grade(school, *WRONG_CALLS[line]) == 1
    told = capsys.readouterr().err
    assert told.startswith("grade: ") and line in told and told.count("\n") == 1
    assert room.asked == []


@pytest.mark.parametrize("out", ["class", "class/report", "."])
def test_a_report_lies_apart_from_the_submissions(out, room, school, capsys):
    assert grading.main([str(school), "--out", str(school.parent / out)]) == 1
    assert "must not lie in one another" in capsys.readouterr().err
    assert not list(school.rglob(".work"))


def test_no_folder_of_other_files_is_taken_for_a_report(room, school, capsys):
    (school.parent / "report").mkdir()
    (school.parent / "report" / "thesis.txt").write_text("mine")
    assert grade(school) == 1
    assert "holds other files, and no report" in capsys.readouterr().err
    (school.parent / "file").write_text("")
    assert grading.main([str(school), "--out", str(school.parent / "file")]) == 1
    assert "is a file" in capsys.readouterr().err
    assert grading.main([str(school), "--out", str(school.parent / "file" / "report")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_submissions_that_are_none_are_named(name, room, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert grading.main([str(tmp_path / name), "--out", str(tmp_path / "report")]) == 1
    assert name in capsys.readouterr().err


def test_without_isolation_it_stops_unless_it_is_told_to_go_on(room, school, monkeypatch, capsys):
    monkeypatch.setattr(grading, "isolation_problem", lambda: "bubblewrap is missing.")
    assert grade(school) == 1
    line = "grade: bubblewrap is missing. Or give --no-isolation. Nothing was run.\n"
    assert capsys.readouterr().err == line
    assert list((school.parent / "report").iterdir()) == [school.parent / "report" / ".work"]
    assert grade(school, "--no-isolation") == 0


def test_what_could_not_be_judged_is_named_and_tried_again(room, school, monkeypatch, capsys):
    monkeypatch.setattr(FakeRoom, "problem", SandboxError("no more memory\x1b[31m"))
    assert grade(school) == 1
    told = capsys.readouterr().err
    assert "3 of 3 notebooks could not be judged" in told and "same command again" in told
    row = verdicts(school)["kim", "flatten"]
    assert row["state"] == "needs a look" and row["points"] == 0
    assert row["message"].endswith("SandboxError: no more memory[31m")
    for table in ("grades", "moodle", "canvas"):  # what is not known is no 0
        text = (school.parent / "report" / f"{table}.csv").read_text("utf-8-sig")
        [kim] = [line for line in text.splitlines() if "kim" in line]
        assert '"0"' not in kim
    monkeypatch.setattr(FakeRoom, "problem", None)
    assert grade(school) == 0
    assert verdicts(school)["kim", "flatten"]["state"] == "correct"


def test_a_fault_of_the_program_is_one_line_and_its_details_a_file(
    room, school, monkeypatch, capsys
):
    def fail(*arguments):
        raise TypeError("not this\x1b[2J way")

    monkeypatch.setattr(grading, "look_again", fail)
    assert grade(school) == 1
    told = capsys.readouterr().err
    assert "TypeError: not this[2J way" in told and told.count("\n") == 1
    assert "Traceback" in (school.parent / "report" / ".work" / "error.log").read_text("utf-8")


def test_a_system_that_is_no_linux_is_told_so(room, school, monkeypatch, capsys):
    monkeypatch.setattr(grading.sys, "platform", "darwin")
    assert grade(school, "--no-isolation") == 1
    assert "Judging needs Linux" in capsys.readouterr().err


def test_a_cluster_without_its_package_is_told_so(room, school, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "teaching.grading.cluster", None)
    assert grade(school, "--scheduler", "tcp://127.0.0.1:1") == 1
    assert "needs the package distributed" in capsys.readouterr().err


def test_progress_names_who_is_slow(room, school, monkeypatch, capsys):
    monkeypatch.setattr(grading, "SLOW_SECONDS", 0.05)
    monkeypatch.setattr(grading, "NEWS_SECONDS", 0.1)
    monkeypatch.setattr(grading, "FEWEST_DONE", 1)
    monkeypatch.setattr(grading.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(FakeRoom, "seconds", 0.3)
    assert grade(school) == 0
    said = capsys.readouterr().out
    assert "1 of 3 judged, about " in said and "; slow: lee (01_vectorization) for " in said
    assert "slow: kim (01_vectorization) took 0 s" in said and "3 of 3 judged in 1 s" in said


def test_the_same_answers_of_two_are_flagged_and_stored_verdicts_that_do_not_hold(room, school):
    made = Submission(learner="kim")
    made.cell("vectorize")["source"] += "\n" + "# because each row is one image\nkept = 0\n" * 20
    made.first("mine = 'another first cell'")
    for learner in ("choi", "kim"):
        (school / learner).mkdir(exist_ok=True)
        (school / learner / made.name).write_bytes(made.bytes())
    cheat = Submission(learner="lee")
    cheat.cell("flatten")["source"] = "flat = wrong"
    for name in ("flatten", "vectorize"):
        shown = {"output_type": "stream", "name": "stdout", "text": f"Correct: {name}"}
        cheat.check(name)["outputs"] = [shown]
    (school / "lee" / cheat.name).write_bytes(cheat.bytes())
    assert grade(school) == 0
    rows = verdicts(school)
    assert rows["kim", "flatten"]["flags"] == ["All answers are the same as those of choi."]
    assert rows["choi", "flatten"]["flags"] == ["All answers are the same as those of kim."]
    assert "shows Correct" in rows["lee", "flatten"]["flags"][0]
    assert rows["lee", "vectorize"]["flags"] == [] == rows["park", "flatten"]["flags"]


def test_short_answers_that_are_the_same_may_be_chance(room, school):
    for learner in ("kim", "lee"):
        made = Submission(learner=learner)
        made.open()
        made.write("predict-shape", "shape = (5, 12, 2)")
        (school / learner / made.name).write_bytes(made.bytes())
    assert grade(school) == 0
    assert not any(row["flags"] for row in verdicts(school).values())


def test_a_roster_says_who_is_missing(room, school, capsys):
    roster = school.parent / "names.csv"
    roster.write_text("name\nKim\nHong\nPark\n", "cp949")
    assert grade(school, "--roster", str(roster)) == 0
    assert "missing: Hong" in capsys.readouterr().out
    kept = (school.parent / "report" / "collected.csv").read_text("utf-8-sig")
    assert "Nothing was handed in." in kept and "which is not in the roster" in kept
    assert ("Kim", "flatten") in verdicts(school) and ("lee", "flatten") in verdicts(school)


PROGRAM = """
import os, signal, sys
sys.path.insert(0, {course!r})
from teaching.grading import __main__ as grading, judge
from tests.grading.test_grade_command import FakeRoom
class Room(FakeRoom):
    def judge(self, paper):
        if {stop} and len(self.asked) == 2:
            os.kill(os.getpid(), {stop})
            import time
            time.sleep(60)
        return super().judge(paper)
judge.Room = Room
grading.isolation_problem = lambda: ""
grading.os.cpu_count = lambda: 1
code = grading.main(sys.argv[1:])
print("asked", len(FakeRoom.asked), flush=True)
os._exit(code)
"""


def run_apart(school, stop: int) -> subprocess.CompletedProcess:
    """Grade in a process of its own, which is sent a signal when two papers are judged."""
    code = PROGRAM.format(course=str(COURSE), stop=int(stop))
    command = [sys.executable, "-c", code, str(school), "--out", str(school.parent / "report")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=COURSE)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_stopped_goes_on_where_it_was(stop, school):
    ended = run_apart(school, stop)
    assert "Traceback" not in ended.stderr
    report = school.parent / "report"
    assert not (report / "verdicts.json").exists()
    if stop == signal.SIGKILL:
        assert ended.returncode == -signal.SIGKILL
    else:
        assert ended.returncode == 130
        assert "What was judged is kept" in ended.stdout
    assert {path.name for path in school.parent.iterdir()} == {"class", "report"}
    again = run_apart(school, 0)
    assert again.returncode == 0
    assert "2 are judged already" in again.stdout and "asked 1" in again.stdout
    assert len(verdicts(school)) == 3 * len(NAMES)
    assert not (report / ".work" / "scratch").exists()


def test_two_runs_do_not_write_into_one_report(room, school, capsys):
    work = school.parent / "report" / ".work"
    work.mkdir(parents=True)
    with grading.locked(work, work.parent):
        assert grade(school) == 1
    assert "Another run is writing to" in capsys.readouterr().err
    assert grade(school) == 0
