"""Ordinary submissions: a class of 300 through the real command, and points as nbgrader's."""

import csv

import pytest

from teaching.grading.side_by_side import side_by_side, with_ours
from tests.grading.ordinary import write_ordinary

COUNT = 300


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.ipynb")}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """What the answers of 300 learners are, and the state and points of each."""
    folder = tmp_path_factory.mktemp("ordinary")
    written = write_ordinary(folder / "class", COUNT)
    with_ours(folder / "ours", folder / "class")
    with open(folder / "ours/report/verdicts.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return written, rows


def test_the_same_class_can_be_made_again(tmp_path):
    for name in ("one", "two"):
        write_ordinary(tmp_path / name, 5)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert len(set(files(tmp_path / "one").values())) == 5


def test_each_of_three_hundred_has_one_result_for_each_exercise(graded):
    written, rows = graded
    given = sorted((row["learner"], row["exercise"]) for row in rows)
    assert given == sorted((learner, name) for learner, kinds in written.items() for name in kinds)


def test_right_answers_are_correct_open_ones_not_attempted_and_wrong_ones_neither(graded):
    written, rows = graded
    for row in rows:
        kind, state = written[row["learner"]][row["exercise"]], row["state"].lower()
        seen = (row["learner"], row["exercise"], state, row["message"])
        assert (kind == "right") == (state == "correct") == (float(row["points"]) > 0), seen
        assert (kind == "open") == (state == "not attempted"), seen


def test_points_are_those_of_nbgrader(tmp_path):
    [compared] = side_by_side(tmp_path, {"01": 4}).values()
    assert compared["exercises"] == 4 * 8
    assert not compared["different"]
