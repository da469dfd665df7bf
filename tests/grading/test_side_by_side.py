"""The same points as nbgrader's, on ordinary submissions."""

from teaching.grading.side_by_side import side_by_side


def test_points_are_those_of_nbgrader(tmp_path):
    [compared] = side_by_side(tmp_path, {"01": 4}).values()
    assert compared["exercises"] == 4 * 8
    assert not compared["different"]
